import Arms
import Cohorts
import DeepRadiomics
import Extraction
import Foundation
import Learning
import Logging
import Records
import Results
import StudyFiles

/// Saves the fitted rows of a run as models for new patients.
///
/// If a split holds patients out, the saved model is the evaluated one, fitted on the training patients, so that the
/// figures of the report are its own. In cross-validation and leave-one-out it is fitted on all patients, and no figure
/// of the report comes from it.
package struct RunModels {
  package let study: StudyFile
  package let cohort: AnalysisCohort
  package let split: StudySplit
  /// The settings for features of images; `nil` for a feature table.
  package let settings: ExtractionSettings?
  /// The networks of the deep arm with their features.
  package let deep: [(supply: DeepSource, inputs: DeepInputs)]
  package let results: [ProtocolResults]

  /// Takes every part as given.
  package init(
    study: StudyFile, cohort: AnalysisCohort, split: StudySplit, settings: ExtractionSettings?,
    deep: [(supply: DeepSource, inputs: DeepInputs)], results: [ProtocolResults]
  ) {
    self.study = study
    self.cohort = cohort
    self.split = split
    self.settings = settings
    self.deep = deep
    self.results = results
  }

  /// Writes `models/ROW` for every row with a model, except negative controls.
  /// - Parameter logger: receives warnings about rows that cannot be saved.
  /// - Returns: SHA-256 of the saved models by the key of their row.
  package func write(_ models: [FittedModel], into folder: RunFolder, _ logger: Logger) throws -> [String: String] {
    var saved: [String: String] = [:]
    for model in models where !model.row.role.isControl {
      guard let fit = model.kept, let data = fit.data as? any SavableFit else { continue }
      do {
        let seen = seen(by: model)
        let predictor = data.predictor { seen?.features.table(by: $0).columns ?? [] }
        let description = try description(model, fit: fit, predictor: predictor, seen: seen)
        saved[model.id] =
          try SavedModel(
            writing: description, predictor, blocks: seen?.file(of: data), to: "\(folder.file(.models))/\(model.id)"
          ).fingerprint
      } catch let error as StoreError {
        throw error
      } catch {
        logger.warning("\(model.row.name) is not saved for new patients: \(error)")
      }
    }
    return saved
  }

  /// The training set of the saved models.
  private var training: StudySplit.Pair {
    let attempts = split.attempts(patients: cohort.patients.count)
    return attempts[attempts.count - 1]
  }

  /// The network that a row uses, with its input and features.
  private struct Seen {
    let supply: DeepSource
    let inputs: DeepInputs
    let fit: DeepInputs.Fit
    let features: DeepInputs.Features
    /// Heads with a block of their own; `nil` for a frozen network.
    let blocks: Int?

    /// Every column that a model may read: those of the heads where each has a block of its own, else by the pooling of
    /// slices.
    var columns: [String] {
      blocks.map { (0..<$0).flatMap { DeepInputs.columns(features.table.columns, ofHead: $0) } }
        ?? features.tables.flatMap(\.columns)
    }

    /// The file of the trained blocks.
    func file(of data: any SavableFit) -> Data? {
      guard let blocks = (data as? FusionHeadRow.Model)?.blocks, let block = features.block?.block else { return nil }
      return BlockFile.data(blocks, of: block)
    }
  }

  private func seen(by model: FittedModel) -> Seen? {
    guard let row = model.row as? any DeepStudyRow else { return nil }
    let key = DeepInputs.FitKey(evaluation: model.evaluation.name, set: training.set)
    return deep.first { $0.inputs.deep.label == row.inputs.deep.label }.flatMap { supply, inputs in
      inputs.made(for: key).map {
        Seen(
          supply: supply, inputs: inputs, fit: $0.fit, features: $0.features,
          blocks: (model.kept?.data as? FusionHeadRow.Model)?.blocks?.count)
      }
    }
  }

  private func description(
    _ model: FittedModel, fit: RowFit, predictor: RowPredictor, seen: Seen?
  ) throws -> ModelDescription {
    let inputs = try inputs(predictor, seen: seen)
    let factors = (predictor.encoding?.factors ?? []).compactMap { used in study.factors.first { $0.name == used.name }
    }
    return ModelDescription(
      id: model.id, name: model.row.name, summary: model.row.summary,
      family: model.row.family, software: Software.name, study: origin(model), inputs: inputs, factors: factors,
      batchColumn: predictor.batches == nil ? nil : study.learning?.harmonise?.batch, selected: fit.selected,
      setting: fit.setting, flags: fit.flags.map(\.explanation), calibration: fit.calibration, cutoff: fit.cutoff,
      limits: fit.limits,
      training: range(fit, predictor: predictor, inputs: inputs, factors: factors, seen: seen),
      evidence: evidence(model))
  }

  private func origin(_ model: FittedModel) -> ModelOrigin {
    ModelOrigin(
      name: study.name, isSynthetic: study.isSynthetic, event: study.outcome.eventName,
      nonEvent: study.outcome.nonEventName, evaluationProtocol: model.evaluation.name,
      choices: model.row.choices(in: model.evaluation), trainingSet: training.set, seed: study.seed,
      hash: ContentHash.of(study.identity))
  }

  private func evidence(_ model: FittedModel) -> ModelEvidence? {
    guard split.evaluation.hasTestSet else { return nil }
    return results.flatMap(\.models).first { $0.id == model.id }.map {
      ModelEvidence(
        events: $0.test.patients.events, nonEvents: $0.test.patients.nonEvents, auc: $0.test.auc, brier: $0.test.brier)
    }
  }
}

