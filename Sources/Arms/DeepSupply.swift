import Cohorts
import DeepRadiomics
import Execution
import Foundation
import Learning
import Records
import Results
import StudyFiles
import Synchronization
import Volumes

/// Computes the deep features of patients, once for each combination of images, masks, network, input and depth. Since
/// the backbone is frozen, training needs nothing else, and a later run reads the features from the cache.
package struct DeepSupply: Sendable {
  private let series: CohortSeries
  private let evaluationProtocol: ProtocolChoice
  package let deep: StudyFile.Deep
  /// Position of `deep` among the networks of the study, from 0.
  package let place: Int
  package let cache: ContentCache
  package let weights: WeightSet
  /// Measures the time that opening images takes.
  package let clock: StageClock

  /// One supply for every network of the study. Opens each set of weights once; computes nothing.
  /// - Throws: `WeightStoreError`, `WeightFileError`, `NetworkError`.
  package static func all(of study: StudyFile, cache: ContentCache, _ clock: StageClock) throws -> [DeepSupply] {
    var opened: [String: WeightSet] = [:]
    return try study.networks.enumerated().map { place, deep in
      let source = weightSource(of: deep, in: study)
      let weights = try opened[source] ?? WeightStore().load(source)
      opened[source] = weights
      // Weights that do not fit the network concern all patients, so the study is refused before any image is opened.
      _ = try FeatureNetwork(
        deep.settings, weights: weights,
        input: weights.trialShape(deep.input, series: deep.series.count))
      return DeepSupply(
        series: study.cohortSeries, evaluationProtocol: study.evaluationProtocol, deep: deep, place: place,
        cache: cache, weights: weights, clock: clock)
    }
  }

  /// The file of the weights, or a name in the store; an ONNX file is named by the network itself.
  private static func weightSource(of deep: StudyFile.Deep, in study: StudyFile) -> String {
    if let weights = deep.weights { return study.path(of: weights) }
    let isPath = deep.settings.architecture == .onnx && !WeightStore().imported.contains { $0.name == deep.network }
    return isPath ? study.path(of: deep.network) : deep.network
  }

  /// Whether the features depend on the depth of the input.
  private var hasDepth: Bool { deep.settings.depth != .slices }

  /// Features for every training set of every protocol.
  package func inputs(
    of cohort: AnalysisCohort, split: StudySplit, workers: Int, step: @escaping @Sendable (Int, Int) -> Void
  ) throws -> DeepInputs {
    let depths = try depths(of: cohort, split: split)
    let wanted = Set(depths.values.map(\.fit.depth)).sorted()
    var (tables, keys): ([Int: FeatureTable], [Int: String]) = ([:], [:])
    var views: [Int: [FeatureTable]] = [:]
    var notes: [DeepInputs.Note] = []
    let learnt = Set(try trainedOn(cohort, split: split))
    let steps = wanted.count * (cohort.ids.count + deep.views.count * learnt.count)
    let done = Atomic(0)
    let advance = { @Sendable in step(done.wrappingAdd(1, ordering: .relaxed).newValue, steps) }
    var facts: DeepFacts?
    for depth in wanted {
      let fit = try DepthFit(deep.input.with(depth: .fixed(depth)), depths: [])
      let extractor = try DeepExtractor(
        network: deep.settings, weights: weights, input: deep.input, depth: fit, threads: workers)
      facts = facts ?? DeepFacts(extractor, network: deep, weights: weights.source)
      keys[depth] = extractor.fingerprint
      let original = try table(cohort.ids, of: cohort, by: extractor, workers: workers, advance: advance)
      tables[depth] = original.table
      notes += original.notes
      // A view has the same slices as the original, so its notes would repeat.
      views[depth] = try deep.views.map { view in
        let ids = cohort.ids.filter(learnt.contains)
        return try table(ids, of: cohort, by: extractor, view: view, workers: workers, advance: advance).table
      }
    }
    guard let facts else { preconditionFailure("a split has a training set") }
    return DeepInputs(
      deep: deep, facts: facts, depths: depths, subjects: cohort.ids, tables: tables, views: views, keys: keys,
      notes: notes)
  }

  /// The depth for each training set. A network that works slice by slice has no depth, so one table serves all.
  private func depths(
    of cohort: AnalysisCohort, split: StudySplit
  ) throws -> [DeepInputs.DepthKey: (fit: DepthFit, subjects: [String])] {
    var result: [DeepInputs.DepthKey: (fit: DepthFit, subjects: [String])] = [:]
    for evaluation in evaluationProtocol.protocols {
      for pair in split.attempts(patients: cohort.patients.count) {
        let key = DeepInputs.DepthKey(evaluation: evaluation.name, set: pair.set)
        let (settings, positions) = try rule(for: evaluation, pair: pair, of: cohort)
        let all = positions.flatMap { cohort.features[$0].inputDepths[place] }
        result[key] = (try DepthFit(settings, depths: all), positions.map { cohort.ids[$0] })
      }
    }
    return result
  }

  private func rule(
    for evaluation: EvaluationProtocol, pair: StudySplit.Pair, of cohort: AnalysisCohort
  ) throws -> (InputSettings, [Int]) {
    guard hasDepth else { return (try deep.input.with(depth: .fixed(1)), []) }
    if case .fixed = deep.input.depth { return (deep.input, []) }
    // `cohort` in the study file holds for as-published only; in sound, test patients would influence the depth.
    let ofCohort = evaluation.makes(.deepDepthOfCohort)
    return (
      try deep.input.with(depth: ofCohort ? .largestOfCohort : .largestOfTraining),
      ofCohort ? Array(cohort.patients.indices) : pair.training
    )
  }

  /// Patients who are in any training set.
  private func trainedOn(_ cohort: AnalysisCohort, split: StudySplit) throws -> [String] {
    split.attempts(patients: cohort.patients.count).flatMap { $0.training.map { cohort.ids[$0] } }
  }

  /// One row for every patient of the cohort, empty for those not in `ids`, with notes on how images were changed.
  private func table(
    _ ids: [String], of cohort: AnalysisCohort, by extractor: DeepExtractor, view: InputView = .original, workers: Int,
    advance: @escaping @Sendable () -> Void
  ) throws -> (table: FeatureTable, notes: [DeepInputs.Note]) {
    let rows = parallelMap(ids, workers: workers) { id in
      defer { advance() }
      return try features(of: id, by: extractor, view: view)
    }
    let values = try zip(ids, rows).map { id, row in
      do { return (id, try row.get()) } catch { throw DeepFailure(patient: id, cause: error) }
    }
    let known = Dictionary(uniqueKeysWithValues: values)
    let columns = extractor.columns(series: deep.series)
    let table = FeatureTable(
      subjects: cohort.ids, columns: columns,
      rows: cohort.ids.map { id in known[id].map { $0.values.map { $0 } } ?? columns.map { _ in nil } })
    return (table, values.flatMap { id, row in row.notes.map { DeepInputs.Note(subject: id, text: $0) } })
  }

  private func features(of id: String, by extractor: DeepExtractor, view: InputView) throws -> DeepFeatures {
    let images = try clock.measurePart(StageClock.reading) {
      try SeriesLoader(series: series, id: id).inputImages(deep)
    }
    var hash = ContentHash()
    hash.add(extractor.fingerprint)
    if view != .original { hash.add(view.identity.text) }
    for image in images {
      hash.add(image.volume)
      hash.add(image.mask)
    }
    let key = hash.finish()
    if let kept = cache.value(DeepFeatures.self, for: key) { return kept }
    let made = try extractor.features(of: images, view: view)
    // A cache that cannot be written costs time only, so the patient must not fail.
    try? cache.keep(made, for: key)
    return made
  }
}

