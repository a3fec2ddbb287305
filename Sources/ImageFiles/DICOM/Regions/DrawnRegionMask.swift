import Volumes

/// A region drawn as contours on its way to a mask.
struct DrawnRegionMask {
  private let region: String
  private let file: String
  private let grid: Grid
  /// Slices with a closed contour.
  private var slices: [Int: SliceRegion] = [:]
  /// Contours that enclose nothing, by slice.
  private let open: [Int: [PlacedContours.Open]]
  /// The note on outlines that run through the centres of voxels; `nil` for any other.
  private let tracing: ReadingNote?
  /// Closed contours without a point.
  private let withoutPoints: Int
  /// Slices whose contours lie further from their plane than rounding takes them.
  private var offPlane: Set<Int> = []
  /// The furthest of them, in mm.
  private var furthest = 0.0
  /// Where contours lie that name images of other slices.
  private var misnamed = NamedSlices()

  /// Places the contours on the slices of a grid and combines those of each.
  init(
    _ region: RegionContours, of roi: String, in file: String, on grid: Grid, slices known: [String: Int] = [:]
  ) throws(ImageFileError) {
    let (contours, rounding) = (region.contours, CornerRounding(region.digits, on: grid))
    (self.region, self.file, self.grid) = ("\"\(roi)\"", file, grid)
    misnamed = NamedSlices(known)
    let placed = try PlacedContours(contours, of: roi, in: file, on: grid, rounding: rounding, known: known)
    (open, tracing, withoutPoints) = (placed.open, placed.tracing, placed.withoutPoints)
    let polygons = placed.closed
    guard !polygons.isEmpty else {
      throw ImageFileError(
        file, .noClosedContour(region: self.region, types: Set(contours.map(\.typeOfLeftOut)).sorted()))
    }
    for drawn in polygons { misnamed.compare(drawn.polygon.height, with: drawn.images) }
    let slack = min(rounding.limit.z, 0.2)
    try checkPlanes(polygons.map(\.polygon), slack: slack)
    for polygon in polygons.map(\.polygon) where abs(polygon.height - Double(polygon.slice)) > 0.2 + slack {
      offPlane.insert(polygon.slice)
      furthest = max(furthest, abs(polygon.height - Double(polygon.slice)) * grid.spacing.z)
    }
    // In order of the slices, so that the same file always names the same contour.
    for (slice, group) in Dictionary(grouping: polygons, by: \.polygon.slice).sorted(by: { $0.key < $1.key }) {
      // The standard allows no mixture; where one contour says exclusive or, its slice is meant so.
      let shape = SliceRegion(group.map(\.polygon), isExclusive: group.contains { $0.isExclusive }, on: grid)
      if let place = shape.inNoOrder { throw ImageFileError(file, .contourInNoOrder(place)) }
      slices[slice] = shape
    }
  }

  /// The mask with its notes, once the slices between contours are settled.
  func reading(_ between: BetweenContours) throws(ImageFileError) -> MaskReading {
    let drawn = slices.keys.sorted()
    let runs = ContourGaps(drawn: drawn, open: Set(open.keys)) { overlap($0, $1) }
    let gaps = runs.doubtful
    let parts = PartGaps(
      slices.mapValues(\.pixels), open: open.mapValues { $0.map(\.pixels).filter { !$0.isEmpty } }, width: grid.size.x
    ).doubtful
    let missing = Set(gaps.flatMap(\.self) + parts.flatMap(\.slices)).sorted()
    let loose = looseSlices(beyond: drawn)
    if between == .refuse, !missing.isEmpty || !loose.isEmpty {
      let all = Set(missing + loose).sorted()
      throw ImageFileError(
        file, .slicesWithoutContour(region: region, slices: places(all), types: types(on: all)))
    }
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for (slice, region) in slices { paste(region.pixels, on: slice, &voxels) }
    if between == .fill {
      for gap in gaps { fill(gap, &voxels) }
      for gap in parts { fill(gap, &voxels) }
    }
    guard voxels.contains(1) else {
      let holes = slices.values.contains { $0.hasHole && $0.withoutVoxel == 0 }
      throw ImageFileError(file, .nothingEnclosed(region: region, holes: holes))
    }
    let pauses = places(runs.between.flatMap(\.self))
    return MaskReading(
      mask: Mask(grid: grid, voxels: voxels),
      notes: notes(between, missing, voxels) + (pauses.isEmpty ? [] : [.emptySlices(pauses)]))
  }

  private func paste(_ pixels: [UInt8], on slice: Int, _ voxels: inout [UInt8]) {
    let start = grid.offset(0, 0, slice)
    voxels.replaceSubrange(start..<(start + pixels.count), with: pixels)
  }

  private func fill(_ gap: Range<Int>, _ voxels: inout [UInt8]) {
    guard let before = slices[gap.lowerBound - 1], let after = slices[gap.upperBound] else { return }
    let shapes = shapesBetween(
      before.pixels, after.pixels, count: gap.count, width: grid.size.x,
      spacing: SIMD2(grid.spacing.x, grid.spacing.y))
    for (slice, shape) in zip(gap, shapes) { paste(shape, on: slice, &voxels) }
  }

