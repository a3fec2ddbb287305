// The rules of ``ColumnScaling`` as steps.

extension LearningStep {
  static let standard = LearningStep.scaling(
    .standard, "mean 0, standard deviation 1", rowOrder: .rounding, explanation: "mean 0, standard deviation 1")
  static let robust = LearningStep.scaling(
    .robust, "median 0, interquartile range 1", explanation: "median 0, interquartile range 1")
  static let range = LearningStep.scaling(.range, "minimum 0, maximum 1", explanation: "minimum 0, maximum 1")
  static let quantile = LearningStep.scaling(.quantile, "share of training subjects below")
  static let normal = LearningStep.scaling(.normal, "normal quantile of that share")

  private static func scaling(
    _ rule: ColumnScaling.Rule, _ summary: String, rowOrder: RowOrder = .nothing, explanation: String? = nil
  ) -> LearningStep {
    var step = LearningStep.scaling(rule.rawValue, summary, rowOrder: rowOrder) { _ in ColumnScaling(rule) }
    step.explanation = explanation
    return step
  }
}
