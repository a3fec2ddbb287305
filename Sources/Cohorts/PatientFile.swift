import Statistics

/// The columns of `patients.csv`, for writing and reading the file.
package enum PatientFile {
  /// Column of the patients' ids.
  package static let subject = "subject"
  /// 1 for the event.
  package static let outcome = "outcome"
  /// Side of the split.
  package static let side = "side"
  /// Site, if the split is by site.
  package static let site = "site"
  /// The group of rows of one patient, if the study names groups.
  package static let group = "group"

  private static let hashes = "_sha256"

  /// Hash of the voxels of a series.
  package static func hash(of series: String) -> String { series + hashes }

  /// Whether a column holds hashes of voxels of any series. An audit must not take the series from the study, because
  /// it checks the study.
  package static func isHash(_ column: String) -> Bool { column.hasSuffix(hashes) }

  /// The series whose hashes a column holds; `nil` for a column of another kind.
  package static func series(ofHashes column: String) -> String? {
    isHash(column) ? String(column.dropLast(hashes.count)) : nil
  }
}

extension SplitSide {
  /// The side as written in `patients.csv`.
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

// An outcome as a cell of the tables of a run.

extension SubjectOutcome {
  /// As written in `patients.csv`, `features.csv` and `predictions.csv`.
  package var cell: String {
    switch self {
    case .binary(let isEvent): isEvent ? "1" : "0"
    }
  }
}

extension Outcomes {
  /// Reads ``SubjectOutcome/cell`` of every patient.
  package init(cells: [String], of kind: OutcomeKind) {
    switch kind {
    case .binary: self = .binary(cells.map { $0 == "1" })
    }
  }
}
