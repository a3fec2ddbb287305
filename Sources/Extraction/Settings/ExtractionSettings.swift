import Features
import ImageProcessing
import Volumes

/// How features are taken from an image and its mask: everything between the files and the columns.
public struct ExtractionSettings: Hashable, Codable, Sendable {
  /// A set of feature definitions.
  public enum Profile: String, Hashable, Codable, Sendable, CaseIterable {
    /// PyRadiomics' definitions, bin edges and grids.
    case pyradiomics
    /// The definitions of the Image Biomarker Standardisation Initiative.
    case ibsi
  }

  /// Definitions that the values follow.
  public let profile: Profile
  /// Images to take features from, in the order of the columns.
  public let images: [ImageRecipe]
  /// Features to take from each image.
  public let selection: FeatureSelection
  /// PyRadiomics' `normalize` before anything else; `nil` for none.
  public let normalisation: ZScoreRecipe?
  /// New voxel size in mm, 0 to keep an axis as it is; `nil` for no resampling.
  public let resampledSpacing: SIMD3<Double>?
  /// How resampled intensities are read; masks are always read at the nearest voxel.
  public let interpolator: Interpolator
  /// Voxels kept around the region when the image is resampled or cropped first: filters read them.
  public let padDistance: Int
  /// Whether an image that is not resampled is cropped to the region and `padDistance` before it is filtered.
  public let cropsFirst: Bool
  /// Label of the region in a label image, or number of a segment; `nil` if none was given. Then a label image is read
  /// at label 1, and in a file with names the name alone chooses the region.
  public private(set) var label: Int?
  /// Channel of a label image with several, counted from 0 (`label_channel`).
  public private(set) var labelChannel = 0
  /// The conditions that the region must meet.
  public let requirements: RegionRequirements
  /// Intensities that the region is narrowed to; `nil` to keep it.
  public let resegmentation: ResegmentationRecipe?
  /// How far image and mask grids may differ, as a share of the smallest spacing.
  public let gridTolerance: Double
  /// Whether a mask on a grid beyond the tolerance is accepted (`correctMask`): read at the image's voxels or, where a
  /// new spacing is asked for, image and mask on a new grid along the mask's.
  public let correctsMask: Bool
  /// Whether the shape features are listed again under every image, as studies of the 2.0 era did.
  public let repeatsShapePerImage: Bool
  /// The settings of the profile `ibsi`, which replace all others but the label and the grid tolerance; `nil` in other
  /// profiles.
  public let ibsi: IBSISettings?
  /// Normalisation of the whole image before every other step, from ``/ImageProcessing/NormalisationRegistry``; `nil`
  /// for none.
  public private(set) var normaliser: IntensityNormaliser?
  /// The plane in which `shape2D` describes the region; `nil` without `force2D`.
  public let shapePlane: ImagePlane?

