import Arms
import Cohorts
import Foundation
import Learning
import Records
import Results
import StudyFiles

/// The cohort of another study file, prepared for a saved model.
package struct ValidationCohort: Sendable {
  package let application: ModelApplication
  package let study: StudyFile
  /// Patients with their outcomes, in the order of the clinical table.
  package let patients: [(patient: NewPatient, record: Patient)]
  /// Patients excluded because of the clinical table.
  package let exclusions: [InclusionFlow.Exclusion]
  /// The patient of each row by id, where the study file names a group; `nil` where a row is a patient.
  package let owners: [String: String]?
  /// Sentences about differences between the study file and the model.
  package let notes: [String]

  /// Reads the clinical table and, if the study finds series by rules, the index of its export; opens no image.
  /// - Parameters:
  ///   - decisions: those of a review; patients whom they exclude are left out, as in a run.
  ///   - links: how series are looked for in an export.
  /// - Throws: ``StudyRunError``; ``PredictionInputError`` if the study lacks something that the model needs.
  package init(
    of study: StudyFile, honouring decisions: ReviewDecisions = .none, for application: ModelApplication,
    links: CohortLinks = CohortLinks(workers: 1)
  ) throws {
    (self.application, self.study) = (application, study)
    let model = application.model.description
    let cohort = try study.readCohort(honouring: decisions)
    if let misfit = cohort.misfits.first { throw misfit }
    exclusions = cohort.exclusions
    for factor in model.factors where !study.factors.contains(where: { $0.name == factor.name }) {
      throw PredictionInputError.noFactor(factor.name, known: study.factors.map(\.name))
    }
    if let column = model.batchColumn, study.learning?.harmonise?.batch != column {
      throw PredictionInputError.noHarmonisation(column: column)
    }
    let source = try Self.source(study, model: model, cohort, links)
    let before =
      try Self.sameStudy(study, model: model) + Self.otherEvent(study, model: model) + Self.unchecked(model)
      + Self.notes(study, application: application) + Self.codes(source, model: model)
    let names = study.factors.map(\.name)
    let vectors = try Self.vectors(of: study, model)
    let patients = try cohort.patients.map { record -> (patient: NewPatient, record: Patient) in
      var patient = NewPatient(id: record.id)
      for factor in model.factors {
        guard let at = names.firstIndex(of: factor.name) else { continue }
        patient.factors[factor.name] = record.factors[at].text ?? ""
      }
      patient.batch = record.batch
      switch source {
      case .images(let series): patient.series = series
      case .table(let table, let volume): try patient.take(table, volume: volume, model: model)
      case .none: break
      }
      if let vectors { patient.take(vectors, model) }
      return (patient, record)
    }
    self.patients = patients
    owners =
      study.cohort.group == nil
      ? nil : Dictionary(cohort.patients.map { ($0.id, $0.unit) }) { first, _ in first }
    try Self.refuseEmptyColumns(source, study: study, model: model, patients: patients.map(\.patient))
    let compared = FeatureComparison(model.training.features) { name in
      patients.compactMap { $0.patient.numbers[name] ?? nil }
    }
    notes =
      before + Self.linking(source, study, cohort) + compared.notes
      + Self.unknownFactors(model, patients: patients.map(\.patient))
  }

  /// A note for each factor of the model that is unknown in some patients.
  private static func unknownFactors(_ model: ModelDescription, patients: [NewPatient]) -> [String] {
    model.factors.compactMap { factor in
      let count = patients.count { ($0.factors[factor.name] ?? "").isEmpty }
      guard count > 0 else { return nil }
      return
        "\(factor.label) is unknown in \(count) of \(patients.count) patients; the model replaces it as in training"
        + (count == patients.count ? ", so it distinguishes nobody here." : ".")
    }
  }

  /// Sentences on what is doubtful in the export of the study.
  private static func linking(_ source: Source, _ study: StudyFile, _ cohort: ClinicalCohort) -> [String] {
    guard case .images(let series) = source else { return [] }
    return LinkFinding.all(of: series, for: cohort).map { finding in
      let words = finding.words(of: study)
      return words.detail.isEmpty ? words.title : "\(words.title) \(words.detail)"
    }
  }

  private enum Source {
    case images(CohortSeries)
    case table(FeatureTableSource, ModelInputs.TableVolume?)
    case none
  }

  private static func source(
    _ study: StudyFile, model: ModelDescription, _ cohort: ClinicalCohort, _ links: CohortLinks
  ) throws -> Source {
    if model.inputs.needsImages { return .images(try images(of: study, model, cohort, links)) }
    guard model.inputs.needsTable else { return .none }
    guard case .table(let source) = study.features else { throw PredictionInputError.noTable }
    let table: FeatureTableSource
    do {
      table = try FeatureTableSource(source, of: study)
    } catch let error as TableError {
      throw StudyRunError.table(error)
    }
    let missing = model.inputs.tableColumns.filter { !table.columns.contains($0) }
    let path = study.path(of: source.table)
    if let cause = missing.lazy.compactMap(table.cause(ofMissing:)).first {
      throw PredictionInputError.unusableColumn(table: path, cause)
    }
    guard missing.isEmpty else { throw PredictionInputError.noColumns(table: path, missing) }
    return .table(table, model.inputs.tableVolume)
  }

  /// The tables of vectors of the study file, if the model reads some.
  private static func vectors(of study: StudyFile, _ model: ModelDescription) throws -> VectorSupply? {
    guard let records = model.inputs.vectors else { return nil }
    let label = RowKey(model.id)?.role.network ?? ""
    guard let deep = study.networks.first(where: { $0.label == label && $0.readsTables }) else {
      throw PredictionInputError.noVectorTable
    }
    let supply = try VectorSupply(deep, of: study)
    let missing = records.flatMap(\.columns).filter { !supply.columns.contains($0.feature) }.map(\.name)
    guard missing.isEmpty else {
      let files = deep.tables.map { study.path(of: $0) }
      throw PredictionInputError.noColumns(table: files.joined(separator: ", "), missing)
    }
    return supply
  }

  /// Refuses a table in which nobody has a value of one of the model's columns: everybody would get the training mean.
  private static func refuseEmptyColumns(
    _ source: Source, study: StudyFile, model: ModelDescription, patients: [NewPatient]
  ) throws {
    guard case .table = source, case .table(let file) = study.features else { return }
    let known = patients.filter { $0.failure == nil }
    let empty = model.inputs.tableColumns.filter { name in known.allSatisfy { ($0.numbers[name] ?? nil) == nil } }
    guard !known.isEmpty, !empty.isEmpty else { return }
    throw PredictionInputError.emptyColumns(table: study.path(of: file.table), empty)
  }

  /// The other study's files, with the model's series, normalisations and network.
  static func images(
    of study: StudyFile, _ model: ModelDescription, _ cohort: ClinicalCohort, _ links: CohortLinks
  ) throws -> CohortSeries {
    var own = try model.inputs.series.map { needed in
      guard var series = study.series.first(where: { $0.name == needed.name }) else {
        throw PredictionInputError.noSeries(needed.name, known: study.series.map(\.name))
      }
      let reference = series.normalisation?.reference
      series.biasField = needed.biasField
      do throws(SeriesFailure) {
        series.normalisation = try needed.normalisation(reference: reference)
      } catch {
        throw PredictionInputError.noReferenceTissue(series: error.series)
      }
      return series
    }
    let lenders = own.compactMap { series -> String? in
      if case .series(let other) = series.mask { other } else { nil }
    }
    // A mask may be taken from a series that the model itself does not use.
    for lender in lenders where !own.contains(where: { $0.name == lender }) {
      own += study.series.filter { $0.name == lender }
    }
    return try links.series(of: study, own, rows: cohort.rows)
  }

  /// A note if the study is the model's own. Such a validation is not external, and training patients cannot always be
  /// recognised.
  private static func sameStudy(_ study: StudyFile, model: ModelDescription) -> [String] {
    guard ContentHash.of(study.identity) == model.study.hash else { return [] }
    return [
      "this is the study that the model was trained on; training patients who are not recognised make these figures "
        + "too good"
    ]
  }

  /// A note if the event has another name, because it may be another event, for example the other class by mistake.
  private static func otherEvent(_ study: StudyFile, model: ModelDescription) -> [String] {
    guard study.outcome.eventName != model.study.event else { return [] }
    return [
      "the event here is \"\(study.outcome.eventName)\", but that of the model is \"\(model.study.event)\". Are they "
        + "the same? If so, use the same name (outcome: event-name)"
    ]
  }

  /// Notes on cells of the feature table that may stand for a missing value but were scored as numbers.
  private static func codes(_ source: Source, model: ModelDescription) -> [String] {
    guard case .table(let table, _) = source else { return [] }
    let found = table.missingCodes(model.inputs.tableColumns)
    guard !found.isEmpty else { return [] }
    return found.prefix(3).map { "feature table: \($0)" }
      + (found.count > 3
        ? ["feature table: \(found.count - 3) more columns have such cells; all were scored as numbers"] : [])
  }

  /// A note if training patients cannot be recognised, because the model has hashes neither of images nor of rows.
  private static func unchecked(_ model: ModelDescription) -> [String] {
    guard model.training.rowHashes == nil, model.training.imageHashes.isEmpty else { return [] }
    return [
      "not checked: whether training patients are among these, because the model has no hashes of their rows"
    ]
  }

  private static func notes(_ study: StudyFile, application: ModelApplication) throws -> [String] {
    guard let record = application.model.description.inputs.extraction else { return [] }
    if case .table = study.features { return [] }
    let other = try study.extractionSettings()
    guard other.identity.lines != record.resolved else { return [] }
    let at = zip(record.resolved, other.identity.lines).first { $0 != $1 }
    let difference: ExtractionDifference =
      other.profile == record.profile
      ? .setting(at?.1 ?? "", trained: at?.0 ?? "") : .profile(other.profile, trained: record.profile)
    guard application.accepted.contains(.profile) else { throw PredictionInputError.otherExtraction(difference) }
    return [
      "features were computed with the model's settings, not with those of the study file (\(difference)), as "
        + "accepted by name"
    ]
  }
}

