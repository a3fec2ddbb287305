import Foundation
import Records

/// Which series of a `cases.csv` are read.
package enum CaseSeries: Sendable, Hashable {
  /// Every one that has contours.
  case all
  /// The only one; a file with several is refused, because what is computed over its cases is of one series.
  case only
  /// The one with a name.
  case named(String)
}

/// The cases of a `cases.csv` of `apus study init`: one for each patient and series that has contours.
struct CaseFileRows {
  /// Cases, patient by patient.
  private(set) var cases: [ExtractionCase] = []
  /// Line of the file of each case.
  private(set) var lines: [Int] = []
  /// What was left out, as sentences.
  private(set) var notes: [String] = []

  /// The columns that are passed through.
  static let passed = [CaseColumn.id, "series"]

  private let table: CSVTable
  private let folder: String

  /// `nil` if the table is no such file.
  /// - Parameters:
  ///   - reading: a case of an image, its mask and the name of the region, with the cells that are passed through.
  ///   - readsMasks: whether a series without contours is of no use.
  ///   - choice: which series are read.
  /// - Throws: `.describedImages` where images were found in an export, whose series have no path of their own;
  ///   `.noSeries` and `.severalSeries` by the choice.
  init?(
    _ table: CSVTable, file: String, readsMasks: Bool, choosing choice: CaseSeries,
    reading: (_ image: String, _ mask: String, _ roi: String?, _ passed: [String]) -> ExtractionCase
  ) throws(TableError) {
    guard let all = CaseColumn.series(in: table.columns) else { return nil }
    self.table = table
    folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    try refuseDescriptions(of: all, file: file)
    let bare = readsMasks ? all.filter { cells(.contours, of: $0).allSatisfy(\.isEmpty) } : []
    let series = try Self.chosen(choice, among: all.filter { !bare.contains($0) }, file: file)
    let isExcluded = (table[CaseColumn.status] ?? []).map { $0 == CaseColumn.Status.excluded.rawValue }
    for row in table.rows.indices where !isExcluded[row] {
      for name in series {
        let region = cells(.region, of: name)[row]
        let mask = readsMasks ? cells(.contours, of: name)[row] : ""
        let id = table[CaseColumn.id]?[row] ?? ""
        var single = reading(cells(.image, of: name)[row], mask, region.isEmpty ? nil : region, [id, name])
        single.origin = CaseOrigin(subject: id, series: name)
        cases.append(single)
        lines.append(table.lines[row])
      }
    }
    let excluded = isExcluded.count { $0 }
    if excluded > 0 {
      notes.append("\(excluded) of \(isExcluded.count) patients are left out, because the clinical table excludes them")
    }
    if !bare.isEmpty, choice == .all {
      notes.append("series without contours are left out: \(bare.joined(separator: ", "))")
    }
  }

  private static func chosen(
    _ choice: CaseSeries, among series: [String], file: String
  ) throws(TableError) -> [String] {
    switch choice {
    case .all: return series
    case .only:
      guard series.count < 2 else { throw TableError(file: file, problem: .severalSeries(series)) }
      return series
    case .named(let name):
      guard series.contains(name) else { throw TableError(file: file, problem: .noSeries(name, series)) }
      return [name]
    }
  }

  private func cells(_ part: CaseColumn.Part, of series: String) -> [String] {
    table[CaseColumn.column(part, of: series)] ?? []
  }

  /// Series of an export are described in such a file, because several of them may lie in one folder.
  private func refuseDescriptions(of series: [String], file: String) throws(TableError) {
    let images = series.flatMap { cells(.image, of: $0) }.filter { !$0.isEmpty }
    let isThere = images.contains {
      FileManager.default.fileExists(atPath: $0.hasPrefix("/") ? $0 : "\(folder)/\($0)")
    }
    guard let first = images.first, !isThere else { return }
    throw TableError(file: file, problem: .describedImages(first))
  }
}
