import Execution
import Features
import ImageProcessing
import Volumes

/// The features of a region of an image.
///
/// ```swift
/// let features = try extractFeatures(image: readVolume("t1.nii.gz"), mask: readMask("tumour.nii.gz"))
/// print(features["original_shape_MeshVolume"]?.number ?? .nan)
/// ```
/// Image and mask lie on one grid, within the settings' tolerance; ``ExtractionCase`` takes both from files, DICOM
/// among them.
/// - Parameters:
///   - image: the image as it was read.
///   - mask: the region, 1 inside.
///   - settings: made in code or read from a parameter file; PyRadiomics' defaults unless given.
///   - reference: reference tissue on the image's grid, for a normaliser that takes one.
///   - workers: threads at most; the images (original and sub-bands) and the shape are computed in parallel. The values
///     are the same for any number.
/// - Throws: ``ExtractionError`` where no feature could mean anything: grids that differ, an empty or too small region,
///   intensities that are not finite. A single feature without a value is ``/Features/FeatureValue/undefined(_:)``.
public func extractFeatures(
  image: Volume, mask: Mask, settings: ExtractionSettings = .pyradiomicsDefaults, reference: Mask? = nil,
  workers: Int = 1
) throws(ExtractionError) -> ExtractedFeatures {
  if settings.ibsi?.selection.needsEigenvalues ?? settings.selection.needsEigenvalues,
    let missing = EigenvalueLibrary.missing
  {
    throw .missingLibrary(missing)
  }
  let image = try settings.normalised(image, mask, reference: reference)
  do throws(ImageProcessingError) {
    if let ibsi = settings.ibsi {
      return try IBSIExtraction(image, mask, ibsi, gridTolerance: settings.gridTolerance).run(workers: workers)
    }
    let prepared = try PreparedImage(image, mask, settings, workers: workers)
    return try PyRadiomicsExtraction(prepared, settings, workers: workers).run(workers: workers)
  } catch {
    throw .processing(error)
  }
}

/// The parallel part: a task per filtered image, one for the shape, and one or, with several threads, a few for the
/// original.
private struct PyRadiomicsExtraction: Sendable {
  private let settings: ExtractionSettings
  private let prepared: PreparedImage
  private let runs: RegionRuns
  private let shapeMask: Mask
  private let shared: SharedFilters

  init(_ prepared: PreparedImage, _ settings: ExtractionSettings, workers: Int) {
    self.settings = settings
    self.prepared = prepared
    runs = RegionRuns(prepared.mask.cropped(to: prepared.box))
    shapeMask = prepared.shapeMask.cropped(to: prepared.box)
    shared = SharedFilters(settings.images, prepared, workers: workers)
  }

  private struct Part: Sendable {
    var features: [String: FeatureValue] = [:]
    var warning: String?
  }

  func run(workers: Int) throws(ImageProcessingError) -> ExtractedFeatures {
    var values: [String: FeatureValue] = [:]
    var warnings: [String] = []
    let tasks = ExtractionTask.all(settings, workers: workers)
    let results = parallelMap(tasks, workers: workers) { task in result(of: task) }
    // Failures and warnings in the order of the columns, however the tasks were cut and ordered.
    for (_, result) in zip(tasks, results).sorted(by: { $0.0.position < $1.0.position }) {
      let part = try result.get()
      values.merge(part.features) { first, _ in first }
      // An image in several parts says the same several times.
      if let warning = part.warning, warnings.last != warning { warnings.append(warning) }
    }
    let columns = settings.columns
    return ExtractedFeatures(
      columns: columns, values: columns.map { values[$0] ?? .undefined(.emptyRegion) }, region: prepared.given,
      processedRegion: RegionFacts(prepared.mask, box: prepared.box), warnings: warnings)
  }

  private func result(of task: ExtractionTask) -> Result<Part, ImageProcessingError> {
    Result { () throws(ImageProcessingError) -> Part in
      switch task.work {
      case .shape: shape
      case .image(let recipe, let derivation, let selection): try part(recipe, derivation, selection)
      }
    }
  }

  private var shape: Part {
    var part = Part()
    let names = settings.repeatsShapePerImage ? settings.images.flatMap(\.names) : ["original"]
    let values =
      shapeFeatures(of: shapeMask, selection: settings.selection)
      + planarShapeFeatures(of: shapeMask, plane: settings.shapePlane, selection: settings.selection)
    for feature in values {
      for name in names { part.features["\(name)_\(feature.column)"] = feature.value }
    }
    return part
  }

  private func part(
    _ recipe: ImageRecipe, _ derivation: ImageDerivation, _ selection: FeatureSelection
  ) throws(ImageProcessingError) -> Part {
    let name = derivation.name
    guard let intensities = derivation.intensities(from: prepared, at: runs, shared) else {
      return undefined(name, .noFilteredImage)
    }
    // What the region holds itself is the case's error; what a filter brings in from around it concerns one image.
    if derivation.isFiltered, !intensities.values.allSatisfy(\.isFinite) { return undefined(name, .notFinite) }
    let levels = try intensities.discretised(recipe.binning)
    var part = Part()
    let computed = features(of: selection, intensities: intensities, levels: levels, settings: recipe.texture)
    for feature in computed {
      part.features["\(name)_\(feature.column)"] = feature.value
    }
    part.warning = levels.isFlat ? "\(name): every voxel has the same grey level, so texture says nothing" : nil
    return part
  }

  /// The columns of an image that does not exist, so that a table has the same columns whatever its images.
  private func undefined(_ name: String, _ reason: FeatureValue.UndefinedReason) -> Part {
    var part = Part()
    for feature in settings.selection.entries where !feature.featureClass.isMorphological {
      part.features["\(name)_\(feature.column)"] = .undefined(reason)
    }
    part.warning = "\(name): \(reason)"
    return part
  }
}

extension GreyLevelRegion {
  /// Whether one level occurs and no other.
  package var isFlat: Bool {
    let first = levels.first { $0 != 0 }
    return levels.allSatisfy { $0 == 0 || $0 == first }
  }
}

extension ImageDerivation {
  /// The intensities inside the region; `nil` where the filter is not defined on the image.
  ///
  /// Where a filter can be computed at single voxels, nothing else is.
  fileprivate func intensities(
    from prepared: PreparedImage, at runs: RegionRuns, _ shared: SharedFilters
  ) -> InsideIntensities? {
    switch self {
    case .original:
      let values = runs.gathered(prepared.volume, in: prepared.box)
      return InsideIntensities(runs: runs, values: values, precision: prepared.volume.precision)
    case .subband(let subband): return shared.wavelet?.intensities(of: subband, at: runs)
    default:
      return volume(from: prepared, within: prepared.box, shared).map { InsideIntensities(of: $0, runs: runs) }
    }
  }
}

extension InsideLevels {
  /// Whether one level occurs and no other.
  fileprivate var isFlat: Bool { levels.allSatisfy { $0 == levels[0] } }
}
