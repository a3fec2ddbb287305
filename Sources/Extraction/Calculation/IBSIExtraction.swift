import Execution
import Features
import ImageProcessing
import Volumes

/// The features of the profile `ibsi`: tasks for parts of the families and for each filter, in parallel.
struct IBSIExtraction: Sendable {
  private let settings: IBSISettings
  private let prepared: IBSIPreparedImage

  /// - Parameter gridTolerance: how far the grids may differ, as a share of the smallest spacing.
  init(
    _ image: Volume, _ mask: Mask, _ settings: IBSISettings, gridTolerance: Double
  ) throws(ImageProcessingError) {
    self.settings = settings
    prepared = try IBSIPreparedImage(image, mask, settings, gridTolerance: gridTolerance)
  }

  private enum Task: Sendable {
    /// Features of the image itself, those of one part of the selection.
    case image(IBSIRegion, IBSISelection)
    case response(IBSIFilterRecipe)
  }

  private struct Part: Sendable {
    var features: [String: FeatureValue] = [:]
    var warning: String?
  }

  func run(workers: Int) throws(ImageProcessingError) -> ExtractedFeatures {
    let region = try prepared.region(
      binning: settings.binning, volumeHistogram: settings.volumeHistogram, settings.selection)
    var values: [String: FeatureValue] = [:]
    var warnings = region.levels.isFlat && settings.selection.needsLevels ? [Self.flatness("the image")] : []
    for result in parallelMap(tasks(region), workers: workers, { task in self.result(of: task) }) {
      let part = try result.get()
      values.merge(part.features) { first, _ in first }
      if let warning = part.warning { warnings.append(warning) }
    }
    let columns = settings.columns
    return ExtractedFeatures(
      columns: columns, values: columns.map { values[$0] ?? .undefined(.emptyRegion) }, region: prepared.given,
      processedRegion: RegionFacts(prepared.morphologicalMask, box: prepared.box), warnings: warnings)
  }

  /// Parts of about equal work; every value is that of its own part, so how they are cut changes none.
  private func tasks(_ region: IBSIRegion) -> [Task] {
    let cuts: [Set<IBSIFamily>] = [
      [.glcm], [.morphology, .statistics], [.gldzm, .ngtdm, .ngldm], [.glrlm, .glszm],
      [.localIntensity, .histogram, .volumeHistogram],
    ]
    return cuts.map(settings.selection.only).filter { !$0.families.isEmpty }.map { Task.image(region, $0) }
      + settings.filters.map(Task.response)
  }

  private func result(of task: Task) -> Result<Part, ImageProcessingError> {
    Result { () throws(ImageProcessingError) -> Part in
      switch task {
      case .image(let region, let selection):
        var part = Part()
        for value in ibsiFeatures(of: region, selection) { part.features[value.tag] = value.value }
        return part
      case .response(let recipe): return try response(recipe)
      }
    }
  }

  private func response(_ recipe: IBSIFilterRecipe) throws(ImageProcessingError) -> Part {
    let responses = settings.responses
    let part = surroundings
    let map: Volume
    do throws(ImageFilterError) {
      map = try recipe.filter.response(to: prepared.image, within: part)
    } catch {
      return undefined(recipe, error)
    }
    let region = try prepared.region(
      (map, part), binning: responses.binning, volumeHistogram: responses.volumeHistogram, responses.selection)
    var result = Part()
    for value in ibsiFeatures(of: region, responses.selection) {
      result.features["\(recipe.name)_\(value.tag)"] = value.value
    }
    if responses.selection.needsLevels, region.levels.isFlat { result.warning = Self.flatness(recipe.name) }
    return result
  }

  /// The voxels of a response map that features read: peaks look a sphere of 1 cm³ (6.2 mm) beyond the region.
  private var surroundings: VoxelBox {
    guard settings.responses.selection.families.contains(.localIntensity) else { return prepared.box }
    let spacing = prepared.image.grid.spacing
    let margin = SIMD3((0..<3).map { Int((6.3 / spacing[$0]).rounded(.up)) })
    return prepared.box.expanded(by: margin, within: prepared.image.grid.bounds)
  }

  /// The columns of a response that does not exist, so that a table has the same columns whatever its images.
  private func undefined(_ recipe: IBSIFilterRecipe, _ error: ImageFilterError) -> Part {
    var part = Part(warning: "\(recipe.name): \(error)")
    for entry in IBSIRegistry.entries(of: settings.responses.selection) {
      part.features["\(recipe.name)_\(entry.tag)"] = .undefined(.notFinite)
    }
    return part
  }

  private static func flatness(_ name: String) -> String {
    "\(name): every voxel has the same grey level, so texture says nothing"
  }
}
