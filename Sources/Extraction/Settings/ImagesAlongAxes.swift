import ImageProcessing

extension ExtractionSettings {
  /// Names of the images whose values follow the axes along which a volume is stored, so that an image with reversed
  /// rows has others: sub-bands of wavelets, and filters of IBSI that have a direction and are not pooled over
  /// rotations.
  package var imagesAlongAxes: [String] {
    if let ibsi { return ibsi.filters.filter(\.filter.hasDirection).map(\.name) }
    let wavelets = images.filter {
      switch $0.kind {
      case .wavelet, .waveletDecomposition: true
      default: false
      }
    }
    return wavelets.isEmpty ? [] : ["wavelet sub-bands"]
  }

  /// Whether features or images are computed in the plane of the slices.
  package var isPlanar: Bool {
    if let ibsi { return ibsi.filters.contains { $0.filter.isPlanar } }
    return shapePlane != nil || images.contains { $0.texture.plane != nil }
  }
}

extension ImageFilter {
  /// Whether its response follows the axes of the volume.
  fileprivate var hasDirection: Bool {
    switch self {
    case .mean: false
    case .laplacianOfGaussian(let filter): filter.riesz != nil
    case .laws(let filter): filter.pooling == nil
    case .gabor(let filter): filter.angleStep == nil
    case .separableWavelet(let filter): filter.pooling == nil
    case .simoncelli(let filter): filter.riesz != nil
    }
  }

  /// Whether it works in the plane of the slices only.
  fileprivate var isPlanar: Bool {
    switch self {
    case .mean(let filter): filter.space == .slices
    case .laplacianOfGaussian(let filter): filter.space == .slices
    case .laws(let filter): filter.kernels.space == .slices
    case .separableWavelet(let filter): filter.bands.space == .slices
    case .gabor(let filter): filter.planes != .orthogonal
    case .simoncelli(let filter): filter.space == .slices
    }
  }
}
