import Execution
import Features
import Foundation
import ImageFiles
import ImageProcessing
import Volumes

/// One feature of the surroundings of each voxel, as an image.
public struct VoxelMap: Sendable {
  /// Column of the feature: `image_class_Name`.
  public let name: String
  /// The map, on the grid of the processed image.
  public let volume: Volume
  /// Voxels inside the region.
  public let voxels: Int
  /// Voxels without a value, by reason.
  public let undefined: [FeatureValue.UndefinedReason: Int]
}

/// Feature maps of a region: PyRadiomics' voxel-based extraction on the original and filtered images.
public struct VoxelMaps: Sendable {
  private let settings: ExtractionSettings
  private let kernel: VoxelMapSettings
  private let selection: FeatureSelection
  private let prepared: PreparedImage
  /// The voxels that kernels can read.
  private let box: VoxelBox

  /// - Parameters:
  ///   - image: the image as it was read.
  ///   - mask: the region; a map has a value at each of its voxels.
  ///   - selection: first-order and texture features.
  ///   - settings: how features are taken, of the profile `pyradiomics`.
  ///   - map: the kernel around each voxel, and the number for voxels without a value.
  /// - Throws: ``ExtractionError``.
  public init(
    image: Volume, mask: Mask, selection: FeatureSelection, settings: ExtractionSettings, map: VoxelMapSettings
  ) throws(ExtractionError) {
    self.settings = settings
    kernel = map
    self.selection = selection
    do throws(ImageProcessingError) {
      prepared = try PreparedImage(image, mask, settings, workers: 1)
    } catch {
      throw .processing(error)
    }
    box = prepared.box.expanded(by: SIMD3(repeating: kernel.kernelRadius), within: prepared.volume.grid.bounds)
  }

  /// What `each` makes of every map, in the order of the columns.
  ///
  /// Values are computed for one image after the other, kernels shared out among threads. A map is an image of its own
  /// only while `each` has it, so memory holds as many maps as threads and not as many as features.
  public func map<Output: Sendable>(
    jobs: Int, _ each: @Sendable (VoxelMap) throws -> Output
  ) throws -> [Output] {
    let shared = SharedFilters(settings.images, prepared, within: box)
    var outputs: [Output] = []
    for recipe in settings.images {
      for derivation in recipe.derivations {
        let values = try values(recipe, derivation, shared, jobs)
        let made = parallelMap(Array(values.columns.indices), workers: jobs) { feature throws -> Output in
          try each(assembled(values, feature))
        }
        for output in made { outputs.append(try output.get()) }
      }
    }
    return outputs
  }

  /// The values of the maps of one image, before they are images.
  private struct Values: Sendable {
    let columns: [String]
    let places: [SIMD3<Int>]
    /// Per voxel, one per column; empty where the filter is not defined on the image.
    let rows: [[FeatureValue]]
  }

  private func values(
    _ recipe: ImageRecipe, _ derivation: ImageDerivation, _ shared: SharedFilters, _ jobs: Int
  ) throws(ExtractionError) -> Values {
    let inside = prepared.mask.cropped(to: box)
    let places = inside.places
    guard let volume = derivation.volume(from: prepared, within: box, shared) else {
      let features = selection.entries.filter { !$0.featureClass.isMorphological }
      return Values(columns: features.map { "\(derivation.name)_\($0.column)" }, places: places, rows: [])
    }
    let kernels: [KernelFeatures]
    do throws(ImageProcessingError) {
      kernels = try self.kernels(volume, inside, recipe)
    } catch {
      throw .processing(error)
    }
    let chunks = stride(from: 0, to: places.count, by: 256).map { Array(places[$0..<min($0 + 256, places.count)]) }
    let rows = parallelMap(chunks, workers: jobs) { chunk in
      chunk.map { place in kernels.flatMap { $0.values(at: place) } }
    }
    return Values(
      columns: kernels.flatMap(\.columns).map { "\(derivation.name)_\($0)" }, places: places, rows: Array(rows.joined())
    )
  }

  /// First order and texture apart: PyRadiomics bins a float32 image in float64 for the first, in float32 for the
  /// second.
  private func kernels(
    _ volume: Volume, _ inside: Mask, _ recipe: ImageRecipe
  ) throws(ImageProcessingError) -> [KernelFeatures] {
    let everything = Mask(grid: inside.grid, voxels: [UInt8](repeating: 1, count: inside.grid.count))
    let held = kernel.isMasked ? inside : everything
    var kernels: [KernelFeatures] = []
    for isFirstOrder in [true, false] {
      let names = selection.names.filter { ($0.key == .firstorder) == isFirstOrder && !$0.key.isMorphological }
      guard !names.isEmpty else { continue }
      let precision = isFirstOrder ? .double : volume.precision
      let region = IntensityRegion(
        volume: Volume(grid: volume.grid, voxels: volume.voxels, precision: precision), mask: held)
      kernels.append(
        KernelFeatures(
          of: selection.restricted(to: Set(names.keys)), intensities: region,
          levels: try region.discretised(recipe.binning),
          radius: kernel.kernelRadius, settings: recipe.texture))
    }
    return kernels
  }

  private func assembled(_ values: Values, _ feature: Int) -> VoxelMap {
    let grid = prepared.volume.grid
    var voxels = [Double](repeating: kernel.outside, count: grid.count)
    var undefined: [FeatureValue.UndefinedReason: Int] = [:]
    for (row, place) in values.places.enumerated() {
      let value: FeatureValue =
        values.rows.isEmpty ? .undefined(.noFilteredImage) : values.rows[row][feature]
      let position = place &+ box.lower
      voxels[grid.offset(position.x, position.y, position.z)] = value.number ?? kernel.undefined
      if let reason = value.reason { undefined[reason, default: 0] += 1 }
    }
    return VoxelMap(
      name: values.columns[feature], volume: Volume(grid: grid, voxels: voxels), voxels: values.places.count,
      undefined: undefined)
  }
}

extension Mask {
  /// Indices of the voxels inside, in storage order.
  fileprivate var places: [SIMD3<Int>] {
    voxels.indices.filter { voxels[$0] != 0 }.map { position in
      [position % grid.size.x, position / grid.size.x % grid.size.y, position / (grid.size.x * grid.size.y)]
    }
  }
}
