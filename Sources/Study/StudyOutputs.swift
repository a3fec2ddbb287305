import Arms
import Audit
import Cohorts
import Execution
import Extraction
import Features
import Foundation
import Records
import Results

/// Writes the tables of a run.
struct StudyOutputs {
  let folder: RunFolder
  let cohort: AnalysisCohort

  /// One row per patient: id, outcome, lesion volume, what made the values, features; undefined values are empty and
  /// listed with their reasons.
  func writeFeatures(_ provenance: Provenance) throws(StoreError) {
    var text = CSVWriter.line(FeatureFile.header(cohort.columns))
    for (patient, features) in zip(cohort.patients, cohort.features) {
      let cells = features.values.map { $0.number.map(CSVWriter.number) ?? "" }
      let reasons = zip(cohort.columns, features.values).compactMap { column, value in
        value.reason.map { "\(column): \(words(for: $0))" }
      }
      let volume = features.lesionVolumes.first.map { CSVWriter.number($0 / 1000) } ?? ""
      text += CSVWriter.line(
        [patient.id, patient.outcome.cell, volume] + provenance.cells + cells + [reasons.joined(separator: "; ")]
      )
    }
    try AtomicFile.write(text, to: folder.file(.features))
  }

  /// One row per patient: id, outcome, and the features of every network in every protocol, with the size of the input
  /// that the saved models have. Nothing is written for a study without a network.
  func writeDeepFeatures(_ networks: [DeepInputs], split: StudySplit) throws(StoreError) {
    guard !networks.isEmpty, let set = split.attempts(patients: cohort.patients.count).last?.set else { return }
    let blocks = cohort.study.protocols.flatMap { evaluation in
      networks.compactMap { inputs in
        inputs.made(for: DeepInputs.FitKey(evaluation: evaluation.name, set: set)).map {
          $0.features.tables.map { (name: evaluation.name, network: inputs.deep.label, table: $0) }
        }
      }.flatMap(\.self)
    }
    let columns = blocks.flatMap { name, network, table in
      table.columns.map { DeepFeatureFile.column($0, in: name, network: network) }
    }
    var text = CSVWriter.line([FeatureFile.subject, FeatureFile.outcome] + columns)
    for (row, patient) in cohort.patients.enumerated() {
      let cells = blocks.flatMap { block in
        block.table.columns.indices.map { block.table.value(row: row, column: $0).map(CSVWriter.number) ?? "" }
      }
      text += CSVWriter.line([patient.id, patient.outcome.cell] + cells)
    }
    try AtomicFile.write(text, to: folder.file(.deepFeatures))
  }

  /// The features of slices of every network whose heads may attend to them; nothing is written for other studies.
  func writeDeepSlices(_ networks: [DeepInputs], split: StudySplit) throws(StoreError) {
    guard let set = split.attempts(patients: cohort.patients.count).last?.set else { return }
    let blocks = cohort.study.protocols.flatMap { evaluation in
      networks.compactMap { inputs -> DeepSliceFile.Block? in
        let key = DeepInputs.FitKey(evaluation: evaluation.name, set: set)
        guard let (fit, features) = inputs.made(for: key), fit.way.attends, let slices = features.slices
        else { return nil }
        return DeepSliceFile.Block(
          prefix: DeepFeatureFile.column("", in: evaluation.name, network: inputs.deep.label), patients: slices.patients
        )
      }
    }
    guard !blocks.isEmpty else { return }
    try AtomicFile.write(DeepSliceFile.text(blocks, of: cohort.ids), to: folder.file(.deepSlices))
  }

  private func words(for reason: FeatureValue.UndefinedReason) -> String {
    if case .table = cohort.study.features { "missing in the table" } else { "\(reason)" }
  }

