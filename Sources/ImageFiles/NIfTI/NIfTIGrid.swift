internal import CNIfTI
import Glibc
import Volumes

extension NIfTIHeader {
  /// The grid in LPS, in mm.
  ///
  /// NIfTI's world is RAS, so x and y change sign; lengths are in the unit that `xyzt_units` names, and in mm where it
  /// names none. The sform places the image if its code is set, else the qform, else the voxel sizes alone. Spacing is
  /// `pixdim`, as ITK reports it. A sform that is sheared, or whose scale is not that of `pixdim` to a part in a
  /// thousand, cannot be right together with it: where the qform has another code and the sform is not the scanner's,
  /// the sform leads to a template and the qform is taken; else nothing says which of the two is the patient's, and the
  /// file is refused.
  /// - Parameter notes: gets an entry where the qform was taken.
  func grid(file: String, notes: inout [ReadingNote]) throws(ImageFileError) -> Grid {
    let size = try sizes(file: file)
    let unit = try millimetres(file: file)
    let nominal = nominalSpacing * unit
    let form = sform
    guard let form, let fault = fault(of: form, nominal: nominalSpacing) else {
      if let form, let qform, let apart = form.distance(to: qform, size: size, spacing: nominalSpacing) {
        notes.append(.sformTaken(distance: apart * unit))
      }
      if form == nil { try checkQuaternion(file: file) }
      let grid = try grid(size, form ?? qform, nominal, unit, file: file)
      if form != nil { notes += missingSizes(nominal, grid) }
      return grid
    }
    guard fields.sformCode > 1, fields.qformCode > 0, fields.qformCode != fields.sformCode, let qform else {
      throw ImageFileError(file, fault.scaled(by: unit))
    }
    try checkQuaternion(file: file)
    let (there, here) = (form.lengths * unit, nominal)
    notes.append(.qformTaken(sform: [there.x, there.y, there.z], taken: [here.x, here.y, here.z]))
    return try grid(size, qform, nominal, unit, file: file)
  }

  /// Without sform and qform the image lies at the origin, by its sizes alone. A sform of code 2 and above aligns it to
  /// another image or a template; where the qform is the scanner's (code 1) and differs, the sform that is read is not
  /// the space in which contours were drawn.
  var place: ImagePlace {
    guard fields.sformCode > 0 || fields.qformCode > 0 else { return .unknown }
    guard fields.sformCode > 1, fields.qformCode == 1, let sform, let qform, let size = try? sizes(file: ""),
      fault(of: sform, nominal: nominalSpacing) == nil
    else { return .given }
    return sform.distance(to: qform, size: size, spacing: nominalSpacing) == nil ? .given : .aligned
  }

  /// The note on sizes that `pixdim` leaves open.
  private func missingSizes(_ nominal: SIMD3<Double>, _ grid: Grid) -> [ReadingNote] {
    let open = (0..<3).filter { !(nominal[$0] > 0 && nominal[$0].isFinite) }
    guard !open.isEmpty else { return [] }
    let taken = (0..<3).map { grid.spacing[$0] }
    return [.pixdimMissing(axes: open.map { ["i", "j", "k"][$0] }, taken: taken)]
  }

  /// Refuses a qform that is no rotation: the square sum of its three numbers is at most 1. Rounding to two digits
  /// takes it beyond that by less than this limit.
  private func checkQuaternion(file: String) throws(ImageFileError) {
    guard fields.qformCode > 0 else { return }
    let sum = fields.quaternion.reduce(0) { $0 + $1 * $1 }
    guard sum <= 1.02 || !sum.isFinite else {
      throw ImageFileError(
        file,
        .invalidGrid(
          detail:
            "the quaternion of the qform is no rotation (its square sum is \(sum.short), and at most 1 is possible)"))
    }
  }

