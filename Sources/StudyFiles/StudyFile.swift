import ImageFiles
import Results

/// A study as its author describes it: cohort, outcome, series, factors, features, models, split.
///
/// Paths stay as written, relative to `root`, so that the same file describes the same study on any machine.
public struct StudyFile: Hashable, Codable, Sendable {
  /// Title of the study.
  public var name: String
  /// Whether the cohort is synthetic; every page then says so.
  public var isSynthetic: Bool
  /// Preset whose values fill the keys not given.
  public var preset: String?
  /// Folder that paths are relative to.
  public var root: String
  /// The clinical table and who is left out of it.
  public var cohort: Cohort
  /// What is predicted.
  public var outcome: Outcome
  /// Image series, in the order of their columns.
  public var series: [Series]
  /// Recorded clinical factors.
  public var factors: [Factor]
  /// What the models are made of.
  public var models: Models
  /// The steps by which handcrafted rows learn; `nil` for the study's own.
  public var learning: LearningSteps?
  /// How features are computed.
  public var features: Features
  /// Which features are dropped for want of robustness; `nil` for none.
  public var robustness: Robustness?
  /// Families of models to compare.
  public var arms: [Arm]
  /// How the deep arm works; `nil` without one.
  public var deep: Deep?
  /// Who is training, who is test.
  public var split: Split
  /// How models are evaluated.
  public var evaluationProtocol: ProtocolChoice
  /// Negative controls to run beside the study.
  public var controls: Controls
  /// Seed of every random stream.
  public var seed: UInt64

  /// All parts, as they are.
  package init(
    name: String, isSynthetic: Bool, preset: String? = nil, root: String, cohort: Cohort, outcome: Outcome,
    series: [Series], factors: [Factor], models: Models, learning: LearningSteps? = nil, features: Features,
    robustness: Robustness? = nil, arms: [Arm], deep: Deep? = nil, split: Split, evaluationProtocol: ProtocolChoice,
    controls: Controls, seed: UInt64
  ) {
    self.name = name
    self.isSynthetic = isSynthetic
    self.preset = preset
    self.root = root
    self.cohort = cohort
    self.outcome = outcome
    self.series = series
    self.factors = factors
    self.models = models
    self.learning = learning
    self.features = features
    self.robustness = robustness
    self.arms = arms
    self.deep = deep
    self.split = split
    self.evaluationProtocol = evaluationProtocol
    self.controls = controls
    self.seed = seed
  }
}

extension StudyFile {
  /// The clinical table.
  public struct Cohort: Hashable, Codable, Sendable {
    /// CSV file with one row per patient.
    public var table: String
    /// Column with the patient's id, which also stands for `{id}` in paths.
    public var id: String
    /// Column that says which rows belong together, such as lesions or visits of one patient; a split never parts them.
    public var group: String?
    /// Rows left out on purpose.
    public var exclusions: [ExclusionRule]

    /// All parts, as they are.
    package init(table: String, id: String, group: String? = nil, exclusions: [ExclusionRule]) {
      self.table = table
      self.id = id
      self.group = group
      self.exclusions = exclusions
    }
  }

  /// Rows left out on purpose, with their cause.
  public struct ExclusionRule: Hashable, Codable, Sendable {
    /// Column that decides.
    public var column: String
    /// Values that exclude; `nil`: every value that is not empty does, and is the cause itself.
    public var equals: [String]?
    /// Cause to print; `nil`: the value.
    public var cause: String?
  }

  /// What is predicted.
  public struct Outcome: Hashable, Codable, Sendable {
    /// Column of the clinical table.
    public var column: String
    /// Values of the positive class.
    public var event: [String]
    /// Values of the negative class; `nil`: every other value that is not empty.
    public var nonEvent: [String]?
    /// Positive class in the clinic's words.
    public var eventName: String
    /// Negative class in the clinic's words.
    public var nonEventName: String

    /// All parts, as they are.
    package init(column: String, event: [String], nonEvent: [String]? = nil, eventName: String, nonEventName: String) {
      self.column = column
      self.event = event
      self.nonEvent = nonEvent
      self.eventName = eventName
      self.nonEventName = nonEventName
    }
  }

  /// One image series with its region of interest.
  public struct Series: Hashable, Codable, Sendable {
    /// Prefix of its columns.
    public var name: String
    /// File or folder, with `{id}` and wildcards.
    public var image: String
    /// Where the region of interest comes from.
    public var mask: MaskSource
    /// DICOM: modality to choose among several series.
    public var modality: String?
    /// DICOM: pattern of the SeriesDescription to choose among several series.
    public var description: String?
    /// DICOM: largest unevenness of slice spacing, as a share of the spacing.
    public var spacingTolerance: Double
    /// How the coil's bias field is taken out; `nil` where it is not.
    public var biasField: BiasField?
    /// How intensities are normalised; `nil` for what the parameter file says.
    public var normalisation: Normalisation?
    /// RTSTRUCT: what becomes of slices without a contour between others; `nil` for a refusal.
    public var between: BetweenContours?

    /// All parts, as they are.
    package init(
      name: String, image: String, mask: MaskSource, modality: String? = nil, description: String? = nil,
      spacingTolerance: Double, biasField: BiasField? = nil, normalisation: Normalisation? = nil,
      between: BetweenContours? = nil
    ) {
      self.name = name
      self.image = image
      self.mask = mask
      self.modality = modality
      self.description = description
      self.spacingTolerance = spacingTolerance
      self.biasField = biasField
      self.normalisation = normalisation
      self.between = between
    }
  }

