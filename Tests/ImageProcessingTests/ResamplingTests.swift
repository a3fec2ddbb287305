import ImageProcessing
import Testing
import Volumes

@Suite struct ResamplingTests {
  @Test(arguments: ResamplingReference.all)
  func choosesTheGridOfPyRadiomics(_ reference: ResamplingReference) throws {
    let plan = try reference.plan()
    #expect(plan.target.size == reference.target.size)
    #expect(plan.target.spacing == reference.target.spacing)
    #expect((plan.target.origin - reference.target.origin).length < 1e-12)
  }

  /// Float64 within rounding; integers and float32 exactly, as SimpleITK truncates or rounds what it stores.
  /// The windowed sincs are compared in `PyRadiomicsSettingsTests`.
  @Test(arguments: ResamplingReference.all, [Interpolator.nearestNeighbour, .linear, .cubicBSpline])
  func readsTheIntensitiesOfSimpleITK(_ reference: ResamplingReference, _ interpolator: Interpolator) throws {
    let volume = reference.volume
    let result = try volume.resampled(reference.plan(), interpolator)
    let sampled = stride(from: 0, to: result.voxels.count, by: reference.stride).map { result.voxels[$0] }
    let expected = try #require(reference.values[interpolator.rawValue])
    try #require(sampled.count == expected.count)
    let tolerance = reference.precision == .double ? 1e-11 : 0
    for (value, wanted) in zip(sampled, expected) { #expect(abs(value - wanted) <= tolerance) }
  }

  /// Ties between two voxels are common (every 25th voxel from 0.78125 mm to 1 mm) and decided by rounding.
  @Test(arguments: ResamplingReference.all)
  func masksTakeTheSameNearestVoxelAsSimpleITK(_ reference: ResamplingReference) throws {
    let plan = try reference.plan()
    let expected = try #require(reference.values[Interpolator.nearestNeighbour.rawValue])
    let mask = Mask(grid: reference.grid, voxels: reference.volume.voxels.map { $0 > 0 ? 1 : 0 })
    let result = mask.resampled(plan)
    let sampled = stride(from: 0, to: result.voxels.count, by: reference.stride).map { result.voxels[$0] }
    #expect(sampled == expected.map { $0 > 0 ? 1 : 0 })
  }

  @Test func cuttingTheImageDoesNotMoveTheSpline() throws {
    let grid = Grid(size: [120, 9, 8], spacing: [0.9, 1.1, 2.3])
    let volume = Sawtooth.volume(on: grid, precision: .double)
    let near = VoxelBox(lower: [50, 3, 3], upper: [56, 6, 6])
    let wide = VoxelBox(lower: [0, 0, 0], upper: [120, 9, 8])
    let small = try ResamplingPlan(box: near, on: grid, spacing: .one, margin: 2)
    let large = try ResamplingPlan(box: wide, on: grid, spacing: .one, margin: 2)
    let part = volume.resampled(small, .cubicBSpline)
    let whole = volume.resampled(large, .cubicBSpline)
    let shift = large.target.index(of: small.target.origin)
    let lower = SIMD3(Int(shift.x.rounded()), Int(shift.y.rounded()), Int(shift.z.rounded()))
    let same = whole.cropped(to: VoxelBox(lower: lower, upper: lower &+ small.target.size))
    for (a, b) in zip(part.voxels, same.voxels) { #expect(abs(a - b) < 1e-11) }
  }

  @Test func refusesAGridThatDoesNotFitInMemory() {
    let box = VoxelBox(lower: .zero, upper: [9, 9, 9])
    #expect(throws: ImageProcessingError.self) {
      try ResamplingPlan(box: box, on: Grid(size: [10, 10, 10]), spacing: SIMD3(repeating: 1e-4), margin: 5)
    }
  }
}

extension ResamplingReference: CustomTestStringConvertible {
  var testDescription: String { "\(precision) image on \(grid)" }

  var volume: Volume { Sawtooth.volume(on: grid, precision: precision, scale: precision == .integer ? 4 : 1) }

  func plan() throws -> ResamplingPlan {
    try ResamplingPlan(box: box, on: grid, spacing: spacing, margin: margin)
  }
}