  /// Settings of the profile `pyradiomics`; every default is PyRadiomics' own, and every parameter is the property of
  /// its name.
  ///
  /// A caller's bug, not bad input, is an empty list of images, two images of one name, a negative spacing, padding or
  /// channel, a label below 1, a tolerance that is not above 0, or two normalisations; parameter files are checked
  /// before they come here.
  public init(
    images: [ImageRecipe] = [ImageRecipe(.original)], selection: FeatureSelection = .all,
    normalisation: ZScoreRecipe? = nil, resampledSpacing: SIMD3<Double>? = nil,
    interpolator: Interpolator = .cubicBSpline, padDistance: Int = 5, cropsFirst: Bool = false, label: Int? = nil,
    labelChannel: Int = 0, requirements: RegionRequirements = RegionRequirements(),
    resegmentation: ResegmentationRecipe? = nil, gridTolerance: Double = 0.01, correctsMask: Bool = false,
    repeatsShapePerImage: Bool = false, shapePlane: ImagePlane? = nil, normaliser: IntensityNormaliser? = nil
  ) {
    let names = images.flatMap(\.names)
    precondition(!names.isEmpty && Set(names).count == names.count, "one image at least, each of another name")
    precondition(resampledSpacing.map { $0.min() >= 0 } ?? true, "a spacing is in mm, from 0")
    precondition(padDistance >= 0 && labelChannel >= 0, "distances and channels count from 0")
    precondition(label ?? 1 >= 1 && gridTolerance > 0, "labels are from 1, tolerances above 0")
    precondition(normalisation == nil || normaliser == nil, "intensities are normalised once")
    profile = .pyradiomics
    ibsi = nil
    self.images = images
    self.selection = selection
    self.normalisation = normalisation
    self.resampledSpacing = resampledSpacing
    self.interpolator = interpolator
    self.padDistance = padDistance
    self.cropsFirst = cropsFirst
    self.label = label
    self.labelChannel = labelChannel
    self.requirements = requirements
    self.resegmentation = resegmentation
    self.gridTolerance = gridTolerance
    self.correctsMask = correctsMask
    self.repeatsShapePerImage = repeatsShapePerImage
    self.shapePlane = shapePlane
    self.normaliser = normaliser
  }

  /// Settings of the profile `ibsi`, which has its own image processing and features.
  ///
  /// A caller's bug, not bad input, is a label below 1 or a tolerance that is not above 0.
  public init(ibsi: IBSISettings, label: Int? = nil, gridTolerance: Double = 0.01) {
    precondition(label ?? 1 >= 1 && gridTolerance > 0, "labels are from 1, tolerances above 0")
    profile = .ibsi
    self.ibsi = ibsi
    self.label = label
    self.gridTolerance = gridTolerance
    // Settings of the other profile have their defaults, so that equal settings are equal values.
    images = [ImageRecipe(.original)]
    selection = .all
    (normalisation, resampledSpacing, resegmentation, normaliser, shapePlane) = (nil, nil, nil, nil, nil)
    (interpolator, padDistance, requirements) = (.cubicBSpline, 5, RegionRequirements())
    (cropsFirst, correctsMask, repeatsShapePerImage) = (false, false, false)
  }

  /// These settings for another label; `nil` for none.
  public func with(label: Int?) -> ExtractionSettings {
    var own = self
    own.label = label
    return own
  }

  package func with(normaliser: IntensityNormaliser?) -> ExtractionSettings {
    var own = self
    own.normaliser = normaliser
    return own
  }
}

/// PyRadiomics' `normalize`: a z-score of the whole image, ``/ImageProcessing/ZScoreMap``.
public struct ZScoreRecipe: Hashable, Codable, Sendable {
  /// Factor after division by the standard deviation.
  public let scale: Double
  /// Intensities are held within this many standard deviations; `nil` for no limit.
  public let outlierLimit: Double?

  /// PyRadiomics' `normalizeScale` and `removeOutliers`.
  public init(scale: Double = 1, outlierLimit: Double? = nil) {
    self.scale = scale
    self.outlierLimit = outlierLimit
  }
}

extension ExtractionSettings {
  /// PyRadiomics without a parameter file: the original image, all features, bins 25 wide.
  public static let pyradiomicsDefaults = ExtractionSettings()

  /// The recipe of Jeong et al. 2024 as inferred from their 945 columns a series.
  ///
  /// PyRadiomics 2.0's defaults on the original image and eight wavelet sub-bands, with 105 features each: shape, the
  /// same under every sub-band, without MeshVolume, and GLCM without MCC. The paper gives the count, not the recipe.
  public static let jeong2024 = ExtractionSettings(
    images: [ImageRecipe(.original), ImageRecipe(.wavelet)],
    selection: .jeong2024, repeatsShapePerImage: true)

  /// The columns of every result, whatever the input: `image_class_Name`.
  public var columns: [String] {
    if let ibsi { return ibsi.columns }
    return featureColumns.map(\.name)
  }
}
