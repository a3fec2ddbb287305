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
}
