import Foundation

/// Where a command writes its result: a file, or standard output.
public struct OutputTarget: Sendable {
  private let path: String?

  /// `nil` is standard output. Refuses a path that is one of the inputs: the result would take the data's place.
  public init(_ path: String?, inputs: [String]) throws(StoreError) {
    // A link is followed, so that its target gets the result and a link to an input is seen to be one.
    let real = path.map { URL(filePath: $0).resolvingSymlinksInPath().path }
    self.path = real
    guard let path, let real else { return }
    let sources = inputs.map { URL(filePath: $0).resolvingSymlinksInPath().path }
    guard !sources.contains(real) else { throw StoreError.outputIsInput(path: path) }
  }

  /// Writes the result whole, or throws.
  public func write(_ text: String) throws(StoreError) {
    guard let path else { return try write(text, through: .standardOutput, name: "standard output") }
    guard isSpecial(path) else { return try AtomicFile.write(text, to: path) }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw StoreError.cannotWrite(path: path, cause: "it cannot be opened")
    }
    try write(text, through: handle, name: path)
  }

  /// A device or a pipe is written to; replacing it by a file, as a rename would, breaks it for everybody.
  private func isSpecial(_ path: String) -> Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return type.map { $0 != .typeRegular } ?? false
  }

  private func write(_ text: String, through handle: FileHandle, name: String) throws(StoreError) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      throw StoreError.cannotWrite(path: name, cause: error.localizedDescription)
    }
  }
}
