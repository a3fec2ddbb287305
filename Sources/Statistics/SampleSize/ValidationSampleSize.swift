import Glibc
import Mathematics

/// How many subjects the external validation of a model for a binary outcome needs: each interval no wider than asked
/// for.
///
/// The criteria of Riley et al. 2021 (doi 10.1002/sim.9025), as the R package `pmvalsampsize` (`type = "b"`) computes
/// them. The linear predictor is binormal with the anticipated AUC and calibrated, as in
/// ``coxSnellRSquared(auc:prevalence:)``; its moments are integrated, where `pmvalsampsize` draws a million subjects.
/// - SeeAlso: Archer et al. 2021, doi 10.1002/sim.8766, for the same with continuous outcomes.
public struct ValidationSampleSize: Hashable, Codable, Sendable {
  /// The figure that must be known precisely.
  public enum Criterion: String, Hashable, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    /// Observed over expected events.
    case observedToExpected
    /// Slope of the calibration line.
    case calibrationSlope
    /// AUC.
    case auc
    /// Net benefit at a threshold, standardised by the prevalence.
    case netBenefit

    /// Width of the 95 % interval that is asked for, the default of `pmvalsampsize`.
    public var width: Double { self == .auc ? 0.1 : 0.2 }

    /// The criterion in words.
    public var explanation: String {
      switch self {
      case .observedToExpected: "observed over expected events, interval 0.2 wide"
      case .calibrationSlope: "calibration slope, interval 0.2 wide"
      case .auc: "AUC, interval 0.1 wide"
      case .netBenefit: "standardised net benefit, interval 0.2 wide"
      }
    }
  }

  /// Share of events.
  public let prevalence: Double
  /// Anticipated AUC.
  public let auc: Double
  /// Threshold probability of the net benefit; `nil` leaves that criterion out.
  public let threshold: Double?
  /// Sensitivity and specificity at the threshold that the binormal model has; `nil` without a threshold.
  public let sensitivity: Double?
  /// See ``sensitivity``.
  public let specificity: Double?
  /// The number of subjects that each criterion requires.
  public let subjects: [Criterion: Int]

  /// The sizes for a calibrated model.
  /// - Parameters:
  ///   - prevalence: strictly between 0 and 1.
  ///   - auc: strictly between 0.5 and 1.
  ///   - threshold: strictly between 0 and 1.
  public init(prevalence: Double, auc: Double, threshold: Double? = nil) {
    precondition(threshold.map { $0 > 0 && $0 < 1 } ?? true, "a threshold lies strictly between 0 and 1")
    let model = BinormalModel(auc: auc, prevalence: prevalence)
    (self.prevalence, self.auc, self.threshold) = (prevalence, auc, threshold)
    (sensitivity, specificity) = (threshold.map(model.sensitivity), threshold.map(model.specificity))
    var sizes: [Criterion: Int] = [
      .observedToExpected: ValidationSampleSize.ofObservedToExpected(prevalence),
      .calibrationSlope: ValidationSampleSize.ofSlope(model), .auc: ValidationSampleSize.ofAUC(auc, prevalence),
    ]
    if let threshold {
      sizes[.netBenefit] = ValidationSampleSize.ofNetBenefit(
        sensitivity: model.sensitivity(at: threshold), specificity: model.specificity(at: threshold),
        prevalence: prevalence, threshold: threshold)
    }
    subjects = sizes
  }

  /// Subjects needed: the largest of the criteria.
  public var total: Int { subjects.values.max() ?? 0 }
  /// Events among them, rounded up.
  public var events: Int { Int((Double(total) * prevalence).rounded(.up)) }

  /// Quantile of the 95 % interval as the papers write it.
  private static let z = 1.96

  /// `(1 − φ) / (φ SE²)` with `SE` of `ln(O/E)` so that the interval around 1 has the width: `2 sinh(1.96 SE) = width`.
  ///
  /// `pmvalsampsize` steps up to that error by 0.0001, so it asks for fewer subjects, 0.3 % at most.
  private static func ofObservedToExpected(_ prevalence: Double) -> Int {
    let error = asinh(Criterion.observedToExpected.width / 2) / z
    return Int(((1 - prevalence) / (prevalence * error * error)).rounded(.up))
  }

  /// `I₀₀ / (SE² (I₀₀ I₁₁ − I₀₁²))` with the expected information of intercept and slope per subject.
  private static func ofSlope(_ model: BinormalModel) -> Int {
    let error = Criterion.calibrationSlope.width / (2 * z)
    let information = model.information
    let determinant = information.i00 * information.i11 - information.i01 * information.i01
    return Int((information.i00 / (error * error * determinant)).rounded(.up))
  }

  /// The first n whose interval is narrow enough, by the standard error of Newcombe 2006 (doi 10.1002/sim.2324), method
  /// 4.
  private static func ofAUC(_ auc: Double, _ prevalence: Double) -> Int {
    func width(_ n: Int) -> Double {
      let (size, half) = (Double(n), Double(n) / 2 - 1)
      let spread = 1 + half * (1 - auc) / (2 - auc) + half * auc / (1 + auc)
      return 2 * z * (auc * (1 - auc) * spread / (size * size * prevalence * (1 - prevalence))).squareRoot()
    }
    var (narrow, wide) = (2, 1)
    while width(narrow) > Criterion.auc.width {
      wide = narrow
      narrow *= 2
    }
    while narrow - wide > 1 {
      let middle = (narrow + wide) / 2
      if width(middle) <= Criterion.auc.width { narrow = middle } else { wide = middle }
    }
    return narrow
  }

  /// `[se (1 − se)/φ + w² sp (1 − sp)/(1 − φ) + w² (1 − sp)²/(φ (1 − φ))] / SE²`, `w = (1 − φ)/φ · t/(1 − t)`.
  package static func ofNetBenefit(
    sensitivity: Double, specificity: Double, prevalence: Double, threshold: Double
  ) -> Int {
    let error = Criterion.netBenefit.width / (2 * z)
    let weight = (1 - prevalence) / prevalence * threshold / (1 - threshold)
    let raised = specificity * (1 - specificity) / (1 - prevalence)
    let mixed = (1 - specificity) * (1 - specificity) / (prevalence * (1 - prevalence))
    let sum = sensitivity * (1 - sensitivity) / prevalence + weight * weight * (raised + mixed)
    return Int((sum / (error * error)).rounded(.up))
  }
}