// The inputs that a new patient needs.
extension RunModels {
  private func inputs(_ predictor: RowPredictor, seen: Seen?) throws -> ModelInputs {
    let wanted = Set(predictor.columns)
    let deepColumns = Set(seen?.columns ?? [])
    var sources: [ModelInputs.Source] = []
    var names = Set<String>()
    let fromImages = wanted.intersection(cohort.columns)
    let needsVolume = wanted.contains(FeatureFile.volume)
    if settings != nil, !fromImages.isEmpty {
      sources.append(.imageFeatures)
      names.formUnion(seriesOfColumns.filter { fromImages.contains($0.key) }.values)
    }
    let vectors = seen.map { vectorRecords($0, wanted) } ?? []
    if !vectors.isEmpty { sources.append(.deepTable) }
    if !wanted.isDisjoint(with: deepColumns), vectors.isEmpty {
      sources.append(.deepFeatures)
      names.formUnion(seen?.inputs.deep.series ?? [])
    }
    if settings != nil, needsVolume, let first = study.series.first {
      sources.append(.lesionVolume)
      names.insert(first.name)
    }
    let isTable = if case .table = study.features { true } else { false }
    let ownTable = isTable ? predictor.columns.filter { !deepColumns.contains($0) } : []
    let tableColumns = ownTable.filter { $0 != FeatureFile.volume }
    if !ownTable.isEmpty { sources.append(.tableFeatures) }
    if predictor.usesFactors { sources.append(.factors) }
    let series = seriesInputs(names)
    return ModelInputs(
      sources: sources, series: series, extraction: sources.contains(.imageFeatures) ? try extraction() : nil,
      tableColumns: tableColumns, tableVolume: isTable && needsVolume ? tableVolume : nil,
      deep: sources.contains(.deepFeatures) ? seen.flatMap { deepRecord($0, by: predictor) } : nil,
      vectors: vectors.isEmpty ? nil : vectors)
  }

  /// The tables of vectors with the columns that a model reads.
  private func vectorRecords(_ seen: Seen, _ wanted: Set<String>) -> [VectorRecord] {
    (seen.supply.vectors?.tables ?? []).compactMap { table in
      let columns = zip(table.names, table.columns).filter { wanted.contains($0.1) }.map {
        VectorRecord.Column(name: $0, feature: $1)
      }
      return columns.isEmpty
        ? nil
        : VectorRecord(
          file: URL(filePath: table.file).lastPathComponent, sha256: table.sha256, columns: columns)
    }
  }

