import Exports
import ImageFiles
import Results
import Statistics

/// A study as described by its author: cohort, outcome, series, factors, features, models, split.
///
/// Paths stay as written, relative to `root`, so that a file describes the same study on every machine.
package struct StudyFile: Hashable, Codable, Sendable {
  /// Title of the study.
  package var name: String
  /// Whether the cohort is synthetic, which is then stated on every page.
  package var isSynthetic: Bool
  /// Preset that provides the keys not given.
  package var preset: String?
  /// Folder that paths are relative to.
  package var root: String
  /// The clinical table and the patients excluded from it.
  package var cohort: Cohort
  /// The outcome to predict.
  package var outcome: Outcome
  /// Image series, in the order of their columns.
  package var series: [Series]
  /// Recorded clinical factors.
  package var factors: [Factor]
  /// The predictors of the models.
  package var models: Models
  /// The steps of the handcrafted rows; `nil` for the study's own pipeline.
  package var learning: LearningSteps?
  /// How features are computed.
  package var features: Features
  /// Which features are dropped because they are not robust; `nil` for none.
  package var robustness: Robustness?
  /// Families of models to compare.
  package var arms: [Arm]
  /// The deep arm; `nil` without one.
  package var deep: Deep?
  /// How patients are split into training and test.
  package var split: Split
  /// How models are evaluated.
  package var evaluationProtocol: ProtocolChoice
  /// The comparisons of models that the study names as primary.
  package var primary: PrimaryComparisons
  /// Negative controls to run beside the study.
  package var controls: Controls
  /// How prediction sets are made; `nil` for none.
  package var conformal: ConformalRule?
  /// Seed of every random stream.
  package var seed: UInt64

  /// Takes every part as given.
  package init(
    name: String, isSynthetic: Bool, preset: String? = nil, root: String, cohort: Cohort, outcome: Outcome,
    series: [Series], factors: [Factor], models: Models, learning: LearningSteps? = nil, features: Features,
    robustness: Robustness? = nil, arms: [Arm], deep: Deep? = nil, split: Split, evaluationProtocol: ProtocolChoice,
    primary: PrimaryComparisons = .standard, controls: Controls, conformal: ConformalRule? = .standard, seed: UInt64
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
    self.primary = primary
    self.controls = controls
    self.conformal = conformal
    self.seed = seed
  }
}

extension StudyFile {
  /// The clinical table.
  package struct Cohort: Hashable, Codable, Sendable {
    /// CSV file with one row per patient.
    package var table: String
    /// Column with the patient's id, which also stands for `{id}` in paths.
    package var id: String
    /// Column that groups rows, such as lesions or visits of one patient; a split never separates a group.
    package var group: String?
    /// Rules for planned exclusions.
    package var exclusions: [ExclusionRule]
    /// Folders with an export, in which series are found by rules; empty if every series has a path.
    package var images: [String]
    /// Column with the PatientID of the images; `nil` if that is the id.
    package var patientID: String?

    /// Takes every part as given.
    package init(
      table: String, id: String, group: String? = nil, exclusions: [ExclusionRule], images: [String] = [],
      patientID: String? = nil
    ) {
      self.table = table
      self.id = id
      self.group = group
      self.exclusions = exclusions
      self.images = images
      self.patientID = patientID
    }
  }

  /// A planned exclusion with its cause.
  package struct ExclusionRule: Hashable, Codable, Sendable {
    /// Column that the rule tests.
    package var column: String
    /// Values that exclude a row; `nil` if every non-empty value does and is itself the cause.
    package var equals: [String]?
    /// Cause for reports; `nil` for the value itself.
    package var cause: String?
  }

  /// The outcome to predict.
  package struct Outcome: Hashable, Codable, Sendable {
    /// Column of the clinical table.
    package var column: String
    /// Values of the positive class.
    package var event: [String]
    /// Values of the negative class; `nil` for every other non-empty value.
    package var nonEvent: [String]?
    /// Clinical name of the positive class.
    package var eventName: String
    /// Clinical name of the negative class.
    package var nonEventName: String
    /// The kind that these keys describe.
    package var kind: OutcomeKind { .binary }

    /// Takes every part as given.
    package init(column: String, event: [String], nonEvent: [String]? = nil, eventName: String, nonEventName: String) {
      self.column = column
      self.event = event
      self.nonEvent = nonEvent
      self.eventName = eventName
      self.nonEventName = nonEventName
    }
  }

