import Cohorts
import Execution
import Extraction
import Foundation
import Learning
import Records
import Results
import SavedModels
import StudyFiles

/// What an audit looks at: of a run in memory, or of its folder.
package struct AuditEvidence {
  package let study: StudyFile
  package let results: StudyResults
  package let log: FitLog
  package let ids: [String]
  package let outcomes: [Bool]
  package let sides: [SplitSide]
  /// Sites, where the split is by them.
  package let sites: [String]
  /// What rows of one patient share; empty where every row is a patient.
  package let groups: [String]
  /// Hashes of images, one list a patient; empty lists where there were none.
  package let hashes: [[String]]
  /// Landmarks of images by series, one a patient; `nil` where the run kept none.
  package var landmarks: [[String: [Double]]]?
  /// What the models that are kept do to intensities; empty where there are none.
  package var intensities: [SeriesIntensities]
  package let columns: [String]
  /// Features, patient by patient.
  package let features: [[Double?]]
  /// Files that are not what the run wrote.
  package var altered: [String] = []
  /// What `training.json` has of each row; `nil` where the run is of an Apus that did not write what the results show
  /// of a fit.
  package var training: [TrainingEntry]?
  /// The models saved, by row.
  package var models: [String: SavedModel] = [:]
  /// Volumes of the lesions in ml, patient by patient; `nil` where not known.
  package let volumes: [Double?]
  /// Rows of `exclusions.csv`; `nil` in memory, and in earlier runs.
  package var exclusions: [[String]]?
  /// Whether `results.json` has a hash of its own.
  package var isSealed = true
  /// Keys of rows whose predictions in `predictions.csv` are not those of `results.json`.
  package var otherPredictions: Set<String> = []

  /// The evidence of a run that is still in memory, but for what its fits have left in `folder`.
  package init(_ results: StudyResults, _ log: FitLog, _ cohort: AnalysisCohort, in folder: String) {
    (study, self.results, self.log) = (cohort.study, results, log)
    (ids, outcomes, sides) = (cohort.ids, cohort.outcomes, cohort.patients.map(\.side))
    sites = cohort.patients.map { $0.site ?? "" }
    groups = cohort.study.cohort.group == nil ? [] : cohort.patients.map { $0.group ?? $0.id }
    hashes = cohort.features.map(\.imageHashes)
    landmarks = cohort.imageFits.landmarks
    intensities = cohort.intensities
    columns = cohort.columns
    features = cohort.features.map { $0.values.map(\.number) }
    volumes = cohort.volumes ?? cohort.ids.map { _ in nil }
    training = AuditEvidence.shown(TrainingEntry.all(in: folder))
    models = AuditEvidence.own(training ?? [], AuditEvidence.models(training ?? [], folder))
  }

  /// The evidence of a folder.
  /// - Throws: ``AuditError`` where the folder holds no whole run.
  package init(folder: String) throws(AuditError) {
    guard !FileManager.default.fileExists(atPath: "\(folder)/\(RunFolder.finishedName)") else {
      throw .notARun(
        folder: folder,
        cause: "a run was ended while it put its results into their places; run the study again, which goes on there")
    }
    study = try AuditEvidence.study(folder)
    results = try AuditEvidence.decode(StudyResults.self, "results.json", folder)
    log = try AuditEvidence.decode(FitLog.self, "fits.json", folder)
    let patients = try AuditEvidence.table("patients.csv", folder)
    let features = try AuditEvidence.table("features.csv", folder)
    let predictions = try AuditEvidence.table("predictions.csv", folder)
    guard let ids = patients[PatientFile.subject], let outcomes = patients[PatientFile.outcome],
      let sides = patients[PatientFile.side]
    else { throw .damaged(folder: folder, file: "patients.csv", cause: "columns subject, outcome, side are wanted") }
    guard features[FeatureFile.subject] == ids, features[FeatureFile.outcome] == outcomes else {
      throw .damaged(folder: folder, file: "features.csv", cause: "its patients are not those of patients.csv")
    }
    self.ids = ids
    self.outcomes = outcomes.map { $0 == "1" }
    self.sides = sides.map { SplitSide(words: $0) }
    self.sites = patients[PatientFile.site] ?? ids.map { _ in "" }
    groups = study.cohort.group == nil ? [] : patients[PatientFile.group] ?? []
    let hashed = patients.columns.indices.filter { PatientFile.isHash(patients.columns[$0]) }
    hashes = patients.rows.map { row in hashed.map { row[$0] }.filter { !$0.isEmpty } }
    landmarks = try AuditEvidence.landmarks(folder, ids)
    let entries = TrainingEntry.all(in: folder)
    intensities = (entries ?? []).flatMap(\.intensities)
    let places = features.columns.indices.filter { FeatureFile.isFeature(features.columns[$0]) }
    columns = places.map { features.columns[$0] }
    self.features = features.rows.map { row in places.map { features.number(row[$0]) } }
    volumes = (features[FeatureFile.volume] ?? ids.map { _ in "" }).map(features.number)
    training = AuditEvidence.shown(entries)
    let saved = AuditEvidence.models(entries ?? [], folder)
    models = AuditEvidence.own(entries ?? [], saved)
    exclusions = (try? CSVTable(reading: "\(folder)/exclusions.csv"))?.rows
    isSealed = FileManager.default.fileExists(atPath: "\(folder)/\(RunFolder.seal)")
    altered =
      AuditEvidence.altered(results.files ?? [:], folder) + AuditEvidence.otherModels(entries, saved, folder)
      + AuditEvidence.brokenSeal(folder, isSealed, isWanted: training != nil)
    otherPredictions = AuditEvidence.compare(predictions, results)
  }

  private static func study(_ folder: String) throws(AuditError) -> StudyFile {
    do {
      return try StudyFile(reading: "\(folder)/study.yaml")
    } catch {
      throw .notARun(folder: folder, cause: "\(error)")
    }
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ file: String, _ folder: String
  ) throws(AuditError) -> Value {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
      throw .notARun(folder: folder, cause: "\(file) is not there")
    }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw .damaged(folder: folder, file: file, cause: DecodingError.inShort(error))
    }
  }

  private static func table(_ file: String, _ folder: String) throws(AuditError) -> CSVTable {
    do {
      return try CSVTable(reading: "\(folder)/\(file)")
    } catch {
      throw .notARun(folder: folder, cause: "\(error)")
    }
  }

  /// Files whose bytes have another hash than `results.json` has.
  private static func altered(_ files: [String: String], _ folder: String) -> [String] {
    // A hash that was taken out of results.json would else vouch for any file.
    // Earlier runs had none of the table of exclusions, which no other check reads.
    let unhashed = RunFolder.hashed.filter { files[$0] == nil && $0 != "exclusions.csv" }.filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
    return unhashed.map { "\($0): has no hash in results.json" } + changed(files, folder)
  }

  private static func changed(_ files: [String: String], _ folder: String) -> [String] {
    files.sorted { $0.key < $1.key }.compactMap { name, hash in
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return "\(name): is not there" }
      return data.sha256 == hash ? nil : "\(name): was changed after the run"
    }
  }

  /// Whether `results.json` is what its seal has. Every run that writes what it shows of its fits has a seal.
  private static func brokenSeal(_ folder: String, _ isSealed: Bool, isWanted: Bool) -> [String] {
    guard isSealed else { return isWanted ? ["\(RunFolder.seal): is not there, but the run wrote one"] : [] }
    let seal = FileManager.default.contents(atPath: "\(folder)/\(RunFolder.seal)").map {
      String(decoding: $0, as: UTF8.self)
    }
    let own = FileManager.default.contents(atPath: "\(folder)/results.json")?.sha256 ?? ""
    return seal?.hasPrefix(own) == true ? [] : ["results.json: was changed after the run"]
  }

  /// Entries that say what the results show of their fits; `nil` where one does not.
  private static func shown(_ entries: [TrainingEntry]?) -> [TrainingEntry]? {
    entries.flatMap { all in all.allSatisfy { $0.shown != nil } ? all : nil }
  }

  /// The models that entries name, by row, or why one cannot be read.
  private static func models(
    _ entries: [TrainingEntry], _ folder: String
  ) -> [String: Result<SavedModel, any Error>] {
    let named = entries.compactMap { entry in entry.model.map { (entry.id, $0.folder) } }
    return Dictionary(named) { first, _ in first }
      .mapValues { place in Result { try SavedModel(reading: "\(folder)/\(place)") } }
  }

  /// The models that are those of their rows; another's would give other scores, and is accused already.
  private static func own(
    _ entries: [TrainingEntry], _ saved: [String: Result<SavedModel, any Error>]
  ) -> [String: SavedModel] {
    let hashes = Dictionary(entries.map { ($0.id, $0.model?.sha256) }) { first, _ in first }
    return saved.compactMapValues { try? $0.get() }.filter { id, model in
      model.fingerprint == hashes[id] && model.description.id == id
    }
  }

  /// Models in `models/` that are not those that `training.json` has of their rows: another row's, a control's, or
  /// changed ones.
  private static func otherModels(
    _ entries: [TrainingEntry]?, _ saved: [String: Result<SavedModel, any Error>], _ folder: String
  ) -> [String] {
    guard let entries else {
      return ["training.json: cannot be read, so that the models saved were compared with nothing"]
    }
    let present = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/models")) ?? []
    let strange = present.sorted().filter { saved[$0] == nil }
      .map { "models/\($0): training.json has no row that was saved as this model" }
    return strange
      + entries.compactMap { entry in
        guard let named = entry.model, let found = saved[entry.id] else { return nil }
        switch found {
        case .success(let model):
          let isOwn = model.fingerprint == named.sha256 && model.description.id == entry.id
          return isOwn ? nil : "\(named.folder): is not the model that the run saved of this row"
        case .failure(let error):
          return "\(named.folder): cannot be read as the model that the run saved of this row: \(error)"
        }
      }
  }

  /// Landmarks of patients in the order of `ids`; `nil` where the run wrote none.
  private static func landmarks(_ folder: String, _ ids: [String]) throws(AuditError) -> [[String: [Double]]]? {
    guard FileManager.default.fileExists(atPath: "\(folder)/\(LandmarkTable.file)") else { return nil }
    let table = try table(LandmarkTable.file, folder)
    guard let landmarks = LandmarkTable.read(table, of: ids) else {
      throw .damaged(
        folder: folder, file: LandmarkTable.file,
        cause: "columns subject, series and landmarks that are numbers are wanted")
    }
    return landmarks
  }

  /// Rows whose scores, probabilities or calls in `predictions.csv` are not those of `results.json`.
  private static func compare(_ table: CSVTable, _ results: StudyResults) -> Set<String> {
    let subjects = table["subject"] ?? []
    let others = results.protocols.flatMap(\.models).filter { model in
      let scores = (table["\(model.id)_score"] ?? []).map { Double($0) }
      let probabilities = (table["\(model.id)_probability"] ?? []).map { Double($0) }
      let calls = (table["\(model.id)_call"] ?? []).map { $0.isEmpty ? nil : $0 == "1" }
      let isSame =
        subjects == model.predictions.map(\.subject) && scores == model.predictions.map(\.score)
        && (table["outcome"] ?? []).map { $0 == "1" } == model.predictions.map(\.outcome)
        && probabilities == model.predictions.map(\.probability) && calls == model.predictions.map(\.isCalledEvent)
      return !isSame
    }
    return Set(others.map(\.id))
  }
}

/// Why a folder cannot be audited.
public enum AuditError: Error, Sendable, CustomStringConvertible {
  case notARun(folder: String, cause: String)
  case damaged(folder: String, file: String, cause: String)

  /// Folder, cause and next step.
  public var description: String {
    switch self {
    case .notARun(let folder, let cause):
      "\(folder): holds no finished run of apus study: \(cause). Give the folder that apus study run wrote with -o."
    case .damaged(let folder, let file, let cause):
      "\(folder)/\(file): cannot be read as a part of a run: \(cause). Run the study again."
    }
  }
}
