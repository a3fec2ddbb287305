import DeepRadiomics
import Learning
import Records
import Results
import StudyFiles

/// The deep features of all patients, for every input that a training set gave, and what the report says about the
/// network.
package struct DeepInputs: Sendable {
  /// The network and its settings from the study file.
  package let deep: StudyFile.Deep

  /// A training set of a protocol; together they determine the size of the input.
  package struct FitKey: Hashable, Sendable {
    package let evaluation: EvaluationProtocol.Name
    package let set: TrainingSet

    /// Takes every part as given.
    package init(evaluation: EvaluationProtocol.Name, set: TrainingSet) {
      self.evaluation = evaluation
      self.set = set
    }
  }

  /// The size of the input for a training set, and the patients whose images gave it; none where all of it is given.
  package struct Fit: Sendable {
    package let way: StudyFile.Deep.Way
    package let fit: InputFit
    package let subjects: [String]

    /// Takes every part as given.
    package init(way: StudyFile.Deep.Way, fit: InputFit, subjects: [String]) {
      self.way = way
      self.fit = fit
      self.subjects = subjects
    }

    /// What determines the features.
    package var input: FittedInput { FittedInput(way: way, depth: fit.depth, crop: fit.crop) }
  }

  /// A way to the features with the size of its input: all that determines them beside images and weights.
  package struct FittedInput: Hashable, Sendable {
    package let way: StudyFile.Deep.Way
    package let depth: Int
    package let crop: CropFit?

    /// Takes every part as given.
    package init(way: StudyFile.Deep.Way, depth: Int, crop: CropFit?) {
      self.way = way
      self.depth = depth
      self.crop = crop
    }
  }

  /// The features by one input.
  package struct Features: Sendable {
    /// The features of all patients.
    package let table: FeatureTable
    /// One table per further view of the images. Patients who are in no training set have no values.
    package let views: [FeatureTable]
    /// The features of slices; `nil` where their mean alone is used.
    package var slices: PatientSlices?
    /// The fingerprint of the extractor, which determines the features.
    package let key: String
    /// What the report says about the network and its input.
    package let facts: DeepFacts
    /// What the network sees of each patient, in the order of the table.
    package let seen: SeenLesions
    /// The block that is trained, with what enters it for each patient; `nil` for a frozen network.
    package let block: TrainableBlock?
    /// The tables of vectors that were computed elsewhere; empty for a network.
    package let vectors: [VectorFile]

    /// Takes every part as given.
    package init(
      table: FeatureTable, views: [FeatureTable] = [], key: String = "", facts: DeepFacts,
      seen: SeenLesions = .unknown, block: TrainableBlock? = nil, vectors: [VectorFile] = []
    ) {
      (self.block, self.vectors) = (block, vectors)
      self.table = table
      self.views = views
      self.key = key
      self.facts = facts
      self.seen = seen
    }
  }

  /// The size of the input of every training set.
  package let fits: [FitKey: Fit]
  /// Patients, in the order of the tables.
  package let subjects: [String]
  /// The features by every input that a training set gave.
  package let features: [FittedInput: Features]
  /// Notes on how the images of patients were changed before they entered the network.
  package let notes: [Note]
  /// The events for the numbers of a block that is trained; `nil` for a frozen network.
  package var budget: BlockBudget?

  /// Takes every part as given.
  package init(
    deep: StudyFile.Deep, fits: [FitKey: Fit], subjects: [String], features: [FittedInput: Features],
    notes: [Note] = []
  ) {
    self.deep = deep
    self.fits = fits
    self.subjects = subjects
    self.features = features
    self.notes = notes
  }

  /// A fact that a reader of a patient's features should know, for example that slices were cut off.
  package struct Note: Sendable, Hashable {
    package let subject: String
    package let text: String
  }

  /// The input for a training set of a protocol, with its features.
  package func made(for key: FitKey) -> (fit: Fit, features: Features)? {
    fits[key].flatMap { fit in features[fit.input].map { (fit, $0) } }
  }

  private func made(_ task: RowTask) -> (fit: Fit, features: Features) {
    guard let made = made(for: FitKey(evaluation: task.evaluation.name, set: task.trainingSet)) else {
      preconditionFailure("features were made for every training set")
    }
    return made
  }

  /// The features of all patients for the training set of `task`. The size of the input is a fit and is recorded in
  /// `log`.
  package func table(_ task: RowTask, log: inout FitLog) throws -> FeatureTable {
    let (fit, features) = made(task)
    if !fit.subjects.isEmpty, let kind = fit.way.fitOfSize {
      log.record(kind, subjects: fit.subjects, detail: fit.words)
    }
    return features.table
  }

  /// The features of slices for the training set of `task`; `nil` where their mean alone is used.
  func slices(_ task: RowTask) -> PatientSlices? { made(task).features.slices }

  /// How heads join slices in the fit of `task`.
  func poolings(_ task: RowTask) -> [SlicePooling] { made(task).fit.way.poolings }

  /// The table of rows that need one vector per patient.
  func vectors(_ task: RowTask, log: inout FitLog) throws -> FeatureTable {
    let mean = try table(task, log: &log)
    return made(task).features.slices?.table(by: poolings(task).ofVectors) ?? mean
  }

  /// The tables of further views of the training patients of `task`.
  package func views(_ task: RowTask) -> [FeatureTable] { made(task).features.views }

  /// The columns of the features of one head, from 0, behind its own block.
  package static func columns(_ names: [String], ofHead head: Int) -> [String] {
    names.map { "head\(head + 1)_\($0)" }
  }

  /// The block that is trained in the fit of `task`; `nil` for a frozen network, as the published one was.
  package func block(_ task: RowTask) -> TrainableBlock? {
    deep.lastBlock == nil || task.evaluation.name != .sound ? nil : made(task).features.block
  }

  /// What the report says about the network and its input in the fit of `task`.
  package func facts(_ task: RowTask) -> [String] {
    let (fit, features) = made(task)
    return features.facts.all(input: fit.origin, behind: block(task))
  }

  /// What one pass of the network costs in the fit of `task`.
  package func cost(_ task: RowTask) -> NetworkCost? { made(task).features.facts.cost }

  /// The tables of vectors behind the fit of `task`; `nil` for a network.
  package func vectors(_ task: RowTask) -> [VectorFile]? {
    let files = made(task).features.vectors
    return files.isEmpty ? nil : files
  }

  /// What a reader must be told of what the network sees of the patients of `task`.
  /// - Parameter block: the block that a row trains; `nil` for a row of frozen features.
  package func flags(_ task: RowTask, behind block: TrainableBlock? = nil) -> [RowFlag] {
    let features = made(task).features
    if deep.readsTables {
      let equal = SeenLesions.patients(withVectorsOfOthers: features.table, at: (task.training + task.scored).sorted())
      return equal.isEmpty ? [] : [.sameVectors(patients: equal, of: task.training.count + task.scored.count)]
    }
    return (block?.seen ?? features.seen).flags(features.table, training: task.training, scored: task.scored)
  }
}

