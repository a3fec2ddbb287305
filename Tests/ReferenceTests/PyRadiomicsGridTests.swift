import Extraction
import ImageFiles
import Testing
import TestSupport
import Volumes

/// Masks on grids of their own, and intensities in integer types, against PyRadiomics.
///
/// Source: PyRadiomics 3.1.0 (PyPI wheel; SimpleITK 2.5.7, NumPy 1.26.4, scikit-image 0.24.0, Python 3.9), run on
/// 26 November 2026 on brain1 of `../shared`, with the parameters of each test.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: PyRadiomicsGridTests, no reference data"))
struct PyRadiomicsGridTests {
  private let image: Volume
  private let mask: Mask

  init() throws {
    image = try readVolume(ReferenceData.file("pyradiomics/data/brain1_image.nrrd").path)
    mask = try readMask(ReferenceData.file("pyradiomics/data/brain1_label.nrrd").path)
  }

  private func expect(
    _ wanted: [String: Double], of image: Volume, _ mask: Mask, _ parameters: String, tolerance: Double = 1e-6
  ) throws {
    let settings = try ExtractionSettings(pyRadiomicsText: parameters, file: "params.yaml")
    let result = try extractFeatures(image: image, mask: mask, settings: settings)
    let found = Dictionary(uniqueKeysWithValues: zip(result.columns, result.values))
    for (column, value) in wanted {
      let number = try #require(found[column]?.number, "\(column)")
      #expect(abs(number - value) <= tolerance * abs(value), "\(column): \(number), PyRadiomics \(value)")
    }
  }

  /// The box of the region and two voxels around it.
  private var part: Mask { mask.cropped(to: VoxelBox(lower: [160, 82, 9], upper: [211, 156, 20])) }

  /// The new grid follows the mask's, so it ends where the mask does.
  @Test func aSmallerMaskIsResampledOnItsOwnGrid() throws {
    try expect(
      [
        "original_shape_VoxelVolume": 16344.0, "original_shape_SurfaceArea": 6137.41089888105,
        "original_firstorder_Mean": 815.2907488986784, "original_firstorder_Energy": 1405781021.0,
        "original_firstorder_Minimum": 482.0, "original_glcm_Contrast": 34.06120132514657,
        "original_glrlm_RunEntropy": 4.9286582036005635, "original_glszm_ZoneVariance": 10.90692162490551,
        "original_gldm_DependenceEntropy": 6.881105468457479, "original_ngtdm_Coarseness": 0.003941064184527648,
      ], of: image, part, "setting: {correctMask: true, resampledPixelSpacing: [2, 2, 2]}")
  }

  /// Turned by 10 degrees in the plane about the middle of its region: every axis of the new grid crosses the image's.
  @Test func aTurnedMaskTakesTheImageWithIt() throws {
    let axes = Axes(
      i: [0.984807753012208, 0.17364817766693033, 0], j: [0.17364817766693033, -0.984807753012208, 0], k: [0, 0, 1])
    let grid = Grid(
      size: part.grid.size, spacing: part.grid.spacing,
      origin: [20.735662257696752, 31.722092611931515, -19.49999999999997], axes: axes)
    try expect(
      [
        "original_shape_VoxelVolume": 16344.0, "original_shape_SurfaceArea": 6137.41089888105,
        "original_firstorder_Mean": 780.7092511013216, "original_firstorder_Energy": 1301646781.0,
        "original_firstorder_Minimum": 456.0, "original_glcm_Contrast": 36.20083787762177,
        "original_glrlm_RunEntropy": 5.02386494476191, "original_glszm_ZoneVariance": 10.80710582541608,
        "original_gldm_DependenceEntropy": 7.010802589660761, "original_ngtdm_Coarseness": 0.004009961433016107,
      ], of: image, Mask(grid: grid, voxels: part.voxels),
      "setting: {correctMask: true, resampledPixelSpacing: [2, 2, 2]}")
  }

  @Test func aMaskOnAnotherGridIsReadAtTheImagesVoxelsWhereTheSpacingIsKept() throws {
    try expect(
      [
        "original_shape_VoxelVolume": 16412.658691406243, "original_firstorder_Energy": 2918821481.0,
        "original_glcm_Contrast": 47.492125114429776, "original_ngtdm_Coarseness": 0.001712035271356631,
      ], of: image, part, "setting: {correctMask: true, resampledPixelSpacing: [0.78125, 0.78125, 6.5]}")
  }

