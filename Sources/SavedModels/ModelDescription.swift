import DeepRadiomics
import Extraction
import Features
import Foundation
import ImageFiles
import ImageProcessing
import Learning
import Results
import Statistics
import StudyFiles

/// Everything about a saved model except its numbers: what it is, what it needs, its origin and its training range.
package struct ModelDescription: Hashable, Codable, Sendable {
  /// Key of the row, e.g. `hcr_mr_cf`.
  package let id: String
  /// Name in the study, e.g. "HCR (MR+CF)".
  package let name: String
  /// A description in one sentence.
  package let summary: String
  /// The family of the row.
  package let family: ModelFamily
  /// Program that fitted it.
  package let software: String
  /// The study that it comes from.
  package let study: ModelOrigin
  /// The inputs that a new patient must have, and their preparation.
  package let inputs: ModelInputs
  /// The clinical factors in the model, in the order of their encoding.
  package let factors: [StudyFile.Factor]
  /// Column of the clinical table with the batch (site, scanner) that the model harmonises; `nil` if it does not.
  package let batchColumn: String?
  /// The columns of the model.
  package let selected: [String]
  /// The chosen setting in words.
  package let setting: String
  /// Departures from the plan.
  package let flags: [String]
  /// The calibration from scores to probabilities, fitted to held-out scores of training patients.
  package let calibration: ScoreCalibration
  /// The cutoff on the score.
  package let cutoff: ScoreCutoff
  /// The limits of prediction sets; `nil` without them, and in models of an earlier Apus.
  package var limits: ConformalLimits?
  /// The training range; patients outside it are refused.
  package let training: TrainingRange
  /// Its performance on the held-out patients of its study; `nil` if it was fitted on all patients.
  package let evidence: ModelEvidence?
}

/// The study from which a model comes.
package struct ModelOrigin: Hashable, Codable, Sendable {
  /// Title.
  package let name: String
  /// Whether its cohort is synthetic; predictions are then not about patients.
  package let isSynthetic: Bool
  /// Clinical names of event and non-event.
  package let event: String
  package let nonEvent: String
  /// The protocol of the fit.
  package let evaluationProtocol: EvaluationProtocol.Name
  /// The choices of the protocol that differ from `sound` and apply to the model.
  package let choices: [PublishedChoice]
  /// The training set: `split` or `all patients`.
  package let trainingSet: TrainingSet
  /// Seed of every random stream.
  package let seed: UInt64
  /// SHA-256 of the resolved study file.
  package let hash: String
}

/// The inputs that a model needs for a new patient.
package struct ModelInputs: Hashable, Codable, Sendable {
  /// A source of numeric columns.
  package enum Source: String, Hashable, Codable, Sendable, CaseIterable {
    case imageFeatures = "image-features"
    case deepFeatures = "deep-features"
    case lesionVolume = "lesion-volume"
    case tableFeatures = "table-features"
    /// Vectors that were computed elsewhere.
    case deepTable = "deep-table"
    case factors
  }

  /// The sources of the columns.
  package let sources: [Source]
  /// The series that are needed, in the order of the study.
  package let series: [SeriesInput]
  /// How features are computed; `nil` if none are.
  package let extraction: ExtractionRecord?
  /// Columns of a feature table; empty if images are used.
  package let tableColumns: [String]
  /// Column and unit of the lesion volume in a feature table.
  package let tableVolume: TableVolume?
  /// How deep features are computed; `nil` if none are.
  package let deep: DeepRecord?
  /// The tables of vectors that were computed elsewhere; `nil` if none are read, and in models of an earlier Apus.
  package var vectors: [VectorRecord]?

  /// Whether images must be opened.
  package var needsImages: Bool { !series.isEmpty }
  /// Whether a feature table must be read.
  package var needsTable: Bool { !tableColumns.isEmpty || tableVolume != nil }

  /// A column with lesion volumes.
  package struct TableVolume: Hashable, Codable, Sendable {
    package let column: String
    package let unit: StudyFile.VolumeUnit
  }
}

