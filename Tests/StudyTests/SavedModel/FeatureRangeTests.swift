import Execution
import SavedModels
import Testing

/// A single new value beside those of the training patients.
struct FeatureRangeTests {
  /// Long-tailed, as volumes and many textures are.
  private func range(seed: UInt64) throws -> FeatureRange {
    var random = RandomStream(seed: seed, name: "feature")
    return try #require(FeatureRange("f", values: (0..<60).map { _ in 100 + 20 * random.normal() }))
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func codesAndOtherUnitsAreOutsideAndNewPatientsAreNot(seed: UInt64) throws {
    let range = try range(seed: seed)
    for value in [-9999.0, 1e6, 1e300, -1e300, 100_000] { #expect(range.isOutside(value, by: 50)) }
    for value in [60.0, 100, 140, 200, 0] { #expect(!range.isOutside(value, by: 50)) }
    #expect(range.isOutside(0.1, by: 1) && !range.isOutside(110, by: 1))
  }

  /// Counts that are 0 in most patients have equal quartiles.
  @Test func equalQuartilesUseTheStandardDeviation() throws {
    let range = try #require(FeatureRange("f", values: Array(repeating: 0, count: 40) + [1, 2, 3]))
    #expect(range.isOutside(999, by: 50) && !range.isOutside(5, by: 50))
    #expect(try #require(FeatureRange("f", values: Array(repeating: 3, count: 40))).isOutside(999, by: 50) == false)
  }
}