  @Test func aMaskThatReachesOutsideTheImageIsRefused() throws {
    let grid = part.grid
    let moved = Grid(size: grid.size, spacing: grid.spacing, origin: grid.origin + [60, 0, 0], axes: grid.axes)
    let settings = try ExtractionSettings(
      pyRadiomicsText: "setting: {correctMask: true, resampledPixelSpacing: [2, 2, 2]}", file: "params.yaml")
    #expect(throws: ExtractionError.self) {
      try extractFeatures(image: image, mask: Mask(grid: grid, voxels: part.voxels).onGrid(moved), settings: settings)
    }
  }

  @Test func theGaussianInterpolatorSmoothsAsITKs() throws {
    try expect(
      [
        "original_firstorder_Mean": 762.5848765432099, "original_firstorder_Energy": 1150447789.0,
        "original_firstorder_Minimum": 528.0, "original_firstorder_Maximum": 1035.0,
        "original_glcm_Contrast": 8.030444654821801, "original_glszm_ZoneVariance": 127.42210875212757,
      ], of: image, mask, "setting: {resampledPixelSpacing: [1.5, 1.5, 4], interpolator: sitkGaussian}")
  }

  /// `numpy.clip((image - 700) // 4, 0, 255).astype(numpy.uint8)`: beside a floor of zeros a spline overshoots.
  private func bytes(range: ClosedRange<Double>) -> Volume {
    let voxels = image.voxels.map { min(max((($0 - 700) / 4).rounded(.down), 0), 255) }
    return Volume(grid: image.grid, voxels: voxels, precision: .integer, storedRange: range)
  }

  @Test func aSplineStaysWithinAnUnsignedType() throws {
    let parameters = "setting: {resampledPixelSpacing: [1, 1, 3], binWidth: 10}"
    try expect(
      [
        "original_firstorder_Mean": 32.90272513986645, "original_firstorder_Energy": 11685586.0,
        "original_firstorder_Minimum": 0, "original_firstorder_Maximum": 142.0,
        "original_glcm_Contrast": 6.750932891878289, "original_glszm_ZoneVariance": 4070.841159008875,
      ], of: bytes(range: 0...255), mask, parameters)
    // The same numbers as int16.
    try expect(
      [
        "original_firstorder_Mean": 32.52445406966252, "original_firstorder_Energy": 11698568.0,
        "original_firstorder_Minimum": -17.0, "original_firstorder_10Percentile": -1.0,
        "original_glcm_Contrast": 7.215882907445093, "original_glszm_ZoneVariance": 1727.2830168016692,
      ], of: bytes(range: -32768...32767), mask, parameters)
  }

  /// NumPy casts codes to the type of the image, so 4095 is 255 in uint8, and 255 is -1 in int8.
  @Test func planarPatternsAreStoredInTheTypeOfTheImage() throws {
    try expect(
      [
        "lbp-2D_firstorder_Energy": 119019095.0, "lbp-2D_firstorder_Mean": 129.7377326565144,
        "lbp-2D_glcm_Contrast": 19343.75089103073,
      ], of: bytes(range: 0...255), mask,
      "imageType: {LBP2D: {binWidth: 1, lbp2DMethod: ror, lbp2DSamples: 12, lbp2DRadius: 1.5}}")
    let signed = image.voxels.map { min(max((($0 - 1000) / 8).rounded(.down), -128), 127) }
    try expect(
      [
        "lbp-2D_firstorder_Energy": 14908448.0, "lbp-2D_firstorder_Mean": 1.6113125453226975,
        "lbp-2D_glcm_Contrast": 5819.3146716460915,
      ], of: Volume(grid: image.grid, voxels: signed, precision: .integer, storedRange: -128...127), mask,
      "imageType: {LBP2D: {binWidth: 1, lbp2DMethod: default}}")
  }

  /// SciPy holds the samples within the type of the image.
  @Test func samplesOnTheSphereStayWithinAnUnsignedType() throws {
    try expect(
      [
        "lbp-3D-m1_firstorder_Energy": 753803.0854791743, "lbp-3D-m1_firstorder_Mean": 11.353590045576876,
        "lbp-3D-m2_firstorder_Energy": 755486.2158418263, "lbp-3D-m2_firstorder_Mean": 12.029576693443031,
      ], of: bytes(range: 0...255), mask, "imageType: {LBP3D: {binWidth: 0.5}}\nfeatureClass: {firstorder: }",
      tolerance: 1e-4)
  }
}

extension Mask {
  fileprivate func onGrid(_ grid: Grid) -> Mask { Mask(grid: grid, voxels: voxels) }
}