/// A series that a model needs, with its intensity corrections.
package struct SeriesInput: Hashable, Codable, Sendable {
  /// Name of the series, which is the prefix of its columns.
  package let name: String
  /// The series whose mask it uses; `nil` if it has its own.
  package let maskOf: String?
  /// Name of the region in an RTSTRUCT or SEG, as in the study.
  package let roi: String?
  /// Label in a label image; 1 if the study gives none.
  private let label: Int
  /// `true` if the study file gives label 1. Absent if it gives none or another label, and in models saved by Apus 0.1.
  private let isLabelGiven: Bool?
  /// The treatment of slices without a contour between others; `nil` refuses them.
  package var between: BetweenContours?
  /// Whether a label image on another grid is resampled onto this one.
  package let resamplesMask: Bool
  /// Largest allowed deviation of slice distances, as a share of the distance.
  package let spacingTolerance: Double
  /// How the bias field is corrected.
  package let biasField: StudyFile.BiasField?
  /// The normalisation with its fitted landmarks; `nil` if there is none.
  package let normaliser: IntensityNormaliser?
  /// Whether the normalisation needs a mask of reference tissue.
  package let needsReference: Bool

  /// Takes every part as given.
  /// - Parameter givenLabel: the label that the study gives; `nil` if it gives none.
  package init(
    name: String, maskOf: String?, roi: String?, givenLabel: Int?, between: BetweenContours?, resamplesMask: Bool,
    spacingTolerance: Double, biasField: StudyFile.BiasField?, normaliser: IntensityNormaliser?, needsReference: Bool
  ) {
    self.name = name
    self.maskOf = maskOf
    self.roi = roi
    label = givenLabel ?? RegionChoice.usualLabel
    isLabelGiven = givenLabel == RegionChoice.usualLabel ? true : nil
    self.between = between
    self.resamplesMask = resamplesMask
    self.spacingTolerance = spacingTolerance
    self.biasField = biasField
    self.normaliser = normaliser
    self.needsReference = needsReference
  }

  /// The label that the study gives; `nil` if it gives none.
  package var givenLabel: Int? { label != RegionChoice.usualLabel || isLabelGiven == true ? label : nil }
}

/// How features are computed: the choice of the study and the settings that follow from it.
package struct ExtractionRecord: Hashable, Codable, Sendable {
  /// Definitions of the features.
  package let profile: ExtractionSettings.Profile
  /// Name of a recipe; `nil` for a parameter file.
  package let recipe: StudyFile.FeatureRecipe?
  /// Name and text of a parameter file; `nil` for a recipe.
  package let parameterFile: String?
  package let parameters: String?
  /// All resolved settings, one per line. Every version of Apus must resolve the same text to the same lines.
  package let resolved: [String]
}

/// How deep features are computed.
package struct DeepRecord: Hashable, Codable, Sendable {
  /// Name of the network or weight set.
  package let network: String
  /// Layers, inflation, pooling, precision.
  package let settings: NetworkSettings
  /// How an image becomes the input of the network.
  package let input: InputSettings
  /// The series that the network uses, in order.
  package let series: [String]
  /// Number of slices of its input.
  package let depth: Int
  /// Size of the crop in mm, as it was fitted; `nil` for other regions.
  package var crop: CropFit?
  /// Number of heads that have a trained last block of their own; `nil` for a frozen network.
  package var blocks: Int?
  /// How the features of slices are joined; absent for the mean, and for networks that take whole volumes.
  package var slicePooling: SlicePooling?
  /// Licence of the weights, as their publisher names it.
  package let licence: String
  /// Everything that determines its features, including the SHA-256 of the weights.
  package let key: [String]
}

/// A table of vectors that were computed elsewhere.
package struct VectorRecord: Hashable, Codable, Sendable {
  /// The columns that the model reads, by their names in the table and in the model.
  package struct Column: Hashable, Codable, Sendable {
    package let name: String
    package let feature: String
  }

  /// The file of the study, without its folder.
  package let file: String
  /// SHA-256 of that file.
  package let sha256: String
  /// The columns, in the order of the table.
  package let columns: [Column]

  /// The name by which an option tells it from other tables.
  package var name: String { StudyFile.stem(file) }
}

/// The performance of a model on held-out patients of its own study.
package struct ModelEvidence: Hashable, Codable, Sendable {
  /// Numbers of patients by class.
  package let events: Int
  package let nonEvents: Int
  /// AUC, and the Brier score as the protocol computes it.
  package let auc: Estimate
  package let brier: Quantity
}
