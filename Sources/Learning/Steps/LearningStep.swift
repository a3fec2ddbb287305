/// A step of learning: what a study file calls it, what may be set, and how it is made. All of them are in
/// ``StepRegistry``.
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

  /// What the order of subjects in the table changes in what is learned.
  public enum RowOrder: String, Hashable, Sendable {
    /// Nothing at all.
    case nothing
    /// The last digits, because sums run in another order.
    case rounding
    /// Which subjects share a fold, or which of equally good solutions is found.
    case folds
  }

  /// What a selection may choose by folds of its own.
  public enum FoldedChoice: String, Hashable, Sendable {
    /// How many columns are kept.
    case size
    /// A penalty.
    case penalty
  }

  /// How the step is made from a choice, and which types read it from files.
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
  /// What it does, in a line.
  public let summary: String
  /// What may be set.
  public let options: [StepOption]
  /// What the order of subjects changes.
  public let rowOrder: RowOrder
  /// Whether study files name it; `false` for steps of the study's own pipelines.
  public internal(set) var isNamed = true
  /// What a methods section says in brackets after the name.
  public internal(set) var explanation: String?
  /// Whether clinical factors are imputed from each other; unknown levels are then given as missing.
  public internal(set) var imputesFactors = false
  /// Whether scores take few values by design (shares of votes, sums over leaves), so that two values are no sign of a
  /// label.
  public internal(set) var scoresInSteps = false
  /// What a selection chooses by folds of its own, which the log then has; `nil` where it needs none.
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
