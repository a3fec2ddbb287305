import Arms
import Cohorts
import DeepRadiomics
import Execution
import Extraction
import Features
import Foundation
import ImageProcessing
import Learning
import Records
import Results
import StudyFiles

/// A saved model with everything it needs to predict, checked to be what it was trained with.
package struct ModelApplication: Sendable {
  /// The model.
  package let model: SavedModel
  /// Ways of being outside the training range that are flagged instead of refused.
  package let accepted: Set<RangeFinding.Kind>
  private let settings: ExtractionSettings
  let deep: DeepExtractor?
  /// The networks of heads with a last block of their own; `nil` for a frozen network.
  let tuned: TunedNetworks?
  private let biasField: BiasFieldCorrection?
  let known: KnownPatients

  private var description: ModelDescription { model.description }
  private var inputs: ModelInputs { model.description.inputs }

  /// Prepares everything that the model needs: settings, network and external program. Anything unsuitable is refused
  /// here and not later.
  /// - Parameters:
  ///   - weights: file with the weights of the network; `nil` for the set with its name in the weight store.
  ///   - threads: number of threads of the network.
  /// - Throws: ``ModelError``, `WeightStoreError`, `NetworkError`, ``BiasFieldError``.
  package init(
    _ model: SavedModel, weights: String? = nil, accepting accepted: Set<RangeFinding.Kind> = [], threads: Int = 1
  ) throws {
    (self.model, self.accepted) = (model, accepted)
    known = KnownPatients(model.description.training)
    settings = try model.description.inputs.extraction?.settings(of: model.path) ?? .pyradiomicsDefaults
    let network = try model.description.inputs.deep.map { try $0.extractor(weights: weights, threads: threads) }
    deep = network?.extractor
    tuned = try network.flatMap { try model.tunedNetworks($0.extractor, weights: $0.weights, threads: threads) }
    let needsField = model.description.inputs.series.contains { $0.biasField != nil }
    biasField = needsField ? try BiasFieldCorrection() : nil
  }

  /// Predicts all patients on up to `workers` threads. A patient who fails or is refused does not affect the others.
  package func predict(
    _ patients: [NewPatient], workers: Int, finished: @escaping @Sendable (Int, CasePrediction) -> Void = { _, _ in }
  ) -> [CasePrediction] {
    parallelMap(Array(patients.enumerated()), workers: workers) { item in
      let made = predict(item.element)
      finished(item.offset, made)
      return made
    }
  }

  /// Predicts one patient.
  package func predict(_ patient: NewPatient) -> CasePrediction {
    if let failure = patient.failure { return CasePrediction(patient.id, .failed, failure: "\(failure)") }
    do {
      let measured = try measure(patient)
      var check = RangeCheck(
        description, encoding: model.predictor.encoding, columns: model.predictor.columns, known: known)
      check.check(measured.acquisitions, hashes: measured.imageHashes)
      check.check(row: measured.row)
      check.checkFeatures(row: measured.row)
      let clinical = try clinical(patient, check: &check)
      check.checkMissing(row: measured.row)
      let notes = measured.notes + check.notes
      let refused = check.findings.filter { !accepted.contains($0.kind) }
      guard refused.isEmpty else {
        return CasePrediction(patient.id, .refused, outside: check.findings, notes: notes)
      }
      let score = try model.predictor.score(
        measured.numbers, clinical: clinical, batch: try batch(patient), slices: measured.slices)
      return CasePrediction(
        patient.id, check.findings.isEmpty ? .predicted : .flagged, prediction: description.prediction(score),
        outside: check.findings, notes: notes, imputed: measured.imputed)
    } catch {
      return CasePrediction(patient.id, .failed, failure: "\(error)")
    }
  }
}

extension ModelDescription {
  /// The prediction for a score, by the same arithmetic as in the run of the study.
  package func prediction(_ score: Double) -> Prediction {
    var probability: Double?
    if case .sigmoid(let sigmoid) = calibration { probability = sigmoid.probability(score) }
    return Prediction(
      subject: "", outcome: false, score: score, probability: probability,
      isCalledEvent: cutoff.threshold.map { score >= $0 }, set: probability.flatMap { limits?.set($0) })
  }
}

// Values from images and tables.
extension ModelApplication {
  struct Measured {
    var numbers: FeatureTable
    /// The values of the model's columns, in their order.
    var row: [Double?] = []
    var acquisitions: [SeriesAcquisition] = []
    var imageHashes: [String] = []
    var notes: [String] = []
    /// Columns without a value.
    var imputed: [String] = []
    /// The features of slices, for a model that joins them in another way than by their mean.
    var slices: SliceFeatures?
  }