  /// One row per patient: id, outcome, side of the split, the site where the split is by sites, and the hash of each
  /// image, by which an audit finds copies.
  func writePatients(_ split: StudySplit) throws(StoreError) {
    let training = Set(split.testPair?.training ?? [])
    let columns = cohort.study.series.map { PatientFile.hash(of: $0.name) }
    let isBySite = cohort.patients.contains { $0.site != nil }
    let isGrouped = cohort.study.cohort.group != nil
    var text = CSVWriter.line(
      [PatientFile.subject, PatientFile.outcome, PatientFile.side] + (isBySite ? [PatientFile.site] : [])
        + (isGrouped ? [PatientFile.group] : []) + columns)
    for (at, patient) in cohort.patients.enumerated() {
      let side: SplitSide = split.testPair == nil ? .notGiven : training.contains(at) ? .training : .test
      let site = isBySite ? [patient.site ?? ""] : []
      let group = isGrouped ? [patient.unit] : []
      text += CSVWriter.line(
        [patient.id, patient.outcome.cell, side.words] + site + group + cohort.features[at].imageHashes)
    }
    try AtomicFile.write(text, to: folder.file(.patients))
  }

  /// Landmarks of every patient's images, if something is fitted on images.
  func writeLandmarks() throws(StoreError) {
    guard let landmarks = cohort.imageFits.landmarks else { return }
    try AtomicFile.write(LandmarkTable.text(landmarks, of: cohort.ids), to: folder.file(.landmarks))
  }

  /// One row per patient left out, with cause and detail. The file is also written if no patient remains.
  func writeExclusions(_ exclusions: [InclusionFlow.Exclusion]) throws(StoreError) {
    let rows = exclusions.flatMap { exclusion in
      exclusion.subjects.map { [$0.id, exclusion.kind.rawValue, exclusion.cause, $0.detail] }
    }
    try AtomicFile.write(
      CSVWriter.text(columns: ["subject", "kind", "cause", "detail"], rows: rows), to: folder.file(.exclusions))
  }

  /// The decisions of the review; nothing is written for a study without any.
  func writeDecisions(_ decisions: ReviewDecisions) throws(StoreError) {
    guard !decisions.all.isEmpty else { return }
    try AtomicFile.write(decisions.text, to: folder.file(.decisions))
  }

  /// One row per evaluated patient: id, outcome, then score, probability and predicted class of each model, and last
  /// the spread over the heads and the prediction set of each model that has them.
  ///
  /// It has the models of every protocol; columns of `sound` have no prefix.
  func writePredictions(_ protocols: [ProtocolResults]) throws(StoreError) {
    let models = protocols.flatMap(\.models)
    let columns = models.map(\.id).flatMap {
      [PredictionColumn.score(of: $0), PredictionColumn.probability(of: $0), PredictionColumn.call(of: $0)]
    }
    let spread = models.filter { $0.predictions.contains { $0.spread != nil } }
    let limited = models.filter { $0.predictions.contains { $0.set != nil } }
    let further =
      spread.map { PredictionColumn.spread(of: $0.id) } + limited.map { PredictionColumn.set(of: $0.id) }
    var text = CSVWriter.line([PredictionColumn.subject, PredictionColumn.outcome] + columns + further)
    for (row, first) in (models.first?.predictions ?? []).enumerated() {
      let cells = models.flatMap { model in
        let prediction = model.predictions[row]
        return [
          prediction.score.map(CSVWriter.number) ?? "", prediction.probability.map(CSVWriter.number) ?? "",
          prediction.isCalledEvent.map { $0 ? "1" : "0" } ?? "",
        ]
      }
      let more =
        spread.map { $0.predictions[row].spread.map(CSVWriter.number) ?? "" }
        + limited.map { $0.predictions[row].set?.rawValue ?? "" }
      text += CSVWriter.line([first.subject, first.outcome.cell] + cells + more)
    }
    try AtomicFile.write(text, to: folder.file(.predictions))
  }

  /// SHA-256 of the files written so far, by file name.
  var hashes: [String: String] {
    Dictionary(
      uniqueKeysWithValues: RunFile.hashed.compactMap { file in
        FileManager.default.contents(atPath: folder.file(file)).map { (file.rawValue, $0.sha256) }
      })
  }

  /// Writes the hashes of `results.json`, of its parts and of the other files.
  func writeSeal(_ results: StudyResults) throws(StoreError) {
    let seal = RunSeal(of: results, study: cohort.study, in: folder.path)
    try AtomicFile.write(seal.text, to: folder.file(.seal))
  }

  /// Results, fits and models as JSON.
  func write(_ value: some Encodable, as file: RunFile) throws(StoreError) {
    try AtomicFile.write(json: value, to: folder.file(file))
  }
}