extension StudyFile {
  /// Paths of the tables and the parameter file that it names, which no result may replace.
  package var inputFiles: [String] {
    let features: String? =
      switch features {
      case .table(let source): source.table
      case .parameters(let path): path
      case .recipe: nil
      }
    return ([cohort.table] + [features].compactMap(\.self) + networks.flatMap(\.tables)).map { path(of: $0) }
  }
}

extension NewPatient {
  /// Takes the vectors of a study. A patient without one fails by name.
  fileprivate mutating func take(_ vectors: VectorSupply, _ model: ModelDescription) {
    do {
      let wanted = Set((model.inputs.vectors ?? []).flatMap(\.columns).map(\.feature))
      for (column, value) in zip(vectors.columns, try vectors.vector(of: id)) where wanted.contains(column) {
        numbers[column] = .some(value)
      }
    } catch {
      failure = failure ?? error
    }
  }

  /// Takes the values of a feature table. A patient without a row has none and fails by name.
  fileprivate mutating func take(
    _ table: FeatureTableSource, volume: ModelInputs.TableVolume?, model: ModelDescription
  ) throws {
    do {
      let found = try table.features(id)
      for (column, value) in zip(table.columns, found.values) where model.inputs.tableColumns.contains(column) {
        numbers[column] = .some(value.number)
      }
      if volume != nil { numbers[FeatureFile.volume] = .some(found.lesionVolumes.first.map { $0 / 1000 }) }
    } catch {
      failure = error
    }
  }
}
