import Cohorts
import Foundation
import Learning

/// The entry of one row in `training.json`: the facts of its fit that the results show, and how the fit was made.
package struct TrainingEntry: Decodable, Sendable {
  /// Key of the row.
  package let id: String
  /// The facts of the fit that the results show; `nil` in files of an earlier Apus.
  package let shown: ShownFit?
  /// The saved model; `nil` for a row that is not saved.
  let model: Saved?
  /// Intensity normalisations of its images.
  let intensities: [SeriesIntensities]
  /// Folds, settings and scores of the fit; `nil` for rows that are not fitted to a table of features.
  let training: TrainingRun?
  /// The patients used for early stopping, one list for each head of a deep row; `nil` for other rows.
  let stoppedBy: [[String]]?

  struct Saved: Decodable, Sendable {
    let folder: String
    let sha256: String
  }

  private enum Key: String, CodingKey { case id, shown, model, record, fit, intensities }
  private enum Inner: String, CodingKey { case pipeline, record, stoppedBy }

  /// Reads an entry. An unreadable record becomes `nil`, and the audit reports it.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    id = try values.decode(String.self, forKey: .id)
    shown = try? values.decode(ShownFit.self, forKey: .shown)
    model = try values.decodeIfPresent(Saved.self, forKey: .model)
    intensities = try values.decodeIfPresent([SeriesIntensities].self, forKey: .intensities) ?? []
    stoppedBy = (try? values.nestedContainer(keyedBy: Inner.self, forKey: .record))
      .flatMap { try? $0.decode([[String]].self, forKey: .stoppedBy) }
    // A row that is not saved, such as the negative control, keeps its record inside the complete fit.
    let inFit = (try? values.nestedContainer(keyedBy: Inner.self, forKey: .fit))
      .flatMap { try? $0.nestedContainer(keyedBy: Inner.self, forKey: .pipeline) }
    training =
      (try? values.decode(TrainingRun.self, forKey: .record))
      ?? inFit.flatMap { try? $0.decode(TrainingRun.self, forKey: .record) }
  }

  /// The entries in the folder of a run; `nil` where they cannot be read.
  static func all(in folder: String) -> [TrainingEntry]? {
    FileManager.default.contents(atPath: "\(folder)/training.json")
      .flatMap { try? JSONDecoder().decode([TrainingEntry].self, from: $0) }
  }
}

/// The record of a fit to a feature table, as far as the audit compares it.
struct TrainingRun: Decodable, Sendable {
  let subjects: [String]
  let outcomes: [Bool]
  /// Inner folds; `nil` where nothing was tuned.
  let folds: Folds?
  /// The chosen setting, as the fit log writes it.
  let chosen: String
  let candidates: [Candidate]
  /// Number of different settings tried.
  let settingsTried: Int
  /// Classifiers fitted in each fold; `nil` where it is one per setting.
  let fitsInFold: Int?
  /// Columns of the model, without repetitions.
  let selected: [String]
  /// Held-out scores of the chosen setting.
  let outOfFold: [Double]?
  /// Scores of the training patients by the final model.
  let resubstitution: [Double]
  /// The AUC that a fold with one class counts with in the mean; `nil` leaves the fold out.
  let areaOfOneClass: Double?

  struct Candidate: Sendable {
    let setting: String
    /// Share of the training patients: below 1 in the early rounds of successive halving.
    let share: Double
    let foldAUCs: [Double?]
    let meanAUC: Double
  }

  init(from decoder: any Decoder) throws {
    let record = try PipelineRecord(from: decoder)
    (subjects, outcomes, folds) = (record.subjects, record.outcomes, record.folds)
    chosen = record.chosen.description
    candidates = record.candidates.map {
      Candidate(setting: $0.settings.description, share: $0.share, foldAUCs: $0.foldAUCs, meanAUC: $0.meanAUC)
    }
    (settingsTried, fitsInFold) = (record.settingsTried, record.fitsInFold)
    var met = Set<String>()
    selected = record.selected.joined().filter { met.insert($0).inserted }
    (outOfFold, resubstitution) = (record.outOfFoldScores, record.resubstitutionScores)
    // Only recipes count their fits. The study's own pipeline gives a fold with one class an AUC of 0.5.
    areaOfOneClass = record.fitsInFold == nil ? 0.5 : nil
  }
}
