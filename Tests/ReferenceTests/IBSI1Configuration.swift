import Features
import Foundation
import ImageFiles
import ImageProcessing
import TestSupport
import Volumes

/// Settings of the digital phantom and of configurations A to E, from chapter 5 of the reference manual.
struct IBSI1Configuration: Sendable, CustomStringConvertible {
  let name: String
  /// Spacing after interpolation, mm, 0 along an axis that is kept; `nil` for no interpolation.
  var spacing: SIMD3<Double>?
  var interpolator = Interpolator.linear
  var resegmentation = Resegmentation()
  var binning = IBSIBinning.none
  var volumeHistogram = VolumeHistogramBinning.none
  var textures: Set<TextureDimension> = [.volume]

  enum VolumeHistogramBinning: Sendable {
    case none
    case size(Double)
    case number(Int)
  }

  static let all = [
    IBSI1Configuration(name: "digital_phantom", textures: [.slices, .volume]),
    IBSI1Configuration(
      name: "A", resegmentation: Resegmentation(range: -500...400), binning: .fixedBinSize(25, lowest: -500),
      textures: [.slices]),
    IBSI1Configuration(
      name: "B", spacing: [2, 2, 0], resegmentation: Resegmentation(range: -500...400), binning: .fixedBinNumber(32),
      textures: [.slices]),
    IBSI1Configuration(
      name: "C", spacing: [2, 2, 2], resegmentation: Resegmentation(range: -1000...400),
      binning: .fixedBinSize(25, lowest: -1000), volumeHistogram: .size(2.5)),
    IBSI1Configuration(
      name: "D", spacing: [2, 2, 2], resegmentation: Resegmentation(outlierLimit: 3), binning: .fixedBinNumber(32)),
    IBSI1Configuration(
      name: "E", spacing: [2, 2, 2], interpolator: .cubicBSpline,
      resegmentation: Resegmentation(range: -1000...400, outlierLimit: 3), binning: .fixedBinNumber(32),
      volumeHistogram: .number(1000)),
  ]

  var description: String { name }

  private var folder: String {
    name == "digital_phantom" ? "ibsi/ibsi1_digital_phantom/nifti" : "ibsi/ibsi_ct_phantom_NONCOMMERCIAL/nifti"
  }

  func region() throws -> IBSIRegion {
    let (image, mask) = try processed()
    let intensityMask = try resegmentation.applied(to: IntensityRegion(volume: image, mask: mask))
    let intensities = IntensityRegion(volume: image, mask: intensityMask)
    return try IBSIRegion(
      image: image, morphologicalMask: mask, intensityMask: intensityMask,
      levels: intensities.discretised(ibsi: binning), volumeHistogram: volumeHistogramLevels(intensities))
  }

  /// Both on the new grid.
  private func processed() throws -> (Volume, Mask) {
    let stored = try readVolume(only("image"))
    let mask = try readVolume(only("mask")).mask(label: 1)
    // The manual: NIfTI files are to be rounded to whole numbers first.
    let image = Volume(grid: stored.grid, voxels: stored.voxels.map { $0.rounded() })
    guard let spacing else { return (image, mask) }
    let plan = try ResamplingPlan(centredOn: image.grid, spacing: spacing)
    return (image.interpolated(plan, interpolator, roundsIntensities: true), mask.interpolated(plan))
  }

  private func only(_ kind: String) throws -> String {
    let url = try ReferenceData.file("\(folder)/\(kind)")
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.hasSuffix(".nii.gz") }
    return url.appending(path: names.first ?? "").path
  }

  /// Section 3.5: whole numbers within the range, bin centres, or bin numbers.
  private func volumeHistogramLevels(_ region: IntensityRegion) throws -> VolumeHistogramLevels {
    let inside = region.insideIntensities
    let range = resegmentation.range ?? (inside.min() ?? 0)...(inside.max() ?? 0)
    func levels(_ binning: IBSIBinning, count: Int, first: Double, step: Double) throws -> VolumeHistogramLevels {
      let levels = try region.discretised(ibsi: binning)
      return VolumeHistogramLevels(
        region: GreyLevelRegion(grid: levels.grid, levels: levels.levels, levelCount: max(count, levels.levelCount)),
        first: first, step: step)
    }
    let extent = range.upperBound - range.lowerBound
    switch volumeHistogram {
    case .none:
      let binning = IBSIBinning.fixedBinSize(1, lowest: range.lowerBound)
      return try levels(binning, count: Int(extent) + 1, first: range.lowerBound, step: 1)
    case .size(let width):
      let binning = IBSIBinning.fixedBinSize(width, lowest: range.lowerBound)
      return try levels(binning, count: Int(extent / width), first: range.lowerBound + width / 2, step: width)
    case .number(let count): return try levels(.fixedBinNumber(count), count: count, first: 1, step: 1)
    }
  }
}
