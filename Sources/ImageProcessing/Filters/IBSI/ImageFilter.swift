import Volumes

/// A convolutional filter of the Image Biomarker Standardisation Initiative, chapter 2, with its settings.
///
/// The list of what there is: settings, checks, names and responses are reached through here.
public enum ImageFilter: Hashable, Codable, Sendable {
  /// Mean of a neighbourhood.
  case mean(MeanFilter)
  /// Laplacian of Gaussian, with or without a Riesz transform.
  case laplacianOfGaussian(LaplacianOfGaussianFilter)
  /// Laws' kernels and their energy.
  case laws(LawsFilter)
  /// Gabor.
  case gabor(GaborFilter)
  /// Haar, Daubechies and coiflet wavelets.
  case separableWavelet(SeparableWaveletFilter)
  /// Simoncelli's wavelet, with or without a Riesz transform.
  case simoncelli(SimoncelliFilter)

  /// The response of the filter on `box`, or on the whole image.
  ///
  /// The voxels of a box are those of the whole response, to the last digits, whatever the box: beyond it the image is
  /// read, and beyond the image the boundary condition. Simoncelli and Riesz depend on the whole image, and so take its
  /// time.
  /// - Throws: ``ImageFilterError/unusableParameter(filter:parameter:value:allowed:)``,
  ///   ``ImageFilterError/responseIsNotFinite(voxels:)``.
  public func response(to volume: Volume, within box: VoxelBox? = nil) throws(ImageFilterError) -> Volume {
    try check()
    let box = box ?? volume.grid.bounds
    precondition(
      pointwiseMin(box.lower, .zero) == .zero && pointwiseMax(box.upper, volume.grid.size) == volume.grid.size,
      "the box lies in the image")
    let values = block(of: volume, in: box).values
    // `x - x` is 0 for finite numbers only.
    let broken = values.reduce(into: 0) { if $1 - $1 != 0 { $0 += 1 } }
    guard broken == 0 else { throw .responseIsNotFinite(voxels: broken) }
    return Volume(grid: volume.grid.cropped(to: box), voxels: values, precision: .double)
  }

  /// Refuses settings that make no filter, as decoded ones may.
  public func check() throws(ImageFilterError) {
    guard let bad = ranges.first(where: { !$0.isUsable }) else { return }
    throw .unusableParameter(filter: name, parameter: bad.name, value: bad.value, allowed: bad.allowed)
  }

  private func block(of volume: Volume, in box: VoxelBox) -> FilterBlock {
    switch self {
    case .mean(let filter): filter.response(to: volume, in: box)
    case .laplacianOfGaussian(let filter): filter.response(to: volume, in: box)
    case .laws(let filter): filter.response(to: volume, in: box)
    case .gabor(let filter): filter.response(to: volume, in: box)
    case .separableWavelet(let filter): filter.response(to: volume, in: box)
    case .simoncelli(let filter): filter.response(to: volume, in: box)
    }
  }

  private var ranges: [ParameterRange] {
    switch self {
    case .mean(let filter): filter.ranges
    case .laplacianOfGaussian(let filter): filter.ranges
    case .laws(let filter): filter.ranges
    case .gabor(let filter): filter.ranges
    case .separableWavelet(let filter): filter.ranges
    case .simoncelli(let filter): filter.ranges
    }
  }
}

extension ImageFilter {
  /// IBSI code of the filter.
  public var ibsiCode: String {
    switch self {
    case .mean: "S60F"
    case .laplacianOfGaussian: "L6PA"
    case .laws: "JTXT"
    case .gabor: "Q88H"
    case .separableWavelet: "25BO"
    case .simoncelli: "LODD"
    }
  }

  /// A short name from the settings, different for filters that differ in more than boundary and truncation: the prefix
  /// of its features, such as `laws-L5E5E5-max-energy7`.
  public var name: String { parts.compactMap(\.self).joined(separator: "-") }

  private var parts: [String?] {
    switch self {
    case .mean(let filter): ["mean", "\(filter.support)", filter.space.suffix]
    case .laplacianOfGaussian(let filter):
      ["log", "s\(filter.sigma.short)", filter.riesz?.suffix, filter.space.suffix]
    case .laws(let filter):
      ["laws", filter.kernels.name, filter.pooling?.suffix, filter.energyDistance.map { "energy\($0)" }]
    case .gabor(let filter): ["gabor"] + filter.nameParts
    case .separableWavelet(let filter):
      ["wavelet", filter.family.rawValue, filter.bands.name, "level\(filter.level)", filter.pooling?.suffix]
    case .simoncelli(let filter): ["simoncelli", "level\(filter.level)", filter.riesz?.suffix, filter.space.suffix]
    }
  }
}

extension GaborFilter {
  fileprivate var nameParts: [String?] {
    [
      "s\(sigma.short)", "l\(wavelength.short)", "g\(aspectRatio.short)", "t\(angle.short)",
      angleStep.map { "by\($0.short)" }, planes == .orthogonal ? "planes" : nil,
      angleStep != nil || planes == .orthogonal ? pooling.suffix : nil,
    ]
  }
}

extension FilterSpace {
  fileprivate var suffix: String? { self == .slices ? "2D" : nil }
}

extension OrientationPooling {
  fileprivate var suffix: String { self == .average ? "mean" : "max" }
}

extension RieszOrder {
  fileprivate var suffix: String { "riesz\(x)\(y)\(z)" }
}

extension Double {
  /// Without a `.0`.
  fileprivate var short: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
