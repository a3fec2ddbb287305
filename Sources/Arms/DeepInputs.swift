import DeepRadiomics
import Learning
import Results
import StudyFiles

/// The deep features of all patients, for every depth that a training set gave, and what the report says about the
/// network.
package struct DeepInputs: Sendable {
  /// The network and its settings from the study file.
  package let deep: StudyFile.Deep
  /// What the report says about the network.
  package let facts: DeepFacts

  /// A training set of a protocol; together they determine the depth.
  package struct DepthKey: Hashable, Sendable {
    package let evaluation: EvaluationProtocol.Name
    package let set: TrainingSet

    /// Takes every part as given.
    package init(evaluation: EvaluationProtocol.Name, set: TrainingSet) {
      self.evaluation = evaluation
      self.set = set
    }
  }

  /// The depth of every training set and the patients whose volumes gave it; no patients for a fixed depth.
  package let depths: [DepthKey: (fit: DepthFit, subjects: [String])]
  /// Patients, in the order of the tables.
  package let subjects: [String]
  /// One table per depth.
  package let tables: [Int: FeatureTable]
  /// For each depth, one table per further view of the images. Patients who are in no training set have no values.
  package let views: [Int: [FeatureTable]]
  /// The fingerprint of the extractor for each depth, which determines the features.
  package let keys: [Int: String]
  /// Notes on how the images of patients were changed before they entered the network.
  package let notes: [Note]

  /// Takes every part as given.
  package init(
    deep: StudyFile.Deep, facts: DeepFacts, depths: [DepthKey: (fit: DepthFit, subjects: [String])],
    subjects: [String], tables: [Int: FeatureTable], views: [Int: [FeatureTable]] = [:], keys: [Int: String] = [:],
    notes: [Note] = []
  ) {
    self.deep = deep
    self.facts = facts
    self.depths = depths
    self.subjects = subjects
    self.tables = tables
    self.views = views
    self.keys = keys
    self.notes = notes
  }

  /// A fact that a reader of a patient's features should know, for example that slices were cut off.
  package struct Note: Sendable, Hashable {
    package let subject: String
    package let text: String
  }

  /// The notes as one finding; `nil` if there are none.
  package var finding: Finding? {
    guard !notes.isEmpty else { return nil }
    let network = deep.label.isEmpty ? "the network" : "the network \"\(deep.label)\""
    let patients = Set(notes.map(\.subject)).count
    let shown = notes.prefix(3).map { "\($0.subject): \($0.text)" }.joined(separator: "; ")
    return Finding(
      .note,
      "For \(patients) of \(subjects.count) patients, \(network) saw only a part of the volume, or nothing of it.",
      detail: shown + (notes.count > 3 ? "; and \(notes.count - 3) more, in the log." : "."))
  }

  /// The features of all patients for the training set of `task`. Its depth is a fit and is recorded in `log`.
  package func table(_ task: RowTask, log: inout FitLog) throws -> FeatureTable {
    let key = DepthKey(evaluation: task.evaluation.name, set: task.trainingSet)
    guard let depth = depths[key], let table = tables[depth.fit.depth] else {
      preconditionFailure("features were made for every training set")
    }
    if !depth.subjects.isEmpty {
      log.record(.inputDepth, subjects: depth.subjects, detail: "\(depth.fit.depth) slices, the longest volume")
    }
    return table
  }

  /// The tables of further views of the training patients of `task`.
  package func views(_ task: RowTask) -> [FeatureTable] {
    let key = DepthKey(evaluation: task.evaluation.name, set: task.trainingSet)
    return depths[key].flatMap { views[$0.fit.depth] } ?? []
  }
}

/// A description of a network and its input.
package struct DeepFacts: Sendable {
  /// Network, inflation and pooling.
  package let network: String
  /// Origin of the weights and their licence.
  package let weights: String
  /// How an image becomes the input.
  package let input: String
  /// Number of features.
  package let size: String

  /// Takes every part as given.
  package init(network: String, weights: String, input: String, size: String) {
    self.network = network
    self.weights = weights
    self.input = input
    self.size = size
  }
}
