/// Where the slices of one series lie, so that a file that cannot be read is known to be among them.
enum SeriesPlace: Hashable {
  /// In one folder.
  case folder(String)
  /// Each slice in a folder of its own (`0/1.dcm`, `1/1.dcm`, …): below this folder, in folders of these names, where
  /// `#` stands for numbers.
  case folders(below: String, names: String)
  /// In several folders beside each other (`part1`, `part2`, …): in any folder of this one that has no slice of another
  /// series.
  case parts(of: String, but: Set<String>)

  /// All places of the slices of one series.
  /// - Parameter others: folders with slices of other series.
  static func all(of files: [String], others: Set<String>) -> Set<SeriesPlace> {
    let folders = Set(files.map(folder(of:)))
    var places = Set(folders.map(SeriesPlace.folder))
    guard folders.count > 1 else { return places }
    guard folders.count == files.count else {
      let parents = Dictionary(grouping: folders, by: ImageFiles.folder(of:)).filter { $0.value.count > 1 }
      return places.union(parents.keys.map { .parts(of: $0, but: others.subtracting(folders)) })
    }
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
    case .parts(let parent, let others):
      return ImageFiles.folder(of: own) == parent && !others.contains(own)
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
