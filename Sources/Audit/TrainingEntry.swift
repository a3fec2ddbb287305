import Arms
import Cohorts
import Foundation
import Learning
import Records
import Results
import SavedModels

/// The entry of one row in `training.json`: the facts of its fit that the results show, and how the fit was made.
package struct TrainingEntry: Decodable, Sendable {
  /// Key of the row.
  package let id: String
  /// The facts of the fit that the results show; `nil` in files of an earlier Apus.
  package let shown: ShownFit?
  /// The saved model; `nil` for a row that is not saved.
  let model: TrainingFile.Saved?
  /// Intensity normalisations of its images.
  let intensities: [SeriesIntensities]
  /// Folds, settings and scores of the fit; `nil` for rows that are not fitted to a table of features.
  package let training: PipelineRecord?
  /// The patients used for early stopping, one list for each head of a deep row; `nil` for other rows.
  let stoppedBy: [[String]]?
  /// The held-out scores behind calibration and cutoff of a deep row; `nil` for other rows and in files of an earlier
  /// Apus.
  let heldOut: FusionHeadRow.Model.HeldOut?

  /// Whether the complete fit stands in the entry, because the row is not saved.
  let hasFit: Bool
  /// Whether the run wrote the hashes of all its files and of parts of its results, as Apus does since schema 2.
  let isComplete: Bool

  /// Reads an entry. An unreadable record becomes `nil`, and the audit reports it.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: TrainingFile.Key.self)
    id = try values.decode(String.self, forKey: .id)
    isComplete = ((try? values.decode(Int.self, forKey: .schema)) ?? 1) >= 2
    hasFit = values.contains(.fit)
    shown = try? values.decode(ShownFit.self, forKey: .shown)
    model = try values.decodeIfPresent(TrainingFile.Saved.self, forKey: .model)
    intensities = try values.decodeIfPresent([SeriesIntensities].self, forKey: .intensities) ?? []
    let ofHeads = try? values.decode(FusionHeadRow.Model.Record.self, forKey: .record)
    (stoppedBy, heldOut) = (ofHeads?.stoppedBy, ofHeads?.heldOut)
    // A row that is not saved, such as the negative control, keeps its record inside the complete fit.
    training =
      (try? values.decode(PipelineRecord.self, forKey: .record))
      ?? (try? values.decode(RecordInFit.self, forKey: .fit))?.pipeline.record
  }

  /// The record inside a complete fit, whose other parts are not read.
  private struct RecordInFit: Decodable {
    struct Pipeline: Decodable { let record: PipelineRecord }
    let pipeline: Pipeline
  }

  /// The entries in the folder of a run; `nil` where they cannot be read.
  package static func all(in folder: String) -> [TrainingEntry]? {
    FileManager.default.contents(atPath: "\(folder)/\(RunFile.training)")
      .flatMap { RepeatedKeys.first(in: $0) == nil ? try? JSONDecoder().decode([TrainingEntry].self, from: $0) : nil }
  }
}
