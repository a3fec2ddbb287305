import CNIfTI
import Glibc
import Volumes

extension NIfTIHeader {
  /// The grid in LPS, in mm.
  ///
  /// NIfTI's world is RAS, so x and y change sign; lengths are in the unit that `xyzt_units` names, and in mm where it names none.
  /// The sform places the image if its code is set, else the qform, else the voxel sizes alone. Spacing is `pixdim`, as ITK reports
  /// it. A sform that is sheared, or whose scale is not that of `pixdim` to a part in a thousand, cannot be right together with it:
  /// where the qform has another code and the sform is not the scanner's, the sform leads to a template and the qform is taken;
  /// else nothing says which of the two is the patient's, and the file is refused.
  /// - Parameter notes: gets an entry where the qform was taken.
  func grid(file: String, notes: inout [MaskNote]) throws(ImageFileError) -> Grid {
    let size = try sizes(file: file)
    let unit = try millimetres(file: file)
    let nominal = nominalSpacing * unit
    let form = sform
    guard let form, let fault = fault(of: form, nominal: nominalSpacing) else {
      return try grid(size, form ?? qform, nominal, unit, file: file)
    }
    guard fields.sform_code > 1, fields.qform_code > 0, fields.qform_code != fields.sform_code, let qform else {
      throw ImageFileError(file, fault.scaled(by: unit))
    }
    let (there, here) = (form.lengths * unit, nominal)
    notes.append(.qformTaken(sform: [there.x, there.y, there.z], taken: [here.x, here.y, here.z]))
    return try grid(size, qform, nominal, unit, file: file)
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

  /// Voxel sizes in the unit of the file; some writers give a flip as a negative one. An axis that is not declared has size 1.
  private var nominalSpacing: SIMD3<Double> {
    let pixdim = [fields.pixdim.1, fields.pixdim.2, fields.pixdim.3].map { abs(Double($0)) }
    let declared = Int(fields.dim.0)
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
    switch Int32(fields.xyzt_units) & 7 {
    case NIFTI_UNITS_UNKNOWN, NIFTI_UNITS_MM: return 1
    case NIFTI_UNITS_METER: return 1e3
    case NIFTI_UNITS_MICRON: return 1e-3
    case let code: throw ImageFileError(file, .unknownUnit("the NIfTI unit \(code)"))
    }
  }

  private var sform: AffineForm? {
    fields.sform_code > 0 ? AffineForm(fields.srow_x, fields.srow_y, fields.srow_z) : nil
  }

  private var qform: AffineForm? {
    guard fields.qform_code > 0 else { return nil }
    // Of unit spacing: niftiio takes a size that is not positive for 1, and sizes are pixdim's anyhow.
    let map = nifti_quatern_to_mat44(
      fields.quatern_b, fields.quatern_c, fields.quatern_d, fields.qoffset_x, fields.qoffset_y, fields.qoffset_z,
      1, 1, 1, fields.pixdim.0)
    let spacing = nominalSpacing
    var form = AffineForm(map.m.0, map.m.1, map.m.2)
    (form.i, form.j, form.k) = (form.i * spacing.x, form.j * spacing.y, form.k * spacing.z)
    return form
  }
}

/// A map from voxel index to LPS, in the unit of its file.
private struct AffineForm {
  var i: SIMD3<Double>
  var j: SIMD3<Double>
  var k: SIMD3<Double>
  let origin: SIMD3<Double>

  /// From the rows of a RAS map.
  init(_ x: (Float, Float, Float, Float), _ y: (Float, Float, Float, Float), _ z: (Float, Float, Float, Float)) {
    func turned(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Double> { [-Double(x), -Double(y), Double(z)] }
    (i, j, k) = (turned(x.0, y.0, z.0), turned(x.1, y.1, z.1), turned(x.2, y.2, z.2))
    origin = turned(x.3, y.3, z.3)
  }

  var lengths: SIMD3<Double> { SIMD3(i.length, j.length, k.length) }

  var axes: Axes { Axes(i: i / i.length, j: j / j.length, k: k / k.length) }
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
  /// The limit is a cosine of 5e-4: headers of four digits reach 1.7e-4, and the volume is then wrong by less than 4e-7, below
  /// the 1e-6 that is promised. ITK refuses NIfTI from 1e-4 on and NRRD never.
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