  func measure(_ patient: NewPatient) throws -> Measured {
    var values = patient.numbers
    var (features, notes): (CaseFeatures?, [String]) = (nil, [])
    var slices: SliceFeatures?
    if inputs.needsImages {
      let series = try patient.series ?? series(of: patient)
      let extractor = CaseExtractor(series: series, settings: settings, cache: .none, biasField: biasField)
      let fitted = Dictionary(
        uniqueKeysWithValues: inputs.series.compactMap { series in series.normaliser.map { (series.name, $0) } })
      let takesFeatures = inputs.sources.contains(.imageFeatures)
      let found =
        takesFeatures
        ? try extractor.extract(patient.id, under: [fitted])[0] : try extractor.survey(patient.id, fitted: fitted)
      if takesFeatures {
        for (column, value) in zip(extractor.columns, found.values) { values[column] = .some(value.number) }
      }
      values[FeatureFile.volume] = .some(found.lesionVolumes.first.map { $0 / 1000 })
      if let seen = try networkFeatures(of: SeriesLoader(series: series, id: patient.id)) {
        for (column, value) in seen.values { values[column] = .some(value) }
        (slices, notes) = (seen.slices, seen.notes)
      }
      notes += found.notes + found.remarks
      features = found
    }
    let columns = model.predictor.columns
    let row = columns.map { values[$0] ?? nil }
    let missing = zip(columns, row).filter { $0.1 == nil }.map(\.0)
    let spoilt = missing.filter { patient.unreadable[$0] != nil }
    let absent = missing.filter { patient.unreadable[$0] == nil }
    if !absent.isEmpty {
      notes.append("no value, imputed as in training: \(absent.joined(separator: ", "))")
    }
    if !spoilt.isEmpty {
      let cells = spoilt.map { "\($0) (\"\(patient.unreadable[$0] ?? "")\")" }
      notes.append("no number, imputed as in training: \(cells.joined(separator: ", "))")
    }
    return Measured(
      numbers: FeatureTable(subjects: [patient.id], columns: columns, rows: [row]), row: row,
      acquisitions: features?.acquisitions ?? [], imageHashes: features?.imageHashes ?? [], notes: notes,
      imputed: missing, slices: slices)
  }

  /// What the network of the model makes of the images of a patient; `nil` for a model without a network.
  private func networkFeatures(
    of loader: SeriesLoader
  ) throws -> (values: [(column: String, value: Double)], slices: SliceFeatures?, notes: [String])? {
    guard let deep, let record = inputs.deep else { return nil }
    let images = try loader.inputImages(record.section)
    let columns = columns(record, deep)
    if let tuned {
      let notes = try deep.branches(of: images).flatMap { try deep.prepare($0).notes }
      let values = try tuned.features(of: images).flatMap(\.self)
      return (zip(columns, values).map { ($0, $1) }, nil, notes + (try tuned.sights(of: images).flatMap(\.notes)))
    }
    let sights = try deep.sights(of: images).flatMap(\.notes)
    guard let pooling = record.slicePooling else {
      let made = try deep.features(of: images)
      return (zip(columns, made.values).map { ($0, $1) }, nil, made.notes + sights)
    }
    let all = try deep.slices(of: images)
    let vector = all.slices.vector(by: pooling.isLearned ? .mean : pooling)
    return (zip(columns, vector).map { ($0, $1) }, all.slices, all.notes + sights)
  }

  /// The columns of the features in the order of the network, or of the networks of all heads.
  func columns(_ record: DeepRecord, _ deep: DeepExtractor) -> [String] {
    let own = record.columns(deep)
    return tuned.map { tuned in (0..<tuned.count).flatMap { DeepInputs.columns(own, ofHead: $0) } } ?? own
  }

  /// The batch of a patient. The model must know it, because no other batch can take its place.
  func batch(_ patient: NewPatient) throws -> String? {
    guard let column = description.batchColumn, let known = model.predictor.batches else { return nil }
    guard let batch = patient.batch else {
      throw PredictionInputError.noBatch(column: column, known: known.sorted())
    }
    guard known.contains(batch) else {
      throw PredictionInputError.unknownBatch(batch, column: column, known: known.sorted())
    }
    return batch
  }

  /// The factors as the model uses them. A value of another type is an error, an unknown level is a finding.
  func clinical(_ patient: NewPatient, check: inout RangeCheck) throws -> ClinicalTable? {
    guard model.predictor.usesFactors else { return nil }
    var values: [String: [String?]] = [:]
    for factor in description.factors {
      let value = try check.reading(factor, of: patient.factors[factor.name] ?? "", decimalMark: patient.decimalMark)
      values[factor.name] = [check.check(factor, value)]
    }
    return ClinicalTable(subjects: [patient.id], values: values)
  }

