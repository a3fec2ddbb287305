import Learning
import Results

extension StudyFile {
  /// The steps by which handcrafted rows learn, chosen by name: the section `learning:`.
  public struct LearningSteps: Hashable, Codable, Sendable {
    /// How classes weigh.
    public enum Weights: String, Hashable, Codable, Sendable, CaseIterable {
      /// Every subject the same.
      case none
      /// Both classes the same.
      case balanced
    }

    /// How classes are made equally large in the training set of a fold.
    public enum Balance: String, Hashable, Codable, Sendable, CaseIterable {
      /// Not at all.
      case none
      /// By repeating subjects.
      case random
      /// By points between subjects (SMOTE).
      case synthetic
    }

    /// How a setting is chosen.
    public enum Search: String, Hashable, Codable, Sendable, CaseIterable {
      /// Every setting.
      case grid
      /// So many, drawn at random.
      case random
      /// So many, drawn at random; the best of each round go on with more subjects.
      case halving
    }

    /// What is done with a batch that no training patient is of.
    public enum Unseen: String, Hashable, Codable, Sendable, CaseIterable {
      /// Its patients get no score, by name.
      case refuse
      /// Its location and scale come from at least 20 of its patients, without their outcomes; flagged.
      case estimate
    }

    /// How batches (sites, scanners) are brought together.
    public struct Harmonisation: Hashable, Codable, Sendable {
      /// The step with its options.
      public var step: StepChoice
      /// Column of the clinical table with each patient's batch.
      public var batch: String
      /// Factors that are protected.
      public var covariates: [String]
      /// A batch to which the others are brought; `nil` for the mean of all.
      public var reference: String?
      /// What is done with a batch that no training patient is of.
      public var unseen: Unseen
    }

    /// How training patients are dealt into the five tuning folds, of every row and in both protocols.
    public enum Folds: Hashable, Codable, Sendable {
      /// Each fold with its share of events, shuffled by the study's seed.
      case stratified
      /// Each fold with its share of events, in the order of the table: scikit-learn's `StratifiedKFold(5)`.
      case inOrder
      /// Without regard to the outcome: scikit-learn's `KFold(5, shuffle=True, random_state=seed)`.
      case shuffled(seed: UInt32)

      package var dealing: FoldDealing {
        switch self {
        case .stratified: .stratified
        case .inOrder: .inOrder
        case .shuffled(let seed): .plain(seed: seed)
        }
      }
    }

    /// How missing values are filled.
    public var impute: StepChoice
    /// How batches are brought together; `nil` where they are not.
    public var harmonise: Harmonisation?
    /// Columns are dropped one by one, by one filter after the other.
    public var filters: [StepChoice]
    /// How columns are scaled.
    public var scale: StepChoice
    /// Columns are chosen, by one selector after the other; none keeps all.
    public var select: [StepChoice]
    /// Classifiers whose settings are tried.
    public var classifiers: [StepChoice]
    /// How classes weigh.
    public var weights: Weights
    /// How classes are made equally large.
    public var oversample: Balance
    /// How a setting is chosen.
    public var search: Search
    /// One of so many settings goes on after a round of successive halving.
    public var factor: Int
    /// Settings tried: what every arm may spend.
    public var settings: Int
    /// How training patients are dealt into tuning folds; `nil` leaves it to the protocol.
    public var folds: Folds?
  }
}

extension StudyFile.LearningSteps {
  /// Paths of tables of intraclass correlations that filters read.
  package var reliabilityTables: [String] { filters.flatMap { $0.paths(.filters) } }

  /// Whether clinical factors are imputed, several times, from each other.
  package var imputesFactors: Bool { StepRegistry.step(impute.name, .impute)?.imputesFactors ?? false }
}

extension StudyFile {
  /// The protocols that the study runs, the main one first. Steps and folds that the file chooses take the place of the
  /// published ones.
  package var protocols: [EvaluationProtocol] {
    let all = evaluationProtocol.protocols
    guard let learning else { return all }
    let replaced: Set<PublishedChoice> =
      learning.folds == nil ? [.forestElimination] : [.forestElimination, .unstratifiedFolds]
    return all.map { evaluation in
      EvaluationProtocol(name: evaluation.name, choices: evaluation.choices.filter { !replaced.contains($0) })
    }
  }

  /// Settings that every arm tries.
  package var tuningSettings: Int { learning?.settings ?? SupportVectorClassifier.studyGrid.count }
}
