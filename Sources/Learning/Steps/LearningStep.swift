/// A step of learning: its name in a study file, its options, and how it is made. ``StepRegistry`` has all of them.
public struct LearningStep: Sendable {
  /// The place of a step in a pipeline, and so in a study file.
  public enum Place: String, Hashable, Sendable, CaseIterable {
    /// Missing values are filled.
    case impute
    /// Columns are brought to one scale.
    case scale
    /// Batches are brought together.
    case harmonise
    /// Columns are dropped one by one.
    case filters
    /// Columns are chosen.
    case select
    /// The model.
    case classifier
  }

  /// How a model depends on the order of subjects in the table.
  public enum RowOrder: String, Hashable, Sendable {
    /// It does not depend on it.
    case nothing
    /// The last digits differ, because sums have another order.
    case rounding
    /// Other subjects share a fold, or another one of equally good solutions is found.
    case folds
  }

  /// A quantity that a selection chooses by folds of its own.
  public enum FoldedChoice: String, Hashable, Sendable {
    /// The number of columns that are kept.
    case size
    /// A penalty.
    case penalty
  }

  /// How the step is made from a choice, and the type that reads its model from files.
  enum Maker: Sendable {
    case imputation(any Imputer.Type, @Sendable (StepChoice, StepContext) -> any Imputation)
    case scaling(any Scaler.Type, @Sendable (StepChoice) -> any Scaling)
    case harmonisation(any Harmoniser.Type, @Sendable (StepChoice, BatchContext) -> any Harmonisation)
    case filters(@Sendable (StepChoice, StepContext) -> [any Filter])
    case selector(@Sendable (StepChoice, StepContext) -> any ColumnSelector)
    case classifier(any Classifier.Type, @Sendable (StepChoice, StepContext) -> [any Classifier])
  }

  /// The name in study files and reports; no other step of its place has it.
  public let name: String
  /// A summary in one line.
  public let summary: String
  /// Its options.
  public let options: [StepOption]
  /// How its model depends on the order of subjects.
  public let rowOrder: RowOrder
  /// Whether study files name it; `false` for steps of the study's own pipelines.
  public internal(set) var isNamed = true
  /// The words that a methods section puts in brackets after the name.
  public internal(set) var explanation: String?
  /// Whether clinical factors are imputed from each other; unknown levels are then given as missing.
  public internal(set) var imputesFactors = false
  /// Whether scores take few values by design (shares of votes, sums over leaves), so that two values are no sign of a
  /// label.
  public internal(set) var scoresInSteps = false
  /// The quantity that a selection chooses by folds of its own, which are in the log; `nil` if it has no such folds.
  public internal(set) var choosesByFolds: FoldedChoice?
  let maker: Maker

  /// The place of the step.
  public var place: Place {
    switch maker {
    case .imputation: .impute
    case .scaling: .scale
    case .harmonisation: .harmonise
    case .filters: .filters
    case .selector: .select
    case .classifier: .classifier
    }
  }
}

// One line a kind of step, as the files of steps write it.
extension LearningStep {
  static func imputation(
    _ name: String, _ summary: String, _ options: [StepOption] = [], rowOrder: RowOrder = .nothing,
    fitted: any Imputer.Type, _ make: @escaping @Sendable (StepChoice, StepContext) -> any Imputation
  ) -> LearningStep {
    LearningStep(
      name: name, summary: summary, options: options, rowOrder: rowOrder, maker: .imputation(fitted, make))
  }

  static func scaling<Step: Scaling>(
    _ name: String, _ summary: String, _ options: [StepOption] = [], rowOrder: RowOrder = .nothing,
    _ make: @escaping @Sendable (StepChoice) -> Step
  ) -> LearningStep {
    LearningStep(
      name: name, summary: summary, options: options, rowOrder: rowOrder,
      maker: .scaling(Step.Model.self, make))
  }

  static func harmonisation<Step: Harmonisation>(
    _ name: String, _ summary: String, _ options: [StepOption], rowOrder: RowOrder,
    _ make: @escaping @Sendable (StepChoice, BatchContext) -> Step
  ) -> LearningStep {
    LearningStep(
      name: name, summary: summary, options: options, rowOrder: rowOrder,
      maker: .harmonisation(Step.Model.self, make))
  }

  static func filter(
    _ name: String, _ summary: String, _ options: [StepOption] = [], rowOrder: RowOrder = .nothing,
    _ make: @escaping @Sendable (StepChoice, StepContext) -> [any Filter]
  ) -> LearningStep {
    LearningStep(name: name, summary: summary, options: options, rowOrder: rowOrder, maker: .filters(make))
  }

  static func selector(
    _ name: String, _ summary: String, _ options: [StepOption], rowOrder: RowOrder = .nothing,
    choosesByFolds: FoldedChoice? = nil,
    _ make: @escaping @Sendable (StepChoice, StepContext) -> any ColumnSelector
  ) -> LearningStep {
    LearningStep(
      name: name, summary: summary, options: options, rowOrder: rowOrder, choosesByFolds: choosesByFolds,
      maker: .selector(make))
  }

  /// - Parameter settings: those that the options' values span, the first option varying slowest.
  static func classifier<Step: Classifier>(
    _ name: String, _ summary: String, _ options: [StepOption] = [], rowOrder: RowOrder = .nothing,
    scoresInSteps: Bool = false, _ settings: @escaping @Sendable (StepChoice, StepContext) -> [Step]
  ) -> LearningStep {
    LearningStep(
      name: name, summary: summary, options: options, rowOrder: rowOrder, scoresInSteps: scoresInSteps,
      maker: .classifier(Step.self, settings))
  }
}
