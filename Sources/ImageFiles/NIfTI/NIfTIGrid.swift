import CNIfTI
import Volumes

extension NIfTIHeader {
  /// The grid in LPS: from the sform if it is set, else from the qform, else from the voxel sizes alone.
  ///
  /// NIfTI's world is RAS, so x and y change sign. Spacing is taken from `pixdim` where it agrees with the sform to a part
  /// in ten thousand, as it is the number that other readers report.
  func grid(file: String) throws(ImageFileError) -> Grid {
    let size = try sizes(file: file)
    let nominal = SIMD3(Double(fields.pixdim.1), Double(fields.pixdim.2), Double(fields.pixdim.3))
    guard let affine else {
      try check(nominal, determinant: 1, file: file)
      return Grid(size: size, spacing: nominal)
    }
    let measured = SIMD3(affine.i.length, affine.j.length, affine.k.length)
    let axes = Axes(i: affine.i / measured.x, j: affine.j / measured.y, k: affine.k / measured.z)
    let spacing = SIMD3(
      agreed(nominal.x, measured.x), agreed(nominal.y, measured.y), agreed(nominal.z, measured.z))
    try check(spacing, determinant: axes.determinant, file: file)
    let origin = affine.origin
    guard origin.isFinite else { throw ImageFileError(file, .invalidGrid(detail: "the origin is not a number")) }
    return Grid(size: size, spacing: spacing, origin: origin, axes: axes)
  }

  private func agreed(_ nominal: Double, _ measured: Double) -> Double {
    abs(abs(nominal) - measured) <= 1e-4 * measured ? abs(nominal) : measured
  }

  private func check(_ spacing: SIMD3<Double>, determinant: Double, file: String) throws(ImageFileError) {
    guard spacing.isFinite, spacing.min() > 0 else {
      throw ImageFileError(file, .invalidGrid(detail: "the spacing is (\(spacing.listed)) mm"))
    }
    guard abs(determinant) > 1e-3 else {
      throw ImageFileError(file, .invalidGrid(detail: "its axes do not span space"))
    }
  }

  /// The map from voxel index to LPS in mm.
  private var affine: (i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>, origin: SIMD3<Double>)? {
    if fields.sform_code > 0 { return columns(fields.srow_x, fields.srow_y, fields.srow_z) }
    guard fields.qform_code > 0 else { return nil }
    let pixdim = fields.pixdim
    let map = nifti_quatern_to_mat44(
      fields.quatern_b, fields.quatern_c, fields.quatern_d, fields.qoffset_x, fields.qoffset_y, fields.qoffset_z,
      pixdim.1, pixdim.2, pixdim.3, pixdim.0)
    return columns(map.m.0, map.m.1, map.m.2)
  }

  private typealias Row = (Float, Float, Float, Float)

  /// Columns of a RAS map, turned to LPS.
  private func columns(
    _ x: Row, _ y: Row, _ z: Row
  ) -> (i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>, origin: SIMD3<Double>) {
    func turned(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Double> { [-Double(x), -Double(y), Double(z)] }
    return (turned(x.0, y.0, z.0), turned(x.1, y.1, z.1), turned(x.2, y.2, z.2), turned(x.3, y.3, z.3))
  }
}

extension SIMD3<Double> {
  /// Whether no component is infinite or not a number.
  var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}
