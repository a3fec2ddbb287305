import Features
import ImageProcessing

/// How the profile `ibsi` takes features: image processing in the order of the manual, then families and aggregations.
public struct IBSISettings: Hashable, Codable, Sendable {
  /// Whether intensities are rounded to whole numbers before anything else: files of CT often hold 11.9999.
  public let roundsImage: Bool
  /// New grid; `nil` to keep that of the image.
  public let resampling: IBSIResampling?
  /// Intensities that belong to the region; the mask as drawn keeps its shape.
  public let resegmentation: Resegmentation
  /// How intensities of the image become grey levels.
  public let binning: IBSIBinning
  /// How they are counted for the intensity-volume histogram.
  public let volumeHistogram: VolumeHistogramBinning
  /// Features of the image itself.
  public let selection: IBSISelection
  /// Filters, in the order of their columns.
  public let filters: [IBSIFilterRecipe]
  /// The settings of every response map.
  public let responses: IBSIResponseSettings

  /// The defaults of a parameter file with nothing but `profile: ibsi`; every parameter is the property of its name.
  public init(
    roundsImage: Bool = false, resampling: IBSIResampling? = nil, resegmentation: Resegmentation = Resegmentation(),
    binning: IBSIBinning = .fixedBinNumber(32), volumeHistogram: VolumeHistogramBinning = .number(1000),
    selection: IBSISelection = IBSISelection(), filters: [IBSIFilterRecipe] = [],
    responses: IBSIResponseSettings = IBSIResponseSettings()
  ) {
    self.roundsImage = roundsImage
    self.resampling = resampling
    self.resegmentation = resegmentation
    self.binning = binning
    self.volumeHistogram = volumeHistogram
    self.selection = selection
    self.filters = filters
    self.responses = responses
  }

  /// The features in the order of the columns, each with the prefix of its image (empty for the image itself).
  public var features: [(prefix: String, entry: IBSIRegistry.Entry)] {
    IBSIRegistry.entries(of: selection).map { ("", $0) }
      + filters.flatMap { filter in
        IBSIRegistry.entries(of: responses.selection).map { ("\(filter.name)_", $0) }
      }
  }

  /// The columns: the tag of IBSI's tables, after the name of the filter where there is one.
  public var columns: [String] { features.map { $0.prefix + $0.entry.tag } }
}

/// Interpolation to a grid whose centre is that of the image.
public struct IBSIResampling: Hashable, Codable, Sendable {
  /// mm along i, j and k; 0 keeps an axis as it is.
  public let spacing: SIMD3<Double>
  /// How intensities are read.
  public let interpolator: Interpolator
  /// Whether intensities are rounded to whole numbers afterwards, as they were before (CT).
  public let roundsIntensities: Bool
  /// How the mask is read.
  public let maskInterpolator: Interpolator
  /// Share of a voxel that must be inside.
  public let maskThreshold: Double

  /// The defaults read intensities and mask linearly, as the manual's reference configurations do.
  ///
  /// A caller's bug, not bad input, is a negative spacing or a threshold outside 0 to 1.
  public init(
    spacing: SIMD3<Double>, interpolator: Interpolator = .linear, roundsIntensities: Bool = false,
    maskInterpolator: Interpolator = .linear, maskThreshold: Double = 0.5
  ) {
    precondition(spacing.min() >= 0 && (0...1).contains(maskThreshold), "spacings from 0 mm, a threshold from 0 to 1")
    self.spacing = spacing
    self.interpolator = interpolator
    self.roundsIntensities = roundsIntensities
    self.maskInterpolator = maskInterpolator
    self.maskThreshold = maskThreshold
  }
}

/// How intensities are counted for the intensity-volume histogram (section 3.5 of the manual).
public enum VolumeHistogramBinning: Hashable, Codable, Sendable {
  /// Whole numbers of a calibrated unit, as they are.
  case none
  /// Bins of one size in a calibrated unit, named by their centres.
  case size(Double)
  /// A number of bins for arbitrary units, named by their numbers.
  case number(Int)
}

/// A filter and the prefix of its columns.
public struct IBSIFilterRecipe: Hashable, Codable, Sendable {
  /// Prefix and file name.
  public let name: String
  /// The filter with its parameters.
  public let filter: ImageFilter

  /// - Parameter name: prefix of the columns; the filter's own name, made of its parameters, where it is `nil`.
  public init(_ filter: ImageFilter, name: String? = nil) {
    self.name = name ?? filter.name
    self.filter = filter
  }
}

/// The settings of response maps, whose intensities have another range and no calibrated unit.
public struct IBSIResponseSettings: Hashable, Codable, Sendable {
  /// Features of each map.
  public let selection: IBSISelection
  /// How intensities become grey levels.
  public let binning: IBSIBinning
  /// How they are counted for the intensity-volume histogram.
  public let volumeHistogram: VolumeHistogramBinning

  /// The defaults take the statistics of the responses, as IBSI-2 reports them.
  public init(
    selection: IBSISelection = IBSISelection(families: [.statistics]), binning: IBSIBinning = .fixedBinNumber(32),
    volumeHistogram: VolumeHistogramBinning = .number(1000)
  ) {
    self.selection = selection
    self.binning = binning
    self.volumeHistogram = volumeHistogram
  }
}

extension ExtractionSettings {
  /// The profile `ibsi` without a parameter file.
  public static let ibsiDefaults = ExtractionSettings(ibsi: IBSISettings())

  /// Every family and aggregation of the profile `ibsi`, for lists of what there is.
  public static let ibsiComplete = ExtractionSettings(
    ibsi: IBSISettings(selection: IBSISelection(aggregations: IBSIAggregation.allCases)))
}