  private func grid(
    _ size: SIMD3<Int>, _ form: AffineForm?, _ nominal: SIMD3<Double>, _ unit: Double, file: String
  ) throws(ImageFileError) -> Grid {
    guard let form else {
      try check(nominal, determinant: 1, file: file)
      return Grid(size: size, spacing: nominal)
    }
    let measured = form.lengths * unit
    // What pixdim leaves open the sform tells; both agree elsewhere, and pixdim is the number that ITK reports.
    var spacing = nominal
    for axis in 0..<3 where !(nominal[axis] > 0) || !nominal[axis].isFinite { spacing[axis] = measured[axis] }
    try check(spacing, determinant: form.axes.determinant, file: file)
    let origin = form.origin * unit
    guard origin.isFinite else { throw ImageFileError(file, .invalidGrid(detail: "the origin is not a number")) }
    return Grid(size: size, spacing: spacing, origin: origin, axes: form.axes)
  }

  /// Voxel sizes in the unit of the file; some writers give a flip as a negative one. An axis that is not declared has
  /// size 1.
  private var nominalSpacing: SIMD3<Double> {
    let pixdim = fields.pixdim[1...3].map { abs($0) }
    let declared = fields.dim[0]
    return SIMD3((0..<3).map { $0 >= declared && !(pixdim[$0] > 0 && pixdim[$0].isFinite) ? 1 : pixdim[$0] })
  }

  /// What keeps a sform from placing voxels of the sizes in `pixdim`; sizes that are 0 or missing say nothing.
  private func fault(of form: AffineForm, nominal: SIMD3<Double>) -> ImageFileError.Kind? {
    let lengths = form.lengths
    guard lengths.isFinite, lengths.min() > 0, abs(form.axes.determinant) > 1e-3 else {
      return .invalidGrid(detail: "the axes of the sform do not span space")
    }
    if let angle = form.axes.shear { return .shearedGrid(angle: angle) }
    let agrees = (0..<3).allSatisfy { axis in
      let size = nominal[axis]
      return !(size > 0 && size.isFinite) || abs(size - lengths[axis]) <= 1e-3 * lengths[axis]
    }
    return agrees ? nil : .contradictorySpacing(pixdim: nominal, sform: lengths)
  }

  private func check(_ spacing: SIMD3<Double>, determinant: Double, file: String) throws(ImageFileError) {
    guard spacing.isFinite, spacing.min() > 0 else {
      throw ImageFileError(file, .invalidGrid(detail: "the spacing is (\(spacing.listed)) mm"))
    }
    guard abs(determinant) > 1e-3 else {
      throw ImageFileError(file, .invalidGrid(detail: "its axes do not span space"))
    }
  }

  /// Millimetres in the unit of the file (`xyzt_units`, the lowest three bits); no unit is taken as mm, as ITK does.
  private func millimetres(file: String) throws(ImageFileError) -> Double {
    switch Int32(fields.units & 7) {
    case NIFTI_UNITS_UNKNOWN, NIFTI_UNITS_MM: return 1
    case NIFTI_UNITS_METER: return 1e3
    case NIFTI_UNITS_MICRON: return 1e-3
    case let code: throw ImageFileError(file, .unknownUnit("the NIfTI unit \(code)"))
    }
  }

  private var sform: AffineForm? {
    fields.sformCode > 0 ? AffineForm(fields.sformRows) : nil
  }

  private var qform: AffineForm? {
    guard fields.qformCode > 0 else { return nil }
    let spacing = nominalSpacing
    // Of unit spacing: niftiio takes a size that is not positive for 1, and sizes are pixdim's anyhow.
    var form = AffineForm(version == .first ? singleRotation : doubleRotation)
    (form.i, form.j, form.k) = (form.i * spacing.x, form.j * spacing.y, form.k * spacing.z)
    return form
  }
}

extension NIfTIHeader {
  /// Rows of the qform's rotation and origin, in float32 as niftiio makes them of a header of the first version.
  private var singleRotation: [[Double]] {
    let (q, o) = (fields.quaternion.map { Float($0) }, fields.qformOrigin.map { Float($0) })
    let map = nifti_quatern_to_mat44(q[0], q[1], q[2], o[0], o[1], o[2], 1, 1, 1, Float(fields.pixdim[0]))
    return [map.m.0, map.m.1, map.m.2].map { [Double($0.0), Double($0.1), Double($0.2), Double($0.3)] }
  }

