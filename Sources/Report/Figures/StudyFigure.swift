import Results
import Statistics

/// The figures of a study, one case a kind; the order is that of a paper.
package enum FigureKind: String, CaseIterable, Sendable, Codable {
  case flowchart, pipeline, scanners, roc, confusion, discrimination, calibration, decision, learning, contributions
  case beeswarm, slices, stability, values, correlation, protocols
  /// ROC curves and confusion matrices beside each other, as Figure 1 of Jeong et al.
  case rocAndConfusion = "roc-and-confusion"

  /// The figures of a study with this kind of outcome.
  package static func all(of outcome: OutcomeKind) -> [FigureKind] {
    switch outcome {
    case .binary: allCases
    }
  }

  /// The name of the kind in a list.
  package var title: String {
    switch self {
    case .flowchart: "Inclusion flowchart"
    case .pipeline: "Pipeline of this study"
    case .scanners: "Patients by scanner"
    case .roc: "ROC curves"
    case .confusion: "Confusion matrices"
    case .rocAndConfusion: "ROC curves and confusion matrices"
    case .discrimination: "AUC of every model"
    case .calibration: "Calibration curves"
    case .decision: "Decision curves"
    case .learning: "Learning curves"
    case .contributions: "Contribution of clinical factors"
    case .beeswarm: "Contributions by patient"
    case .slices: "Input slices and maps"
    case .stability: "Stability of the selection"
    case .values: "Kept features by outcome"
    case .correlation: "Correlation of the kept features"
    case .protocols: "AUC in both protocols"
    }
  }
}

/// A figure of a study: a drawing of a stated width, what it shows in words, and its numbers.
package struct StudyFigure: Sendable {
  package let kind: FigureKind
  /// The id of the row that it is about; `nil` for a figure of all rows.
  package let model: String?
  /// What stands below it, in sentences.
  package let caption: String
  package let data: FigureData
  let drawing: Drawing

  /// Name of its files without an extension.
  package var fileName: String { model.map { "\(kind.rawValue)-\($0)" } ?? kind.rawValue }
  package var title: String { drawing.title }
  /// What it shows, for readers who cannot see it.
  package var altText: String { "\(drawing.title). \(drawing.description)" }
  /// Sentences on what is not drawn; they stand in the figure too.
  package var notes: [String] { drawing.notes }
  /// The file, as wide on paper as was asked for.
  package var svg: String { drawing.file }
  /// The numbers as a table.
  package var csv: String { data.csv }
}

/// Why a study has no figure of a kind.
package enum FigureAbsence: Hashable, Sendable {
  case noCurve
  case noCalibration
  case noProbabilities
  case withheldProbabilities
  case noHead
  case noFactorsInHead
  case noPlacesOfFactors
  case noMaps
  case oneTrainingSet
  case noImageFeature
  case oneImageFeature
  case oneProtocol
  case featuresOfTable
  case scannersUnnamed

  /// The reason as a sentence.
  package var sentence: String {
    switch self {
    case .noCurve: "No model has an ROC curve, because a class is missing among the patients evaluated."
    case .noCalibration:
      "No calibration curve can be drawn: no model has probabilities of enough different values for a smooth curve."
    case .withheldProbabilities: "Probabilities are \(AbsenceReason.invertedProbabilities.words)."
    case .noProbabilities: "No model has probabilities, so there is no net benefit of acting on them."
    case .noHead: "No model was trained in epochs, so there is no learning curve."
    case .noFactorsInHead: "No deep model has clinical factors in its head, so there are no contributions of them."
    case .noPlacesOfFactors:
      "The results hold no values of the clinical factors by patient; results of version 0.1 do not have them."
    case .noMaps: "No deep model has explained patients, so there are no slices and maps to show."
    case .oneTrainingSet:
      "The selection of features was made on one training set. How stable it is shows only over several, as in "
        + "cross-validation."
    case .noImageFeature: "No model keeps an image feature, or the results are of a version that did not describe them."
    case .oneImageFeature: "No model keeps two image features, so there is no correlation among them."
    case .oneProtocol: "One protocol was run, so there is nothing to compare it with."
    case .featuresOfTable: "Features came from a table, so nothing is known of the scanners."
    case .scannersUnnamed: "The images do not name their scanner."
    }
  }
}
