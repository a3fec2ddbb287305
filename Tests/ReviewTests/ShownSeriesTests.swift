import Execution
import Foundation
import ReviewPage
import Testing
import Volumes

/// What the page shows of an image: its planes, greys and slices.
@Suite struct ShownSeriesTests {
  /// The six orders of axes with all signs: every way in which an image can be stored.
  static let orientations: [Axes] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].flatMap {
    order in
    (0..<8).map { signs in
      let own = order.enumerated().map { at, direction -> SIMD3<Double> in
        var axis = SIMD3<Double>.zero
        axis[direction] = signs >> at & 1 == 0 ? 1 : -1
        return axis
      }
      return Axes(i: own[0], j: own[1], k: own[2])
    }
  }

  /// A slight turn, as of an oblique acquisition.
  private func turned(_ axes: Axes, by angle: Double) -> Axes {
    let (c, s) = (cos(angle), sin(angle))
    func turn(_ v: SIMD3<Double>) -> SIMD3<Double> {
      let w = SIMD3(v.x * c - v.y * s, v.x * s + v.y * c, v.z)
      return SIMD3(w.x, w.y * c - w.z * s, w.y * s + w.z * c)
    }
    return Axes(i: turn(axes.i), j: turn(axes.j), k: turn(axes.k))
  }

  /// Directions of the patient along the picture: the patient's right is on the left, the front or the head above.
  private func wanted(_ plane: PlaneName) -> (across: SIMD3<Double>, down: SIMD3<Double>) {
    switch plane {
    case .axial: ([1, 0, 0], [0, 1, 0])
    case .coronal: ([1, 0, 0], [0, 0, -1])
    case .sagittal: ([0, 1, 0], [0, 0, -1])
    }
  }

  @Test(arguments: orientations.indices, [0.0, 0.2, -0.35])
  func picturesAreTurnedAlikeHoweverAnImageIsStored(_ at: Int, angle: Double) {
    let axes = turned(Self.orientations[at], by: angle)
    for name in PlaneName.allCases {
      let plane = ViewPlane(name, of: axes)
      func direction(_ axis: ViewPlane.Axis) -> SIMD3<Double> {
        [axes.i, axes.j, axes.k][axis.axis] * (axis.isReversed ? -1 : 1)
      }
      // Not a unit vector's length of it, where the image is oblique, but more than half.
      #expect(direction(plane.across).dot(wanted(name).across) > 0.5)
      #expect(direction(plane.down).dot(wanted(name).down) > 0.5)
      #expect(Set([plane.across.axis, plane.down.axis, plane.through.axis]).count == 3)
    }
  }

  private func series(_ axes: Axes, seed: UInt64) -> (image: Volume, mask: Mask) {
    var stream = RandomStream(seed: seed, name: "shown series")
    let grid = Grid(size: [5, 4, 3], spacing: [1, 2, 3], origin: [10, 20, 30], axes: axes)
    let values = (0..<grid.count).map { Double($0) - 20 }
    let inside = (0..<grid.count).map { _ in UInt8(stream.uniform() < 0.2 ? 1 : 0) }
    return (Volume(grid: grid, voxels: values, precision: .single), Mask(grid: grid, voxels: inside))
  }

  /// Every pixel has the value and the mask of the voxel that its place means.
  @Test(arguments: orientations.indices) func slicesHaveTheVoxelsOfTheirPlaces(_ at: Int) {
    let (image, mask) = series(Self.orientations[at], seed: UInt64(at))
    let shown = ShownSeries(image: image, mask: mask)
    for name in PlaneName.allCases {
      let plane = ViewPlane(name, of: image.grid.axes)
      let (columns, rows, slices) = shown.size(plane)
      #expect(columns * rows * slices == image.grid.count)
      for k in 0..<slices {
        let bytes = [UInt8](shown.slice(plane, k))
        #expect(bytes.count == 3 * rows * columns)
        for row in 0..<rows {
          for column in 0..<columns {
            var voxel = SIMD3<Int>.zero
            voxel[plane.through.axis] = k
            voxel[plane.across.axis] = plane.across.isReversed ? columns - 1 - column : column
            voxel[plane.down.axis] = plane.down.isReversed ? rows - 1 - row : row
            let pixel = row * columns + column
            let grey = Int(bytes[2 * pixel]) + 256 * Int(bytes[2 * pixel + 1])
            #expect(shown.offset + shown.slope * Double(grey) == image[voxel.x, voxel.y, voxel.z])
            #expect((bytes[2 * rows * columns + pixel] == 1) == mask[voxel.x, voxel.y, voxel.z])
          }
        }
      }
      let runs = shown.lesionRuns(through: plane.through.axis)
      let held = (0..<slices).filter { k in shown.slice(plane, k).suffix(rows * columns).contains(1) }
      #expect(runs.flatMap { Array($0[0]...$0[1]) } == held)
      #expect(zip(runs, runs.dropFirst()).allSatisfy { $0[1] + 1 < $1[0] })
    }
  }

  /// Whole numbers are kept; others are rounded to the nearest of 65,536 steps.
  @Test(arguments: 0..<30 as Range<UInt64>) func greysKeepValues(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "sixteen bits")
    let isWhole = seed.isMultiple(of: 2)
    let scale = exp(20 * stream.uniform() - 8)
    let values = (0..<500).map { _ in
      isWhole ? (30_000 * (stream.uniform() - 0.5)).rounded() : scale * stream.normal() + 3 * scale
    }
    let bits = SixteenBits(values)
    let range = (values.max() ?? 0) - (values.min() ?? 0)
    for (value, grey) in zip(values, bits.greys) {
      let error = abs(bits.offset + bits.slope * Double(grey) - value)
      #expect(isWhole ? error == 0 : error <= range / 65535 * 0.51)
    }
    let window = bits.window(0, 1)
    #expect(
      abs(window[0] - (values.min() ?? 0)) <= range / 60000 && abs(window[1] - (values.max() ?? 0)) <= range / 60000)
  }

  @Test func whatIsNoNumberIsDark() {
    let bits = SixteenBits([.nan, 5, .infinity, 7, -.infinity])
    #expect(bits.greys == [0, 0, 65535, 2, 0] && bits.slope == 1 && bits.offset == 5)
    #expect(SixteenBits([.nan, .nan]).greys == [0, 0])
    #expect(SixteenBits([4.5, 4.5]).greys == [0, 0] && SixteenBits([4.5, 4.5]).offset == 4.5)
  }
}
