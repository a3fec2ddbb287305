import Foundation

extension ExportSeries {
  /// Paths of its slices as they are now, each image once: a copy of a file is no second slice.
  /// - Throws: ``LinkProblem/changed(_:)``, or ``LinkProblem/instanceTwice(_:_:)`` for two files that claim to be one
  ///   image.
  package func sliceFiles() throws(LinkProblem) -> [String] {
    var (paths, first) = ([String](), [String: ExportFile]())
    for file in files {
      guard file.isUnchanged else { throw .changed(file.path) }
      guard let other = first[file.instanceUID], !file.instanceUID.isEmpty else {
        first[file.instanceUID] = file
        paths.append(file.path)
        continue
      }
      guard file.hasContent(of: other) else { throw .instanceTwice(other.path, file.path) }
    }
    return paths
  }
}

extension ExportFile {
  fileprivate func hasContent(of other: ExportFile) -> Bool {
    stamp.size == other.stamp.size && FileManager.default.contentsEqual(atPath: path, andPath: other.path)
  }
}