  /// The series of one patient with the given files.
  func series(of patient: NewPatient) throws -> CohortSeries {
    let series = try inputs.series.map { series in
      try series.series(patient.files[series.name] ?? NewPatient.SeriesFiles())
    }
    return CohortSeries(series, root: "/")
  }
}

extension StudyFile.Factor {
  /// The meaning of a text: the name of a level, or a value that belongs to a level.
  package func reading(of text: String, _ mark: DecimalMark) throws -> FactorValue {
    if case .categorical(let levels, _) = kind, levels.contains(where: { $0.name == text }) { return .level(text) }
    if StudyFile.Factor.isUnknown(text) { return .unknown }
    if let value = value(of: text, mark) { return value }
    guard case .categorical = kind else {
      throw PredictionInputError.factorIsNoNumber(name, text: text)
    }
    // A level that the study file does not have. The range check lists the known ones.
    return .level(text)
  }
}

extension SeriesInput {
  /// The series of one patient, with the intensity corrections of the model.
  package func series(_ files: NewPatient.SeriesFiles) throws -> StudyFile.Series {
    guard let image = files.image else {
      throw SeriesFailure(series: name, cause: SeriesInputError.noImage)
    }
    let mask: StudyFile.MaskSource
    if let path = files.mask {
      // The name is that of the study's files; a patient's own label image may have no names, and then it has one
      // label.
      let roi = files.roi ?? (RegionChoice.isOneLabelWithoutName(path) ? nil : roi)
      mask = .file(
        path: try Self.pattern(path, series: name), roi: roi, label: try label(files, of: path, roi: roi),
        resampled: resamplesMask)
    } else if let maskOf {
      mask = .series(maskOf)
    } else {
      throw SeriesFailure(series: name, cause: SeriesInputError.noMask)
    }
    return StudyFile.Series(
      name: name, image: .pattern(try Self.pattern(image, series: name), modality: nil, description: nil), mask: mask,
      spacingTolerance: files.spacingTolerance ?? spacingTolerance, biasField: biasField,
      normalisation: try normalisation(
        reference: files.reference.map { path in
          StudyFile.Reference(path: try Self.pattern(path, series: name), roi: nil)
        }), between: files.mask == nil ? nil : files.between ?? between)
  }

  /// The normalisation of the model, with the reference tissue of this patient.
  /// - Throws: ``SeriesFailure`` where the patient has no reference tissue.
  package func normalisation(
    reference: StudyFile.Reference?
  ) throws(SeriesFailure) -> StudyFile.SeriesNormalisation? {
    guard let normaliser else { return nil }
    guard !needsReference || reference != nil else {
      throw SeriesFailure(series: name, cause: SeriesInputError.noReferenceTissue)
    }
    return StudyFile.SeriesNormalisation(settings: normaliser.settings, reference: needsReference ? reference : nil)
  }

  /// The label of the patient, or else that of the study; `nil` if neither gives one.
  ///
  /// Another file may number its regions in another way, so the study's label does not contradict a name in a file that
  /// has names.
  private func label(_ files: NewPatient.SeriesFiles, of path: String, roi: String?) throws -> Int? {
    guard let text = files.label else {
      return roi == nil || RegionChoice.isWithoutNames(path) ? givenLabel : nil
    }
    guard let value = RegionChoice.number(text) else {
      throw SeriesFailure(series: name, cause: SeriesInputError.labelIsNoNumber(text))
    }
    return value
  }

  /// An existing path, as a pattern that matches nothing else.
  private static func pattern(_ path: String, series: String) throws -> String {
    guard FileManager.default.fileExists(atPath: path) else {
      throw SeriesFailure(series: series, cause: SeriesInputError.noSuchFile(path))
    }
    let absolute = URL(filePath: path).path
    return absolute.reduce(into: "") { $0 += "*?[]\\".contains($1) ? "\\\($1)" : "\($1)" }
  }
}

extension DeepRecord {
  /// The columns of the features, in the order of the network.
  func columns(_ deep: DeepExtractor) -> [String] { deep.columns(series: series, pooling: slicePooling ?? .mean) }

  /// The section of a study file that gives these features.
  package var section: StudyFile.Deep {
    StudyFile.Deep(
      network: network, weights: nil, settings: settings, input: input, series: series, views: [], factors: .all,
      ensemble: 1,
      beyond: [])
  }

  /// The network with its weights. Refuses weights that give other features than in training.
  fileprivate func extractor(
    weights: String?, threads: Int
  ) throws -> (extractor: DeepExtractor, weights: WeightSet) {
    let set = try WeightStore().load(weights ?? network)
    let made = try DeepExtractor(
      network: settings, weights: set, input: input, fit: InputFit(depth: depth, crop: crop), threads: threads)
    guard made.fingerprint.lines == key else {
      throw ModelError.otherWeights(network: network, given: set.source.name)
    }
    return (made, set)
  }
}
