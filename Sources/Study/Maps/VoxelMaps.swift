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
  public let undefined: [UndefinedReason: Int]
}

/// Feature maps of a region: PyRadiomics' voxel-based extraction on the original and filtered images.
public struct VoxelMaps: Sendable {
  private let settings: ExtractionSettings
  private let map: VoxelMapSettings
  private let selection: FeatureSelection
  private let prepared: PreparedImage
  /// The voxels that kernels can read.
  private let box: VoxelBox

  /// - Parameter selection: first-order and texture features.
  /// - Throws: ``ExtractionError``.
  public init(
    image: Volume, mask: Mask, selection: FeatureSelection, settings: ExtractionSettings, map: VoxelMapSettings
  ) throws(ExtractionError) {
    self.settings = settings
    self.map = map
    self.selection = selection
    do throws(ImageProcessingError) {
      prepared = try PreparedImage(image, mask, settings)
    } catch {
      throw .processing(error)
    }
    box = prepared.box.expanded(by: SIMD3(repeating: map.kernelRadius), within: prepared.volume.grid.bounds)
  }

  /// Every map, an image after the other, so that memory holds those of one image; kernels are shared out among threads.
  /// - Parameter finished: called with each map in the order of the columns.
  public func make(jobs: Int, _ finished: (VoxelMap) throws -> Void) throws {
    let shared = SharedFilters(settings.images, prepared, within: box)
    for recipe in settings.images {
      for derivation in recipe.derivations {
        for map in try maps(recipe, derivation, shared, jobs) { try finished(map) }
      }
    }
  }

  private func maps(
    _ recipe: ImageRecipe, _ derivation: ImageDerivation, _ shared: SharedFilters, _ jobs: Int
  ) throws(ExtractionError) -> [VoxelMap] {
    let inside = prepared.mask.cropped(to: box)
    guard let volume = derivation.volume(from: prepared, within: box, shared) else {
      return names(derivation).map { unfiltered($0, inside.count) }
    }
    let places = inside.places
    let kernels: [KernelFeatures]
    do throws(ImageProcessingError) {
      kernels = try self.kernels(volume, inside, recipe)
    } catch {
      throw .processing(error)
    }
    let chunks = stride(from: 0, to: places.count, by: 256).map { Array(places[$0..<min($0 + 256, places.count)]) }
    let values = parallelMap(chunks, workers: jobs) { chunk in
      chunk.map { place in kernels.flatMap { $0.values(at: place) } }
    }
    let columns = kernels.flatMap(\.columns)
    return columns.indices.map { feature in
      assembled("\(derivation.name)_\(columns[feature])", places, values.lazy.flatMap { $0.map { $0[feature] } })
    }
  }

  /// First order and texture apart: PyRadiomics bins a float32 image in float64 for the first, in float32 for the second.
  private func kernels(
    _ volume: Volume, _ inside: Mask, _ recipe: ImageRecipe
  ) throws(ImageProcessingError) -> [KernelFeatures] {
    let everything = Mask(grid: inside.grid, voxels: [UInt8](repeating: 1, count: inside.grid.count))
    let held = map.isMasked ? inside : everything
    var kernels: [KernelFeatures] = []
    for isFirstOrder in [true, false] {
      let names = selection.names.filter { ($0.key == .firstorder) == isFirstOrder && $0.key != .shape }
      guard !names.isEmpty else { continue }
      let precision = isFirstOrder ? .double : volume.precision
      let region = IntensityRegion(
        volume: Volume(grid: volume.grid, voxels: volume.voxels, precision: precision), mask: held)
      kernels.append(
        KernelFeatures(
          of: selection.keeping(Set(names.keys)), intensities: region, levels: try region.discretised(recipe.binning),
          radius: map.kernelRadius, settings: recipe.texture))
    }
    return kernels
  }

  private func names(_ derivation: ImageDerivation) -> [String] {
    selection.columns.filter { !$0.hasPrefix("shape") }.map { "\(derivation.name)_\($0)" }
  }

  private func assembled(_ name: String, _ places: [SIMD3<Int>], _ values: some Sequence<FeatureValue>) -> VoxelMap {
    let grid = prepared.volume.grid
    var voxels = [Double](repeating: map.outside, count: grid.count)
    var undefined: [UndefinedReason: Int] = [:]
    for (place, value) in zip(places, values) {
      let position = place &+ box.lower
      voxels[grid.offset(position.x, position.y, position.z)] = value.number ?? map.undefined
      if let reason = value.reason { undefined[reason, default: 0] += 1 }
    }
    return VoxelMap(name: name, volume: Volume(grid: grid, voxels: voxels), voxels: places.count, undefined: undefined)
  }

  /// A map of a filter that is not defined on the image.
  private func unfiltered(_ name: String, _ count: Int) -> VoxelMap {
    let inside = prepared.mask.cropped(to: box).places
    return assembled(name, inside, repeatElement(.undefined(.noFilteredImage), count: count))
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

extension FeatureSelection {
  /// This selection, of some classes only.
  fileprivate func keeping(_ classes: Set<FeatureClass>) -> FeatureSelection {
    removing(names.filter { !classes.contains($0.key) })
  }
}
