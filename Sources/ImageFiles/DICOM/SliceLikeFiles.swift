import Foundation

/// What the files of one series in a folder have in common. A file that is not DICOM but shares it was probably a slice
/// of that series.
///
/// A slice at an end of the stack leaves no gap when its file was overwritten with zeros or with the web page of an
/// error. Then only the name or the size of the file shows that a slice is missing. PACS exports and DICOM media give
/// their files no extension.
struct SliceLikeFiles {
  private let patterns: Set<String>
  private let extensions: Set<String>
  private let sizes: ClosedRange<Int>?
  /// Characters of their names, if all have as many.
  private let length: Int?

  /// - Parameter slices: paths of the files of one series, in one folder or each in a folder of its own.
  init(_ slices: [String]) {
    let names = slices.map(SliceName.init)
    patterns = Set(names.map(\.pattern)).filter { $0.contains("#") }
    // A single file has nothing in common with others.
    extensions = slices.count > 1 ? Set(names.map(\.extension)) : []
    let found = slices.compactMap { try? FileFacts.size(of: $0) }
    sizes = Self.commonSizes(slices.count > 1 ? found : [])
    let lengths = Set(names.map(\.length))
    length = slices.count > 1 && lengths.count == 1 ? lengths.first : nil
  }

  /// The range of sizes if all are within 1 %, as of slices that differ in a few texts of their headers; `nil`
  /// otherwise, as for compressed slices.
  private static func commonSizes(_ sizes: [Int]) -> ClosedRange<Int>? {
    guard let smallest = sizes.min(), let largest = sizes.max(), largest - smallest <= smallest / 100 else {
      return nil
    }
    return smallest...largest
  }

  /// The error about an unfinished or compressed copy of a slice that is not there.
  func unfinished(_ path: String) -> ImageFileError? {
    guard let copy = UnfinishedName(path) else { return nil }
    let isThere = !copy.isBesideTarget && (try? FileFacts(of: copy.target)) != nil
    let name = SliceName(copy.target)
    let isNamed = patterns.contains(name.pattern) || !name.extension.isEmpty && extensions.contains(name.extension)
    guard !isThere, isNamed, !name.isForeign else { return nil }
    return ImageFileError(path, .unfinishedCopy(of: name.text))
  }

  /// Whether a file that is not DICOM was probably a slice of the series.
  /// - Parameter problem: why it is not DICOM.
  func include(_ problem: ImageFileError) -> Bool {
    let name = SliceName(problem.file)
    if name.isForeign { return false }
    if patterns.contains(name.pattern) { return true }
    let content = Content(problem)
    if extensions.contains(name.extension) {
      // An empty file of a name without digits may be a mark that some program set, such as `complete`.
      let isEmptySlice = problem.kind == .emptyFile && name.length == length
      return !name.extension.isEmpty || content == .unknown || isEmptySlice
    }
    return content == .unknown && sizes?.contains((try? FileFacts.size(of: problem.file)) ?? 0) == true
  }

  /// What a file that is not DICOM holds.
  private enum Content {
    /// Nothing at all, text, or a format with a signature of its own.
    case known
    /// Anything else, such as a slice whose first bytes were lost.
    case unknown

    init(_ problem: ImageFileError) { self = problem.kind == .notAnImage ? .unknown : .known }
  }
}

/// The parts of a file name in which slices of one series agree.
struct SliceName {
  /// The name in lower case, with `#` for each run of hexadecimal digits that has at least one of 0 to 9, or four
  /// characters as in a UUID.
  let pattern: String
  /// The extension in lower case, without the point; empty if there is none, or if it is a number as in a UID.
  let `extension`: String
  /// Whether files of such a name often lie beside slices without being slices.
  let isForeign: Bool
  /// The name as it is.
  let text: String
  /// Number of its characters.
  let length: Int

  init(_ path: String) {
    text = URL(filePath: path).lastPathComponent
    length = text.count
    let name = text.lowercased()
    let last = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map(String.init) ?? ""
    let isNumber = last.allSatisfy { "0123456789abcdef".contains($0) } && last.contains(where: \.isNumber)
    self.extension = isNumber ? "" : last
    pattern = Self.pattern(of: name)
    let stem = String(name.prefix { $0 != "." })
    isForeign = Self.foreignExtensions.contains(self.extension) || Self.foreignNames.contains(stem)
  }

  /// The pattern of a name or a path.
  static func pattern(of text: String) -> String {
    let name = text.lowercased()
    var (pattern, run) = ("", "")
    func closed() -> String { run.count >= 4 || run.contains(where: \.isNumber) ? "#" : run }
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
