import Cohorts
import DeepRadiomics
import Execution
import Extraction
import Foundation
import Learning
import Records
import Results
import SavedModels
import Statistics
import StudyFiles

/// The evidence that an audit examines, taken from a run in memory or from its folder.
package struct AuditEvidence {
  package let study: StudyFile
  package let results: StudyResults
  package let log: FitLog
  package let ids: [String]
  package let outcomes: Outcomes
  package let sides: [SplitSide]
  /// The site of each patient, where the split is by site; otherwise empty texts.
  package let sites: [String]
  /// The group of each row, where several rows belong to one patient; empty where every row is a patient.
  package let groups: [String]
  /// Hashes of each patient's images; an empty list for a patient without images.
  package let hashes: [[String]]
  /// Intensity landmarks by series name, one dictionary per patient; `nil` where the run kept none.
  package var landmarks: [[String: [Double]]]?
  /// Intensity normalisations of the saved models; empty where there are none.
  package var intensities: [SeriesIntensities]
  package let columns: [String]
  /// Feature values, one row per patient.
  package let features: [[Double?]]
  /// Features of networks by the columns of `deep_features.csv`, one value per patient; empty where the run has none.
  package var deepFeatures: [String: [Double?]] = [:]
  /// Features of slices by the prefix of a network's columns, one value per patient; empty where the run has none.
  package var deepSlices: [String: [SliceFeatures]] = [:]
  /// One message for each file that differs from what the run wrote.
  package var altered: [String] = []
  /// The entries of `training.json`, one per row; `nil` for a run of an earlier Apus, which did not write the facts
  /// of each fit that the results show.
  package var training: [TrainingEntry]?
  /// The saved models by the key of their row.
  package var models: [String: SavedModel] = [:]
  /// Lesion volumes in ml, one per patient; `nil` where unknown.
  package let volumes: [Double?]
  /// The rows of `exclusions.csv`; `nil` for a run in memory and for earlier runs, which did not write the file.
  package var exclusions: [[String]]?
  /// The decisions of a review that the run honoured; none where it had none.
  package var decisions = ReviewDecisions.none
  /// Whether the evidence was read from the folder of a finished run, and not taken from a run in memory, which has not
  /// written all of its files yet.
  package var isOfFolder = false
  /// Whether the folder holds `results.json.sha256`, the hash of `results.json`.
  package var isSealed = true
  /// The first difference between `predictions.csv` and `results.json`, by the key of the row.
  package var otherPredictions: [String: String] = [:]
  /// Patients whose outcomes in `patients.csv` and `features.csv` differ.
  package var otherOutcomes: [String] = []
  /// Keys of rows that `results.json` lacks, each with the file that has them.
  package var lostRows: [(id: String, file: RunFile)] = []

  /// The evidence of a run that is still in memory. Training entries and saved models are read from `folder`.
  package init(_ results: StudyResults, log: FitLog, of cohort: AnalysisCohort, in folder: String) {
    (study, self.results, self.log) = (cohort.study, results, log)
    (ids, outcomes, sides) = (cohort.ids, cohort.outcomes, cohort.patients.map(\.side))
    sites = cohort.patients.map { $0.site ?? "" }
    groups = cohort.study.cohort.group == nil ? [] : cohort.patients.map(\.unit)
    hashes = cohort.features.map(\.imageHashes)
    landmarks = cohort.imageFits.landmarks
    intensities = cohort.intensities
    columns = cohort.columns
    features = cohort.features.map { $0.values.map(\.number) }
    volumes = cohort.volumes ?? cohort.ids.map { _ in nil }
    // A file that this run has just written has its patients.
    deepFeatures = (try? AuditEvidence.deepFeatures(in: folder, of: ids)) ?? [:]
    deepSlices = (try? AuditEvidence.deepSlices(in: folder, of: ids)) ?? [:]
    training = AuditEvidence.shown(TrainingEntry.all(in: folder))
    models = AuditEvidence.own(training ?? [], saved: AuditEvidence.models(training ?? [], in: folder))
  }

  /// The evidence in the folder of a run.
  /// - Throws: ``AuditError`` where the folder does not hold a complete run.
  package init(folder: String) throws(AuditError) {
    guard FileManager.default.fileExists(atPath: folder) else { throw .notARun(folder: folder, .noFolder) }
    guard RunFolder.completePublication(in: folder) else {
      throw .notARun(folder: folder, .unfinished)
    }
    study = try AuditEvidence.study(folder)
    results = try AuditEvidence.decode(StudyResults.self, from: .results, in: folder)
    log = try AuditEvidence.decode(FitLog.self, from: .fits, in: folder)
    let patients = try AuditEvidence.table(.patients, in: folder)
    let features = try AuditEvidence.table(.features, in: folder)
    let predictions = try AuditEvidence.table(.predictions, in: folder)
    guard let ids = patients[PatientFile.subject], let outcomes = patients[PatientFile.outcome],
      let sides = patients[PatientFile.side]
    else {
      throw .damaged(
        folder: folder, file: .patients,
        cause: "it needs the columns subject, outcome and side")
    }
    guard let others = features[FeatureFile.subject], others == ids else {
      let first = zip(features[FeatureFile.subject] ?? [], ids).first { $0 != $1 }
      throw .damaged(
        folder: folder, file: .features,
        cause: "its patients differ from those of \(RunFile.patients)"
          + (first.map { ", first \($0.0) instead of \($0.1)" } ?? ""))
    }
    if let known = features[FeatureFile.outcome] {
      otherOutcomes = ids.indices.filter { known[$0] != outcomes[$0] }.map { ids[$0] }
    }
    self.ids = ids
    self.outcomes = Outcomes(cells: outcomes, of: study.outcome.kind)
    self.sides = sides.map { SplitSide(words: $0) }
    self.sites = patients[PatientFile.site] ?? ids.map { _ in "" }
    groups = study.cohort.group == nil ? [] : patients[PatientFile.group] ?? []
    let hashed = patients.columns.indices.filter { PatientFile.isHash(patients.columns[$0]) }
    hashes = patients.rows.map { row in hashed.map { row[$0] }.filter { !$0.isEmpty } }
    landmarks = try AuditEvidence.landmarks(in: folder, of: ids)
    deepFeatures = try AuditEvidence.deepFeatures(in: folder, of: ids)
    deepSlices = try AuditEvidence.deepSlices(in: folder, of: ids)
    let entries = TrainingEntry.all(in: folder)
    intensities = (entries ?? []).flatMap(\.intensities)
    let places = features.columns.indices.filter { FeatureFile.isFeature(features.columns[$0]) }
    columns = places.map { features.columns[$0] }
    self.features = features.rows.map { row in places.map { features.number(row[$0]) } }
    volumes = (features[FeatureFile.volume] ?? ids.map { _ in "" }).map(features.number)
    training = AuditEvidence.shown(entries)
    let saved = AuditEvidence.models(entries ?? [], in: folder)
    models = AuditEvidence.own(entries ?? [], saved: saved)
    exclusions = (try? CSVTable(reading: "\(folder)/\(RunFile.exclusions)"))?.rows
    decisions = try AuditEvidence.decisions(in: folder)
    isOfFolder = true
    isSealed = FileManager.default.fileExists(atPath: "\(folder)/\(RunFile.seal)")
    let changed =
      AuditEvidence.altered(results.files ?? [:], in: folder)
      + AuditEvidence.otherModels(entries, saved: saved, in: folder)
      + AuditEvidence.brokenSeal(in: folder, isSealed: isSealed, isWanted: training != nil)
    altered = changed + otherSeal(in: folder, beside: changed, isWhole: entries?.contains { $0.isComplete } ?? false)
    otherPredictions = PredictionFile(predictions).differences(from: results)
    lostRows = AuditEvidence.lostRows(PredictionFile(predictions), entries ?? [], results)
  }

  /// The study file that a run executed.
  package static func study(_ folder: String) throws(AuditError) -> StudyFile {
    do {
      return try StudyFile(reading: "\(folder)/\(RunFile.study)")
    } catch {
      throw .notARun(folder: folder, .studyFile(error))
    }
  }

  private static func decisions(in folder: String) throws(AuditError) -> ReviewDecisions {
    do {
      return try ReviewDecisions(reading: "\(folder)/\(RunFile.decisions)")
    } catch {
      let cause = "\(error)"
      throw .damaged(
        folder: folder, file: .decisions, cause: String(cause.hasSuffix(".") ? cause.dropLast() : cause[...]))
    }
  }

  /// A JSON file of a run.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from file: RunFile, in folder: String
  ) throws(AuditError) -> Value {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
      throw .notARun(folder: folder, .missing(file))
    }
    if let key = RepeatedKeys.first(in: data) {
      throw .damaged(
        folder: folder, file: file, cause: "it has the key \(key) twice, and readers differ on which counts")
    }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as FitLog.OtherSchema {
      throw .otherLog(folder: folder, file: file, error)
    } catch {
      throw .damaged(folder: folder, file: file, cause: DecodingError.inShort(error))
    }
  }

  /// A table of a run.
  package static func table(_ file: RunFile, in folder: String) throws(AuditError) -> CSVTable {
    do {
      return try CSVTable(reading: "\(folder)/\(file)")
    } catch {
      throw .notARun(folder: folder, .table(error))
    }
  }

  /// A message for each file whose hash is missing from `results.json` or differs from it.
  private static func altered(_ files: [String: String], in folder: String) -> [String] {
    // Otherwise a file could be changed unnoticed by deleting its hash from results.json.
    // Earlier runs did not hash exclusions.csv, and no other check relies on it.
    let unhashed = RunFile.hashed.filter { files[$0.rawValue] == nil && $0 != .exclusions }.filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
    return unhashed.map { "\($0): results.json has no hash of this file" } + changed(files, in: folder)
  }

  private static func changed(_ files: [String: String], in folder: String) -> [String] {
    files.sorted { $0.key < $1.key }.compactMap { name, hash in
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return "\(name): is missing" }
      return data.sha256 == hash ? nil : "\(name): was changed after the run"
    }
  }

  /// A message where `results.json` does not match its hash in `results.json.sha256`, or where that file is missing.
  private static func brokenSeal(in folder: String, isSealed: Bool, isWanted: Bool) -> [String] {
    guard isSealed else { return isWanted ? ["\(RunFile.seal): is missing, although the run wrote it"] : [] }
    let seal = FileManager.default.contents(atPath: "\(folder)/\(RunFile.seal)").map {
      String(decoding: $0, as: UTF8.self)
    }
    let own = FileManager.default.contents(atPath: "\(folder)/\(RunFile.results)")?.sha256 ?? ""
    return seal?.hasPrefix(own) == true ? [] : ["results.json: was changed after the run"]
  }

  /// Messages about files and parts of the results that differ from the seal; none where `results.json` itself was
  /// changed, which says it all.
  private func otherSeal(in folder: String, beside known: [String], isWhole: Bool) -> [String] {
    guard isSealed, !known.contains(where: { $0.hasPrefix("results.json: was changed") }),
      let text = FileManager.default.contents(atPath: "\(folder)/\(RunFile.seal)")
    else { return [] }
    let files = Set(known.compactMap { $0.split(separator: ":").first.map(String.init) })
    let models = files.filter { $0.hasPrefix("models/") }.map { "\($0)/model.json" }
    return RunSeal(of: results, study: study, in: folder)
      .differences(from: String(decoding: text, as: UTF8.self), known: files.union(models), isWhole: isWhole)
  }

  /// The entries, if every one has the facts of its fit that the results show; otherwise `nil`.
  private static func shown(_ entries: [TrainingEntry]?) -> [TrainingEntry]? {
    entries.flatMap { all in all.allSatisfy { $0.shown != nil } ? all : nil }
  }

  /// The saved models by row, each with the error where it cannot be read.
  private static func models(
    _ entries: [TrainingEntry], in folder: String
  ) -> [String: Result<SavedModel, any Error>] {
    let named = entries.compactMap { entry in entry.model.map { (entry.id, $0.folder) } }
    return Dictionary(named) { first, _ in first }
      .mapValues { place in Result { try SavedModel(reading: "\(folder)/\(place)") } }
  }

  /// The saved models that match their hash and row. The others are reported as changed and are not used further.
  private static func own(
    _ entries: [TrainingEntry], saved: [String: Result<SavedModel, any Error>]
  ) -> [String: SavedModel] {
    let hashes = Dictionary(entries.map { ($0.id, $0.model?.sha256) }) { first, _ in first }
    return saved.compactMapValues { try? $0.get() }.filter { id, model in
      model.fingerprint == hashes[id] && model.description.id == id
    }
  }

  /// A message for each folder in `models/` that is not the model that `training.json` names: the model of another row
  /// or of a control, or one that was changed.
  private static func otherModels(
    _ entries: [TrainingEntry]?, saved: [String: Result<SavedModel, any Error>], in folder: String
  ) -> [String] {
    guard let entries else {
      return ["training.json: cannot be read, so the saved models could not be checked"]
    }
    let present = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/models")) ?? []
    let strange = present.sorted().filter { saved[$0] == nil }
      .map { "models/\($0): training.json names no row with this model" }
    return strange
      + entries.compactMap { entry in
        guard let named = entry.model, let found = saved[entry.id] else { return nil }
        switch found {
        case .success(let model):
          let isOwn = model.fingerprint == named.sha256 && model.description.id == entry.id
          return isOwn ? nil : "\(named.folder): is not the model that the run saved for this row"
        case .failure(let error):
          return "\(named.folder): the model of this row cannot be read: \(error)"
        }
      }
  }
}