  /// One image series with its region of interest.
  package struct Series: Hashable, Codable, Sendable {
    /// Name of the series, which is the prefix of its columns.
    package var name: String
    /// Where the image is.
    package var image: SeriesImage
    /// Source of the region of interest.
    package var mask: MaskSource
    /// Column of the clinical table with the name of the region of each row; `nil` if all rows have the same names.
    package var roiColumn: String?
    /// Which structure set of a folder is meant, if several were drawn on the image.
    package var structureSet: StructureSetRules
    /// DICOM only: the largest allowed deviation of slice distances, as a share of the distance.
    package var spacingTolerance: Double
    /// How the bias field is corrected; `nil` for no correction.
    package var biasField: BiasField?
    /// How intensities are normalised; `nil` for the choice of the parameter file.
    package var normalisation: SeriesNormalisation?
    /// RTSTRUCT only: the treatment of slices without a contour between others; `nil` refuses them.
    package var between: BetweenContours?

    /// Takes every part as given.
    package init(
      name: String, image: SeriesImage, mask: MaskSource, roiColumn: String? = nil,
      structureSet: StructureSetRules = .any, spacingTolerance: Double, biasField: BiasField? = nil,
      normalisation: SeriesNormalisation? = nil,
      between: BetweenContours? = nil
    ) {
      self.name = name
      self.image = image
      self.mask = mask
      self.roiColumn = roiColumn
      self.structureSet = structureSet
      self.spacingTolerance = spacingTolerance
      self.biasField = biasField
      self.normalisation = normalisation
      self.between = between
    }
  }

  /// Where the image of a series is.
  package enum SeriesImage: Hashable, Codable, Sendable {
    /// A file or folder, with `{id}` and wildcards; of several DICOM series in a folder, the one of a modality and with
    /// a description of a pattern.
    case pattern(String, modality: String?, description: String?)
    /// One series of the patient in the folders of ``Cohort/images``.
    case rules(SeriesRules)
  }

  /// The source of a region of interest.
  package enum MaskSource: Hashable, Codable, Sendable {
    /// A label image, structure set or segmentation of this series. `roi` names the region in DICOM, `label` the label
    /// in an image; `nil` if the study file gives none. A label image on another grid is refused unless `resampled` is
    /// true.
    case file(path: String, roi: String?, label: Int?, resampled: Bool)
    /// A region of the structure set that was drawn on the image, in the folder or in those of ``Cohort/images``. Names
    /// or patterns of the region are tried in their order; without any it is the only one.
    case drawn(rois: [String], folder: String?)
    /// The mask of another series in the same frame of reference, resampled onto this one.
    case series(String)
  }

  /// A recorded clinical factor.
  package struct Factor: Hashable, Codable, Sendable {
    /// Name by which `models.factors` and the columns of models refer to it.
    package var name: String
    /// Label in tables and texts.
    package var label: String
    /// Column of the clinical table.
    package var column: String
    /// Unit in Table 1.
    package var unit: String?
    /// The kind of its values.
    package var kind: FactorKind

    /// Takes every part as given.
    package init(name: String, label: String, column: String, unit: String? = nil, kind: FactorKind) {
      self.name = name
      self.label = label
      self.column = column
      self.unit = unit
      self.kind = kind
    }
  }

  /// The kind of a factor's values.
  package enum FactorKind: Hashable, Codable, Sendable {
    /// Numbers, which models use as they are or as `>= cut`.
    case continuous(cut: Double?)
    /// Levels in order, each with its values in the clinical table. The values in `unknown` form a level of their own.
    case categorical(levels: [Level], unknown: [String])
  }

