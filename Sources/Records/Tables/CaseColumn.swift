/// The columns of `cases.csv`, which `apus study init` writes beside a study file, for writing and reading the file.
package enum CaseColumn {
  /// Id of the patient.
  package static let id = "id"
  /// What a patient is in the study (``Status``).
  package static let status = "status"

  /// What a patient is in the study.
  package enum Status: String, Sendable {
    /// Every series has an image and a region.
    case complete
    /// Something is missing or open.
    case incomplete
    /// Left out by the clinical table.
    case excluded
  }

  /// The columns before those of the series.
  package static let beginning = [id, "line", "outcome"]
  /// The columns behind those of the series.
  package static let ending = [status, "remarks"]

  /// What stands in the three columns of a series.
  package enum Part: String, CaseIterable, Sendable {
    /// Path of the image, from the folder of the file.
    case image
    /// Path of the file with the contours.
    case contours
    /// Name of the region in it.
    case region
  }

  /// The column of a part of a series.
  package static func column(_ part: Part, of series: String) -> String { "\(series) \(part.rawValue)" }

  /// The header of a file with these series.
  package static func header(_ series: [String]) -> [String] {
    beginning + series.flatMap { name in Part.allCases.map { column($0, of: name) } } + ending
  }

  /// The series of a table with these columns, in its order; `nil` if it is no such file.
  package static func series(in columns: [String]) -> [String]? {
    guard OwnTable(columns: columns) == .cases else { return nil }
    let ending = " \(Part.image.rawValue)"
    let names = columns.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
    return header(names) == columns ? names : nil
  }
}
