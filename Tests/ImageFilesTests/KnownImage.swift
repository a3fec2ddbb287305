import Testing
import Volumes

/// An image as SimpleITK 2 reads it: the sum of its voxels, and their sum weighted by `index mod 1009`, which sees
/// order.
struct KnownImage: Sendable, CustomTestStringConvertible {
  let path: String
  let grid: Grid
  let sum: Double
  let weighted: Double

  init(
    _ path: String, size: SIMD3<Int>, spacing: SIMD3<Double>, origin: SIMD3<Double>, axes: Axes, sum: Double,
    weighted: Double
  ) {
    self.path = path
    grid = Grid(size: size, spacing: spacing, origin: origin, axes: axes)
    self.sum = sum
    self.weighted = weighted
  }

  var testDescription: String { path }

  /// Values by SimpleITK 2.x, `GetSize`, `GetSpacing`, `GetOrigin`, `GetDirection` and numpy sums in float64.
  static let all: [KnownImage] = [
    KnownImage(
      "pyradiomics/data/brain1_image.nrrd", size: [256, 256, 25],
      spacing: [0.7812499999999999, 0.7812499999999999, 6.499999999999998],
      origin: [-99.60937499999999, 99.60937499999999, -77.99999999999996],
      axes: Axes(i: [1.0, 0.0, 0.0], j: [0.0, -1.0, 0.0], k: [0.0, 0.0, 1.0]), sum: 631859459, weighted: 318285246745),
    KnownImage(
      "pyradiomics/data/brain1_label.nrrd", size: [256, 256, 25],
      spacing: [0.7812499999999999, 0.7812499999999999, 6.499999999999998],
      origin: [-99.60937499999999, 99.60937499999999, -77.99999999999996],
      axes: Axes(i: [1.0, 0.0, 0.0], j: [0.0, -1.0, 0.0], k: [0.0, 0.0, 1.0]), sum: 4137, weighted: 2092739),
    KnownImage(
      "pyradiomics/data/brain2_image.nrrd", size: [256, 256, 23],
      spacing: [0.7812499999999999, 0.7812499999999999, 6.499999999999998],
      origin: [-109.99999999999999, 103.41874694824213, -62.70000076293943],
      axes: Axes(i: [1.0, 0.0, 0.0], j: [0.0, -1.0, 0.0], k: [0.0, 0.0, 1.0]), sum: 356034155, weighted: 179479100859),
    KnownImage(
      "pyradiomics/data/brain2_label.nrrd", size: [256, 256, 23],
      spacing: [0.7812499999999999, 0.7812499999999999, 6.499999999999998],
      origin: [-109.99999999999999, 103.41874694824213, -62.70000076293943],
      axes: Axes(i: [1.0, 0.0, 0.0], j: [0.0, -1.0, 0.0], k: [0.0, 0.0, 1.0]), sum: 453, weighted: 231301),
    KnownImage(
      "pyradiomics/data/breast1_image.nrrd", size: [45, 120, 21], spacing: [0.664062, 0.664062, 2.1],
      origin: [-116.54304, -48.14465400000001, 9.45000000000003], axes: .identity, sum: 7187342, weighted: 3616600212),
    KnownImage(
      "pyradiomics/data/breast1_label.nrrd", size: [45, 120, 21], spacing: [0.664062, 0.664062, 2.1],
      origin: [-116.54304, -48.14465400000001, 9.45000000000003], axes: .identity, sum: 143, weighted: 64346),
    KnownImage(
      "pyradiomics/data/lung2_image.nrrd", size: [512, 512, 61], spacing: [0.6269531, 0.6269531, 5.0],
      origin: [-170.5, -324.5, -359.9999999999999], axes: .identity, sum: -6928616381, weighted: -3491680087082),
    KnownImage(
      "pyradiomics/data/lung2_label.nrrd", size: [512, 512, 61], spacing: [0.6269531, 0.6269531, 5.0],
      origin: [-170.5, -324.5, -359.9999999999999], axes: .identity, sum: 24644, weighted: 12395807),
    KnownImage(
      "pyradiomics/data/prostate_phantom_subvolume-label.nrrd", size: [82, 67, 13], spacing: [0.5, 0.5, 3.0],
      origin: [15.683382511138916, 76.5357608795166, -52.77613067626954],
      axes: Axes(i: [-1.0, 0.0, 0.0], j: [0.0, -1.0, 0.0], k: [0.0, 0.0, 1.0]), sum: 107126, weighted: 53366748),
    KnownImage(
      "pyradiomics/data/prostate_phantom_subvolume.nrrd", size: [82, 67, 13], spacing: [0.5, 0.5, 3.0],
      origin: [15.683382511138916, 76.5357608795166, -52.77613067626954],
      axes: Axes(i: [-1.0, 0.0, 0.0], j: [0.0, -1.0, 0.0], k: [0.0, 0.0, 1.0]), sum: 27811967, weighted: 13913877844),
    KnownImage(
      "sts/nifti/STS_001/MR_T1_image.nii.gz", size: [174, 158, 59],
      spacing: [0.9765620231628418, 0.9765620231628418, 3.2699549198150635],
      origin: [-0.0001373291015625, -67.38290405273438, -881.3145751953125], axes: .identity, sum: 565033700,
      weighted: 284818406416),
    KnownImage(
      "sts/nifti/STS_001/MR_T1_mask.nii.gz", size: [174, 158, 59],
      spacing: [0.9765620231628418, 0.9765620231628418, 3.2699549198150635],
      origin: [-0.0001373291015625, -67.38290405273438, -881.3145751953125], axes: .identity, sum: 117145,
      weighted: 58960618),
    KnownImage(
      "sts/nifti/STS_050/CT_image.nii.gz", size: [171, 168, 52],
      spacing: [0.9765620231628418, 0.9765620231628418, 3.2699999809265137],
      origin: [31.24985694885254, -113.28131866455078, 730.22998046875], axes: .identity, sum: -500941168,
      weighted: -252399423527),
    KnownImage(
      "mr_cases/prostate_us_biopsy_001/seg.nii.gz", size: [256, 256, 60], spacing: [0.6640625, 0.6640625, 1.5],
      origin: [61.40380096435547, 103.29145050048828, -74.88107299804688],
      axes: Axes(i: [-1.0, 0.0, 0.0], j: [0.0, -1.0, 0.0], k: [0.0, 0.0, 1.0]), sum: 74253, weighted: 37411333),
    KnownImage(
      "ibsi/ibsi1_digital_phantom/nifti/image/phantom.nii.gz", size: [5, 4, 4], spacing: [2.0, 2.0, 2.0],
      origin: [0.0, 0.0, 0.0], axes: .identity, sum: 173, weighted: 6013),
    KnownImage(
      "ibsi/ibsi_ct_phantom_NONCOMMERCIAL/nifti/image/phantom.nii.gz", size: [204, 201, 60],
      spacing: [0.9769999980926514, 0.9769999980926514, 3.0],
      origin: [-174.39450073242188, -79.62550354003906, -100.4000015258789], axes: .identity, sum: -655581056,
      weighted: -330284848634),
    KnownImage(
      "ibsi/ibsi2_digital_phantoms/nifti/orientation/image/orientation.nii.gz", size: [32, 48, 64],
      spacing: [2.0, 2.0, 2.0],
      origin: [0.0, 0.0, 0.0], axes: .identity, sum: 6930432, weighted: 3483441626),
  ]
  /// DICOM series by the same program; ITK makes the axes of oblique series right-angled in another order.
  static let series: [KnownImage] = [
    KnownImage(
      "sts/dicom/STS_002/MR_T1/image", size: [115, 90, 35], spacing: [0.976562, 0.976562, 3.2699550000000017],
      origin: [30.273312, 88.8670299999999, -609.4174], axes: .identity, sum: 167980381, weighted: 84708968585),
    KnownImage(
      "sts/dicom/STS_003/MR_T1/image", size: [121, 138, 47], spacing: [0.976562, 0.976562, 3.2699549999997815],
      origin: [-111.328186, 15.624878, -839.50469999999], axes: .identity, sum: 362958960, weighted: 182924198223),
    KnownImage(
      "sts/dicom/STS_050/MR_T1/image", size: [141, 135, 52], spacing: [0.976562, 0.976562, 3.269950000000001],
      origin: [41.015472, -82.031329999999, 730.226499999999], axes: .identity, sum: 436151607, weighted: 219598327396),
    KnownImage(
      "mr_cases/prostate_us_biopsy_001/T2", size: [256, 256, 60], spacing: [0.6640625, 0.6640625, 1.5],
      origin: [-107.93213844258, -66.044486999928, -74.881074011326], axes: .identity, sum: 425040364,
      weighted: 214246435570),
    KnownImage(
      "mr_cases/breast_nact_br06/image_dce_pe1", size: [256, 256, 60], spacing: [0.703125, 0.703125, 2.00000006779661],
      origin: [157.800003, -106.699997, 78.0],
      axes: Axes(i: [0.0, 1.0, 0.0], j: [0.0, 0.0, -1.0], k: [-1.0, 0.0, 0.0]), sum: 7045531, weighted: 3533595339),
    KnownImage(
      "mr_cases/qin_prostate_dicom/ADC", size: [256, 256, 20], spacing: [0.7031, 0.7031, 2.999998382848133],
      origin: [-86.8951, -100.219, -42.4167],
      axes: Axes(
        i: [0.998511588, 0.054345023, -0.004607253], j: [-0.054048791, 0.99729383, 0.049837191],
        k: [0.007303188, -0.049513997, 0.998746728]), sum: 40605992, weighted: 20532954995),
    KnownImage(
      "ibsi/ibsi_ct_phantom_NONCOMMERCIAL/dicom/image", size: [204, 201, 60],
      spacing: [0.97699999809265, 0.97699999809265, 2.9999999999998486],
      origin: [-174.39450073242, -79.625503540039, -100.40000152587], axes: .identity, sum: -655581056,
      weighted: -330284848634),
  ]
}