  /// Adds the shapes between two outlines of a part to what the other parts have on these slices.
  private func fill(_ gap: PartPause, _ voxels: inout [UInt8]) {
    let plane = grid.size.x * grid.size.y
    let shapes = shapesBetween(
      gap.before.image(count: plane), gap.after.image(count: plane), count: gap.slices.count, width: grid.size.x,
      spacing: SIMD2(grid.spacing.x, grid.spacing.y))
    for (slice, shape) in zip(gap.slices, shapes) {
      let start = grid.offset(0, 0, slice)
      for (offset, value) in shape.enumerated() where value == 1 { voxels[start + offset] = 1 }
    }
  }

  /// Slices before the first, after the last or among those with a closed contour, on which a contour that is not
  /// closed encloses voxels, none of which the region has.
  private func looseSlices(beyond drawn: [Int]) -> [Int] {
    open.filter { slice, contours in
      guard slice < drawn[0] || slice > drawn[drawn.count - 1] || slices[slice] != nil else { return false }
      let own = slices[slice]?.pixels ?? []
      return contours.contains { contour in
        !contour.pixels.isEmpty && !zip(contour.pixels, own).contains { $0 == 1 && $1 == 1 }
      }
    }.map(\.key).sorted()
  }

  /// Voxels in both over those of the smaller outline.
  private func overlap(_ first: Int, _ second: Int) -> Double {
    guard let a = slices[first]?.pixels, let b = slices[second]?.pixels else { return 0 }
    let smaller = min(a.count { $0 == 1 }, b.count { $0 == 1 })
    return smaller == 0 ? 0 : Double(zip(a, b).count { $0 == 1 && $1 == 1 }) / Double(smaller)
  }

  /// Contours are combined within one plane: two planes on one slice would be two shapes of it.
  private func checkPlanes(_ polygons: [SlicePolygon], slack: Double) throws(ImageFileError) {
    // In order of the slices, so that the same file always names the same one.
    for (slice, group) in Dictionary(grouping: polygons, by: \.slice).sorted(by: { $0.key < $1.key }) {
      let heights = group.map(\.height)
      guard let lowest = heights.min(), let highest = heights.max(), highest - lowest > 0.1 + 2 * slack else {
        continue
      }
      throw ImageFileError(file, .contoursShareSlice(region: region, slice: SlicePlace(slice, of: grid)))
    }
  }
}

// What the reader should know.
extension DrawnRegionMask {
  private func places(_ indices: [Int]) -> [SlicePlace] { indices.map { SlicePlace($0, of: grid) } }

  private func types(on indices: [Int]) -> [String] {
    let thin = indices.contains { (slices[$0]?.withoutVoxel ?? 0) > 0 } ? ["a contour that encloses no voxel"] : []
    return Set(indices.flatMap { open[$0] ?? [] }.map(\.type)).sorted() + thin
  }

  private func notes(_ between: BetweenContours, _ missing: [Int], _ voxels: [UInt8]) -> [ReadingNote] {
    let sorted = slices.sorted { $0.key < $1.key }
    func places(_ property: (SliceRegion) -> Bool) -> [SlicePlace] {
      self.places(sorted.filter { property($0.value) }.map(\.key))
    }
    var notes: [ReadingNote] = []
    let doubled = places { $0.doubled > 0 }
    if !doubled.isEmpty {
      notes.append(.doubledContours(count: slices.values.reduce(0) { $0 + $1.doubled }, slices: doubled))
    }
    let rules: [(KeyPath<SliceRegion, Bool>, ([SlicePlace]) -> ReadingNote)] = [
      (\.hasOverlap, { .overlappingContours(slices: $0) }), (\.hasHole, { .contoursAsHoles(slices: $0) }),
      (\.overlapsItself, { .selfOverlap(slices: $0) }), (\.crossesItself, { .selfCrossing(slices: $0) }),
    ]
    for (property, note) in rules {
      let found = places { $0[keyPath: property] }
      if !found.isEmpty { notes.append(note(found)) }
    }
    let openSlices = open.keys.sorted()
    if !openSlices.isEmpty {
      notes.append(.openContours(types: types(on: openSlices), slices: self.places(openSlices)))
    }
    if withoutPoints > 0 { notes.append(.contoursWithoutPoints(count: withoutPoints)) }
    if let tracing { notes.append(tracing) }
    let voxelless = places { $0.withoutVoxel > 0 }
    if !voxelless.isEmpty {
      notes.append(
        .contoursWithoutVoxel(count: slices.values.reduce(0) { $0 + $1.withoutVoxel }, slices: voxelless))
    }
    if !offPlane.isEmpty {
      notes.append(.contoursOffPlane(distance: furthest, slices: self.places(offPlane.sorted())))
    }
    return notes + misnamed.notes(on: grid) + gapNotes(between, missing, voxels)
  }

  /// Between shapes that do not overlap there may be none: such a slice is left, not filled.
  private func gapNotes(_ between: BetweenContours, _ missing: [Int], _ voxels: [UInt8]) -> [ReadingNote] {
    let isEmpty = { (slice: Int) in
      let start = grid.offset(0, 0, slice)
      return !voxels[start..<(start + grid.size.x * grid.size.y)].contains(1)
    }
    let made = between == .fill ? missing.filter { !isEmpty($0) } : []
    let left = missing.filter { !made.contains($0) }
    return (made.isEmpty ? [] : [.filledSlices(places(made))]) + (left.isEmpty ? [] : [.leftSlices(places(left))])
  }
}