  /// A level of a categorical factor.
  package struct Level: Hashable, Codable, Sendable {
    /// Name in Table 1.
    package var name: String
    /// Values of the clinical table that belong to it.
    package var values: [String]

    package init(name: String, values: [String]) {
      self.name = name
      self.values = values
    }
  }

  /// The predictors of the models.
  package struct Models: Hashable, Codable, Sendable {
    /// Names of the factors in the models with clinical factors.
    package var factors: [String]
    /// How unknown levels are encoded.
    package var unknown: UnknownEncoding
    /// Number of features that recursive elimination keeps.
    package var selectedFeatures: Int

    /// Takes every part as given.
    package init(factors: [String], unknown: UnknownEncoding, selectedFeatures: Int) {
      self.factors = factors
      self.unknown = unknown
      self.selectedFeatures = selectedFeatures
    }
  }

  /// How an unknown level of a factor is encoded in a model.
  package enum UnknownEncoding: String, Hashable, Codable, Sendable, CaseIterable {
    /// One column per level, with "unknown" as a level.
    case level
    /// One column: first level 0, unknown 0.5, second level 1. Inferred for the published study; see the method notes.
    case middle
  }

  /// How features are computed.
  package enum Features: Hashable, Codable, Sendable {
    /// A recipe by name.
    case recipe(FeatureRecipe)
    /// A PyRadiomics parameter file, by path.
    case parameters(String)
    /// Features that another program or an earlier run wrote into a table.
    case table(FeatureSource)
  }

  /// A table of features.
  package struct FeatureSource: Hashable, Codable, Sendable {
    /// CSV file, plain or gzip, with one row per patient.
    package var table: String
    /// Column with the patient's id.
    package var id: String
    /// Patterns of the columns that are features; empty for every column.
    package var columns: [String]
    /// Patterns of columns that are not features.
    package var exclude: [String]
    /// Column with the lesion volume; it can also be a feature.
    package var volume: String?
    /// Unit of that column.
    package var volumeUnit: VolumeUnit

    /// Takes every part as given.
    package init(
      table: String, id: String, columns: [String] = [], exclude: [String] = [], volume: String? = nil,
      volumeUnit: VolumeUnit = .millilitre
    ) {
      (self.table, self.id, self.columns, self.exclude) = (table, id, columns, exclude)
      (self.volume, self.volumeUnit) = (volume, volumeUnit)
    }
  }

  /// Unit of a volume.
  package enum VolumeUnit: String, Hashable, Codable, Sendable, CaseIterable {
    /// Millilitres, that is cubic centimetres.
    case millilitre = "ml"
    /// Cubic millimetres, as PyRadiomics' `shape_MeshVolume`.
    case cubicMillimetre = "mm3"
  }

  /// Feature recipes that Apus knows by name.
  package enum FeatureRecipe: String, Hashable, Codable, Sendable, CaseIterable {
    /// The 945 columns per series of Jeong et al. 2024, inferred from their number.
    case jeong2024
  }

  /// How patients are split into training and test.
  package enum Split: Hashable, Codable, Sendable {
    /// A stratified random share; `ceil(share * n)` patients of each class are used for training.
    case share(Double)
    /// A column of the clinical table, with its values for training and for test.
    case column(String, training: [String], test: [String])
    /// Every nth patient of the clinical table is a test patient, the others are training patients.
    case every(Int)
    /// Every patient is tested once by models fitted on all others.
    case leaveOneOut
    /// Stratified folds, dealt several times; every patient is tested once in each repetition.
    case repeated(folds: Int, times: Int)
    /// Stratified folds, dealt once; tuning is done inside each training set.
    case nested(Int)
    /// The patients of each site (a column of the clinical table) are tested by models of all other sites.
    case site(String)
  }

  /// Negative controls: the results of the models when there is nothing to learn.
  package struct Controls: Hashable, Codable, Sendable {
    /// Number of times that outcomes are permuted and everything is fitted again; 0 for never.
    package var permutedOutcomes: Int
    /// Whether Table 2 has a row with features of lesions whose voxels were shuffled.
    package var shuffledVoxels: Bool

    /// No controls.
    package static let none = Controls(permutedOutcomes: 0, shuffledVoxels: false)
  }
}
