internal import CNRRD
import Execution
import Volumes

/// The grid of a header in LPS.
///
/// `space` may be left-posterior-superior, right-anterior-superior, left-anterior-superior or scanner-xyz (the same as
/// LPS in teem's words). Without a space there are only spacings: the image is then taken as LPS at the origin, as ITK
/// does. If a header has no spacings either, they follow from `axis mins` and `axis maxs`; without those they are
/// 1 mm, as in ITK, and a note says so.
/// - Parameter axes: the axes of space, without one that counts components.
/// - Throws: `.invalidGrid`, `.shearedGrid`, `.unknownUnit`, `.notThreeDimensional`, `.colour` and others.
func nrrdGrid(
  _ array: TeemArray, axes: [NrrdAxisInfo], file: String
) throws(ImageFileError) -> NRRDPlace {
  let size = try sizes(axes, file: file)
  let header = array.header
  guard let signs = try signsToLPS(header, file: file) else {
    let units = try axes.prefix(3).map { axis throws(ImageFileError) in try millimetres(text(axis.units), file: file) }
    let spacings = try spacings(axes, file: file)
    // A unit without a size says nothing: 1 mm, as the note has it.
    let lengths = spacings.map { $0 * SIMD3(units) } ?? SIMD3(1, 1, 1)
    let origin = lowerCentres(axes, spacings) * SIMD3(units)
    let grid = try checked(size, lengths, origin, .identity, file: file)
    return NRRDPlace(grid: grid, place: .unknown, notes: spacings == nil ? [.sizeNotGiven] : [])
  }
  let scale = try spaceScale(header, file: file)
  let directions = try directions(axes, file: file).map { $0 * signs * scale }
  let lengths = SIMD3(norm(directions[0]), norm(directions[1]), norm(directions[2]))
  let turned = Axes(
    i: unit(directions[0], lengths.x), j: unit(directions[1], lengths.y), k: unit(directions[2], lengths.z))
  let stored = SIMD3(header.spaceOrigin.0, header.spaceOrigin.1, header.spaceOrigin.2)
  // A header without an origin has NaN here; the image is whole without it.
  let isPlaced = !(stored.x.isNaN && stored.y.isNaN && stored.z.isNaN)
  let origin = isPlaced ? stored * signs * scale : .zero
  return NRRDPlace(
    grid: try checked(size, lengths, origin, turned, file: file), place: isPlaced ? .given : .unknown)
}

/// The grid of a header, and whether the header says where in space it lies.
struct NRRDPlace {
  let grid: Grid
  let place: ImagePlace
  var notes: [ReadingNote] = []
}

/// Length of a vector, its squares added in their order, as teem adds them.
private func norm(_ vector: SIMD3<Double>) -> Double {
  (vector.x * vector.x + vector.y * vector.y + vector.z * vector.z).squareRoot()
}

/// A direction as ITK has it from teem, times the reciprocal of its length. One along an axis of space stays exactly 1
/// long.
private func unit(_ vector: SIMD3<Double>, _ length: Double) -> SIMD3<Double> {
  let isTurned = (0..<3).filter { vector[$0] != 0 }.count > 1
  return isTurned ? vector * (1 / length) : vector / length
}

private func checked(
  _ size: SIMD3<Int>, _ spacing: SIMD3<Double>, _ origin: SIMD3<Double>, _ axes: Axes, file: String
) throws(ImageFileError) -> Grid {
  guard spacing.isFinite, spacing.min() > 0 else {
    throw ImageFileError(file, .invalidGrid(detail: "the spacing is (\(spacing.listed)) mm"))
  }
  guard abs(axes.determinant) > 1e-3 else {
    throw ImageFileError(file, .invalidGrid(detail: "its axes do not span space"))
  }
  if let angle = axes.shear { throw ImageFileError(file, .shearedGrid(angle: angle)) }
  guard origin.isFinite else { throw ImageFileError(file, .invalidGrid(detail: "the origin is not a number")) }
  return Grid(size: size, spacing: spacing, origin: origin, axes: axes)
}

/// Millimetres in the unit of each axis of the space (`space units`).
private func spaceScale(_ header: Nrrd, file: String) throws(ImageFileError) -> SIMD3<Double> {
  let units = [text(header.spaceUnits.0), text(header.spaceUnits.1), text(header.spaceUnits.2)]
  return SIMD3(try units.map { unit throws(ImageFileError) in try millimetres(unit, file: file) })
}

private func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

/// Millimetres in a unit by its name; no unit, and `???`, which the format has for an unknown one, are taken as mm.
private func millimetres(_ unit: String, file: String) throws(ImageFileError) -> Double {
  let name = unit.filter { !$0.isWhitespace && $0 != "\"" }
  // Upper case decides nothing but between Mm and mm, and nobody images in megametres.
  switch name.lowercased() {
  case "", "???", "mm", "millimeter", "millimeters", "millimetre", "millimetres": return 1
  case "um", "\u{b5}m", "\u{3bc}m", "micron", "microns", "micrometer", "micrometers", "micrometre", "micrometres":
    return 1e-3
  case "m", "meter", "meters", "metre", "metres": return 1e3
  case "cm", "centimeter", "centimeters", "centimetre", "centimetres": return 10
  case "nm", "nanometer", "nanometers", "nanometre", "nanometres": return 1e-6
  default: throw ImageFileError(file, .unknownUnit("\"\(name)\""))
  }
}

