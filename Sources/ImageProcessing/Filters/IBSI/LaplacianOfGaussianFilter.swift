import Glibc
import Volumes

/// The Laplacian of the image smoothed by a Gaussian: high in dark blobs of radius `sigma · √2` and low in bright ones.
///
/// `g(x) = (|x|² / σ⁴ - D / σ²) (√(2π) σ)⁻ᴰ exp(-|x|² / 2σ²)` sampled at the voxel centres, in voxels (`D` axes), cut
/// at `truncation · σ`. Where the spacing differs between axes, derivatives are per squared smallest spacing. With a
/// Riesz order the response is transformed further. IBSI code `L6PA`; IBSI-2 manual (arXiv 2006.05470).
public struct LaplacianOfGaussianFilter: Hashable, Codable, Sendable {
  /// Standard deviation of the Gaussian in mm.
  public let sigma: Double
  /// Standard deviations after which the kernel is cut.
  public let truncation: Double
  /// By slice or in space.
  public let space: FilterSpace
  /// What lies beyond the image.
  public let boundary: BoundaryCondition
  /// The Riesz transform of the response, if any.
  public let riesz: RieszOrder?

  /// A filter at the scale `sigma` in mm.
  public init(
    sigma: Double, truncation: Double = 4, space: FilterSpace = .volume, boundary: BoundaryCondition = .mirror,
    riesz: RieszOrder? = nil
  ) {
    self.sigma = sigma
    self.truncation = truncation
    self.space = space
    self.boundary = boundary
    self.riesz = riesz
  }

  var ranges: [ParameterRange] {
    [
      ParameterRange("sigma", sigma, "above 0 mm, at most 100 mm") { $0 > 0 && $0 <= 100 },
      ParameterRange("truncation", truncation, "above 0, at most 12") { $0 > 0 && $0 <= 12 },
    ] + (riesz?.ranges(in: space) ?? [])
  }

  func response(to volume: Volume, in box: VoxelBox) -> FilterBlock {
    let separable = SeparableResponse(
      sum: .weighted(terms(spacing: volume.grid.spacing)), size: volume.grid.size, boundary: boundary)
    guard let riesz else { return separable.response(in: box, of: volume) }
    // The Riesz transform reaches as far as the image does, so it takes the response on all of the image and a margin.
    let surroundings = FourierFilter.surroundings(of: volume.grid, space, boundary)
    return FourierFilter(space: space, riesz: riesz)
      .response(in: box, of: separable.response(in: surroundings, of: volume))
  }

  /// `Σ` over the axes of the second derivative along one and Gaussians along the others.
  private func terms(spacing: SIMD3<Double>) -> [(term: SeparableTerm, weight: Double)] {
    let smallest = (0..<space.dimensions).map { spacing[$0] }.min() ?? 1
    let gaussians = (0..<space.dimensions).map { SampledGaussian(sigma: sigma / spacing[$0], truncation) }
    return (0..<space.dimensions).map { derived in
      let axes = gaussians.enumerated().map { AxisFilter([$0 == derived ? $1.secondDerivative : $1.kernel]) }
      let ratio = smallest / spacing[derived]
      return (SeparableTerm(axes: axes), ratio * ratio)
    }
  }
}

/// A Gaussian and its second derivative at whole numbers of voxels.
private struct SampledGaussian {
  let kernel: FilterKernel
  let secondDerivative: FilterKernel

  init(sigma: Double, _ truncation: Double) {
    let reach = Int((truncation * sigma + 0.5).rounded(.down))
    let positions = (-reach...reach).map(Double.init)
    let values = positions.map { exp(-$0 * $0 / (2 * sigma * sigma)) / ((2 * Double.pi).squareRoot() * sigma) }
    kernel = FilterKernel(values)
    let variance = sigma * sigma
    secondDerivative = FilterKernel(
      zip(positions, values).map { ($0 * $0 / variance - 1) / variance * $1 })
  }
}
