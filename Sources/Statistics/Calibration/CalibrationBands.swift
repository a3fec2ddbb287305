import Execution
import Mathematics

/// Bootstrap bands of a calibration curve: subjects are drawn with replacement, and the curve is fitted anew.
struct CalibrationBands {
  /// One band per place of the grid, absent where the resamples lie beside the curve; empty without enough resamples.
  private(set) var bands: [ConfidenceInterval?] = []
  /// Interval of the integrated calibration index; absent where nearly all resamples lie above it.
  private(set) var ici: ConfidenceInterval?
  /// Resamples with a curve.
  private(set) var defined = 0

  /// - Parameters:
  ///   - curve: the curve at each place of the grid, within 0 to 1.
  ///   - index: the integrated calibration index.
  init(
    _ probabilities: [Double], _ outcomes: [Bool], grid: [Double], curve: [Double], index: Double, resamples: Int,
    seed: UInt64
  ) {
    guard resamples > 0, grid.count > 1 else { return }
    let order = CalibrationBands.orderOfContent(probabilities, outcomes)
    let (probabilities, outcomes) = (order.map { probabilities[$0] }, order.map { outcomes[$0] })
    let streams = (0..<resamples).map { RandomStream(seed: seed, name: "calibration bands \($0)") }
    let refits = parallelMap(streams, workers: 2) { CalibrationBands.refit(probabilities, outcomes, grid, $0) }
    let curves = refits.compactMap { $0 }
    defined = curves.count
    guard defined >= CalibrationBands.least else { return }
    bands = grid.indices.map { place in
      percentileInterval(curves.map { CalibrationCurve.share($0.values[place]) }).around(curve[place])
    }
    ici = biasCorrectedInterval(curves.map { min(1, $0.ici) }, around: index)
  }

  /// Subjects in the order of their probabilities and outcomes, on which draws fall, so that the order of the rows
  /// changes no band.
  ///
  /// Probabilities that ``Loess`` takes as equal are ordered by outcome: by their last bits, rounding would decide
  /// which patients a resample has, and move every limit.
  private static func orderOfContent(_ probabilities: [Double], _ outcomes: [Bool]) -> [Int] {
    let ascending = ascendingOrder(of: probabilities)
    var levels = probabilities
    for (subject, level) in zip(ascending, Loess.merged(ascending.map { probabilities[$0] })) {
      levels[subject] = level
    }
    return ascending.sorted {
      (levels[$0], outcomes[$0] ? 1 : 0, probabilities[$0]) < (levels[$1], outcomes[$1] ? 1 : 0, probabilities[$1])
    }
  }

  /// A percentile at 2.5 % of fewer than 40 values is an extreme, not a percentile.
  static let least = 40

  /// A local quadratic may leave the range of shares by a little where there are few subjects.
  private static let plausible = -0.5...1.5

  private static func refit(
    _ probabilities: [Double], _ outcomes: [Bool], _ grid: [Double], _ stream: RandomStream
  ) -> (values: [Double], ici: Double)? {
    var stream = stream
    let drawn = probabilities.indices.map { _ in stream.index(below: probabilities.count) }
    let sample = drawn.map { probabilities[$0] }
    let loess = Loess(sample, drawn.map { outcomes[$0] ? 1 : 0 })
    let values = grid.compactMap { loess($0) }
    // Where nearly all probabilities of a resample are equal, the local quadratic is singular but for rounding, and its
    // values are no shares: such a curve says nothing, and the last digit of a probability decides where it goes.
    guard values.count == grid.count, values.allSatisfy(plausible.contains) else { return nil }
    let smoothed = sample.map { CalibrationCurve.interpolated($0, grid, values) }
    return (values, CalibrationError(smoothed: smoothed, probabilities: sample).ici)
  }
}
