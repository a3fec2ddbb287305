/// The columns of `patients.csv`, by which it is written and read.
package enum PatientFile {
  /// Ids of patients.
  package static let subject = "subject"
  /// 1 for the event.
  package static let outcome = "outcome"
  /// Side of the split.
  package static let side = "side"
  /// Site, where the split is by sites.
  package static let site = "site"
  /// What rows of one patient share, where the study names it.
  package static let group = "group"

  private static let hashes = "_sha256"

  /// Hash of the voxels of a series.
  package static func hash(of series: String) -> String { series + hashes }

  /// Whether a column has hashes of voxels, of whichever series: an audit believes the file, not the study that it
  /// checks.
  package static func isHash(_ column: String) -> Bool { column.hasSuffix(hashes) }
}

extension SplitSide {
  /// The side as `patients.csv` has it.
  package var words: String {
    switch self {
    case .training: "training"
    case .test: "test"
    case .notGiven: "tested in turn"
    }
  }

  /// Reads ``words``; other words give no side.
  package init(words: String) {
    let sides: [SplitSide] = [.training, .test]
    self = sides.first { $0.words == words } ?? .notGiven
  }
}
