/// Where the slices of one series lie, so that a file that cannot be read is known to be among them.
enum SeriesPlace: Hashable {
  /// In one folder.
  case folder(String)
  /// Each slice in a folder of its own (`0/1.dcm`, `1/1.dcm`, …): below this folder, in folders of these names, where
  /// `#` stands for numbers.
  case folders(below: String, names: String)

  /// All places of the slices of one series.
  static func all(of files: [String]) -> Set<SeriesPlace> {
    let folders = Set(files.map(folder(of:)))
    var places = Set(folders.map(SeriesPlace.folder))
    guard folders.count > 1, folders.count == files.count else { return places }
    let top = commonFolder(folders.sorted())
    for folder in folders {
      let names = SliceName.pattern(of: String(folder.dropFirst(top.count)))
      if names.contains("#") { places.insert(.folders(below: top, names: names)) }
    }
    return places
  }

  /// Whether a file lies here.
  func holds(_ file: String) -> Bool {
    let own = ImageFiles.folder(of: file)
    switch self {
    case .folder(let folder): return own == folder
    case .folders(let top, let names):
      return own.hasPrefix(top) && SliceName.pattern(of: String(own.dropFirst(top.count))) == names
    }
  }

  /// The longest path, with its last slash, that all folders begin with.
  private static func commonFolder(_ folders: [String]) -> String {
    let parts = folders.map { $0.split(separator: "/", omittingEmptySubsequences: false) }
    let shared = zip(parts[0], parts[parts.count - 1]).prefix { $0 == $1 }.map(\.0)
    // Sorted, the first and the last differ where any two do; a folder that holds another is no part of what is shared.
    let most = min(shared.count, (parts.map(\.count).min() ?? 1) - 1)
    return shared.prefix(most).joined(separator: "/") + "/"
  }
}
