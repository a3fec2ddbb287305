/// A cutoff that maximises the Youden index `J = sensitivity + specificity − 1`.
///
/// Tie rule: candidates are compared by `TP · n₀ + TN · n₁`, a whole number, so that rounding breaks no tie; of equal
/// ones the one with the highest sensitivity, that is the lowest threshold, is taken: a missed event costs more than a
/// false alarm, and `pROC::coords` lists it first too. Of the curve's two ends, which call all or none positive, `-∞`
/// wins for the same reason.
public struct YoudenCutoff: Hashable, Sendable, Codable {
  /// A subject is called positive when its score is at least this.
  public let threshold: ExtendedReal
  /// Youden's index there.
  public let index: Double
  /// Every threshold that attains the index, ascending.
  public let tied: [ExtendedReal]

  /// The cutoff for `scores`, or why there is none: with one class only, every threshold is as good.
  public static func find(scores: [Double], outcomes: [Bool]) -> Result<YoudenCutoff, Undefined> {
    let curve = ROCCurve(scores: scores, outcomes: outcomes)
    guard let first = curve.points.first, first.events > 0 else { return .failure(Undefined(.noEvents)) }
    guard first.nonEvents > 0 else { return .failure(Undefined(.noNonEvents)) }
    let best = curve.youdenPoints
    let scale = Double(first.events * first.nonEvents)
    return .success(
      YoudenCutoff(
        threshold: ExtendedReal(best[0].threshold), index: Double(best[0].doubledBalance) / scale - 1,
        tied: best.map { ExtendedReal($0.threshold) }))
  }
}
