/// The patients whose images of one series come from one scanner.
public struct ScannerGroup: Codable, Sendable, Hashable {
  /// Name of the series.
  public var series: String
  /// Maker, model and field strength; `nil` for images that do not name their scanner.
  public var scanner: String?
  /// Patients by class.
  public var patients: InclusionFlow.ClassCounts
  /// Those in the test set; `nil` without one.
  public var test: InclusionFlow.ClassCounts?

  /// Takes every part as given.
  package init(
    series: String, scanner: String?, patients: InclusionFlow.ClassCounts, test: InclusionFlow.ClassCounts?
  ) {
    (self.series, self.scanner, self.patients, self.test) = (series, scanner, patients, test)
  }
}
