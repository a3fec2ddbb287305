import Execution
import Extraction
import Features
import ImageProcessing
import Logging
import Records
import StudyFiles
import Volumes

/// Computes the data for a ``RobustnessFilter``: perturbed features of training patients, or repeated measurements.
package struct PerturbedCohort {
  package let extractor: CaseExtractor
  package let workers: Int
  package let logger: Logger
  package let progress: @Sendable (StudyProgress) -> Void

  /// Takes every part as given.
  package init(
    extractor: CaseExtractor, workers: Int, logger: Logger, progress: @escaping @Sendable (StudyProgress) -> Void
  ) {
    self.extractor = extractor
    self.workers = workers
    self.logger = logger
    self.progress = progress
  }

  /// The filter of a study; `nil` if the study file asks for none.
  ///
  /// Images of patients who are only tested are not opened.
  package func filter(_ cohort: AnalysisCohort, _ split: StudySplit) throws(StudyRunError) -> RobustnessFilter? {
    guard let rule = cohort.study.robustness else { return nil }
    switch rule.source {
    case .table: return try RobustnessFilter(repeatedFor: cohort)
    case .perturbations(let request):
      let training = Set(split.pairs.flatMap(\.training)).sorted().map { cohort.ids[$0] }
      return RobustnessFilter(
        rule: rule, columns: cohort.columns, subjects: perturbed(training, request, cohort.imageFits.kept),
        members: Set(cohort.ids),
        versions: request.versions)
    }
  }

  /// Computes the perturbed features of some patients for the cache alone, where ``filter(_:_:)`` finds them.
  package func keep(_ ids: Set<String>, of cohort: AnalysisCohort, split: StudySplit) {
    guard case .perturbations(let request)? = cohort.study.robustness?.source else { return }
    let training = Set(split.pairs.flatMap(\.training)).sorted().map { cohort.ids[$0] }
    _ = perturbed(training.filter(ids.contains), request, cohort.imageFits.kept)
  }

  private func perturbed(
    _ ids: [String], _ request: RobustnessRequest, _ fitted: [String: IntensityNormaliser]
  ) -> [String: [[Double?]]] {
    let meter = Meter("Perturbing training images", total: ids.count, report: progress)
    let results = parallelMap(ids, workers: workers) { id in
      defer { meter.advance() }
      return try extractor.versions(of: id, by: request.plan.perturbations, fitted: fitted)
    }
    var found: [String: [[Double?]]] = [:]
    for (id, result) in zip(ids, results) {
      switch result {
      case .success(let versions): found[id] = versions
      case .failure(let error):
        logger.warning(
          "patient not used for the robustness of features: \(error)", metadata: ["patient": "\(id)"])
      }
    }
    return found
  }
}

extension RobustnessFilter {
  /// The filter of a study with a table of repeated measurements; `nil` for any other study.
  package init?(repeatedFor cohort: AnalysisCohort) throws(StudyRunError) {
    guard let rule = cohort.study.robustness, case .table(let path) = rule.source else { return nil }
    let subjects = try RobustnessFilter.repeatedMeasurements(in: path, cohort.study, of: cohort.columns)
    self.init(rule: rule, columns: cohort.columns, subjects: subjects, members: Set(cohort.ids), versions: [])
  }

  private static func repeatedMeasurements(
    in path: String, _ study: StudyFile, of columns: [String]
  ) throws(StudyRunError) -> [String: [[Double?]]] {
    let table: CSVTable
    do throws(TableError) {
      table = try CSVTable(reading: study.path(of: path))
    } catch {
      throw .table(error)
    }
    guard let ids = table[study.cohort.id] else {
      throw .table(
        TableError(
          file: study.path(of: path), problem: .noColumn(study.cohort.id, columns: Array(table.columns.prefix(20)))))
    }
    guard columns.contains(where: { table.position(of: $0) != nil }) else {
      throw .table(
        TableError(file: study.path(of: path), problem: .noColumn(columns[0], columns: Array(table.columns.prefix(20))))
      )
    }
    // A feature that the table lacks has no coefficient and is dropped like any other without one.
    let positions = columns.map(table.position(of:))
    var found: [String: [[Double?]]] = [:]
    for (id, row) in zip(ids, table.rows) {
      found[id, default: []].append(positions.map { at in at.flatMap { table.number(row[$0]) } })
    }
    return found
  }
}

extension CaseExtractor {
  /// Features of every version of a patient's images, series after series, from the cache if nothing has changed.
  ///
  /// Bias field correction and normalisation come before the perturbation, so that a version differs from the study's
  /// features only by the perturbation. A noise level is in the unit of the normalised image.
  /// - Parameter fitted: the normalisers of series whose scale is fitted on images.
  package func versions(
    of id: String, by perturbations: [Perturbation], fitted: [String: IntensityNormaliser]
  ) throws -> [[Double?]] {
    var result = perturbations.map { _ in [Double?]() }
    for opened in try open(id) {
      let name = opened.series.name
      let own = try settings(for: opened.series, fitted[name])
      let (key, image) = (key(of: opened, own), try normalised(opened, own))
      for (version, perturbation) in perturbations.enumerated() {
        do {
          result[version] += try features(of: image, opened, unperturbed: key, by: perturbation)
        } catch {
          throw SeriesFailure(series: name, part: perturbation.name, cause: error)
        }
      }
    }
    return result
  }

  private func normalised(_ opened: OpenedSeries, _ own: ExtractionSettings) throws -> Volume {
    do {
      return try own.normalised(opened.loaded.image, opened.loaded.mask, reference: opened.reference)
    } catch {
      throw SeriesFailure(series: opened.series.name, cause: error)
    }
  }

  /// - Parameters:
  ///   - image: the normalised image.
  ///   - unperturbed: hash of everything that the unperturbed features depend on.
  private func features(
    of image: Volume, _ opened: OpenedSeries, unperturbed: String, by perturbation: Perturbation
  ) throws -> [Double?] {
    let subject = "\(opened.patient)/\(opened.series.name)"
    var hash = ContentHash()
    hash.add("perturbation 2")
    hash.add(unperturbed)
    hash.add("\(perturbation.name) \(perturbation.noiseLevel.map { "\($0)" } ?? "estimated")")
    hash.add("\(seed) \(subject)")
    let key = hash.finish()
    if let kept = cache.value(ExtractedFeatures.self, for: key), kept.columns == settings.columns {
      return kept.values.map(\.number)
    }
    let made = try extractFeatures(
      image: image, mask: opened.loaded.mask, settings: settings, perturbation: perturbation, seed: seed,
      subject: subject)
    // A full disk only makes the next run compute again; if it stays full, writing the results will fail and say so.
    try? cache.keep(made, for: key)
    return made.values.map(\.number)
  }
}
