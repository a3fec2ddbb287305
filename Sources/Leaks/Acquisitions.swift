import Cohorts
import Comparison
import Records

/// How the images of a cohort were acquired. A model must not be able to predict the outcome from these factors.
struct Acquisitions {
  /// For each patient, the acquisition of each series.
  private let patients: [[SeriesAcquisition]]

  init(_ patients: [[SeriesAcquisition]]) { self.patients = patients }

  /// Scanner, field strength, voxel sizes and echo time of every series, without those that all patients share.
  var factors: [ScreenedCohort.Factor] {
    let names = patients.lazy.flatMap(\.self).map(\.series)
    var met = Set<String>()
    return names.filter { met.insert($0).inserted }.flatMap(factors).filter { Set($0.levels).count > 1 }
  }

  private func factors(_ series: String) -> [ScreenedCohort.Factor] {
    let own = patients.map { all in all.first { $0.series == series } }
    func factor(_ name: String, _ level: (SeriesAcquisition) -> String?) -> ScreenedCohort.Factor {
      ScreenedCohort.Factor("\(name) of \(series)", levels: own.map { $0.flatMap(level) })
    }
    func size(_ axis: Int) -> (SeriesAcquisition) -> String? {
      { $0.spacing.indices.contains(axis) ? Acquisitions.rounded($0.spacing[axis]) : nil }
    }
    return [
      factor("scanner") { $0.scanner?.words },
      factor("field strength") { $0.scanner?.fieldStrength.map(Acquisitions.rounded) },
      factor("pixel size", size(0)), factor("slice distance", size(2)),
      factor("echo time") { $0.echoTime.map(Acquisitions.rounded) },
    ]
  }

  /// Rounded to three digits, because scanners write slightly different last digits into headers.
  private static func rounded(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var (scale, size) = (1.0, abs(value))
    while size < 100 { (scale, size) = (scale * 10, size * 10) }
    while size >= 1000 { (scale, size) = (scale / 10, size / 10) }
    return ((value * scale).rounded() / scale).short
  }
}

extension LeakRules {
  /// Whether the image acquisition, of the images or as a column of a table, is associated with the outcome. Levels are
  /// tested by the chi-square test (two levels by Fisher's), numbers with many values by rank.
  static func acquisitions(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let tested = (cohort.acquisitions + acquisitionColumns(cohort)).compactMap { factor -> (name: String, p: Double)? in
      let numbers = factor.levels.map { $0.flatMap(Double.init) }
      let isScale =
        Set(factor.levels).count > 6 && zip(numbers, factor.levels).allSatisfy { ($0 == nil) == ($1 == nil) }
      let p =
        isScale
        ? OutcomeTests.area(numbers, outcomes: cohort.outcomes)?.p
        : OutcomeTests.association(factor.levels, outcomes: cohort.outcomes)
      return p.map { (factor.name, $0) }
    }
    let found = tested.filter { $0.p * Double(tested.count) < level }.map(\.name)
    return found.isEmpty ? [] : [.acquisitionTellsOutcome(found)]
  }

  /// Columns of the tables whose names are those of a setting of the scanner, such as `slice_thickness` or `EchoTime`.
  static func acquisitionColumns(_ cohort: ScreenedCohort) -> [ScreenedCohort.Factor] {
    let numbers = cohort.numericColumns.filter { column in
      cohort.names(of: column.name).contains { ColumnName($0).isOfAcquisition }
    }
    let levels = (cohort.factors.filter(\.isCategorical) + cohort.unused).filter { factor in
      factor.names.contains { ColumnName($0).isOfAcquisition }
    }
    return numbers.map { column in ScreenedCohort.Factor(column.name, levels: column.values.map { $0.map { "\($0)" } })
    }
      + levels
  }

  /// Whether the rows of the clinical table are sorted by outcome.
  static func order(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let places = cohort.ids.indices.map { Optional(Double($0)) }
    guard let test = OutcomeTests.area(places, outcomes: cohort.outcomes), test.p < level else { return [] }
    return [.orderTellsOutcome(auc: max(test.auc, 1 - test.auc))]
  }
}
