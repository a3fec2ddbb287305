import Learning
import Results

extension StudyFile {
  /// The steps of handcrafted rows, chosen by name in the section `learning:`.
  package struct LearningSteps: Hashable, Codable, Sendable {
    /// How classes are weighted.
    package enum Weights: String, Hashable, Codable, Sendable, CaseIterable {
      /// Every subject has the same weight.
      case none
      /// Both classes have the same total weight.
      case balanced
    }

    /// How classes are made equally large in the training part of a fold.
    package enum Balance: String, Hashable, Codable, Sendable, CaseIterable {
      /// Not at all.
      case none
      /// By repeating subjects of the smaller class.
      case random
      /// By synthetic points between subjects (SMOTE).
      case synthetic
    }

    /// How settings are searched.
    package enum Search: String, Hashable, Codable, Sendable, CaseIterable {
      /// Every setting.
      case grid
      /// A number of settings drawn at random.
      case random
      /// A number of settings drawn at random; after each round the best continue with more subjects.
      case halving
    }

    /// What is done with a batch that has no training patients.
    package enum Unseen: String, Hashable, Codable, Sendable, CaseIterable {
      /// Its patients get no score and are named.
      case refuse
      /// Its location and scale are estimated from at least 20 of its patients, without their outcomes; this is
      /// flagged.
      case estimate
    }

    /// How batches (sites, scanners) are harmonised.
    package struct Harmonisation: Hashable, Codable, Sendable {
      /// The step with its options.
      package var step: StepChoice
      /// Column of the clinical table with each patient's batch.
      package var batch: String
      /// Factors whose effect is protected.
      package var covariates: [String]
      /// The batch to which the others are adjusted; `nil` for the mean of all.
      package var reference: String?
      /// What is done with a batch that has no training patients.
      package var unseen: Unseen
    }

    /// How training patients are dealt into the five tuning folds, for every row and in both protocols.
    package enum Folds: Hashable, Codable, Sendable {
      /// Each fold has its share of events; shuffled by the seed of the study.
      case stratified
      /// Each fold has its share of events, in the order of the table, as scikit-learn's `StratifiedKFold(5)`.
      case inOrder
      /// Independent of the outcome, as scikit-learn's `KFold(5, shuffle=True, random_state=seed)`.
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
    package var impute: StepChoice
    /// How batches are harmonised; `nil` for not at all.
    package var harmonise: Harmonisation?
    /// Filters, which drop columns one after the other.
    package var filters: [StepChoice]
    /// How columns are scaled.
    package var scale: StepChoice
    /// Selectors, applied one after the other; empty keeps all columns.
    package var select: [StepChoice]
    /// Classifiers whose settings are tried.
    package var classifiers: [StepChoice]
    /// How classes are weighted.
    package var weights: Weights
    /// How classes are made equally large.
    package var oversample: Balance
    /// How settings are searched.
    package var search: Search
    /// In successive halving, one of so many settings continues after each round.
    package var factor: Int
    /// Number of settings tried, which is the tuning budget of every arm.
    package var settings: Int
    /// How training patients are dealt into tuning folds; `nil` leaves it to the protocol.
    package var folds: Folds?
  }
}

extension StudyFile.LearningSteps {
  /// Paths of the tables of intraclass correlations that filters read.
  package var reliabilityTables: [String] { filters.flatMap { $0.paths(.filters) } }

  /// Whether clinical factors are imputed from each other, several times.
  package var imputesFactors: Bool { StepRegistry.step(impute.name, .impute)?.imputesFactors ?? false }
}

extension StudyFile {
  /// The protocols of the study, the main one first. Steps and folds chosen in the file replace the published ones.
  package var protocols: [EvaluationProtocol] {
    let all = evaluationProtocol.protocols
    guard let learning else { return all }
    let replaced: Set<PublishedChoice> =
      learning.folds == nil ? [.forestElimination] : [.forestElimination, .unstratifiedFolds]
    return all.map { evaluation in
      EvaluationProtocol(name: evaluation.name, choices: evaluation.choices.filter { !replaced.contains($0) })
    }
  }

  /// Number of settings that every arm tries.
  package var tuningSettings: Int { learning?.settings ?? SupportVectorClassifier.studyGrid.count }
}
