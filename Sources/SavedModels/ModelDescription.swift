import DeepRadiomics
import Extraction
import Features
import Foundation
import ImageFiles
import ImageProcessing
import Learning
import Results
import StudyFiles

/// Everything about a saved model but its numbers: what it is, what it needs, where it comes from, what it has seen.
package struct ModelDescription: Hashable, Codable, Sendable {
  /// Key of the row, e.g. `hcr_mr_cf`.
  package let id: String
  /// Name as the study gives it, e.g. "HCR (MR+CF)".
  package let name: String
  /// What it is, in one sentence.
  package let summary: String
  /// What kind of row it is.
  package let family: ModelFamily
  /// Program that fitted it.
  package let software: String
  /// The study that it comes from.
  package let study: ModelOrigin
  /// What a new patient must bring, and how it is prepared.
  package let inputs: ModelInputs
  /// The clinical factors in the model, in the order of their encoding.
  package let factors: [StudyFile.Factor]
  /// Column of the clinical table with the batch (site, scanner) that the model harmonises; `nil` where it does not.
  package let batchColumn: String?
  /// Columns in the model.
  package let selected: [String]
  /// The setting chosen, in words.
  package let setting: String
  /// Departures from the plan.
  package let flags: [String]
  /// From scores to probabilities, fitted to out-of-fold training scores.
  package let calibration: ScoreCalibration
  /// The cutoff on scores.
  package let cutoff: ScoreCutoff
  /// What it was trained on: patients outside are refused.
  package let training: TrainingRange
  /// How it did on the patients that its study held out; `nil` where it was fitted on everybody.
  package let evidence: ModelEvidence?
}

/// The study that a model comes from.
package struct ModelOrigin: Hashable, Codable, Sendable {
  /// Title.
  package let name: String
  /// Whether its cohort is synthetic: nothing it says then is about a patient.
  package let isSynthetic: Bool
  /// Event and non-event in the clinic's words.
  package let event: String
  package let nonEvent: String
  /// Protocol by which it was fitted.
  package let evaluationProtocol: EvaluationProtocol.Name
  /// What the protocol does otherwise than `sound` and bears upon it.
  package let choices: [PublishedChoice]
  /// The training set: `split` or `all patients`.
  package let trainingSet: TrainingSet
  /// Seed of every random stream.
  package let seed: UInt64
  /// SHA-256 of the resolved study file.
  package let hash: String
}

/// What a new patient must bring.
package struct ModelInputs: Hashable, Codable, Sendable {
  /// Where columns of numbers come from.
  package enum Source: String, Hashable, Codable, Sendable, CaseIterable {
    case imageFeatures = "image-features"
    case deepFeatures = "deep-features"
    case lesionVolume = "lesion-volume"
    case tableFeatures = "table-features"
    case factors
  }

  /// Where the columns come from.
  package let sources: [Source]
  /// Series that are needed, in the order of the study.
  package let series: [SeriesInput]
  /// How features are taken; `nil` where none is.
  package let extraction: ExtractionRecord?
  /// Columns of a feature table; empty where images are read.
  package let tableColumns: [String]
  /// Column and unit of the lesion volume in a feature table.
  package let tableVolume: TableVolume?
  /// How deep features are taken; `nil` where none is.
  package let deep: DeepRecord?

  /// Whether images have to be opened.
  package var needsImages: Bool { !series.isEmpty }
  /// Whether a feature table has to be read.
  package var needsTable: Bool { !tableColumns.isEmpty || tableVolume != nil }

  /// Column of a lesion volume.
  package struct TableVolume: Hashable, Codable, Sendable {
    package let column: String
    package let unit: StudyFile.VolumeUnit
  }
}

/// A series that a model needs, with what is done to its intensities.
package struct SeriesInput: Hashable, Codable, Sendable {
  /// Prefix of its columns.
  package let name: String
  /// The series whose contour it borrows; `nil` where it has its own.
  package let maskOf: String?
  /// Region in an RTSTRUCT or SEG, as the study named it.
  package let roi: String?
  /// Value in a label image.
  package let label: Int
  /// What becomes of slices without a contour between others; `nil` for a refusal.
  package var between: BetweenContours?
  /// Whether a label image on another grid is moved onto this one.
  package let resamplesMask: Bool
  /// Largest unevenness of slice spacing, as a share of the spacing.
  package let spacingTolerance: Double
  /// How the bias field is taken out.
  package let biasField: StudyFile.BiasField?
  /// Normalisation with its fitted landmarks; `nil` where there is none.
  package let normaliser: IntensityNormaliser?
  /// Whether the normalisation reads a mask of reference tissue.
  package let needsReference: Bool
}

/// How features are taken: what the study named, and what it came to.
package struct ExtractionRecord: Hashable, Codable, Sendable {
  /// Definitions of the features.
  package let profile: ExtractionSettings.Profile
  /// A recipe by name; `nil` for a parameter file.
  package let recipe: StudyFile.FeatureRecipe?
  /// Name and text of a parameter file; `nil` for a recipe.
  package let parameterFile: String?
  package let parameters: String?
  /// Every setting, resolved: another version of Apus must resolve the same text to the same lines.
  package let resolved: [String]
}

/// How deep features are taken.
package struct DeepRecord: Hashable, Codable, Sendable {
  /// Network or weight set by name.
  package let network: String
  /// Layers, inflation, pooling, precision.
  package let settings: NetworkSettings
  /// From an image to the network's input.
  package let input: InputSettings
  /// Series that it sees, in order.
  package let series: [String]
  /// Slices that it is built for.
  package let depth: Int
  /// Licence of the weights, as their publisher names it.
  package let licence: String
  /// Everything that decides its features, the SHA-256 of the weights among it.
  package let key: [String]
}

/// How a model did on patients whom it had not seen, in the study that made it.
package struct ModelEvidence: Hashable, Codable, Sendable {
  /// Patients by class.
  package let events: Int
  package let nonEvents: Int
  /// Area under the curve, and the Brier score of the protocol.
  package let auc: Estimate
  package let brier: Quantity
}
