import Arms
import Cohorts
import Foundation
import Learning
import Records

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
  let training: PipelineRecord?
  /// The patients used for early stopping, one list for each head of a deep row; `nil` for other rows.
  let stoppedBy: [[String]]?
  /// The held-out scores behind calibration and cutoff of a deep row; `nil` for other rows and in files of an earlier
  /// Apus.
  let heldOut: FusionHeadRow.Model.HeldOut?

  struct Saved: Decodable, Sendable {
    let folder: String
    let sha256: String
  }

  private enum Key: String, CodingKey { case id, shown, model, record, fit, intensities }
  private enum Inner: String, CodingKey { case pipeline, record, stoppedBy, heldOut }

  /// Reads an entry. An unreadable record becomes `nil`, and the audit reports it.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    id = try values.decode(String.self, forKey: .id)
    shown = try? values.decode(ShownFit.self, forKey: .shown)
    model = try values.decodeIfPresent(Saved.self, forKey: .model)
    intensities = try values.decodeIfPresent([SeriesIntensities].self, forKey: .intensities) ?? []
    let ofHeads = try? values.nestedContainer(keyedBy: Inner.self, forKey: .record)
    stoppedBy = ofHeads.flatMap { try? $0.decode([[String]].self, forKey: .stoppedBy) }
    heldOut = ofHeads.flatMap { try? $0.decode(FusionHeadRow.Model.HeldOut.self, forKey: .heldOut) }
    // A row that is not saved, such as the negative control, keeps its record inside the complete fit.
    let inFit = (try? values.nestedContainer(keyedBy: Inner.self, forKey: .fit))
      .flatMap { try? $0.nestedContainer(keyedBy: Inner.self, forKey: .pipeline) }
    training =
      (try? values.decode(PipelineRecord.self, forKey: .record))
      ?? inFit.flatMap { try? $0.decode(PipelineRecord.self, forKey: .record) }
  }

  /// The entries in the folder of a run; `nil` where they cannot be read.
  static func all(in folder: String) -> [TrainingEntry]? {
    FileManager.default.contents(atPath: "\(folder)/training.json")
      .flatMap { RepeatedKeys.first(in: $0) == nil ? try? JSONDecoder().decode([TrainingEntry].self, from: $0) : nil }
  }
}
