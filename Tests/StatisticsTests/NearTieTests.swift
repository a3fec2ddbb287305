import Execution
import Statistics
import Testing

/// Probabilities that are equal but for the last bits, as of models whose calibration is flat.
@Suite struct NearTieTests {
  /// The curve of probabilities of a few levels, each moved by up to four units in the last place.
  private func curve(_ seed: UInt64, levels: Int, moved: Bool) throws -> CalibrationCurve {
    var stream = RandomStream(seed: seed, name: "near ties")
    var (probabilities, outcomes) = ([Double](), [Bool]())
    for _ in 0..<60 {
      let level = 0.2 + 0.6 * Double(stream.index(below: levels)) / Double(levels)
      let steps = Double(stream.index(below: 5)) - 2
      probabilities.append(moved ? level + steps * level.ulp : level)
      outcomes.append(stream.index(below: 100) < Int(100 * level))
    }
    return try CalibrationCurve.fit(probabilities: probabilities, outcomes: outcomes, resamples: 100).get()
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func roundingMovesNoCalibrationIndex(seed: UInt64) throws {
    for levels in [5, 12, 30] {
      let exact = try curve(seed, levels: levels, moved: false)
      let moved = try curve(seed, levels: levels, moved: true)
      #expect(abs(exact.error.ici - moved.error.ici) < 1e-6, "seed \(seed), \(levels) levels")
      let (first, second) = (exact.iciInterval, moved.iciInterval)
      #expect((first == nil) == (second == nil), "seed \(seed), \(levels) levels")
      guard let first, let second else { continue }
      #expect(abs(first.upper - second.upper) < 1e-6 && second.upper < 1, "seed \(seed), \(levels) levels: \(second)")
    }
  }
}