  /// Where a region of interest comes from.
  public enum MaskSource: Hashable, Codable, Sendable {
    /// A label image, structure set or segmentation of this series; `roi` names the region in DICOM, `label` in an
    /// image. A label image on another grid is refused unless `resampled`.
    case file(path: String, roi: String?, label: Int, resampled: Bool)
    /// The mask of another series in the same frame of reference, resampled onto this one.
    case series(String)
  }

  /// A recorded clinical factor.
  public struct Factor: Hashable, Codable, Sendable {
    /// Key, by which `models.factors` and columns of models name it.
    public var name: String
    /// Name in tables and text.
    public var label: String
    /// Column of the clinical table.
    public var column: String
    /// Unit in Table 1.
    public var unit: String?
    /// What its values are.
    public var kind: FactorKind

    /// All parts, as they are.
    package init(name: String, label: String, column: String, unit: String? = nil, kind: FactorKind) {
      self.name = name
      self.label = label
      self.column = column
      self.unit = unit
      self.kind = kind
    }
  }

  /// What the values of a factor are.
  public enum FactorKind: Hashable, Codable, Sendable {
    /// Numbers; in models as they are, or as `>= cut`.
    case continuous(cut: Double?)
    /// Levels in order, each with the table's values that belong to it; values in `unknown` are a level of their own.
    case categorical(levels: [Level], unknown: [String])
  }

  /// A level of a categorical factor.
  public struct Level: Hashable, Codable, Sendable {
    /// Name in Table 1.
    public var name: String
    /// Values of the clinical table that belong to it.
    public var values: [String]

    package init(name: String, values: [String]) {
      self.name = name
      self.values = values
    }
  }

  /// What the models are made of.
  public struct Models: Hashable, Codable, Sendable {
    /// Factors in the models with clinical factors, by name.
    public var factors: [String]
    /// How unknown levels enter.
    public var unknown: UnknownEncoding
    /// Features kept by recursive elimination.
    public var selectedFeatures: Int

    /// All parts, as they are.
    package init(factors: [String], unknown: UnknownEncoding, selectedFeatures: Int) {
      self.factors = factors
      self.unknown = unknown
      self.selectedFeatures = selectedFeatures
    }
  }

  /// How an unknown level of a factor enters a model.
  public enum UnknownEncoding: String, Hashable, Codable, Sendable, CaseIterable {
    /// One column per level, unknown being a level.
    case level
    /// One column: first level 0, unknown 0.5, second level 1. Inferred for the published study, see the method notes.
    case middle
  }

  /// How features are computed.
  public enum Features: Hashable, Codable, Sendable {
    /// A recipe by name.
    case recipe(FeatureRecipe)
    /// A PyRadiomics parameter file, by path.
    case parameters(String)
    /// Features that another program, or an earlier run, has put into a table.
    case table(FeatureSource)
  }

  /// A table of features.
  public struct FeatureSource: Hashable, Codable, Sendable {
    /// CSV file, plain or gzip, with one row per patient.
    public var table: String
    /// Column with the patient's id.
    public var id: String
    /// Patterns of the columns that are features; empty: every column.
    public var columns: [String]
    /// Patterns of columns that are not.
    public var exclude: [String]
    /// Column with the lesion volume; it stays a feature if it is one.
    public var volume: String?
    /// Unit of that column.
    public var volumeUnit: VolumeUnit
  }

  /// Unit of a volume.
  public enum VolumeUnit: String, Hashable, Codable, Sendable, CaseIterable {
    /// Millilitres, that is cubic centimetres.
    case millilitre = "ml"
    /// Cubic millimetres, as PyRadiomics' `shape_MeshVolume`.
    case cubicMillimetre = "mm3"
  }

  /// Feature recipes that Apus knows by name.
  public enum FeatureRecipe: String, Hashable, Codable, Sendable, CaseIterable {
    /// The 945 columns a series of Jeong et al. 2024, inferred from their count.
    case jeong2024
  }

  /// Who is training, who is test.
  public enum Split: Hashable, Codable, Sendable {
    /// A stratified random share; `ceil(share * n)` of each class is training.
    case share(Double)
    /// A column of the clinical table, with the values that mean training and test.
    case column(String, training: [String], test: [String])
    /// Every so many-th patient of the clinical table is test, the others are training.
    case every(Int)
    /// Every patient is test once, with models fitted on all others.
    case leaveOneOut
    /// Stratified folds, dealt so many times; every patient is tested once a repetition.
    case repeated(folds: Int, times: Int)
    /// Stratified folds, dealt once, each with a tuning of its own inside.
    case nested(Int)
    /// The patients of each site, a column of the clinical table, are tested by models of all other sites.
    case site(String)
  }

  /// Negative controls: what the models find where there is nothing to find.
  public struct Controls: Hashable, Codable, Sendable {
    /// Times that outcomes are dealt at random and everything is fitted anew; 0 for never.
    public var permutedOutcomes: Int
    /// Whether features of lesions with their voxels in random order are a row of Table 2.
    public var shuffledVoxels: Bool

    /// None.
    public static let none = Controls(permutedOutcomes: 0, shuffledVoxels: false)
  }
}
