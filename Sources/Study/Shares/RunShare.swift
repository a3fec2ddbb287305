import Arms
import Cohorts
import Execution
import Records
import Results

/// A share of the work of a run that a process does apart, on another machine for example.
///
/// What it makes is kept in the cache of the run, under a hash of everything that it was made from. So the run finds
/// it, and a share that was lost, or was done twice, costs time and changes no result.
package struct RunShare: Hashable, Codable, Sendable {
  /// The kinds of work, each of which needs what the one before has kept.
  package enum Work: String, Codable, Sendable, CaseIterable {
    /// The handcrafted features of some patients.
    case features
    /// What needs the features of all patients and opens images again: the features of networks, whose input is as
    /// large as the largest lesion, and those of perturbed images.
    case networks
    /// Some of the fits.
    case fits
  }

  package let work: Work
  /// Number of the share, from 1.
  package let number: Int
  /// Number of the shares of this work.
  package let count: Int
  /// The patients of this share; those of fits are not its own.
  package let patients: [String]

  /// Takes every part as given.
  package init(_ work: Work, number: Int, of count: Int, patients: [String] = []) {
    (self.work, self.number, self.count, self.patients) = (work, number, count, patients)
  }
}

extension StudyRun {
  /// Does a share of the work of this run, and keeps what it makes in the cache of the run.
  /// - Parameter scratch: a folder of this process alone; it is removed at the end.
  /// - Throws: what stops the run itself, too: a study that cannot be read, or whose patients cannot be split.
  package func execute(_ share: RunShare, scratch: String) throws {
    let intake = try intake()
    try folder.open()
    guard share.work != .features else { return extract(share, of: intake) }
    let draft = try RunFolder.scratch(scratch)
    defer { draft.remove() }
    if share.work == .networks {
      try computeNetworks(share, of: intake, try analyse(intake, into: draft))
    } else {
      try fit(share, try prepare(intake, into: draft))
    }
  }

  private func extract(_ share: RunShare, of intake: StudyIntake) {
    let own = Set(share.patients)
    let (known, _) = withVectors(intake.clinical, networks: intake.networks)
    guard let images = self.images(intake.supply) else { return }
    // Where landmarks are fitted, those of all patients are needed for the features of one.
    let cohort = study.fitsOnImages ? known : known.keeping { own.contains($0.id) }
    let faults = FileFaults(of: cohort.patients, in: images, workers: workers)
    extract(cohort, from: intake.supply, images, knowing: faults, only: own)
  }

  private func computeNetworks(_ share: RunShare, of intake: StudyIntake, _ analysed: AnalysedStudy) throws {
    let (cohort, own) = (analysed.cohort, Set(share.patients))
    let ids = cohort.ids.filter(own.contains)
    if let extractor = intake.supply.extractor {
      PerturbedCohort(extractor: extractor, workers: workers, logger: logger, progress: progress)
        .keep(own, of: cohort, split: analysed.split)
    }
    for network in intake.networks.compactMap(\.network) {
      let meter = Meter("Deep features", total: ids.count, report: progress)
      try network.keep(ids, of: cohort, split: analysed.split, workers: workers) { meter.advance() }
    }
  }

  private func fit(_ share: RunShare, _ prepared: PreparedStudy) throws {
    let fits = try fits(of: prepared, keepingFrom: .zero)
    let all = works(prepared, fits: fits)
    let own = all.indices.filter { $0 % share.count == share.number - 1 }.map { all[$0] }
    let meter = Meter("Fitting models", total: own.count, report: progress)
    // Many fits run on one thread each; a single one uses the threads itself.
    let inner = own.count > 1 ? 1 : workers
    _ = parallelMap(own, workers: workers) { one in
      defer { meter.advance() }
      FittedModel.keep(one.row, on: one.pair, context: one.context, workers: inner)
    }
  }

  /// One fit that a run makes.
  private struct FitWork {
    let row: any StudyRow
    let pair: StudySplit.Pair
    let context: FittedModel.Context
  }

  /// Every fit of the run and of its controls, in an order that is the same in every process. Fits of one row take
  /// about as long as one another and follow each other, so that shares which take every n-th of them are equal.
  private func works(_ prepared: PreparedStudy, fits: FitStore) -> [FitWork] {
    let cohort = prepared.cohort
    let pairs = prepared.split.attempts(patients: cohort.patients.count)
    let models = study.protocols.flatMap { evaluation in
      let context = FittedModel.Context(cohort, evaluation: evaluation, fits: fits)
      return prepared.rows.all.flatMap { row in pairs.map { FitWork(row: row, pair: $0, context: context) } }
    }
    let controls = controls(of: prepared.rows, cohort: cohort, split: prepared.split, fits: fits).flatMap { control in
      (0..<control.count).flatMap { turn in
        let context = control.context(of: turn)
        return pairs.map { FitWork(row: control.row, pair: $0, context: context) }
      }
    }
    return models + controls
  }
}

extension StudyRun {
  /// The store of the fits of this run.
  /// - Parameter least: shortest time that a fit must take to be kept.
  func fits(of prepared: PreparedStudy, keepingFrom least: Duration) throws -> FitStore {
    let provenance = StudyProvenance(study: study, cohort: prepared.cohort, networks: prepared.intake.networks).value
    var hash = ContentHash()
    hash.add(study.identity)
    for (file, sha256) in prepared.outputs.hashes.sorted(by: { $0.key < $1.key }) {
      hash.add(file)
      hash.add(sha256)
    }
    for input in provenance.inputs {
      hash.add(input.label)
      hash.add(input.sha256)
    }
    for library in provenance.libraries {
      hash.add(library.name)
      hash.add(library.version)
    }
    return FitStore(try folder.keptFits(), inputs: hash.finish(), keepingFrom: least)
  }
}
