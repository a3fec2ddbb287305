import Audit
import Cohorts
import Execution
import Foundation
import Learning
import Records
import Results
import SavedModels
import StudyFiles

/// The folder of a finished run, as far as a paper needs it.
package struct FinishedRun {
  /// The folder.
  package let folder: String
  package let study: StudyFile
  /// Its results. Comparisons of an earlier version are exploratory, since that version did not know primary ones.
  package let results: StudyResults
  /// SHA-256 of `results.json`, by which the paper names the run.
  package let fingerprint: String
  private let entries: [TrainingEntry]

  /// Reads a folder that `apus study run` wrote.
  package init(folder: String) throws(PaperError) {
    self.folder = folder
    guard FileManager.default.fileExists(atPath: folder) else { throw .noRun(folder: folder, .noFolder) }
    guard RunFolder.completePublication(in: folder) else { throw .noRun(folder: folder, .unfinished) }
    let path = "\(folder)/\(RunFile.results)"
    guard let data = FileManager.default.contents(atPath: path) else { throw .noRun(folder: folder, .noResults) }
    do {
      results = try JSONDecoder().decode(StudyResults.self, from: data).withStandings
    } catch {
      throw .damaged(path: path, cause: DecodingError.inShort(error))
    }
    fingerprint = data.sha256
    do throws(StudyFileError) {
      study = try StudyFile(reading: "\(folder)/\(RunFile.study)")
    } catch {
      throw .study(error)
    }
    entries = TrainingEntry.all(in: folder) ?? []
  }

  /// What a reader of the paper's folder must know of the run.
  var remarks: [String] {
    guard results.schema < StudyResults.currentSchema else { return [] }
    return [
      "Primary comparisons, and some figures: the results are of an earlier version (schema \(results.schema)), which "
        + "does not have them. Run the study again with this version; its features are in the cache."
    ]
  }

  /// How a row of a table was trained; `nil` for rows without a record.
  func training(of model: ModelResult) -> PipelineRecord? { entries.first { $0.id == model.id }?.training }

  /// Why a model has no coefficients.
  enum NoCoefficients: Error, Hashable {
    case notSaved, notLinear, severalCompletions

    var sentence: String {
      switch self {
      case .notSaved: "The model is not saved in the folder of the run, so its coefficients are unknown"
      case .notLinear: "This classifier is not linear, so its columns have no coefficients"
      case .severalCompletions: "The model is a mean over several completions of the table, each with its own columns"
      }
    }
  }

  /// The coefficients of a linear model, by column.
  func coefficients(of model: ModelResult) -> Result<[String: Double], NoCoefficients> {
    guard let saved = try? SavedModel(reading: "\(folder)/\(RunFile.models)/\(model.id)"),
      case .table(_, let pipeline) = saved.predictor
    else { return .failure(.notSaved) }
    guard pipeline.members.count == 1, let member = pipeline.members.first else {
      return .failure(.severalCompletions)
    }
    guard let values = member.classifier.linearCoefficients else { return .failure(.notLinear) }
    let columns = member.preparation.columns
    return .success(Dictionary(zip(columns, values)) { first, _ in first })
  }
}

extension StudyResults {
  /// The same, where every comparison says what it may be used for.
  fileprivate var withStandings: StudyResults {
    guard schema < StudyResults.currentSchema else { return self }
    var own = self
    for block in own.protocols.indices {
      for at in own.protocols[block].comparisons.indices {
        own.protocols[block].comparisons[at].standing = .exploratory
        own.protocols[block].comparisons[at].adjustedP = nil
      }
    }
    return own
  }
}
