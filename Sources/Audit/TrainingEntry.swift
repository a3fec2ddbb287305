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
  let training: PipelineRecord?
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
      (try? values.decode(PipelineRecord.self, forKey: .record))
      ?? inFit.flatMap { try? $0.decode(PipelineRecord.self, forKey: .record) }
  }

  /// The entries of a run's folder; `nil` where they cannot be read.
  static func all(in folder: String) -> [TrainingEntry]? {
    FileManager.default.contents(atPath: "\(folder)/training.json")
      .flatMap { try? JSONDecoder().decode([TrainingEntry].self, from: $0) }
  }
}
