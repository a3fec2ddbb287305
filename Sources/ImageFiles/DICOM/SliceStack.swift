import Volumes

/// Frames of one series in the order of their positions, checked to be the slices of one grid.
struct SliceStack {
  /// Indices into the frames given, from the lowest position along the normal to the highest.
  let order: [Int]
  let grid: Grid
  /// What a reader should know of the order of its slices.
  let notes: [ReadingNote]

  /// - Parameter folder: what spacing errors name, as no single file is to blame for a gap.
  init(_ frames: [FrameGeometry], rows: Int, columns: Int, rule: SpacingRule, folder: String) throws(ImageFileError) {
    precondition(!frames.isEmpty, "a stack of something")
    let first = frames[0]
    try FrameKind.check(frames, folder: folder)
    try Self.checkRescale(frames, folder: folder)
    try Self.checkDirections(frames)
    try Self.checkPixelSpacings(frames)
    let direction = StackDirection(frames)
    let normal = direction.vector
    order = frames.indices.sorted { frames[$0].distance(along: normal) < frames[$1].distance(along: normal) }
    let sorted = order.map { frames[$0] }
    let spacing = try Self.spacing(sorted, normal: normal, rule: rule, folder: folder)
    try Self.checkShear(sorted, normal: normal, folder: folder)
    var notes = SlicePositions.unevenness(
      sorted.map { $0.distance(along: normal) }, Self.rounding(sorted, normal: normal))
    try AlternatingKinds.check(sorted, spacing: spacing, folder: folder, notes: &notes)
    self.notes = direction.notes + notes + [ReadingNote.otherDistance(sorted, spacing: spacing)].compactMap(\.self)
    grid = Grid(
      size: [columns, rows, frames.count], spacing: [first.pixelSpacing.x, first.pixelSpacing.y, spacing],
      origin: sorted[0].position, axes: Axes(i: first.rowDirection, j: first.columnDirection, k: normal))
  }

  /// Slopes may differ from slice to slice (those of PET do), but a slice without one beside slices with one other than
  /// 1 has lost it.
  private static func checkRescale(_ frames: [FrameGeometry], folder: String) throws(ImageFileError) {
    let slope = frames.first { $0.saysSlope && $0.slope != 1 }
    let intercept = frames.first { $0.saysIntercept && $0.intercept != 0 }
    if let slope, frames.contains(where: { !$0.saysSlope }) {
      throw ImageFileError(folder, .absentInSome(attribute: DICOMTag.rescaleSlope.name, value: slope.slope.short))
    }
    if let intercept, frames.contains(where: { !$0.saysIntercept }) {
      throw ImageFileError(
        folder, .absentInSome(attribute: DICOMTag.rescaleIntercept.name, value: intercept.intercept.short))
    }
  }

  /// A thousandth of a radian: rounding of direction cosines to four digits, not another orientation.
  private static func checkDirections(_ frames: [FrameGeometry]) throws(ImageFileError) {
    for frame in frames.dropFirst() {
      let apart = max(
        (frame.rowDirection - frames[0].rowDirection).length,
        (frame.columnDirection - frames[0].columnDirection).length)
      guard apart < 1e-3 else { throw ImageFileError(frame.file, .mixedOrientations(other: frames[0].file)) }
    }
  }

  private static func checkPixelSpacings(_ frames: [FrameGeometry]) throws(ImageFileError) {
    func text(_ spacing: SIMD2<Double>) -> String { "pixels of \(spacing.x.short) x \(spacing.y.short) mm" }
    let wanted = frames[0].pixelSpacing
    for frame in frames.dropFirst() {
      let difference = frame.pixelSpacing - wanted
      guard abs(difference.x) <= 1e-3 * wanted.x, abs(difference.y) <= 1e-3 * wanted.y else {
        throw ImageFileError(
          frame.file, .mixedSizes(first: text(frame.pixelSpacing), other: text(wanted), otherFile: frames[0].file))
      }
    }
  }

  private static func spacing(
    _ sorted: [FrameGeometry], normal: SIMD3<Double>, rule: SpacingRule, folder: String
  ) throws(ImageFileError) -> Double {
    guard sorted.count > 1 else {
      guard let nominal = sorted[0].nominalSpacing else {
        throw ImageFileError(sorted[0].file, .invalidGrid(detail: "a single slice without SliceThickness"))
      }
      return nominal
    }
    let positions = sorted.map { $0.distance(along: normal) }
    try checkDuplicates(sorted, positions)
    return try SlicePositions(positions, rounding: rounding(sorted, normal: normal)).spacing(rule: rule, folder: folder)
  }