/// The features of a patient could not be computed although the images passed every check. The cause lies in the
/// program or the machine, not in the patient, so the run stops and names the patient.
struct DeepFailure: Error, CustomStringConvertible {
  let patient: String
  let cause: any Error
  var description: String { "deep features of patient \(patient) could not be computed: \(cause)" }
}

extension DeepFacts {
  init(_ extractor: DeepExtractor, network deep: StudyFile.Deep, weights source: WeightSet.Source) {
    let description = extractor.network.description
    let inflation = DeepNames.inflations.first { $0.1 == deep.settings.depth }?.0 ?? ""
    let isSlices = deep.settings.depth == .slices
    network =
      "\(deep.network), " + (description.layer.map { "layer \($0), " } ?? "")
      + (isSlices
        ? "slice by slice, features averaged over slices"
        : description.layer == nil
          ? "inflated (\(inflation)), pooling \(deep.settings.pooling.rawValue)" : "on whole volumes")
      + "; frozen, batch normalisation too"
    weights = "\(source.name), licence \(source.licence), from \(source.origin)"
    input = deep.input.words(series: deep.series) + deep.viewWords
    size =
      "\(description.features) features a "
      + "\(deep.input.series == .branches && deep.series.count > 1 ? "series" : "patient")"
  }
}

extension StudyFile.Deep {
  fileprivate var viewWords: String {
    guard !views.isEmpty else { return "" }
    let each = views.map { $0.isMirrored ? "mirrored" : "turned by \($0.rotation.short) degrees" }
    return "; training patients also \(each.joined(separator: ", "))"
  }
}

extension InputSettings {
  fileprivate func words(series names: [String]) -> String {
    let seen: String =
      switch region {
      case .lesion: "the lesion alone, the rest of the frame at grey 0"
      case .lesionBox(let margin): "the lesion's box with a margin of \(margin.short) mm"
      case .image: "the whole image"
      }
    let greys: String =
      switch scaling {
      case .minMax: "minimum and maximum of the \(reference.rawValue) to 0 and 1 (inferred: the study does not say)"
      case .zScore(let limit): "z-scores of the \(reference.rawValue) within \(limit.short) standard deviations"
      case .percentiles(let low, let high):
        "percentiles \(low.short) and \(high.short) of the \(reference.rawValue) to 0 and 1"
      case .window(let low, let high): "the window \(low.short) to \(high.short)"
      }
    let joined = names.count > 1 ? " as \(series.rawValue)" : ""
    return "\(names.joined(separator: ", "))\(joined): \(seen); \(greys); \(side) x \(side) pixels"
  }
}
