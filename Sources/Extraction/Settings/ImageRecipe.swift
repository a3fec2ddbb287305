import Features
import ImageProcessing

/// An image that features are taken from, and how its intensities become grey levels.
public struct ImageRecipe: Hashable, Codable, Sendable {
  /// The processing of the image; PyRadiomics' image types.
  public enum Kind: Hashable, Codable, Sendable {
    /// Nothing.
    case original
    /// The eight sub-bands of the stationary wavelet transform, coiflet 1.
    case wavelet
    /// The sub-bands of another stationary wavelet transform.
    case waveletDecomposition(WaveletSettings)
    /// The Laplacian of a Gaussian, an image for each width.
    case laplacianOfGaussian([GaussianWidth])
    /// A function of each intensity.
    case pointwise(PointFilter)
    /// The length of the gradient, per mm or per voxel.
    case gradient(usesSpacing: Bool)
    /// Local binary patterns in three dimensions: an image for each degree, and the kurtosis.
    case localBinaryPatterns(LocalBinaryPatternSettings)
    /// Local binary patterns within slices.
    case planarBinaryPatterns(PlanarPatternSettings)
  }

  /// The processing of the image.
  public let kind: Kind
  /// How its intensities become grey levels.
  public let binning: Binning
  /// How its grey levels become features.
  public let texture: TextureSettings

  /// An image with PyRadiomics' default of bins 25 wide.
  public init(_ kind: Kind, binning: Binning = .fixedBinWidth(25), texture: TextureSettings = TextureSettings()) {
    self.kind = kind
    self.binning = binning
    self.texture = texture
  }

  /// Names of the images it yields, as they begin their columns.
  public var names: [String] { derivations.map(\.name) }

  /// The images it yields.
  package var derivations: [ImageDerivation] {
    switch kind {
    case .original: [.original]
    case .wavelet: WaveletSubband.all.map(ImageDerivation.subband)
    case .waveletDecomposition(let settings): settings.bands.map { ImageDerivation.band($0, settings) }
    case .laplacianOfGaussian(let widths): widths.map(ImageDerivation.laplacianOfGaussian)
    case .pointwise(let filter): [.pointwise(filter)]
    case .gradient(let usesSpacing): [.gradient(usesSpacing: usesSpacing)]
    case .localBinaryPatterns(let settings):
      (0..<settings.levels).map { ImageDerivation.localBinaryPattern(level: $0) } + [.localBinaryPattern(level: nil)]
    case .planarBinaryPatterns(let settings): [.planarBinaryPattern(settings)]
    }
  }
}

/// The width of a Gaussian as the parameter file has it: its name in the columns is its text.
public struct GaussianWidth: Hashable, Codable, Sendable {
  /// In mm, above 0.
  public let sigma: Double
  /// `1.0` and `1` are the same width and different columns in PyRadiomics.
  public let text: String

  /// A width under the name that Python prints for it.
  public init(_ sigma: Double, text: String? = nil) {
    precondition(sigma > 0 && sigma.isFinite, "a width is above 0")
    self.sigma = sigma
    self.text = text ?? "\(sigma)"
  }
}

/// One image computed from the prepared one.
package enum ImageDerivation: Sendable {
  case original
  case subband(WaveletSubband)
  case band(DecompositionBand, WaveletSettings)
  case laplacianOfGaussian(GaussianWidth)
  case pointwise(PointFilter)
  case gradient(usesSpacing: Bool)
  /// Of one degree, or the kurtosis.
  case localBinaryPattern(level: Int?)
  case planarBinaryPattern(PlanarPatternSettings)

  /// As it begins the columns.
  package var name: String {
    switch self {
    case .original: "original"
    case .subband(let subband): "wavelet-\(subband.name)"
    case .band(let band, _): "wavelet\(band.name)"
    case .laplacianOfGaussian(let width): "log-sigma-\(width.text.replacing(".", with: "-"))-mm-3D"
    case .pointwise(let filter): filter.rawValue.lowercased()
    case .gradient: "gradient"
    case .localBinaryPattern(let level): level.map { "lbp-3D-m\($0 + 1)" } ?? "lbp-3D-k"
    case .planarBinaryPattern: "lbp-2D"
    }
  }

  /// Whether it is computed from the intensities around the region as well.
  var isFiltered: Bool {
    if case .original = self { false } else { true }
  }
}
