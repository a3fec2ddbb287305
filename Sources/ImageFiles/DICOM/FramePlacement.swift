import Volumes

/// How the pixels of a frame map to the voxels of a grid: whole steps along its axes.
struct FramePlacement {
  private let start: SIMD3<Int>
  private let columnStep: SIMD3<Int>
  private let rowStep: SIMD3<Int>
  private let columns: Int

  /// `nil` unless every pixel centre is a voxel centre, within a hundredth of a voxel over the whole frame, and the
  /// rounding of positions: frames of slices at 1.7 and 3.3 mm lie beside even ones.
  /// - Parameter positionUnit: the unit of the last digit of positions in the file, mm; 0 where that is not known.
  init?(
    _ frame: FrameGeometry, positionUnit: Double, columns: Int, rows: Int, on grid: Grid
  ) {
    let column = frame.rowDirection * frame.pixelSpacing.x
    let row = frame.columnDirection * frame.pixelSpacing.y
    let first = grid.index(of: frame.position)
    let corners = [column * Double(columns - 1), row * Double(rows - 1)].map {
      grid.index(of: frame.position + $0) - first
    }
    // Half a unit for the frame, and half for the even slices of the image, whose ends were rounded too. Whole numbers
    // are no sign of rounding.
    let unit = positionUnit < 1 ? positionUnit : 0
    let slack = SIMD3([grid.axes.i, grid.axes.j, grid.axes.k].map { $0.sumOfMagnitudes * unit }) / grid.spacing
    guard let start = Self.whole(first, tolerance: 0.01 + pointwiseMin(slack, SIMD3(repeating: Self.mostRounding))),
      let across = Self.wholeSpan(corners[0], on: grid), let down = Self.wholeSpan(corners[1], on: grid),
      let columnStep = Self.step(across, count: columns), let rowStep = Self.step(down, count: rows)
    else { return nil }
    (self.start, self.columnStep, self.rowStep, self.columns) = (start, columnStep, rowStep, columns)
  }

  /// Position in storage of pixel `n`, `nil` outside the grid.
  func offset(of n: Int, in grid: Grid) -> Int? {
    let (row, column) = n.quotientAndRemainder(dividingBy: columns)
    let index = start &+ columnStep &* column &+ rowStep &* row
    guard (0..<3).allSatisfy({ index[$0] >= 0 && index[$0] < grid.size[$0] }) else { return nil }
    return grid.offset(index.x, index.y, index.z)
  }

  /// In voxels. A position with few digits is no reason to take a frame half a voxel away.
  private static let mostRounding = 0.2

  private static func whole(_ index: SIMD3<Double>, tolerance: SIMD3<Double>) -> SIMD3<Int>? {
    let rounded = index.rounded(.toNearestOrAwayFromZero)
    let error = index - rounded
    guard (tolerance - error).min() >= 0, (tolerance + error).min() >= 0, rounded.max() < 1e6, rounded.min() > -1e6
    else { return nil }
    return SIMD3(Int(rounded.x), Int(rounded.y), Int(rounded.z))
  }

  /// The whole steps from the first pixel of a row or a column to its last one.
  ///
  /// Cosines of three decimals in the image or in the segmentation turn one against the other by up to 0.0009, so
  /// across its own axis the last pixel may lie beside a voxel centre by as much of the length, and a quarter of a
  /// voxel at most.
  private static func wholeSpan(_ span: SIMD3<Double>, on grid: Grid) -> SIMD3<Int>? {
    let sizes = pointwiseMax(span, -span)
    let along = (0..<3).first { sizes[$0] == sizes.max() } ?? 0
    let turned = SIMD3(repeating: 0.0009 * sizes[along] * grid.spacing[along]) / grid.spacing
    var tolerance = 0.01 + pointwiseMin(turned, SIMD3(repeating: 0.24))
    tolerance[along] = 0.01
    return whole(span, tolerance: tolerance)
  }

  /// One voxel along one axis for each of `count - 1` pixels.
  private static func step(_ span: SIMD3<Int>, count: Int) -> SIMD3<Int>? {
    guard count > 1 else { return .zero }
    let moving = (0..<3).filter { span[$0] != 0 }
    guard moving.count == 1, abs(span[moving[0]]) == count - 1 else { return nil }
    var step = SIMD3<Int>.zero
    step[moving[0]] = span[moving[0]].signum()
    return step
  }
}

extension SIMD3<Double> {
  fileprivate var sumOfMagnitudes: Double { abs(x) + abs(y) + abs(z) }
}
