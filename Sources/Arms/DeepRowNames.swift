import StudyFiles

/// A row that sees features of a network.
package protocol DeepStudyRow: StudyRow {
  /// The network and its features.
  var inputs: DeepInputs { get }
}

/// Keys and names of the rows of one network: plain for the study's first one, with its label for every further one.
package struct DeepRowNames {
  /// Key for files and columns, and the name in tables.
  package struct Name: Hashable {
    package let id: String
    package let name: String

    /// All parts, as they are.
    package init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  private let key: String
  private let word: String

  init(_ label: String) {
    (key, word) = label.isEmpty ? ("", "") : ("_\(label)", " \(label)")
  }

  /// The head on images alone.
  package var images: Name { Name(id: "dlr\(key)_mr", name: "DLR\(word) (MR)") }
  /// The head with clinical factors.
  var withFactors: Name { Name(id: "dlr\(key)_mr_cf", name: "DLR\(word) (MR+CF)") }
  /// Deep features through the handcrafted arm's selection and SVM.
  package var supportVector: Name { Name(id: "dlr\(key)_svm", name: "DLR\(word) features, SVM") }

  /// Handcrafted and deep features together.
  package func fusion(withFactors: Bool) -> Name {
    Name(id: "fusion\(key)", name: "HCR + DLR\(word)\(withFactors ? " + CF" : "")")
  }

  /// Every key.
  package var ids: [String] { [images, withFactors, supportVector, fusion(withFactors: false)].map(\.id) }
}

extension StudyFile.Deep {
  /// Names of its rows.
  package var rows: DeepRowNames { DeepRowNames(label) }
}
