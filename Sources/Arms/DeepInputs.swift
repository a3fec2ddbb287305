import DeepRadiomics
import Learning
import Results
import StudyFiles

/// Deep features of all patients, for every depth that a training set gave, and what the report says of the network.
package struct DeepInputs: Sendable {
  /// The network and its choices, as the study file has them.
  package let deep: StudyFile.Deep
  /// What the report says of the network.
  package let facts: DeepFacts

  /// A training set in a protocol, which decides the depth.
  package struct DepthKey: Hashable, Sendable {
    package let evaluation: EvaluationProtocol.Name
    package let set: TrainingSet

    /// All parts, as they are.
    package init(evaluation: EvaluationProtocol.Name, set: TrainingSet) {
      self.evaluation = evaluation
      self.set = set
    }
  }

  /// The depth of every training set and the patients whose volumes gave it; no patients for a fixed one.
  package let depths: [DepthKey: (fit: DepthFit, subjects: [String])]
  /// Patients, in the order of the tables.
  package let subjects: [String]
  /// One table a depth.
  package let tables: [Int: FeatureTable]
  /// For each depth, one table a further view of the images; patients who are never trained on have no values.
  package let views: [Int: [FeatureTable]]
  /// What decides the features of each depth: the key of the extractor.
  package let keys: [Int: String]
  /// What happened to images on their way into the network.
  package let notes: [Note]

  /// All parts, as they are.
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

  /// Something that a reader of a patient's features should know, e.g. slices that were cut off.
  package struct Note: Sendable, Hashable {
    package let subject: String
    package let text: String
  }

  /// The notes as one finding; `nil` without any.
  package var finding: Finding? {
    guard !notes.isEmpty else { return nil }
    let network = deep.label.isEmpty ? "the network" : "the network \"\(deep.label)\""
    let patients = Set(notes.map(\.subject)).count
    let shown = notes.prefix(3).map { "\($0.subject): \($0.text)" }.joined(separator: "; ")
    return Finding(
      .note,
      "Of \(patients) of \(subjects.count) patients \(network) did not see the whole volume, or saw nothing in it.",
      detail: shown + (notes.count > 3 ? "; and \(notes.count - 3) more, in the log." : "."))
  }

  /// The features of all patients as the training set of `task` has them; the depth is a fit, so it goes to the log.
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

/// A network and its input in words.
package struct DeepFacts: Sendable {
  /// Network, inflation and pooling.
  package let network: String
  /// Where the weights are from, and their licence.
  package let weights: String
  /// From image to input.
  package let input: String
  /// Trained and frozen numbers, multiplications.
  package let size: String

  /// All parts, as they are.
  package init(network: String, weights: String, input: String, size: String) {
    self.network = network
    self.weights = weights
    self.input = input
    self.size = size
  }
}
