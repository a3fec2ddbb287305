import ImageProcessing
import Testing
import Volumes

@Suite struct PerturbationTests {
  private let grid = Grid(size: [40, 36, 24])

  private var ball: Mask {
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for n in voxels.indices {
      let (x, y, z) = (n % 40 - 20, n / 40 % 36 - 18, n / 1440 - 12)
      voxels[n] = x * x + y * y + z * z <= 64 ? 1 : 0
    }
    return Mask(grid: grid, voxels: voxels)
  }

  /// A bright ball on a dark, slowly varying ground.
  private var image: Volume {
    let inside = ball.voxels
    return Volume(
      grid: grid, voxels: (0..<grid.count).map { (inside[$0] != 0 ? 100 : 10) + Double(($0 * 7919) % 13) },
      precision: .integer)
  }

  private func applied(_ perturbation: Perturbation, seed: UInt64 = 1, _ subject: String = "A") throws -> (Volume, Mask)
  {
    let result = try perturbation.applied(to: image, mask: ball, seed: seed, subject: subject)
    return (result.image, result.mask)
  }

  @Test(arguments: [-0.5, -0.1, -0.02, 0.02, 0.1, 0.25, 1])
  func theVolumeIsReachedToWithinAVoxel(change: Double) throws {
    let (_, mask) = try applied(Perturbation(volumeChange: change))
    #expect(abs(Double(mask.count) - Double(ball.count) * (1 + change)) <= 0.5)
    // Nothing else happens: a grown region holds the old one, a shrunk one lies in it.
    let (smaller, larger) = change > 0 ? (ball, mask) : (mask, ball)
    #expect(zip(smaller.voxels, larger.voxels).allSatisfy { $0 <= $1 })
  }

  @Test func thickSlicesGrowInTheirPlane() throws {
    let thick = Grid(size: grid.size, spacing: [1, 1, 5])
    let result = try Perturbation(volumeChange: 0.3).applied(
      to: Volume(grid: thick, voxels: image.voxels), mask: Mask(grid: thick, voxels: ball.voxels), seed: 1,
      subject: "A")
    #expect(result.mask.boundingBox?.size.z == ball.boundingBox?.size.z)
  }

  /// The standard error of a standard deviation is sd / √(2n) = 0.012 here; five of them are allowed.
  @Test func addedNoiseHasItsStandardDeviation() throws {
    let (noisy, mask) = try applied(Perturbation(noise: 1, noiseLevel: 3))
    let added: [Double] = zip(noisy.voxels, image.voxels).map { $0 - $1 }
    let mean: Double = added.reduce(0, +) / Double(added.count)
    let squares: Double = added.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = squares / Double(added.count - 1)
    let error = 3 / (2 * Double(added.count)).squareRoot()
    #expect(abs(variance.squareRoot() - 3) < 5 * error)
    #expect(mask == ball)
  }

  /// On a smooth image with known noise the estimate finds it.
  @Test func theEstimateFindsTheNoiseThatIsThere() throws {
    let ramp: [Double] = (0..<grid.count).map { place in
      let (column, row) = (place % 40, place / 40 % 36)
      return Double(column) * 2 + Double(row)
    }
    let smooth = Volume(grid: grid, voxels: ramp)
    let noisy = try Perturbation(noise: 1, noiseLevel: 8).applied(to: smooth, mask: ball, seed: 3, subject: "A").image
    #expect(abs(estimatedNoise(in: noisy) - 8) < 0.3)
  }

  @Test func randomStepsDependOnSeedSubjectAndNameAndOnNothingElse() throws {
    let noise = Perturbation(noise: 1, noiseLevel: 2)
    #expect(try applied(noise).0.voxels == applied(noise).0.voxels)
    #expect(try applied(noise).0.voxels != applied(noise, seed: 2).0.voxels)
    #expect(try applied(noise).0.voxels != applied(noise, "B").0.voxels)
    #expect(try applied(noise).0.voxels != applied(Perturbation(noise: 2, noiseLevel: 2)).0.voxels)
  }

  @Test func aRandomisedContourKeepsTheLesionAndMovesItsEdge() throws {
    var overlaps: [Double] = []
    for repetition in 1...3 {
      let (_, mask) = try applied(Perturbation(noise: 1, noiseLevel: 20, contour: repetition))
      let both = zip(mask.voxels, ball.voxels).count { $0 != 0 && $1 != 0 }
      overlaps.append(2 * Double(both) / Double(mask.count + ball.count))
    }
    #expect(overlaps.allSatisfy { $0 > 0.7 && $0 < 1 }, "\(overlaps)")
    #expect(Set(overlaps).count == 3)
  }

  /// Supervoxels follow a clear edge, so less moves there than where noise hides it.
  @Test func aContourMovesLessOnAClearEdge() throws {
    func moved(_ perturbation: Perturbation) throws -> Int {
      zip(try applied(perturbation).1.voxels, ball.voxels).count { $0 != $1 }
    }
    let (clear, hidden) = (
      try moved(Perturbation(contour: 1)), try moved(Perturbation(noise: 1, noiseLevel: 20, contour: 1))
    )
    #expect(clear < hidden, "\(clear) and \(hidden) of \(ball.count)")
  }

  @Test func plansListTheOriginalAndThenEachOnceOrEveryChain() {
    let plan = PerturbationPlan(
      rotations: [-10, 10], translations: [0.25, 0.75], noise: 1, volumes: [-0.1], contours: 2)
    #expect(
      plan.perturbations.map(\.name) == [
        "original", "rotate:-10", "rotate:10", "translate:0.25", "translate:0.75", "noise:1", "volume:-0.1",
        "contour:1",
        "contour:2",
      ])
    let chains = PerturbationPlan(
      rotations: [-10, 10], translations: [0.25, 0.75], noise: 1, volumes: [-0.1], contours: 2, combines: true)
    #expect(chains.perturbations.count == 1 + 2 * 8 * 2)
    #expect(chains.perturbations[1].name == "noise:1+rotate:-10+translate:0.25+volume:-0.1+contour:1")
    #expect(chains.perturbations[3].name == "noise:1+rotate:-10+translate:0.25/0.25/0.75+volume:-0.1+contour:1")
    #expect(PerturbationPlan().perturbations == [.none])
  }

  @Test func masksOnOtherGridsAndEmptyOnesAreRefused() {
    let moved = Grid(size: grid.size, origin: [3, 0, 0])
    #expect(throws: ImageProcessingError.gridsDiffer(image: grid, mask: moved)) {
      try Perturbation(rotation: 5).applied(
        to: image, mask: Mask(grid: moved, voxels: ball.voxels), seed: 0, subject: "A")
    }
    let empty = Mask(grid: grid, voxels: [UInt8](repeating: 0, count: grid.count))
    for perturbation in [Perturbation(rotation: 5), Perturbation(contour: 1), Perturbation(volumeChange: 0.1)] {
      #expect(throws: ImageProcessingError.regionIsEmpty) {
        try perturbation.applied(to: image, mask: empty, seed: 0, subject: "A")
      }
    }
  }
}
