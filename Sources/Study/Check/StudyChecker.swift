import Arms
import Cohorts
import Execution
import Foundation
import Leaks
import Results
import Statistics
import StudyFiles

/// Looks for everything that can fail in a study, in all its patients at once.
///
/// It opens the images and draws the contours as a run does, by the same functions, and goes on after every fault. What
/// a run would say first, this says beside all else.
package struct StudyChecker: Sendable {
  private let study: StudyFile
  private let decisions: ReviewDecisions
  private let workers: Int
  private let progress: @Sendable (StudyProgress) -> Void
  private let clock = StageClock()

  /// - Parameters:
  ///   - decisions: those of a review, as a run honours them.
  ///   - workers: patients that are opened at a time; the result does not depend on it.
  package init(
    of study: StudyFile, honouring decisions: ReviewDecisions = .none, workers: Int,
    progress: @escaping @Sendable (StudyProgress) -> Void = { _ in }
  ) {
    (self.study, self.decisions, self.workers, self.progress) = (study, decisions, workers, progress)
  }

  /// Checks the study. It never throws: what stops a run is among the refusals.
  package func check() -> StudyCheck {
    let reading = IntakeReading(
      study, honouring: decisions,
      .init(
        cache: .none, programCache: NSTemporaryDirectory() + "apus-check",
        links: CohortLinks(workers: workers, progress: progress), clock: clock))
    var made = StudyCheck()
    made.refusals = reading.refusals.map { "\($0)" }
    guard let clinical = reading.clinical else { return made }
    made.screened = clinical.screened
    made.excluded = clinical.exclusions.filter { !$0.isFailure }.reduce(0) { $0 + $1.subjects.count }
    made.findings += reading.linking
    guard let supply = reading.supply else { return made }
    look(at: clinical, with: supply, in: &made)
    return made
  }

  private func look(at clinical: ClinicalCohort, with supply: FeatureSupply, in made: inout StudyCheck) {
    let rows = clinical.faultsOfRows
    let planned = Set(clinical.exclusions.filter { !$0.isFailure }.flatMap { $0.subjects.map(\.id) })
    let ids = clinical.rows.map(\.id).filter { !planned.contains($0) }
    let meter = Meter("Checking patients", total: ids.count, report: progress)
    let opened = parallelMap(ids, workers: workers) { id in
      defer { meter.advance() }
      return OpenedPatient(id, by: supply)
    }.compactMap { try? $0.get() }
    let groups = Dictionary(clinical.patients.map { ($0.id, $0.group) }) { first, _ in first }
    let remarks = CohortRemarks(opened) { id in
      groups[id].flatMap(\.self) ?? supply.extractor?.cohort.patientIDs(of: id)?.joined(separator: ";")
    }
    for patient in opened {
      var check = PatientCheck(id: patient.id, problems: [rows[patient.id]].compactMap(\.self) + patient.problems)
      check.remarks = patient.remarks + remarks.of(patient.id)
      if !check.problems.isEmpty || !check.remarks.isEmpty { made.patients.append(check) }
    }
    conclude(clinical, supply, opened.filter { $0.problems.isEmpty }, in: &made)
  }

  /// What is known once every patient was opened: whether the split can be made, and what the table gives away.
  private func conclude(
    _ clinical: ClinicalCohort, _ supply: FeatureSupply, _ sound: [OpenedPatient], in made: inout StudyCheck
  ) {
    let features = Dictionary(sound.map { ($0.id, $0.features) }) { first, _ in first }
    let patients = clinical.patients.filter { features[$0.id] != nil }
    made.usable = patients.counts
    if made.refusals.isEmpty {
      do {
        _ = try StudySplit(checked: patients, of: study, lost: clinical.patients.count - patients.count)
      } catch {
        made.refusals.append("\(error)")
      }
    }
    made.findings += [smallClass(patients.unitCounts)].compactMap(\.self).map(\.finding)
    let cohort = AnalysisCohort(
      study: study, patients: patients, columns: supply.table?.columns ?? [],
      features: patients.compactMap { features[$0.id] })
    made.findings += clinical.findings.map(\.words)
    made.findings += supply.findings(patients.map(\.id)).map(\.words)
    if !patients.isEmpty {
      made.findings += LeakScreen.findings(ScreenedCohort(cohort, clinical: clinical, table: supply.table)).map {
        StudyFinding.leak($0).finding
      }
    }
    made.findings.sort { $0.severity > $1.severity }
    made.estimate = estimate(supply, sound)
  }

  /// Too few patients of a class for any conclusion.
  private func smallClass(_ counts: InclusionFlow.ClassCounts) -> StudyFinding? {
    let least = min(counts.events, counts.nonEvents)
    guard least < SmallClasses.least else { return nil }
    let name = counts.events <= counts.nonEvents ? study.outcome.eventName : study.outcome.nonEventName
    return .smallClass(least, of: counts.total, name: name)
  }

  /// Computes the features of the patient with the lesion of middle size, without a cache.
  private func estimate(_ supply: FeatureSupply, _ sound: [OpenedPatient]) -> CheckEstimate? {
    guard let extractor = supply.extractor, !study.fitsOnImages else { return nil }
    let order = sound.sorted { $0.voxels < $1.voxels }
    guard !order.isEmpty else { return nil }
    let clock = StageClock()
    let made = clock.measure("features") { try? extractor.extract(order[order.count / 2].id) }
    guard made != nil, let cost = clock.costs.first else { return nil }
    // A value of the table has 18 characters in the mean.
    let bytes = 19 * extractor.columns.count * sound.count
    return CheckEstimate(
      patients: sound.count, secondsPerPatient: cost.processor, threads: workers, megabytes: cost.peakMemory,
      tableMegabytes: Double(bytes) / 1e6)
  }
}
