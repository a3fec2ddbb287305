import Execution

extension ImageFilter {
  /// The filter with its settings, as part of an identity.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    switch self {
    case .mean(let filter):
      own.add("filter", "mean")
      own.add("support", filter.support)
      own.add(filter.space, filter.boundary)
    case .laplacianOfGaussian(let filter):
      own.add("filter", "log")
      own.add("sigma", filter.sigma)
      own.add("truncation", filter.truncation)
      own.add(filter.space, filter.boundary, filter.riesz)
    case .laws(let filter):
      own.add("filter", "laws")
      own.add("kernels", filter.kernels.choices.map(\.rawValue))
      own.add("pooling", filter.pooling?.rawValue)
      own.add("energy-distance", filter.energyDistance)
      own.add("boundary", filter.boundary.rawValue)
    case .gabor(let filter): own.add(filter)
    case .separableWavelet(let filter):
      own.add("filter", "wavelet")
      own.add("family", filter.family.rawValue)
      own.add("bands", filter.bands.choices.map(\.rawValue))
      own.add("level", filter.level)
      own.add("pooling", filter.pooling?.rawValue)
      own.add("boundary", filter.boundary.rawValue)
    case .simoncelli(let filter):
      own.add("filter", "simoncelli")
      own.add("level", filter.level)
      own.add(filter.space, filter.boundary, filter.riesz)
    }
    return own
  }
}

extension CanonicalText {
  fileprivate mutating func add(_ space: FilterSpace, _ boundary: BoundaryCondition, _ riesz: RieszOrder? = nil) {
    add("space", space.rawValue)
    add("boundary", boundary.rawValue)
    add("riesz", riesz.map { [$0.x, $0.y, $0.z] })
  }

  fileprivate mutating func add(_ filter: GaborFilter) {
    add("filter", "gabor")
    add("sigma", filter.sigma)
    add("wavelength", filter.wavelength)
    add("aspect-ratio", filter.aspectRatio)
    add("angle", filter.angle)
    add("angle-step", filter.angleStep)
    add("planes", filter.planes.rawValue)
    add("pooling", filter.pooling.rawValue)
    add("boundary", filter.boundary.rawValue)
    add("truncation", filter.truncation)
  }
}
