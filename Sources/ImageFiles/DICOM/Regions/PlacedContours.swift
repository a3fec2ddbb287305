import Volumes

/// The contours of a region on the slices of a grid: those that enclose an area, and the rest.
struct PlacedContours {
  /// A closed contour on its slice.
  struct Closed {
    var polygon: SlicePolygon
    let type: String
    let isExclusive: Bool
    /// SOPInstanceUIDs of the images that it names.
    let images: [String]
  }

  /// A contour that is left out.
  struct Open {
    let type: String
    /// Pixels that it would take if it were closed, 1 inside; empty where there is none.
    let pixels: [UInt8]
  }

  private(set) var closed: [Closed] = []
  /// By slice.
  private(set) var open: [Int: [Open]] = [:]
  /// The note on outlines through the centres of voxels; `nil` for any other.
  private(set) var tracing: ReadingNote?
  /// Closed contours without a point.
  private(set) var withoutPoints = 0

  /// - Parameters:
  ///   - rounding: by how much the writing of coordinates may have moved corners.
  ///   - known: slice of each SOPInstanceUID of the image.
  init(
    _ contours: [RegionContours.Contour], of roi: String, in file: String, on grid: Grid, rounding: CornerRounding,
    known: [String: Int]
  ) throws(ImageFileError) {
    var lines: [Closed] = []
    for (at, contour) in contours.enumerated() {
      let place = ContourPlace(region: "\"\(roi)\"", number: at + 1, start: contour.points.first)
      if contour.isClosed, !contour.points.isEmpty {
        let polygon = try SlicePolygon(
          contour.points, on: grid, rounding: rounding.limit, place: place, file: file)
        let found = Closed(
          polygon: polygon, type: contour.type, isExclusive: contour.isExclusive, images: contour.images)
        if Outline.cleaned(polygon.corners) != nil { closed.append(found) } else { lines.append(found) }
      } else if contour.isClosed {
        placePointless(contour, known: known)
      } else if !contour.points.isEmpty,
        let polygon = try? SlicePolygon(
          contour.points, on: grid, rounding: rounding.limit, place: place, file: file)
      {
        let pixels = contour.type == "POINT" ? [] : SliceRegion([polygon], isExclusive: false, on: grid).pixels
        leaveOut(contour.type, on: polygon.slice, pixels: pixels.contains(1) ? pixels : [])
      }
    }
    settleRounded(&lines, rounding)
    settleTraced(&lines)
    for line in lines { leaveOut("\(line.type) without an area", on: line.polygon.slice) }
  }

  private mutating func leaveOut(_ type: String, on slice: Int, pixels: [UInt8] = []) {
    open[slice, default: []].append(Open(type: type, pixels: pixels))
  }

  /// A contour without a point lies where the image that it names does, if anywhere.
  private mutating func placePointless(_ contour: RegionContours.Contour, known: [String: Int]) {
    withoutPoints += 1
    for slice in Set(contour.images.compactMap { known[$0] }) { leaveOut("\(contour.type) without points", on: slice) }
  }

  /// Moves corners back to the voxel centres that the writing of their coordinates took them from.
  private mutating func settleRounded(_ lines: inout [Closed], _ rounding: CornerRounding) {
    switch rounding.verdict(on: closed.map(\.polygon)) {
    case .elsewhere: return
    case .unknown: tracing = .roundedCorners(areOnCentres: false)
    case .onCentres(let found):
      let isMoved = zip(closed, found).contains { $1.map { $0.corners } ?? $0.polygon.corners != $0.polygon.corners }
      if isMoved { tracing = .roundedCorners(areOnCentres: true) }
      for (n, polygon) in found.enumerated() { closed[n].polygon = polygon ?? closed[n].polygon }
      for n in lines.indices { lines[n].polygon = rounding.snapped(lines[n].polygon) ?? lines[n].polygon }
      // A row of voxels that runs obliquely had an area by rounding alone.
      lines += closed.filter { Outline.cleaned($0.polygon.corners) == nil }
      closed.removeAll { Outline.cleaned($0.polygon.corners) == nil }
    }
  }

  /// Nine tenths of the outlines show where a region comes from; a few may have been mended by hand. A line of voxels
  /// has an outline without an area, which then is no slip of the hand.
  private mutating func settleTraced(_ lines: inout [Closed]) {
    guard !closed.isEmpty, !closed.contains(where: \.isExclusive) else { return }
    let kinds: [(ReadingNote, (SlicePolygon) -> SlicePolygon?)] = [
      (.tracedContours, \.traced), (.simplifiedContours, \.simplified),
    ]
    for (note, onCentres) in kinds {
      let found = closed.map { onCentres($0.polygon) }
      guard found.count(where: { $0 != nil }) * 10 >= found.count * 9 else { continue }
      tracing = note
      for (n, polygon) in found.enumerated() { closed[n].polygon = polygon ?? closed[n].polygon }
      lines.removeAll { line in
        guard let polygon = onCentres(line.polygon) else { return false }
        closed.append(Closed(polygon: polygon, type: line.type, isExclusive: false, images: line.images))
        return true
      }
      return
    }
  }
}
