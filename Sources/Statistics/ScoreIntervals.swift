import Mathematics

extension ConfidenceInterval {
  /// Newcombe's interval of an AUC of 0 or 1, by his method 5: the values `θ` for which
  /// `|θ − estimate| ≤ z √V(θ)` with `V(θ) = θ(1 − θ)(1 + k (1 − θ)/(2 − θ) + k θ/(1 + θ)) / (n₁ n₀)` and
  /// `k = (n₁ + n₀)/2 − 1`.
  ///
  /// DeLong's variance is 0 there, as no pair is in the wrong order. The variance of `θ` itself is not.
  /// - SeeAlso: Newcombe 2006, doi 10.1002/sim.2324; `auRoc::auc.nonpara.mw(method = "newcombe")`.
  static func newcombe(isOne: Bool, events: Int, nonEvents: Int, level: Double) -> ConfidenceInterval {
    let (n1, n0) = (Double(events), Double(nonEvents))
    let (z, k) = (NormalDistribution.quantile(0.5 + level / 2), (n1 + n0) / 2 - 1)
    // The variance does not know an AUC from its complement, so the limits of 0 are those of 1 mirrored.
    func isExcluded(_ theta: Double) -> Bool {
      let variance = theta * (1 + k * (1 - theta) / (2 - theta) + k * theta / (1 + theta)) / (n1 * n0)
      return 1 - theta > z * z * variance
    }
    let limit = bisected(0, 1, halvings: 60, isBelow: isExcluded).high
    return isOne
      ? ConfidenceInterval(lower: limit, upper: 1, level: level)
      : ConfidenceInterval(lower: 0, upper: 1 - limit, level: level)
  }

  /// Tango's interval of `(up − down) / total`, the difference of two shares of the same subjects: the values `δ` that
  /// the score test does not reject. It lies in −1 to 1 and has a width where nobody moved, or everybody.
  ///
  /// `T(δ) = (up − down − n δ) / √(n (2 q + δ (1 − δ)))`, where `q` is the most likely share of those who moved down
  /// under `δ`: the larger root of `2 n q² + (−up − down + (2 n − up + down) δ) q − down δ (1 − δ)`.
  /// - SeeAlso: Tango 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B;
  ///   `PropCIs::scoreci.mp`.
  static func tango(up: Int, down: Int, of total: Int, level: Double) -> ConfidenceInterval {
    precondition(total > 0 && up >= 0 && down >= 0 && up + down <= total, "those who moved are among all")
    let z = NormalDistribution.quantile(0.5 + level / 2)
    return ConfidenceInterval(
      lower: -upperLimit(Double(down), Double(up), Double(total), z),
      upper: upperLimit(Double(up), Double(down), Double(total), z), level: level)
  }

  /// The largest `δ` with `T(δ) ≥ −z`; 1 where everybody moved up.
  private static func upperLimit(_ up: Double, _ down: Double, _ n: Double, _ z: Double) -> Double {
    let estimate = (up - down) / n
    guard estimate < 1 else { return 1 }
    let limit = bisected(estimate, 1, halvings: 60) { delta in
      let linear = -up - down + (2 * n - up + down) * delta
      let root = max(0, linear * linear + 8 * n * down * delta * (1 - delta)).squareRoot()
      let q = (root - linear) / (4 * n)
      let gap = n * delta - up + down
      return gap * gap <= z * z * n * max(0, 2 * q + delta * (1 - delta))
    }
    return limit.low
  }
}
