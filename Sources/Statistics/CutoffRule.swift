/// How a cutoff is chosen on an ROC curve.
///
/// Every rule compares whole counts, so that rounding breaks no tie; of equal thresholds the lowest is taken, which
/// misses the fewest events, as ``YoudenCutoff`` does and as `pROC::coords` lists first.
public enum CutoffRule: Hashable, Sendable, Codable {
  /// The largest `sensitivity + specificity`.
  case youden
  /// The smallest `(1 − sensitivity)² + (1 − specificity)²`.
  case closestToTopLeft
  /// The most specific threshold whose sensitivity is at least this, in (0, 1]; of equally specific ones the most
  /// sensitive.
  case sensitivity(atLeast: Double)
  /// The most sensitive threshold whose specificity is at least this, in (0, 1]; of equally sensitive ones the most
  /// specific.
  case specificity(atLeast: Double)
  /// The smallest expected cost when a missed event costs `ofMiss` times as much as a false alarm: the largest
  /// `sensitivity + r · specificity` with `r = (1 − prevalence) / (ofMiss · prevalence)`, the `best.weights` of
  /// `pROC::coords`. Without a prevalence it is that of the sample, which makes it the largest `ofMiss · TP + TN`.
  case cost(ofMiss: Double, prevalence: Double?)
}

/// A cutoff by a rule.
public struct ChosenCutoff: Hashable, Sendable, Codable {
  /// The rule.
  public let rule: CutoffRule
  /// A subject is called positive when its score is at least this.
  public let threshold: ExtendedReal
  /// Every threshold that is as good by the rule, ascending.
  public let tied: [ExtendedReal]

  /// The cutoff on a curve, or why there is none: with one class only, every threshold is as good.
  public static func find(_ rule: CutoffRule, on curve: ROCCurve) -> Result<ChosenCutoff, Undefined> {
    guard let first = curve.points.first, first.events > 0 else { return .failure(Undefined(.noEvents)) }
    guard first.nonEvents > 0 else { return .failure(Undefined(.noNonEvents)) }
    let best = curve.points(by: rule).map { ExtendedReal($0.threshold) }
    return .success(ChosenCutoff(rule: rule, threshold: best[0], tied: best))
  }
}

extension ROCCurve {
  /// The points that are best by `rule`, ascending by threshold; one at least, since each end of the curve fulfils any
  /// demand of its kind.
  package func points(by rule: CutoffRule) -> [ROCPoint] {
    var best: [ROCPoint] = []
    for point in points where point.isAllowed(by: rule) {
      switch best.first.map({ point.merit(over: $0, by: rule) }) ?? 1 {
      case 0: best.append(point)
      case 1...: best = [point]
      default: continue
      }
    }
    return best
  }
}

extension ROCPoint {
  /// Division rounds correctly, so a share that equals the decimal asked for is the same number and not one too small.
  fileprivate func isAllowed(by rule: CutoffRule) -> Bool {
    switch rule {
    case .sensitivity(let least): Double(truePositives) / Double(events) >= least
    case .specificity(let least): Double(trueNegatives) / Double(nonEvents) >= least
    case .youden, .closestToTopLeft, .cost: true
    }
  }

  /// Positive where this point is better than `other`, 0 where neither is.
  fileprivate func merit(over other: ROCPoint, by rule: CutoffRule) -> Int {
    let found = truePositives - other.truePositives
    let cleared = trueNegatives - other.trueNegatives
    switch rule {
    case .youden: return (doubledBalance - other.doubledBalance).signum()
    case .closestToTopLeft: return Int((other.squaredDistance - squaredDistance).signum())
    case .sensitivity: return (cleared == 0 ? found : cleared).signum()
    case .specificity: return (found == 0 ? cleared : found).signum()
    // A fused multiply and add rounds once, so its sign is exact.
    case .cost(let miss, nil): return sign(Double(cleared).addingProduct(miss, Double(found)))
    case .cost(let miss, let prevalence?):
      let ratio = (1 - prevalence) / (miss * prevalence)
      return sign(Double(found * nonEvents).addingProduct(ratio, Double(cleared * events)))
    }
  }

  /// `(1 − sensitivity)² + (1 − specificity)²` times `(n₀ n₁)²`, in whole numbers; 64 bits are too few from some
  /// 100,000 subjects.
  package var squaredDistance: Int128 {
    let missed = Int128((events - truePositives) * nonEvents)
    let raised = Int128((nonEvents - trueNegatives) * events)
    return missed * missed + raised * raised
  }

  private func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
