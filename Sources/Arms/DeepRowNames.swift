import Results
import StudyFiles

/// A row that sees features of a network.
package protocol DeepStudyRow: StudyRow {
  /// The network and its features.
  var inputs: DeepInputs { get }
}

/// Roles and names of the rows of one network: plain for the study's first one, with its label for every further one.
package struct DeepRowNames {
  /// What a row is, and its name in tables.
  package struct Name: Hashable {
    package let role: RowRole
    package let name: String

    /// All parts, as they are.
    package init(role: RowRole, name: String) {
      self.role = role
      self.name = name
    }
  }

  private let label: String
  private var word: String { label.isEmpty ? "" : " \(label)" }

  init(_ label: String) { self.label = label }

  private func name(_ row: RowRole.DeepRow, _ name: String) -> Name {
    Name(role: .deep(row, network: label), name: name)
  }

  /// The head on images alone.
  package var images: Name { name(.images, "DLR\(word) (MR)") }
  /// The head with clinical factors.
  var withFactors: Name { name(.imagesWithFactors, "DLR\(word) (MR+CF)") }
  /// Deep features through the handcrafted arm's selection and SVM.
  package var supportVector: Name { name(.table, "DLR\(word) features, SVM") }

  /// Handcrafted and deep features together.
  package func fusion(withFactors: Bool) -> Name {
    name(.fusion, "HCR + DLR\(word)\(withFactors ? " + CF" : "")")
  }
}

extension StudyFile.Deep {
  /// Names of its rows.
  package var rows: DeepRowNames { DeepRowNames(label) }
}
