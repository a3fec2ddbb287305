import Features
import ImageProcessing
import Volumes

extension ImageDerivation {
  /// The image on `box`; `nil` where the filter is not defined on it.
  package func volume(from prepared: PreparedImage, within box: VoxelBox, _ shared: SharedFilters) -> Volume? {
    switch self {
    case .original: prepared.volume.cropped(to: box)
    case .subband(let subband): shared.wavelet?.volume(of: subband)
    case .band(let band, let settings): shared.decompositions[settings]?.volume(of: band)
    case .laplacianOfGaussian(let width): prepared.volume.laplacianOfGaussian(sigma: width.sigma, within: box)
    case .pointwise(let filter): prepared.volume.filtered(filter, within: box)
    case .gradient(let usesSpacing): prepared.volume.gradientMagnitude(within: box, usesSpacing: usesSpacing)
    case .localBinaryPattern(let level): shared.patterns?.volume(level: level)
    case .planarBinaryPattern(let settings): prepared.volume.planarBinaryPatterns(within: box, settings: settings)
    }
  }
}

/// What several images of one case share.
package struct SharedFilters: Sendable {
  package let wavelet: StationaryWavelet?
  let decompositions: [WaveletSettings: WaveletDecomposition]
  package let patterns: LocalBinaryPatterns?

  /// Prepares what the recipes need.
  /// - Parameter box: where images are wanted; `nil` for the bounding box of the region.
  package init(_ recipes: [ImageRecipe], _ prepared: PreparedImage, within box: VoxelBox? = nil, workers: Int = 1) {
    let box = box ?? prepared.box
    let needsWavelet = recipes.contains { $0.kind == .wavelet }
    wavelet = needsWavelet ? StationaryWavelet(of: prepared.volume, within: box, workers: workers) : nil
    decompositions = recipes.reduce(into: [:]) { result, recipe in
      guard case .waveletDecomposition(let settings) = recipe.kind else { return }
      result[settings] = WaveletDecomposition(of: prepared.volume, within: box, settings: settings)
    }
    patterns =
      recipes.lazy.compactMap { recipe in
        guard case .localBinaryPatterns(let settings) = recipe.kind else { return nil }
        return LocalBinaryPatterns(
          of: prepared.volume, mask: prepared.mask, within: box, settings: settings)
      }
      .first
  }
}