  /// The same in float64, of a header of the second version (`nifti1.h`, METHOD 2).
  private var doubleRotation: [[Double]] {
    var (b, c, d) = (fields.quaternion[0], fields.quaternion[1], fields.quaternion[2])
    var a = 1 - (b * b + c * c + d * d)
    if a < 1e-7 {
      // A turn by 180 degrees, which rounding left without its first component.
      let scale = 1 / (b * b + c * c + d * d).squareRoot()
      (a, b, c, d) = (0, b * scale, c * scale, d * scale)
    } else {
      a = a.squareRoot()
    }
    let flip = fields.pixdim[0] < 0 ? -1.0 : 1
    let origin = fields.qformOrigin
    return [
      [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), flip * 2 * (b * d + a * c), origin[0]],
      [2 * (b * c + a * d), a * a + c * c - b * b - d * d, flip * 2 * (c * d - a * b), origin[1]],
      [2 * (b * d - a * c), 2 * (c * d + a * b), flip * (a * a + d * d - c * c - b * b), origin[2]],
    ]
  }
}

/// A map from voxel index to LPS, in the unit of its file.
private struct AffineForm {
  var i: SIMD3<Double>
  var j: SIMD3<Double>
  var k: SIMD3<Double>
  let origin: SIMD3<Double>

  /// From the rows of a RAS map.
  init(_ rows: [[Double]]) {
    func turned(_ column: Int) -> SIMD3<Double> { [-rows[0][column], -rows[1][column], rows[2][column]] }
    (i, j, k, origin) = (turned(0), turned(1), turned(2), turned(3))
  }

  var lengths: SIMD3<Double> { SIMD3(i.length, j.length, k.length) }

  var axes: Axes { Axes(i: i / i.length, j: j / j.length, k: k / k.length) }

  /// How far apart two forms put the corners of an image at most, where that is more than a tenth of a voxel; `nil`
  /// below it, as quaternions are rounded, and where the other is no number.
  func distance(to other: AffineForm, size: SIMD3<Int>, spacing: SIMD3<Double>) -> Double? {
    let last = SIMD3<Double>(size &- 1)
    let distances = (0..<8).map { bits in
      let corner = last * SIMD3(Double(bits & 1), Double(bits >> 1 & 1), Double(bits >> 2 & 1))
      return (position(of: corner) - other.position(of: corner)).length
    }
    guard let worst = distances.max(), worst.isFinite, worst > 0.1 * spacing.min() else { return nil }
    return worst
  }

  private func position(of index: SIMD3<Double>) -> SIMD3<Double> { origin + i * index.x + j * index.y + k * index.z }
}

extension ImageFileError.Kind {
  /// The same with lengths in mm.
  fileprivate func scaled(by unit: Double) -> ImageFileError.Kind {
    guard case .contradictorySpacing(let pixdim, let sform) = self else { return self }
    return .contradictorySpacing(pixdim: pixdim * unit, sform: sform * unit)
  }
}

extension Axes {
  /// The angle furthest from 90 degrees, where one is further from it than rounding takes it; `nil` for right angles.
  ///
  /// The limit is a cosine of 5e-4: headers of four digits reach 1.7e-4, and the volume is then wrong by less than
  /// 4e-7, below the 1e-6 that is promised. ITK refuses NIfTI from 1e-4 on and NRRD never.
  var shear: Double? {
    let cosines = [i.dot(j), j.dot(k), i.dot(k)]
    guard let worst = cosines.max(by: { abs($0) < abs($1) }), abs(worst) > 5e-4 else { return nil }
    return Double.angle(ofCosine: worst)
  }
}

extension SIMD3<Double> {
  /// Whether no component is infinite or not a number.
  var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}

extension Double {
  /// The angle of a cosine, in degrees.
  fileprivate static func angle(ofCosine cosine: Double) -> Double { acos(min(max(cosine, -1), 1)) * 180 / .pi }
}
