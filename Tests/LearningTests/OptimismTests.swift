import Foundation
import Learning
import Statistics
import Testing

/// Reference: R 4.2.2. `glm(binomial, epsilon = 1e-14)` on the resamples of the generator below, figures by the
/// formulas of `rms:::validate.lrm` (6.5-0), which with `sample()` of the same seed give what
/// `validate(lrm(...), B = 10)` prints to all its digits.
@Suite struct OptimismTests {
  /// `u <- pm(4 n + 25 n, n)`, n = 120: a, b, c, `y <- u < plogis(-1 + 2.5 a - 1.5 b)`, then 25 draws `1 + floor(u n)`.
  private static let n = 120

  private static func sample() -> (columns: [[Double]], outcomes: [Bool], draws: [[Int]]) {
    var state = n
    let u = (0..<(29 * n)).map { _ -> Double in
      state = state * 16807 % 2_147_483_647
      return Double(state) / 2_147_483_647
    }
    let columns = (0..<3).map { Array(u[($0 * n)..<(($0 + 1) * n)]) }
    let outcomes = (0..<n).map { u[3 * n + $0] < 1 / (1 + exp(-(-1 + 2.5 * columns[0][$0] - 1.5 * columns[1][$0]))) }
    let draws = (0..<25).map { k in (0..<n).map { Int(u[(4 + k) * n + $0] * Double(n)) } }
    return (columns, outcomes, draws)
  }

  @Test func everyFigureIsThatOfR() throws {
    let (columns, outcomes, draws) = Self.sample()
    let found = try OptimismCorrection.make(outcomes: outcomes, draws: draws) { rows throws(LearningError) in
      try MaximumLikelihoodRegression(columns: columns, outcomes: outcomes, rows: rows)?.scores(columns)
    }.get()
    let apparent = [
      0.505777777777778, 0.239749742901431, 0, 1, 0.18513497513634, -0.0166666666666667, 0.201801641803006,
      0.194405495046255,
    ]
    let training = [
      0.520118304955719, 0.257795642345927, 0, 1, 0.204980378370001, -0.0166666666666667, 0.221647045036667,
      0.189443997568474,
    ]
    let test = [
      0.486743703703704, 0.218544996581786, -0.0543265822376208, 0.932715960356223, 0.16658875684526,
      0.00639268921303646, 0.160196067632224, 0.201295295703748,
    ]
    #expect(found.resamples == 25 && found.failed == 0)
    for (at, row) in found.rows.enumerated() {
      #expect(abs(row.apparent - apparent[at]) < 1e-10, "\(row)")
      #expect(abs(row.training - training[at]) < 1e-10, "\(row)")
      #expect(abs(row.test - test[at]) < 1e-10, "\(row)")
    }
    #expect(abs(found.largestError - 0.0248929546712304) < 1e-10)
  }

  @Test func whatHasNoMaximumHasNoModel() throws {
    let outcomes = (0..<20).map { $0 >= 10 }
    let all = Array(0..<20)
    let rising = all.map { Double($0) }
    #expect(try MaximumLikelihoodRegression(columns: [rising], outcomes: outcomes, rows: all) == nil)
    let constant = [Double](repeating: 3, count: 20)
    let mixed = all.map { Double($0 * 7 % 20) }
    #expect(try MaximumLikelihoodRegression(columns: [mixed, constant], outcomes: outcomes, rows: all) == nil)
    #expect(try MaximumLikelihoodRegression(columns: [mixed, mixed], outcomes: outcomes, rows: all) == nil)
    #expect(try MaximumLikelihoodRegression(columns: [mixed], outcomes: outcomes, rows: [1, 2, 3]) == nil)
    #expect(try MaximumLikelihoodRegression(columns: [mixed], outcomes: outcomes, rows: all) != nil)
    let made = try OptimismCorrection.make(outcomes: outcomes, resamples: 20, seed: 1) { rows throws(LearningError) in
      try MaximumLikelihoodRegression(columns: [rising], outcomes: outcomes, rows: rows)?.scores([rising])
    }
    #expect(throws: Undefined(.separation)) { try made.get() }
  }

  /// Columns of noise promise much and hold nothing: the corrected slope is far below 1, and the corrected Dxy near 0.
  @Test func noiseIsCorrectedToNothing() throws {
    let seed: UInt64 = 4
    print("seed \(seed)")
    var state = Int(seed)
    func uniform() -> Double {
      state = state * 16807 % 2_147_483_647
      return Double(state) / 2_147_483_647
    }
    let columns = (0..<12).map { _ in (0..<100).map { _ in uniform() } }
    let outcomes = (0..<100).map { _ in uniform() < 0.4 }
    let found = try OptimismCorrection.make(outcomes: outcomes, resamples: 200, seed: seed) {
      rows throws(LearningError) in
      try MaximumLikelihoodRegression(columns: columns, outcomes: outcomes, rows: rows)?.scores(columns)
    }.get()
    #expect(abs(found.rows[0].apparent - 0.2938209) < 1e-6, "\(found.rows[0])")
    // rms::validate(lrm(y ~ .), B = 300) of the same table: -0.038 and 0.234; three Monte Carlo errors of both.
    #expect(abs(found.rows[0].corrected + 0.038) < 0.04, "\(found.rows[0])")
    #expect(abs(found.rows[3].corrected - 0.234) < 0.07, "\(found.rows[3])")
  }
}
