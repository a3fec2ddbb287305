import Mathematics

/// How far a smooth calibration curve lies from the diagonal, over the subjects' own probabilities.
/// - SeeAlso: Austin and Steyerberg 2019, doi 10.1002/sim.8281.
public struct CalibrationError: Hashable, Codable, Sendable {
  /// Integrated calibration index: the mean distance.
  public let ici: Double
  /// Median distance.
  public let e50: Double
  /// 90th percentile of the distance (type 7).
  public let e90: Double
  /// Largest distance.
  public let maximum: Double

  /// The distances of `smoothed` from `probabilities`, one each per subject.
  public init(smoothed: [Double], probabilities: [Double]) {
    precondition(!probabilities.isEmpty && smoothed.count == probabilities.count, "one smoothed value per probability")
    let distances = zip(smoothed, probabilities).map { abs($0 - $1) }.sorted()
    ici = mean(distances)
    (e50, e90) = (quantile(distances, 0.5), quantile(distances, 0.9))
    maximum = distances[distances.count - 1]
  }
}

/// A loess calibration curve with its errors and, on request, bootstrap bands.
public struct CalibrationCurve: Hashable, Codable, Sendable {
  /// One place of the curve.
  public struct Point: Hashable, Codable, Sendable {
    /// Predicted probability.
    public let predicted: Double
    /// Smoothed share of events. A local quadratic can leave 0 to 1, a share cannot: it ends there. The errors are
    /// those of the quadratic as it is, as in R.
    public let observed: Double
    /// Pointwise 95 % percentile band over resampled subjects; absent where it does not contain the curve.
    public let band: ConfidenceInterval?
  }

  /// Places from the smallest to the largest probability, at most ``gridSize``.
  public let points: [Point]
  /// Errors over all subjects.
  public let error: CalibrationError
  /// Bias-corrected bootstrap interval of the integrated calibration index; absent where nearly all resamples lie above
  /// the index, as their curves bend more.
  public let iciInterval: ConfidenceInterval?
  /// Resamples in which the curve was defined.
  public let resamples: Int

  /// Places drawn and stored.
  public static let gridSize = 51
  /// Above this many subjects the curve is fitted at ``denseGridSize`` places and interpolated between them.
  public static let exactLimit = 5_000
  /// Places fitted in large samples.
  public static let denseGridSize = 201

  /// The curve, or why there is none. `resamples` of 0 leaves the bands out.
  public static func fit(
    probabilities: [Double], outcomes: [Bool], resamples: Int = 0, seed: UInt64 = 1
  ) -> Result<CalibrationCurve, Undefined> {
    precondition(probabilities.count == outcomes.count, "one probability per outcome")
    guard outcomes.contains(true) else { return .failure(Undefined(.noEvents)) }
    guard outcomes.contains(false) else { return .failure(Undefined(.noNonEvents)) }
    guard let smoothed = smooth(probabilities, outcomes) else { return .failure(Undefined(.tooManyTies)) }
    let grid = places(probabilities, gridSize)
    let loess = Loess(probabilities, outcomes.map { $0 ? 1 : 0 })
    let curve = grid.map { loess($0) }
    guard curve.allSatisfy({ $0 != nil }) else { return .failure(Undefined(.tooManyTies)) }
    let error = CalibrationError(smoothed: smoothed, probabilities: probabilities)
    let shares = curve.map { share($0 ?? 0) }
    let bands = CalibrationBands(
      probabilities, outcomes, grid: grid, curve: shares, index: error.ici, resamples: resamples, seed: seed)
    return .success(
      CalibrationCurve(
        points: grid.indices.map {
          Point(predicted: grid[$0], observed: shares[$0], band: bands.bands.isEmpty ? nil : bands.bands[$0])
        }, error: error, iciInterval: bands.ici, resamples: bands.defined))
  }

  /// Why the index has no interval, where resamples were drawn; `nil` where it has one.
  package var iciReason: UndefinedReason? {
    iciInterval == nil ? resamples < CalibrationBands.least ? .tooFewValues : .bootstrapBias : nil
  }

  /// The nearest share to a value of a curve.
  static func share(_ value: Double) -> Double { min(1, max(0, value)) }

  /// The smoothed share of events at every subject's probability.
  private static func smooth(_ probabilities: [Double], _ outcomes: [Bool]) -> [Double]? {
    let loess = Loess(probabilities, outcomes.map { $0 ? 1 : 0 })
    let grid =
      probabilities.count <= exactLimit ? Set(probabilities).sorted() : places(probabilities, denseGridSize)
    let values = grid.compactMap { loess($0) }
    guard values.count == grid.count else { return nil }
    return probabilities.map { interpolated($0, grid, values) }
  }

  /// Up to `count` distinct quantiles of the probabilities, both ends included.
  static func places(_ probabilities: [Double], _ count: Int) -> [Double] {
    let sorted = probabilities.sorted()
    let last = sorted.count - 1
    var result: [Double] = []
    for step in 0..<count {
      let value = sorted[last * step / (count - 1)]
      if result.last != value { result.append(value) }
    }
    return result
  }

  /// Linear between neighbours of the ascending `grid`; the end values outside it.
  static func interpolated(_ x: Double, _ grid: [Double], _ values: [Double]) -> Double {
    let above = lowerBound(grid, x)
    if above < grid.count, grid[above] == x { return values[above] }
    guard above > 0 else { return values[0] }
    guard above < grid.count else { return values[grid.count - 1] }
    let share = (x - grid[above - 1]) / (grid[above] - grid[above - 1])
    return values[above - 1] + share * (values[above] - values[above - 1])
  }
}
