import Foundation

/// What the slices of a series in one folder have in common as files, and by which a file that is no DICOM shows that
/// it was one of them.
///
/// A slice that became zeros, or a web page of an error, leaves no gap where it lay at an end of the stack, so nothing
/// but its name or its size tells that it is missing. PACS exports and DICOM media give their files no extension.
struct SliceLikeFiles {
  private let patterns: Set<String>
  private let extensions: Set<String>
  private let sizes: ClosedRange<Int>?

  /// - Parameter slices: paths of the files of one series.
  init(_ slices: [String]) {
    let names = slices.map(FileName.init)
    patterns = Set(names.map(\.pattern)).filter { $0.contains("#") }
    // One file alone has no kind in common with anything.
    extensions = slices.count > 1 ? Set(names.map(\.extension)) : []
    let found = slices.compactMap { try? FileFacts.size(of: $0) }
    sizes = Self.commonSizes(slices.count > 1 ? found : [])
  }

  /// Sizes of slices that differ in a few texts of their headers; compressed ones have no common size.
  private static func commonSizes(_ sizes: [Int]) -> ClosedRange<Int>? {
    guard let smallest = sizes.min(), let largest = sizes.max(), largest - smallest <= smallest / 100 else {
      return nil
    }
    return smallest...largest
  }

  /// Whether a file that is no DICOM was meant to be a slice.
  /// - Parameter problem: why it is none.
  func include(_ path: String, problem: ImageFileError) -> Bool {
    let name = FileName(path)
    if name.isForeign { return false }
    if patterns.contains(name.pattern) { return true }
    let content = Content(problem)
    if extensions.contains(name.extension) { return !name.extension.isEmpty || content == .unknown }
    return content == .unknown && sizes?.contains((try? FileFacts.size(of: path)) ?? 0) == true
  }

  /// What a file holds that is no DICOM.
  private enum Content {
    /// Text, or a format with a signature of its own.
    case known
    /// Neither; a slice whose first bytes were lost is such.
    case unknown

    init(_ problem: ImageFileError) { self = problem.kind == .notAnImage ? .unknown : .known }
  }
}

/// The name of a file, by which slices of one series are alike.
private struct FileName {
  /// The name in lower case with `#` for each run of digits, hexadecimal ones among them.
  let pattern: String
  /// Lower case, without the point; empty where there is none, or digits alone, as in a UID.
  let `extension`: String
  /// Whether files of this name lie beside slices and are none.
  let isForeign: Bool

  init(_ path: String) {
    let name = URL(filePath: path).lastPathComponent.lowercased()
    let last = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map(String.init) ?? ""
    let isNumber = last.allSatisfy { "0123456789abcdef".contains($0) } && last.contains(where: \.isNumber)
    self.extension = isNumber ? "" : last
    pattern = Self.pattern(of: name)
    let stem = String(name.prefix { $0 != "." })
    isForeign = Self.foreignExtensions.contains(self.extension) || Self.foreignNames.contains(stem)
  }

  private static func pattern(of name: String) -> String {
    var (pattern, run) = ("", "")
    func closed() -> String { run.contains(where: \.isNumber) ? "#" : run }
    for character in name {
      if "0123456789abcdef".contains(character) {
        run.append(character)
      } else {
        pattern += closed() + String(character)
        run = ""
      }
    }
    return pattern + closed()
  }

  private static let foreignNames: Set<String> = [
    "changelog", "changes", "copying", "desktop", "dicomdir", "index", "info", "licence", "license", "lockfile",
    "manifest", "md5sums", "notice", "readme", "sha1sums", "sha256sums", "sha512sums", "thumbs", "version",
  ]

  private static let foreignExtensions: Set<String> = [
    "7z", "avi", "bmp", "bval", "bvec", "csv", "db", "doc", "docx", "exe", "gif", "gz", "h5", "htm", "html", "inf",
    "ini", "jpeg", "jpg", "json", "log", "mat", "md", "md5", "mha", "mhd", "mp4", "nhdr", "nii", "npy", "npz", "nrrd",
    "pdf", "png", "ppt", "pptx", "py", "raw", "rtf", "sha256", "svg", "tar", "tif", "tiff", "tsv", "txt", "xls",
    "xlsx", "xml", "yaml", "yml", "zip",
  ]
}