/// Sizes of the three axes; colour and vector axes are refused by name.
private func sizes(_ axes: [NrrdAxisInfo], file: String) throws(ImageFileError) -> SIMD3<Int> {
  for axis in axes where axis.size > 1 {
    switch Int(axis.kind) {
    case nrrdKindRGBColor, nrrdKindHSVColor, nrrdKindXYZColor, nrrdKindRGBAColor, nrrdKind3Color, nrrdKind4Color:
      throw ImageFileError(file, .colour(model: "\(axis.size) values a voxel"))
    case nrrdKindComplex: throw ImageFileError(file, .complexNumbers(type: "kind complex"))
    case nrrdKindUnknown, nrrdKindDomain, nrrdKindSpace: break
    case let kind: throw ImageFileError(file, .axisNotSpace(kind: kindName(kind), size: Int(axis.size)))
    }
  }
  let sizes = axes.map { Int($0.size) }
  guard sizes.count >= 2, sizes.dropFirst(3).allSatisfy({ $0 == 1 }) else {
    throw ImageFileError(file, .notThreeDimensional(sizes: sizes))
  }
  guard sizes.count >= 3 else { throw ImageFileError(file, .notThreeDimensional(sizes: sizes)) }
  guard sizes.allSatisfy({ $0 > 0 && $0 < 1 << 20 }) else {
    throw ImageFileError(file, .damaged(detail: "its sizes are \(sizes.listed(by: " x "))"))
  }
  return SIMD3(sizes[0], sizes[1], sizes[2])
}

/// A kind of axis as the format spells it.
private func kindName(_ kind: Int) -> String {
  airEnumStr(nrrdKind, Int32(kind)).map { String(cString: $0) } ?? "\(kind)"
}

/// Signs that turn the file's space to LPS; `nil` when it names none.
private func signsToLPS(_ header: Nrrd, file: String) throws(ImageFileError) -> SIMD3<Double>? {
  switch Int(header.space) {
  case nrrdSpaceLeftPosteriorSuperior, nrrdSpaceScannerXYZ: return [1, 1, 1]
  case nrrdSpaceRightAnteriorSuperior: return [-1, -1, 1]
  case nrrdSpaceLeftAnteriorSuperior: return [1, -1, 1]
  case nrrdSpaceUnknown: return header.spaceDim == 3 ? [1, 1, 1] : nil
  default:
    let name = (try? NRRDText(file))?.fields["space"].map { fileText(String($0.prefix(60))) } ?? "\(header.space)"
    throw ImageFileError(
      file, .unsupported(what: "the NRRD space \(name)", remedy: "Write it as left-posterior-superior"))
  }
}

private func directions(_ axes: [NrrdAxisInfo], file: String) throws(ImageFileError) -> [SIMD3<Double>] {
  let directions = axes.prefix(3).map { axis in
    SIMD3(axis.spaceDirection.0, axis.spaceDirection.1, axis.spaceDirection.2)
  }
  guard directions.allSatisfy(\.isFinite) else {
    throw ImageFileError(file, .invalidGrid(detail: "an axis has no space direction"))
  }
  return directions
}

/// Distances of samples if a header has no space; `nil` if it gives none for any axis. If it gives them for some axes
/// only, the others are NaN, and ``checked(_:_:_:_:file:)`` refuses the grid.
private func spacings(_ axes: [NrrdAxisInfo], file: String) throws(ImageFileError) -> SIMD3<Double>? {
  let axes = axes.prefix(3)
  if axes.allSatisfy({ $0.spacing.isNaN && ($0.min.isNaN || $0.max.isNaN) }) { return nil }
  let values = axes.map { axis -> Double in
    guard axis.spacing.isNaN else { return axis.spacing }
    // The range reaches from the first node to the last, or from the lower edge of the first cell to the upper edge of
    // the last.
    return (axis.max - axis.min) / Double(axis.center == nrrdCenterNode ? axis.size - 1 : axis.size)
  }
  return SIMD3(values[0], values[1], values[2])
}

/// Centre of the first voxel if a header has no space, as teem computes it for ITK. `axis mins` is the lower edge of
/// the first voxel, or its centre if samples are node-centred. If any axis has no minimum or no spacing, the centre is
/// 0 on all axes.
private func lowerCentres(_ axes: [NrrdAxisInfo], _ spacings: SIMD3<Double>?) -> SIMD3<Double> {
  guard let spacings else { return .zero }
  let places = axes.prefix(3).enumerated().map { n, axis in
    axis.center == nrrdCenterNode ? axis.min + 0 * spacings[n] : axis.min + spacings[n] / 2
  }
  return places.allSatisfy(\.isFinite) ? SIMD3(places[0], places[1], places[2]) : .zero
}

extension TeemArray {
  /// Numbers per voxel: the size of the first of four axes if that is not an axis of space or time. ITK writes vectors
  /// so, and Slicer writes segments so.
  var components: Int {
    guard axes.count == 4, let first = axes.first else { return 1 }
    let kinds = [nrrdKindUnknown, nrrdKindDomain, nrrdKindSpace, nrrdKindTime]
    return kinds.contains(Int(first.kind)) ? 1 : Int(first.size)
  }
}