  private var tableVolume: ModelInputs.TableVolume? {
    guard case .table(let source) = study.features else { return nil }
    return source.volume.map { ModelInputs.TableVolume(column: $0, unit: source.volumeUnit) }
  }

  private var seriesOfColumns: [String: String] {
    var result: [String: String] = [:]
    for series in study.series {
      for column in settings?.columns ?? [] { result["\(series.name)_\(column)"] = series.name }
    }
    return result
  }

  /// The series with these names and those whose masks they use, in the order of the study.
  private func seriesInputs(_ names: Set<String>) -> [SeriesInput] {
    let lenders = study.series.compactMap { series -> String? in
      guard names.contains(series.name), case .series(let other) = series.mask else { return nil }
      return other
    }
    let all = names.union(lenders)
    return zip(study.series, cohort.intensities).filter { all.contains($0.0.name) }.map { series, intensities in
      var (roi, label, resampled, maskOf): (String?, Int?, Bool, String?) = (nil, nil, false, nil)
      switch series.mask {
      case .file(_, let named, let value, let moved): (roi, label, resampled) = (named, value, moved)
      // Of several spellings a new patient's file has one, which is then given with the patient.
      case .drawn(let rois, _): roi = rois.count == 1 ? rois[0] : nil
      case .series(let other): maskOf = other
      }
      return SeriesInput(
        name: series.name, maskOf: maskOf, roi: roi, givenLabel: label, between: series.between,
        resamplesMask: resampled,
        spacingTolerance: series.spacingTolerance, biasField: series.biasField, normaliser: intensities.normaliser,
        needsReference: series.normalisation?.reference != nil)
    }
  }

  private func extraction() throws -> ExtractionRecord {
    guard let settings else { preconditionFailure("features of images have settings") }
    var (recipe, file, text): (StudyFile.FeatureRecipe?, String?, String?)
    switch study.features {
    case .recipe(let named): recipe = named
    case .parameters(let path):
      let place = study.path(of: path)
      file = URL(filePath: path).lastPathComponent
      text = FileManager.default.contents(atPath: place).map { String(decoding: $0, as: UTF8.self) }
    case .table: break
    }
    let record = ExtractionRecord(
      profile: settings.profile, recipe: recipe, parameterFile: file, parameters: text,
      resolved: settings.identity.lines)
    // The parameter file may have been changed while the study ran; then this throws.
    _ = try record.settings(of: file ?? "")
    return record
  }

  private func deepRecord(_ seen: Seen, by predictor: RowPredictor) -> DeepRecord? {
    guard let network = seen.supply.network else { return nil }
    let (own, way) = (seen.inputs.deep, seen.fit.way)
    let pooling = if case .heads = predictor { predictor.pooling } else { way.poolings.ofVectors }
    return DeepRecord(
      network: own.network, settings: way.settings, input: way.input, series: own.series, depth: seen.fit.fit.depth,
      crop: seen.fit.fit.crop, blocks: seen.blocks, slicePooling: pooling == .mean ? nil : pooling,
      licence: network.weights.source.licence,
      key: seen.features.key.lines)
  }
}