  /// By how much the writing of coordinates may have moved a position along the normal: half a unit of the last digit.
  /// One coordinate may end earlier, as 1 for 1.00, so the most digits of any frame count.
  private static func rounding(_ frames: [FrameGeometry], normal: SIMD3<Double>) -> Double {
    let units = frames.reduce(frames[0].positionUnits) { pointwiseMin($0, $1.positionUnits) }
    return abs(normal.x) * units.x / 2 + abs(normal.y) * units.y / 2 + abs(normal.z) * units.z / 2
  }

  /// Slices closer than a thousandth of a millimetre are at one place.
  private static func checkDuplicates(
    _ sorted: [FrameGeometry], _ positions: [Double]
  ) throws(ImageFileError) {
    for (n, position) in positions.enumerated().dropFirst() where position - positions[n - 1] < 1e-3 {
      let count = positions.count { abs($0 - position) < 1e-3 }
      throw ImageFileError(
        sorted[n].file, .duplicatePositions(position: position, count: count, other: sorted[n - 1].file))
    }
  }

  /// A twentieth of a pixel of drift across the normal is rounding, as are differences below the last digit of the
  /// positions; a tilted gantry moves slices by pixels.
  private static func checkShear(
    _ sorted: [FrameGeometry], normal: SIMD3<Double>, folder: String
  ) throws(ImageFileError) {
    let largest = StackDirection.shift(of: sorted, across: normal)
    guard largest <= StackDirection.tolerance(of: sorted) else {
      throw ImageFileError(folder, .shearedStack(shift: largest))
    }
  }
}

/// Positions along the normal, ascending, at least two and none twice.
struct SlicePositions {
  let values: [Double]
  /// By how much each may have been rounded.
  private let rounding: Double

  init(_ values: [Double], rounding: Double = 0) { (self.values, self.rounding) = (values, rounding) }

  private var gaps: [Double] { zip(values.dropFirst(), values).map { $0 - $1 } }

  private var mean: Double { (values[values.count - 1] - values[0]) / Double(values.count - 1) }

  /// The mean distance, when every distance is close enough to it; else gaps told from unevenness.
  func spacing(rule: SpacingRule, folder: String) throws(ImageFileError) -> Double {
    let mean = mean
    if areEven(by: rule) { return mean }
    try checkGaps(rule: rule, folder: folder)
    throw ImageFileError(
      folder,
      .unevenSpacing(smallest: gaps.min() ?? mean, largest: gaps.max() ?? mean, tolerance: rule.tolerance))
  }

  /// The note on slices that are not even by the standard rule; none where they are.
  static func unevenness(_ values: [Double], _ rounding: Double) -> [ReadingNote] {
    guard values.count > 1 else { return [] }
    let positions = SlicePositions(values, rounding: rounding)
    guard !positions.areEven(by: .standard) else { return [] }
    let (mean, gaps) = (positions.mean, positions.gaps)
    return [.unevenSlices(smallest: gaps.min() ?? mean, largest: gaps.max() ?? mean, taken: mean)]
  }

  private func areEven(by rule: SpacingRule) -> Bool {
    let mean = mean
    return gaps.allSatisfy { abs($0 - mean) <= rule.tolerance * mean } || areRounded(mean: mean)
  }

  /// Whether the rounding of even positions explains all differences: each lies where an even one would, but for its
  /// own rounding and that of the ends. Coarse rounding (a unit of more than a sixth of the distance) explains nothing.
  private func areRounded(mean: Double) -> Bool {
    guard 12 * rounding <= mean else { return false }
    return values.enumerated().allSatisfy { n, value in
      abs(value - values[0] - Double(n) * mean) <= 2 * rounding + 1e-9
    }
  }

  /// A distance that is a multiple of the usual one, to a twentieth, has lost slices. The usual one is the median.
  private func checkGaps(rule: SpacingRule, folder: String) throws(ImageFileError) {
    let usual = gaps.sorted()[(gaps.count - 1) / 2]
    var missing = 0
    var places: [ClosedRange<Double>] = []
    for (n, gap) in gaps.enumerated() {
      let steps = (gap / usual).rounded()
      guard abs(gap / usual - steps) <= 0.05, steps < 1e6 else { return }
      guard steps >= 2 else { continue }
      missing += Int(steps) - 1
      places.append(values[n]...values[n + 1])
    }
    guard missing > 0 else { return }
    throw ImageFileError(folder, .missingSlices(count: missing, between: places, spacing: usual))
  }
}
