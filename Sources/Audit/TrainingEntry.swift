import Cohorts
import Foundation
import Learning

/// What `training.json` has of one row: what the results show of its fit, and how that came about.
package struct TrainingEntry: Decodable, Sendable {
  /// The row.
  package let id: String
  /// What the results show of the fit; `nil` in files of an Apus that did not write it.
  package let shown: ShownFit?
  /// The saved model; `nil` for a row that is not saved.
  let model: Saved?
  /// What was done to the intensities of its images.
  let intensities: [SeriesIntensities]
  /// Folds, settings and scores of the fit; `nil` for rows of another kind.
  let training: TrainingRun?
  /// Who stopped each head of a deep row; `nil` for other rows.
  let stoppedBy: [[String]]?

  struct Saved: Decodable, Sendable {
    let folder: String
    let sha256: String
  }

  private enum Key: String, CodingKey { case id, shown, model, record, fit, intensities }
  private enum Inner: String, CodingKey { case pipeline, record, stoppedBy }

  /// Reads an entry. A record that cannot be read is none, and the audit says so of the row.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    id = try values.decode(String.self, forKey: .id)
    shown = try? values.decode(ShownFit.self, forKey: .shown)
    model = try values.decodeIfPresent(Saved.self, forKey: .model)
    intensities = try values.decodeIfPresent([SeriesIntensities].self, forKey: .intensities) ?? []
    stoppedBy = (try? values.nestedContainer(keyedBy: Inner.self, forKey: .record))
      .flatMap { try? $0.decode([[String]].self, forKey: .stoppedBy) }
    // A row that is not saved, such as the negative control, has its record inside the whole fit.
    let inFit = (try? values.nestedContainer(keyedBy: Inner.self, forKey: .fit))
      .flatMap { try? $0.nestedContainer(keyedBy: Inner.self, forKey: .pipeline) }
    training =
      (try? values.decode(TrainingRun.self, forKey: .record))
      ?? inFit.flatMap { try? $0.decode(TrainingRun.self, forKey: .record) }
  }

  /// The entries of a run's folder; `nil` where they cannot be read.
  static func all(in folder: String) -> [TrainingEntry]? {
    FileManager.default.contents(atPath: "\(folder)/training.json")
      .flatMap { try? JSONDecoder().decode([TrainingEntry].self, from: $0) }
  }
}

/// The record of a fit to a table, as the audit compares it.
struct TrainingRun: Decodable, Sendable {
  let subjects: [String]
  let outcomes: [Bool]
  /// Inner folds; `nil` where nothing was tuned.
  let folds: Folds?
  /// The setting chosen, in the words of the fit log.
  let chosen: String
  let candidates: [Candidate]
  /// Different settings tried.
  let settingsTried: Int
  /// Classifiers fitted in each fold; `nil` where that is one a setting.
  let fitsInFold: Int?
  /// Columns of the model, each once.
  let selected: [String]
  /// Scores while held out, of the chosen setting.
  let outOfFold: [Double]?
  /// Scores by the final model.
  let resubstitution: [Double]
  /// What an AUC counts in a fold that has one class only; `nil` leaves it out of the mean.
  let areaOfOneClass: Double?

  struct Candidate: Sendable {
    let setting: String
    /// Below 1 in the early rounds of a search that halves.
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
    // Pipelines of the study's own, which do not count their fits, give a fold of one class the AUC of chance.
    areaOfOneClass = record.fitsInFold == nil ? 0.5 : nil
  }
}
