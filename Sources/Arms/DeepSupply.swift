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
  private(set) var series: CohortSeries
  private let evaluationProtocol: ProtocolChoice
  package let deep: StudyFile.Deep
  /// Position of `deep` among the networks of the study, from 0.
  package let place: Int
  package let cache: ContentCache
  package let weights: WeightSet
  /// Measures the time that opening images takes.
  package let clock: StageClock

  /// One supply for every network of the study that looks at images. Opens each set of weights once; computes nothing.
  /// - Throws: `WeightStoreError`, `WeightFileError`, `NetworkError`.
  package static func all(of study: StudyFile, cache: ContentCache, _ clock: StageClock) throws -> [DeepSupply] {
    var opened: [String: WeightSet] = [:]
    return try study.networks.enumerated().filter { !$1.readsTables }.map { place, deep in
      let source = weightSource(of: deep, in: study)
      let weights = try opened[source] ?? WeightStore().load(source)
      opened[source] = weights
      // Weights that do not fit the network concern all patients, so the study is refused before any image is opened.
      for way in deep.ways {
        _ = try FeatureNetwork(
          way.settings, weights: weights, input: weights.trialShape(way.input, series: deep.series.count))
      }
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

  /// The same with series that were found in an export.
  func with(_ series: CohortSeries) -> DeepSupply {
    var own = self
    own.series = series
    return own
  }

  /// Computes the features of some patients for the cache alone, where ``inputs(of:split:workers:step:)`` finds them.
  package func keep(
    _ ids: [String], of cohort: AnalysisCohort, split: StudySplit, workers: Int, step: @escaping @Sendable () -> Void
  ) throws {
    let fits = try fits(of: cohort, split: split)
    let wanted = Self.inputs(of: fits)
    let learnt = Set(trainedOn(cohort, split: split))
    for group in Self.groups(wanted) {
      let readers = try readers(group, workers: workers)
      _ = try rows(of: ids, by: readers, learnt: learnt, workers: workers, advance: step)
    }
  }

  /// Features for every training set of every protocol.
  package func inputs(
    of cohort: AnalysisCohort, split: StudySplit, workers: Int, step: @escaping @Sendable (Int, Int) -> Void
  ) throws -> DeepInputs {
    let fits = try fits(of: cohort, split: split)
    let wanted = Self.inputs(of: fits)
    let learnt = Set(trainedOn(cohort, split: split))
    let steps = wanted.count * (cohort.ids.count + deep.views.count * learnt.count)
    let done = Atomic(0)
    let advance = { @Sendable in step(done.wrappingAdd(1, ordering: .relaxed).newValue, steps) }
    var features: [DeepInputs.FittedInput: DeepInputs.Features] = [:]
    var notes: [DeepInputs.Note] = []
    var used = 0
    for group in Self.groups(wanted) {
      let readers = try readers(group, workers: workers)
      let all = try rows(of: cohort.ids, by: readers, learnt: learnt, workers: workers, advance: advance)
      for (number, input) in group.enumerated() {
        let extractor = readers[number].extractor
        let original = table(all.map { ($0.id, $0.rows[number][0]) }, of: cohort, by: readers[number])
        // A view has the same slices as the original, so its notes would repeat.
        let views = deep.views.indices.map { view in
          table(
            all.filter { learnt.contains($0.id) }.map { ($0.id, $0.rows[number][view + 1]) }, of: cohort,
            by: readers[number])
        }
        notes += original.notes
        let block = try trainable(original.seen, input, by: extractor, used: used, workers: workers)
        used += block?.byteCount ?? 0
        features[input] = DeepInputs.Features(
          table: original.table, views: views.map(\.table), key: extractor.fingerprint,
          facts: DeepFacts(
            extractor, network: deep, poolings: input.way.poolings, weights: weights.source, seen: original.seen),
          seen: original.seen, block: block)
        features[input]?.slices = original.slices.map { slices in
          PatientSlices(
            subjects: cohort.ids, slices.compactMap(\.self), views: views.map { $0.slices ?? [] },
            poolings: input.way.poolings
          ) { extractor.columns(series: deep.series, pooling: $0) }
        }
      }
    }
    var inputs = DeepInputs(deep: deep, fits: fits, subjects: cohort.ids, features: features, notes: notes)
    inputs.budget = try budget(cohort.outcomes.events)
    return inputs
  }

  /// The inputs of some fits, each once, in an order that does not depend on hashes.
  private static func inputs(of fits: [DeepInputs.FitKey: DeepInputs.Fit]) -> [DeepInputs.FittedInput] {
    fits.keys.inOrder.compactMap { fits[$0]?.input }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func readers(_ inputs: [DeepInputs.FittedInput], workers: Int) throws -> [Reader] {
    try inputs.map { Reader(extractor: try extractor($0, workers: workers), bySlice: $0.way.keepsSlices) }
  }

  /// Inputs whose networks are in memory together: those of both protocols, for most studies.
  private static func groups(_ inputs: [DeepInputs.FittedInput]) -> [[DeepInputs.FittedInput]] {
    stride(from: 0, to: inputs.count, by: 2).map { Array(inputs[$0..<min($0 + 2, inputs.count)]) }
  }

  func extractor(_ input: DeepInputs.FittedInput, workers: Int) throws -> DeepExtractor {
    try DeepExtractor(
      network: input.way.settings, weights: weights, input: input.way.input,
      fit: InputFit(depth: input.depth, crop: input.crop), threads: workers)
  }

  /// The size of the input for each training set.
  private func fits(
    of cohort: AnalysisCohort, split: StudySplit
  ) throws -> [DeepInputs.FitKey: DeepInputs.Fit] {
    var result: [DeepInputs.FitKey: DeepInputs.Fit] = [:]
    for evaluation in evaluationProtocol.protocols {
      let way = deep.way(in: evaluation.name)
      // `cohort` in the study file holds for as-published only; in sound, test patients would influence the size.
      let ofCohort = evaluation.makes(.deepDepthOfCohort)
      for pair in split.attempts(patients: cohort.patients.count) {
        let positions = way.fitOfSize == nil ? [] : ofCohort ? Array(cohort.patients.indices) : pair.training
        let settings =
          way.input.depth.isFixed
          ? way.input : try way.input.with(depth: ofCohort ? .largestOfCohort : .largestOfTraining)
        let fit = try InputFit(
          settings, for: way.settings.depth, of: positions.flatMap { cohort.features[$0].inputExtents[place] })
        result[DeepInputs.FitKey(evaluation: evaluation.name, set: pair.set)] = DeepInputs.Fit(
          way: way, fit: fit, subjects: positions.map { cohort.ids[$0] })
      }
    }
    return result
  }

  /// Patients who are in any training set.
  private func trainedOn(_ cohort: AnalysisCohort, split: StudySplit) -> [String] {
    split.attempts(patients: cohort.patients.count).flatMap { $0.training.map { cohort.ids[$0] } }
  }
}

extension Dictionary<DeepInputs.FitKey, DeepInputs.Fit>.Keys {
  /// The keys in an order that does not depend on hashes: the protocols in order, and the training sets by name.
  fileprivate var inOrder: [DeepInputs.FitKey] {
    sorted { ($0.evaluation.rawValue, "\($0.set)") < ($1.evaluation.rawValue, "\($1.set)") }
  }
}

/// The features of a patient could not be computed although the images passed every check. The cause lies in the
/// program or the machine, not in the patient, so the run stops and names the patient.
struct DeepFailure: Error, CustomStringConvertible {
  let patient: String
  let cause: any Error
  var description: String { "deep features of patient \(patient) could not be computed: \(cause)" }
}
