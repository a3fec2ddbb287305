import Execution
import Records

/// Tests whether the means of batches (sites, scanners) are closer to each other than chance would bring them. Such
/// equal means are left by a batch correction, for example ComBat, that was fitted on all patients.
struct BatchMeans {
  /// Values of each column for the patients whose batch is known.
  private let columns: [[Double]]
  /// The batch of each of these patients, counted from 0.
  private let batches: [Int]
  private let count: Int

  /// Number of random relabellings; the smallest possible p value is 1 in 2,000.
  private static let draws = 1999

  static func findings(_ cohort: ScreenedCohort) -> [LeakFinding] {
    // Strength of the field, kernel and thickness of slices are batches too.
    let settings = LeakRules.acquisitionColumns(cohort).filter { Set($0.levels.compactMap(\.self)).count <= 10 }
    let named = cohort.factors.filter { $0.isCategorical && ColumnName($0.name).isSite } + cohort.sites + settings
    var seen = Set<[String?]>()
    return named.filter { seen.insert($0.levels).inserted }.compactMap { factor in
      guard let means = BatchMeans(cohort, factor.levels), means.areEqualled else { return nil }
      return .batchCorrected(factor: factor.name, columns: cohort.values.count)
    }
  }

  /// `nil` with fewer than five complete columns, or without two batches of at least three patients.
  private init?(_ cohort: ScreenedCohort, _ levels: [String?]) {
    let sizes = Dictionary(grouping: levels.compactMap(\.self)) { $0 }.mapValues(\.count)
    let names = sizes.filter { $0.value >= 3 }.keys.sorted()
    let known = levels.indices.filter { levels[$0].map { (sizes[$0] ?? 0) >= 3 } ?? false }
    // Forty columns of 400 patients are enough for the test; more would only take longer.
    let rows = LeakRules.thinned(known, to: 400)
    let complete = cohort.values.indices.filter { at in
      let own = cohort.values[at]
      return rows.allSatisfy { own[$0] != nil } && Set(rows.map { own[$0] }).count > 5
    }
    guard names.count >= 2, rows.count >= 4 * names.count, complete.count >= 5 else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    batches = rows.map { places[levels[$0] ?? ""] ?? 0 }
    columns = LeakRules.thinned(complete, to: 40).map { at in
      let own = rows.map { cohort.values[at][$0] ?? 0 }
      let mean = own.reduce(0, +) / Double(own.count)
      return own.map { $0 - mean }
    }
    count = names.count
  }

  /// Whether at most one relabelling in a thousand brings the means so close together. Drawing stops as soon as that
  /// can no longer be.
  private var areEqualled: Bool {
    let own = nearness(batches)
    var stream = RandomStream(seed: 1, name: "batch means")
    var hits = 0
    for _ in 0..<BatchMeans.draws {
      if nearness(batches.shuffled(using: &stream)) <= own { hits += 1 }
      if hits > 1 { return false }
    }
    return true
  }

  /// The ratio of the variance between batches to that within: the value below which nine of ten columns lie.
  private func nearness(_ labels: [Int]) -> Double {
    let ratios = columns.map { column -> Double in
      var (sums, sizes, squares) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count), 0.0)
      for (value, label) in zip(column, labels) {
        sums[label] += value
        sizes[label] += 1
        squares += value * value
      }
      // Every column was centred, so its mean is 0.
      let between = zip(sums, sizes).reduce(0) { $0 + ($1.1 > 0 ? $1.0 * $1.0 / $1.1 : 0) }
      let within = squares - between
      return within > 0 ? max(0, between) / within : 0
    }
    return ratios.sorted()[ratios.count * 9 / 10]
  }
}
