import Volumes

/// The closed contours of one slice, sorted into what is filled and what is a hole.
///
/// PS3.3 C.8.8.6.3 gives `CLOSED_PLANAR` no rule for several contours of a slice, and keyholes or `CLOSEDPLANAR_XOR`
/// for holes. Planning systems write holes as plain `CLOSED_PLANAR` contours inside another all the same (the lungs of
/// NSCLC-Radiomics, for one), and readers (SlicerRT, plastimatch, platipy, dcmrtstruct2nii) take them so by exclusive
/// or. Exclusive or alone loses what is drawn twice or overlaps, so here the relation of two contours decides: the same
/// outline counts once, crossing ones are united, one inside another is a hole, and one inside a hole an island. An
/// outline that lies in another and runs along it, half a voxel away, is the same, stored twice by programs that round
/// differently: no region has a wall of half a voxel, and as a hole it would empty the slice.
struct SliceRegion {
  /// Voxels of a row.
  private let width: Int
  private let height: Int
  /// 1 inside.
  private(set) var pixels: [UInt8]
  /// Contours that repeat another, or themselves.
  private(set) var doubled = 0
  /// Whether contours cross.
  private(set) var hasOverlap = false
  /// Whether a plain contour was read as a hole.
  private(set) var hasHole = false
  /// Whether a contour runs round a voxel twice.
  private(set) var overlapsItself = false
  /// Whether a contour crosses itself, with voxels on both sides.
  private(set) var crossesItself = false
  /// The first contour whose points do not follow an outline.
  private(set) var inNoOrder: ContourPlace?
  /// Contours that enclose the centre of no voxel.
  private(set) var withoutVoxel = 0

  /// Two outlines that nowhere are farther apart are one.
  private static let sameOutline = 0.25
  /// The same points, whatever rounding the change of coordinates leaves.
  private static let exactly = 0.001
  /// A contour that reaches farther out of another crosses it. Exporters round to a hundredth of a millimetre.
  private static let rounding = 0.05

  /// - Parameter isExclusive: `CLOSEDPLANAR_XOR`: even-odd over all contours, as the standard has it.
  init(_ polygons: [SlicePolygon], isExclusive: Bool, on grid: Grid) {
    (width, height) = (grid.size.x, grid.size.y)
    pixels = [UInt8](repeating: 0, count: width * height)
    var outlines: [Outline] = []
    for polygon in polygons {
      guard let (cleaned, rounds) = Outline.cleaned(polygon.corners) else { continue }
      var outline = cleaned
      (outline.isTraced, outline.place) = (polygon.isTraced, polygon.place)
      doubled += rounds - 1
      guard let same = outlines.firstIndex(where: { Self.areOne($0, outline, isExclusive) }) else {
        outlines.append(outline)
        continue
      }
      doubled += 1
      // The larger one, which is their union where one lies in the other.
      if outline.area > outlines[same].area { outlines[same] = outline }
    }
    if isExclusive { paintExclusive(outlines) } else { paint(outlines) }
    // A row of voxels that was traced has an outline without an area.
    for line in polygons where line.isTraced && Outline.cleaned(line.corners) == nil {
      for centre in voxelCentres(along: line.corners) { pixels[centre.y * width + centre.x] = 1 }
    }
  }

  /// Under exclusive or the standard says what a second contour means, so a wall may be as thin as it likes: only
  /// what is drawn twice to a thousandth of a voxel is one. Traced outlines are exact, and round a wall of one voxel
  /// that of the hole runs along the outer one.
  private static func areOne(_ first: Outline, _ second: Outline, _ isExclusive: Bool) -> Bool {
    if isExclusive || first.isTraced && second.isTraced { return first.repeats(second, tolerance: exactly) }
    if first.repeats(second, tolerance: sameOutline) { return true }
    let (outer, inner) = first.area >= second.area ? (first, second) : (second, first)
    return outer.runsAlong(inner) && outer.contains(inner, tolerance: rounding)
  }

  private mutating func paintExclusive(_ outlines: [Outline]) {
    for outline in outlines { paint(outline) { $0 ^= 1 } }
  }

  /// From the outside in: contours that lie in no other are united, those directly inside are taken out, and so on.
  private mutating func paint(_ outlines: [Outline]) {
    let sorted = outlines.sorted { $0.area > $1.area }
    var levels = [Int](repeating: 0, count: sorted.count)
    for inner in sorted.indices {
      for outer in 0..<inner {
        if sorted[outer].contains(sorted[inner], tolerance: Self.rounding) {
          levels[inner] = max(levels[inner], levels[outer] + 1)
        } else if !hasOverlap {
          hasOverlap = sorted[outer].overlaps(sorted[inner], tolerance: Self.rounding)
        }
      }
    }
    hasHole = levels.contains { !$0.isMultiple(of: 2) }
    for level in 0...(levels.max() ?? 0) {
      for index in sorted.indices where levels[index] == level {
        let value: UInt8 = level.isMultiple(of: 2) ? 1 : 0
        if sorted[index].isTraced { trace(sorted[index], value) } else { paint(sorted[index]) { $0 = value } }
      }
    }
  }

  /// The voxels on the outline belong to the region, whether it is around them or they are around a hole.
  private mutating func trace(_ outline: Outline, _ value: UInt8) {
    let border = outline.centres.map { $0.y * width + $0.x }
    let before = border.map { pixels[$0] }
    crossings(of: outline).forEachInside(width: width) { pixels[$0] = value }
    for (offset, old) in zip(border, before) { pixels[offset] = value == 1 ? 1 : old }
  }

  private mutating func crossings(of outline: Outline) -> Crossings {
    let crossings = Crossings(outline.corners, width: width, height: height)
    if let place = outline.place, place.number < inNoOrder?.number ?? .max, outline.isInNoOrder(crossings) {
      inNoOrder = place
    }
    return crossings
  }

  /// Even-odd, so that a keyhole contour has its hole whatever its direction.
  private mutating func paint(_ outline: Outline, _ change: (inout UInt8) -> Void) {
    let crossings = crossings(of: outline)
    if !overlapsItself { overlapsItself = crossings.hasDoubleTurn }
    if !crossesItself { crossesItself = crossings.turnedBack.count > 0 }
    if !crossings.enclosesPixel { withoutVoxel += 1 }
    crossings.forEachInside(width: width) { change(&pixels[$0]) }
  }
}

/// 1 for each voxel inside closed plain contours, slice by slice.
package func filled(_ polygons: [SlicePolygon], on grid: Grid) -> [UInt8] {
  var voxels = [UInt8](repeating: 0, count: grid.count)
  for (slice, group) in Dictionary(grouping: polygons, by: \.slice) {
    let start = grid.offset(0, 0, slice)
    let pixels = SliceRegion(group, isExclusive: false, on: grid).pixels
    voxels.replaceSubrange(start..<(start + pixels.count), with: pixels)
  }
  return voxels
}
