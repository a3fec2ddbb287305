import Execution
import Glibc
import Mathematics

/// The optimism of a model's apparent performance, by the bootstrap: the model is fitted anew on resamples and judged
/// on them and on the sample.
///
/// For every resample the same steps give linear predictors; their figures on the resample (`training`) less those on
/// the sample (`test`), on average, are the optimism, and the sample's own figures (`apparent`) less it are corrected.
/// R², D and U are those of predictors after a logistic recalibration, as `rms::validate` has them.
/// - SeeAlso: Efron 1983, doi 10.1080/01621459.1983.10477973; Harrell, Lee and Mark 1996, doi
///   10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4; `rms::validate.lrm(method = "boot")`.
public struct OptimismCorrection: Hashable, Codable, Sendable {
  /// A figure that is corrected.
  public enum Figure: String, Hashable, Codable, Sendable, CaseIterable {
    case somersD = "Dxy"
    case rSquared = "R2"
    case intercept = "Intercept"
    case slope = "Slope"
    case discrimination = "D"
    case unreliability = "U"
    case quality = "Q"
    case brier = "Brier"
  }

  /// One figure.
  public struct Row: Hashable, Codable, Sendable {
    /// Which.
    public let figure: Figure
    /// On the sample, by the model of the sample.
    public let apparent: Double
    /// Mean over resamples of their models on themselves.
    public let training: Double
    /// Mean over resamples of their models on the sample.
    public let test: Double
    /// `training − test`.
    public var optimism: Double { training - test }
    /// `apparent − optimism`.
    public var corrected: Double { apparent - optimism }
  }

  /// One row per figure.
  public let rows: [Row]
  /// Largest distance of the corrected calibration line from the diagonal over probabilities from 0.0005 to 0.9995.
  public let largestError: Double
  /// Resamples with a model.
  public let resamples: Int
  /// Resamples without one: a class or the spread of a column missing, or complete separation.
  public let failed: Int

  /// The correction, or why there is none.
  /// - Parameters:
  ///   - outcomes: whether each subject had the event.
  ///   - resamples: bootstrap samples of the subjects, two or more.
  ///   - fit: the linear predictors (log odds) of all subjects by a model that is fitted on the drawn positions alone;
  ///     `nil` where there is no such model.
  /// - Throws: what `fit` throws.
  public static func make<Failure: Error>(
    outcomes: [Bool], resamples: Int, seed: UInt64, fit: ([Int]) throws(Failure) -> [Double]?
  ) throws(Failure) -> Result<OptimismCorrection, Undefined> {
    precondition(resamples > 1, "a bootstrap needs two resamples")
    var stream = RandomStream(seed: seed, name: "optimism")
    let draws = (0..<resamples).map { _ in outcomes.map { _ in stream.index(below: outcomes.count) } }
    return try make(outcomes: outcomes, draws: draws, fit: fit)
  }

  /// The same over given draws.
  package static func make<Failure: Error>(
    outcomes: [Bool], draws: [[Int]], fit: ([Int]) throws(Failure) -> [Double]?
  ) throws(Failure) -> Result<OptimismCorrection, Undefined> {
    guard outcomes.contains(true) else { return .failure(Undefined(.noEvents)) }
    guard outcomes.contains(false) else { return .failure(Undefined(.noNonEvents)) }
    guard let own = try fit(Array(outcomes.indices)), let apparent = figures(own, outcomes) else {
      return .failure(Undefined(.separation))
    }
    var (training, test): ([[Double]], [[Double]]) = ([], [])
    for drawn in draws {
      guard let scores = try fit(drawn), let there = figures(drawn.map { scores[$0] }, drawn.map { outcomes[$0] }),
        let here = figures(scores, outcomes)
      else { continue }
      training.append(there)
      test.append(here)
    }
    guard training.count > 1 else { return .failure(Undefined(.tooFewValues)) }
    let rows = Figure.allCases.enumerated().map { at, figure in
      Row(
        figure: figure, apparent: apparent[at], training: mean(training.map { $0[at] }),
        test: mean(test.map { $0[at] }))
    }
    return .success(OptimismCorrection(rows, training.count, draws.count - training.count))
  }

  private init(_ rows: [Row], _ resamples: Int, _ failed: Int) {
    (self.rows, self.resamples, self.failed) = (rows, resamples, failed)
    let (a, b) = (rows[2].corrected, rows[3].corrected)
    largestError =
      (1..<2000).map { step in
        let p = Double(step) / 2000
        return abs(p - logistic(a + b * logit(p)))
      }.max() ?? 0
  }

  /// In the order of ``Figure``; `nil` where the recalibration has no optimum or a probability is 0 or 1.
  private static func figures(_ scores: [Double], _ outcomes: [Bool]) -> [Double]? {
    let probabilities = scores.map(logistic)
    let fit = CalibrationFit(probabilities: probabilities, outcomes: outcomes)
    let deviances = Deviances(probabilities, outcomes, fit)
    guard let intercept = fit.intercept.value, let slope = fit.slope.value, let null = deviances.null.value,
      let recalibrated = deviances.recalibrated.value, let given = deviances.given.value,
      let concordance = auc(scores, outcomes: outcomes).value,
      let brier = BrierScore(probabilities: probabilities, outcomes: outcomes).score.value
    else { return nil }
    let n = Double(outcomes.count)
    let rSquared = expm1((recalibrated - null) / n) / expm1(-null / n)
    let (discrimination, unreliability) = ((null - recalibrated - 1) / n, (given - recalibrated - 2) / n)
    return [
      2 * concordance - 1, rSquared, intercept, slope, discrimination, unreliability, discrimination - unreliability,
      brier,
    ]
  }
}