/// A calibrated model whose linear predictor is normal in both classes with one variance.
///
/// `N(logit φ − σ²/2, σ²)` in non-events, `N(logit φ + σ²/2, σ²)` in events, `σ = √2 Φ⁻¹(AUC)`: the logistic of the
/// predictor is then the probability of the event.
package struct BinormalModel: Sendable {
  private let spread: Double
  private let prior: Double
  private let prevalence: Double

  package init(auc: Double, prevalence: Double) {
    precondition(auc > 0.5 && auc < 1, "an AUC that a model can have lies strictly between 0.5 and 1")
    precondition(prevalence > 0 && prevalence < 1, "a prevalence lies strictly between 0 and 1")
    spread = 2.0.squareRoot() * NormalDistribution.quantile(auc)
    prior = logit(prevalence)
    self.prevalence = prevalence
  }

  /// Mean of the predictor in a class.
  private func centre(ofEvents: Bool) -> Double { prior + (ofEvents ? 1 : -1) * spread * spread / 2 }

  /// Share of events with a probability of at least `threshold`.
  package func sensitivity(at threshold: Double) -> Double {
    NormalDistribution.upperTail((logit(threshold) - centre(ofEvents: true)) / spread)
  }

  /// Share of non-events with a probability below `threshold`.
  package func specificity(at threshold: Double) -> Double {
    NormalDistribution.lowerTail((logit(threshold) - centre(ofEvents: false)) / spread)
  }

  /// Expected information of intercept and slope, `E[p(1 − p) xʲ]` for `j` of 0, 1 and 2.
  package var information: (i00: Double, i01: Double, i11: Double) {
    func moment(_ power: Int) -> Double {
      func part(_ ofEvents: Bool) -> Double {
        normalExpectation { z in
          let x = centre(ofEvents: ofEvents) + spread * z
          let p = logistic(x)
          return p * (1 - p) * (power == 0 ? 1 : power == 1 ? x : x * x)
        }
      }
      return prevalence * part(true) + (1 - prevalence) * part(false)
    }
    return (moment(0), moment(1), moment(2))
  }
}
