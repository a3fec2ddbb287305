import Execution
import Records

/// Whether the means of batches (sites, scanners) are nearer to each other than chance brings them: what a correction
/// of all patients, such as ComBat, leaves.
struct BatchMeans {
  /// Values by column of the patients whose batch is known.
  private let columns: [[Double]]
  /// Batch of each, from 0.
  private let batches: [Int]
  private let count: Int

  /// Relabellings; the smallest p value that they can show is 1 in 2,000.
  private static let draws = 1999

  static func findings(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let named = cohort.factors.filter { $0.isCategorical && ColumnName($0.name).isSite } + cohort.sites
    var seen = Set<[String?]>()
    return named.filter { seen.insert($0.levels).inserted }.compactMap { factor in
      guard let means = BatchMeans(cohort, factor.levels), means.areEqualled else { return nil }
      return .batchCorrected(factor: factor.name, columns: cohort.values.count)
    }
  }

  /// `nil` with fewer than five complete columns, or fewer than two batches of three patients.
  private init?(_ cohort: ScreenedCohort, _ levels: [String?]) {
    let sizes = Dictionary(grouping: levels.compactMap(\.self)) { $0 }.mapValues(\.count)
    let names = sizes.filter { $0.value >= 3 }.keys.sorted()
    let known = levels.indices.filter { levels[$0].map { (sizes[$0] ?? 0) >= 3 } ?? false }
    // A dozen columns of a few hundred patients show it; more only cost time.
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

  /// Whether one relabelling in a thousand or fewer brings the means so near. Drawing stops as soon as that is out of
  /// the question.
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

  /// Variance between over variance within batches: the ratio that nine columns of ten stay below.
  private func nearness(_ labels: [Int]) -> Double {
    let ratios = columns.map { column -> Double in
      var (sums, sizes, squares) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count), 0.0)
      for (value, label) in zip(column, labels) {
        sums[label] += value
        sizes[label] += 1
        squares += value * value
      }
      // Columns have a mean of 0.
      let between = zip(sums, sizes).reduce(0) { $0 + ($1.1 > 0 ? $1.0 * $1.0 / $1.1 : 0) }
      let within = squares - between
      return within > 0 ? max(0, between) / within : 0
    }
    return ratios.sorted()[ratios.count * 9 / 10]
  }
}