// The training range.
extension RunModels {
  private func range(
    _ fit: RowFit, predictor: RowPredictor, inputs: ModelInputs, factors: [StudyFile.Factor], seen: Seen?
  ) -> TrainingRange {
    let vectors = inputs.vectors == nil ? nil : seen?.features.table
    let positions = training.training
    let patients = positions.map { cohort.patients[$0] }
    let acquisitions = positions.flatMap { cohort.features[$0].acquisitions }
    let bySeries = Dictionary(grouping: acquisitions, by: \.series)
    let names = Set(inputs.series.map(\.name))
    let order = study.series.map(\.name)
    let hashes = positions.flatMap { position in
      zip(order, cohort.features[position].imageHashes).filter { names.contains($0.0) }.map(\.1)
    }
    let logOdds = { (scores: [Double]?) -> TrainingRange.Spread? in
      guard case .sigmoid(let sigmoid) = fit.calibration, let scores else { return nil }
      return TrainingRange.Spread(scores.map { -(sigmoid.slope * $0 + sigmoid.intercept) })
    }
    return TrainingRange(
      patients: patients.count, events: patients.count { $0.outcome.hadEvent },
      series: inputs.series.compactMap { SeriesRange(bySeries[$0.name] ?? []) },
      factors: factors.map { factor in
        let at = study.factors.firstIndex { $0.name == factor.name }
        return FactorRange(factor, values: patients.compactMap { patient in at.map { patient.factors[$0] } })
      }, outOfFold: logOdds(fit.outOfFoldScores), resubstitution: logOdds(fit.resubstitutionScores),
      imageHashes: Set(hashes).sorted(),
      rowHashes: rowHashes(positions, columns: predictor.columns, vectors: vectors),
      features: featureRanges(positions, columns: predictor.columns, vectors: vectors), allowance: .standard)
  }

  private func featureRanges(
    _ positions: [Int], columns: [String], vectors: FeatureTable?
  ) -> [FeatureRange]? {
    let value = values(vectors)
    let ranges = columns.compactMap { name in
      value(name).flatMap { value in FeatureRange(name, values: positions.compactMap(value)) }
    }
    return ranges.isEmpty ? nil : ranges
  }

  /// The value of a column for the patient at a position, among image or table features and vectors; `nil` for a column
  /// of neither.
  private func values(_ vectors: FeatureTable?) -> (String) -> ((Int) -> Double?)? {
    let own = Dictionary(zip(cohort.columns, cohort.columns.indices)) { first, _ in first }
    let read = Dictionary(zip(vectors?.columns ?? [], vectors?.columns.indices ?? 0..<0)) { first, _ in first }
    return { [cohort] name in
      if let at = own[name] { return { cohort.features[$0].values[at].number } }
      if let vectors, let at = read[name] { return { vectors.value(row: $0, column: at) } }
      return nil
    }
  }

  /// `nil` if the values do not identify a patient, or include features of a network, for which the hashes of images
  /// are used.
  private func rowHashes(
    _ positions: [Int], columns: [String], vectors: FeatureTable?
  ) -> [String]? {
    let value = values(vectors)
    let read = columns.map { value($0) }
    guard zip(columns, read).allSatisfy({ $0.1 != nil || $0.0 == FeatureFile.volume }) else { return nil }
    let hashes = RowHash.all(
      columns,
      positions.map { position in
        let volume = cohort.features[position].lesionVolumes.first.map { $0 / 1000 }
        return read.map { own in own.map { $0(position) } ?? volume }
      })
    return hashes.isEmpty ? nil : hashes.sorted()
  }
}

extension String {
  /// The lines of a text, including empty ones.
  package var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}

extension ExtractionRecord {
  /// The settings made from the choice of the study. They must resolve to the same lines as in training.
  /// - Parameter path: path of the model, for errors.
  package func settings(of path: String) throws -> ExtractionSettings {
    let made: ExtractionSettings
    switch (recipe, parameters) {
    case (.jeong2024?, _): made = .jeong2024
    case (nil, let text?): made = try ExtractionSettings(parameterText: text, file: parameterFile ?? path)
    case (nil, nil): throw ModelError.contradiction(path: path, cause: "it has neither a recipe nor parameters")
    }
    let now = made.identity.lines
    guard now == resolved, made.profile == profile else {
      let at = zip(resolved, now).enumerated().first { $0.element.0 != $0.element.1 }?.element
      throw ModelError.otherDefinitions(
        path: path, saved: at?.0 ?? "\(profile.rawValue), \(resolved.count) settings",
        now: at?.1 ?? "\(made.profile.rawValue), \(now.count) settings")
    }
    return made
  }
}
