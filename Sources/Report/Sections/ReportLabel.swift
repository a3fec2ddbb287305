/// Numbers of figures and tables, in the order in which the page shows them.
enum ReportLabel {
  static let discrimination = "Figure 1"
  static let flow = "Figure 2"
  static let roc = "Figure 3"
  static let confusion = "Figure 4"
  static let factors = "Table 1"
  static let models = "Table 2"
  static let overfitting = "Table 3"
  static let comparisons = "Table 4"
  static let calibration = "Table 5"
  static let curves = "Figure 5"
  static let decision = "Figure 6"
  static let differences = "Table 6"
  static let publishedModels = "Table 7"
  static let publishedComparisons = "Table 8"
  static let protocols = "Figure 7"
}
