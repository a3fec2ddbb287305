import Results
import StudyFiles

/// A row that uses the features of a network.
package protocol DeepStudyRow: StudyRow {
  /// The network and its features.
  var inputs: DeepInputs { get }
}

/// Roles and names of the rows of one network: plain for the first network of a study, with a label for every other.
package struct DeepRowNames {
  /// The role of a row and its name in tables.
  package struct Name: Hashable {
    package let role: RowRole
    package let name: String

    /// Takes every part as given.
    package init(role: RowRole, name: String) {
      self.role = role
      self.name = name
    }
  }

  private let label: String
  private var word: String { label.isEmpty ? "" : " \(label)" }

  init(_ label: String) { self.label = label }

  private func name(of row: RowRole.DeepRow, _ name: String) -> Name {
    Name(role: .deep(row, network: label), name: name)
  }

  /// The head on images only.
  package var images: Name { name(of: .images, "DLR\(word) (MR)") }
  /// The head with clinical factors.
  var withFactors: Name { name(of: .imagesWithFactors, "DLR\(word) (MR+CF)") }
  /// Deep features with the selection and SVM of the handcrafted arm.
  package var supportVector: Name { name(of: .table, "DLR\(word) features, SVM") }

  /// Handcrafted and deep features together.
  package func fusion(withFactors: Bool) -> Name {
    name(of: .fusion, "HCR + DLR\(word)\(withFactors ? " + CF" : "")")
  }
}

extension StudyFile.Deep {
  /// Names of the rows of this network.
  package var rows: DeepRowNames { DeepRowNames(label) }
}
