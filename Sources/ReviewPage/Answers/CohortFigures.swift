import Cohorts
import Execution
import Mathematics
import Records
import Results
import Review
import StudyFiles

/// One number of a patient beside those of the cohort.
struct FigureAnswer: Encodable, Sendable {
  let name: String
  let unit: String
  let series: Nullable<String>
  let value: Nullable<Double>
  let median: Nullable<Double>
  /// 5 % and 95 % quantile of the cohort.
  let low: Nullable<Double>
  let high: Nullable<Double>
  /// Share of the cohort below the value.
  let share: Nullable<Double>

  /// - Parameter sorted: the values of the cohort in ascending order.
  init(_ name: String, unit: String, series: String?, value: Double?, sorted: [Double]) {
    (self.name, self.unit, self.series) = (name, unit, Nullable(series))
    let value = value?.ifFinite
    self.value = Nullable(value)
    func place(_ share: Double) -> Nullable<Double> {
      Nullable(sorted.isEmpty ? nil : quantile(ofSorted: sorted, share).ifFinite)
    }
    (median, low, high) = (place(0.5), place(0.05), place(0.95))
    share = Nullable(
      sorted.isEmpty ? nil : value.map { value in Double(sorted.count { $0 < value }) / Double(sorted.count) })
  }
}

/// What a review measures of a lesion, as numbers beside the cohort.
enum LesionFigures {
  private static let all: [(name: String, unit: String, value: @Sendable (LesionMeasures) -> Double?)] = [
    ("Volume", "ml", { $0.volume }),
    ("Slices of the lesion", "", { Double($0.slices.count) }),
    ("Separate parts", "", { Double($0.parts.count) }),
    ("Median intensity", "", { $0.intensities?.median }),
    ("Median within the range of the image", "", { $0.intensities?.relative }),
    ("Range of the image", "", { $0.intensities?.range }),
    ("Longest by shortest side of a voxel", "", { $0.anisotropy }),
  ]

  /// The figures of a patient, series by series.
  static func figures(of patient: PatientReview, among cohort: [PatientReview]) -> [FigureAnswer] {
    patient.series.enumerated().flatMap { at, series -> [FigureAnswer] in
      guard let own = series.measures else { return [] }
      let others = cohort.compactMap { $0.series[at].measures }
      return all.map { name, unit, value in
        FigureAnswer(
          name, unit: unit, series: series.name, value: value(own),
          sorted: others.compactMap(value).filter(\.isFinite).sorted())
      }
    }
  }
}

/// The features of a run of the study, beside the images from which they were computed.
struct RunFeatures: Sendable {
  private struct Column {
    let name: String
    let series: String?
    let sorted: [Double]
  }

  private let columns: [Column]
  private let values: [String: [Double?]]

  /// Reads `features.csv` in the folder of a run. Its outcomes are never kept.
  init(run folder: String, series: [String]) throws(TableError) {
    let path = "\(folder)/\(RunFile.features)"
    let table = try CSVTable(reading: path)
    guard let ids = table[FeatureFile.subject] else {
      throw TableError(file: path, problem: .noColumn(FeatureFile.subject, columns: table.columns))
    }
    let places = table.columns.indices.filter { FeatureFile.isFeature(table.columns[$0]) }
    let rows = table.rows.map { row in places.map { Double(row[$0]) } }
    columns = places.enumerated().map { at, place in
      let name = table.columns[place]
      // The longest name first: T1C is not T1.
      let own = series.sorted { $0.count > $1.count }.first { name.hasPrefix($0 + "_") }
      return Column(
        name: own.map { String(name.dropFirst($0.count + 1)) } ?? name, series: own,
        sorted: rows.compactMap { $0[at] }.filter(\.isFinite).sorted())
    }
    values = Dictionary(zip(ids, rows)) { first, _ in first }
  }

  /// The features of a patient; none of a patient whom the run left out.
  func figures(of id: String) -> [FigureAnswer] {
    guard let own = values[id] else { return [] }
    return zip(columns, own).map { FigureAnswer($0.name, unit: "", series: $0.series, value: $1, sorted: $0.sorted) }
  }
}
