/// Files that cannot be read, by the series beside which they lie.
///
/// In a folder with the files of several series, nobody can tell of which one a damaged file was: one of them must not
/// take away all patients of an export that lies in one folder. There a missing slice is found by the distance between
/// its neighbours.
struct DamagedNeighbours: Sendable {
  private var files: [String: [String]] = [:]
  private var owners: [String: Set<[String]>] = [:]

  init(_ damaged: [String], of series: [ExportSeries]) {
    guard !damaged.isEmpty else { return }
    files = Dictionary(grouping: damaged, by: Self.folder)
    for one in series {
      for file in one.files {
        let folder = Self.folder(of: file.path)
        if files[folder] != nil { owners[folder, default: []].insert([one.patientID, one.seriesUID]) }
      }
    }
  }

  func files(beside series: ExportSeries) -> [String] {
    guard !files.isEmpty else { return [] }
    return Set(series.files.map { Self.folder(of: $0.path) }).sorted().flatMap { folder in
      owners[folder]?.count == 1 ? files[folder, default: []] : []
    }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
