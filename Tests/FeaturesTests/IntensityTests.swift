import Execution
import Features
import Testing
import Volumes

@Suite struct IntensityTests {
  private func values(_ intensities: [Double]) -> [String: Double] {
    let grid = Grid(size: [intensities.count, 1, 1], spacing: [2, 1, 1])
    let region = IntensityRegion(
      volume: Volume(grid: grid, voxels: intensities),
      mask: Mask(grid: grid, voxels: [UInt8](repeating: 1, count: intensities.count)))
    let levels = GreyLevelRegion(grid: grid, levels: intensities.map { _ in 1 }, levelCount: 1)
    return features(of: FeatureSelection(classes: [.firstorder]), intensities: region, levels: levels)
      .reduce(into: [:]) { $0[$1.name] = $1.value.number }
  }

  /// Percentiles from a full sort; lengths around the eight lanes of the reductions, and outliers that crowd the bins.
  @Test(arguments: [1, 2, 7, 8, 9, 64, 1001, 5000], 0..<4 as Range<UInt64>)
  func agreesWithTheDefinitions(count: Int, seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "intensities \(count)")
    var intensities = (0..<count).map { _ in (stream.normal() * 4).rounded() / 2 + 100 }
    if seed == 3 { intensities[0] = 1e12 }
    let values = values(intensities)
    let sorted = intensities.sorted()
    func percentile(_ percent: Double) -> Double {
      let position = percent / 100 * Double(count - 1)
      let (low, high) = (sorted[Int(position)], sorted[min(Int(position) + 1, count - 1)])
      return low + (high - low) * (position - position.rounded(.down))
    }
    let mean = intensities.reduce(0, +) / Double(count)
    func moment(_ power: Int) -> Double {
      var sum = 0.0
      for x in intensities { sum += (0..<power).reduce(1.0) { product, _ in product * (x - mean) } }
      return sum / Double(count)
    }
    let middle = intensities.filter { $0 >= percentile(10) && $0 <= percentile(90) }
    let middleMean = middle.reduce(0, +) / Double(middle.count)
    let energy = intensities.reduce(0.0) { $0 + $1 * $1 }
    let deviation = intensities.reduce(0.0) { $0 + abs($1 - mean) } / Double(count)
    let robust = middle.reduce(0.0) { $0 + abs($1 - middleMean) } / Double(middle.count)
    let flat = sorted[0] == sorted[count - 1]
    let expected: [String: Double] = [
      "10Percentile": percentile(10), "Median": percentile(50), "90Percentile": percentile(90),
      "InterquartileRange": percentile(75) - percentile(25), "Minimum": sorted[0], "Maximum": sorted[count - 1],
      "Mean": mean, "Variance": flat ? 0 : moment(2), "Energy": energy,
      "TotalEnergy": 2 * energy,
      "MeanAbsoluteDeviation": deviation,
      "RobustMeanAbsoluteDeviation": robust,
      "Kurtosis": flat ? 0 : moment(4) / (moment(2) * moment(2)),
    ]
    for (name, number) in expected where !number.isNaN {
      let value = try #require(values[name], "\(name) of \(count), seed \(seed)")
      #expect(abs(value - number) <= 1e-9 * max(abs(number), 1e-3), "\(name) of \(count), seed \(seed)")
    }
  }

  /// Skewness and kurtosis know nothing of scale and origin.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func standardisedMomentsAreInvariantUnderLinearMaps(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "invariance")
    let intensities = (0..<300).map { _ in stream.uniform() * stream.uniform() }
    let (first, second) = (values(intensities), values(intensities.map { 3 * $0 - 40 }))
    for name in ["Skewness", "Kurtosis"] {
      #expect(try abs(#require(first[name]) - #require(second[name])) < 1e-9, "seed \(seed)")
    }
  }
}