extension DeepInputs.Fit {
  /// Where the size of a crop comes from; empty for other regions.
  fileprivate var origin: String {
    guard let crop = way.input.crop else { return "" }
    if crop.side != nil { return "; the size of the crop is that of the study file" }
    let whose = fit.rule == .largestOfCohort ? "patients of the cohort" : "training patients"
    return "; the size of the crop is that of the largest lesion of \(subjects.count) \(whose), with a margin of "
      + "\(crop.margin.short) mm on every side"
  }

  /// The size in words, for the log of fits.
  fileprivate var words: String {
    guard let crop = fit.crop else { return "\(fit.depth) slices, the longest volume" }
    let slices = crop.depth == nil ? "" : ", \(fit.depth) slices"
    return "crop of \(crop.words)\(slices), the largest lesion with its margin"
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
  /// What the network sees of the lesions.
  package let lesion: String
  /// What one pass of the network costs.
  package let cost: NetworkCost?
  /// That nothing of the network is trained, behind its name.
  let frozen: String

  /// Takes every part as given.
  package init(
    network: String, weights: String, input: String, size: String, lesion: String = "", cost: NetworkCost? = nil,
    frozen: String = ""
  ) {
    self.frozen = frozen
    self.cost = cost
    self.network = network
    self.weights = weights
    self.input = input
    self.size = size
    self.lesion = lesion
  }

  /// The facts in the order of the report; `more` is added to those of the input.
  /// - Parameter block: the block that is trained; `nil` for a frozen network.
  func all(input more: String, behind block: TrainableBlock? = nil) -> [String] {
    let seen = block?.seen.words ?? lesion
    let last = seen.isEmpty ? [] : [seen]
    return [network + (block == nil ? frozen : Self.trained), weights, input + more, size] + last
  }

  private static let trained =
    "; its last block trained with the head, all before it frozen, batch normalisation frozen and folded"
}
