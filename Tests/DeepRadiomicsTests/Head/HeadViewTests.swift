import DeepRadiomics
import Testing

@Suite struct HeadViewTests {
  private func cohort(views: Int) -> HeadCohort {
    let base = syntheticCohort(patients: 40, features: 12, factors: 2, seed: 5)
    func rows(_ shift: Double) -> [[Double]] {
      (0..<40).map { patient in (0..<12).map { Double((patient * 7 + $0 * 3) % 11) + shift } }
    }
    return HeadCohort(
      subjects: base.subjects, features: rows(0), factors: (0..<40).map { [Double($0 % 3), Double($0 % 2)] },
      events: base.events, views: (0..<views).map { rows(0.1 * Double($0 + 1)) })
  }

  @Test func viewsAreFurtherRowsOfTheSamePatientsAndNeverStopTraining() throws {
    let plain = try PreparedCohort(cohort(views: 0), .shareOfTraining(0.25, seed: 3))
    let viewed = try PreparedCohort(cohort(views: 2), .shareOfTraining(0.25, seed: 3))
    #expect(viewed.stopping.subjects == plain.stopping.subjects)
    #expect(viewed.training.subjects == plain.training.subjects + plain.training.subjects + plain.training.subjects)
    #expect(viewed.training.events == plain.training.events + plain.training.events + plain.training.events)
    #expect(Set(viewed.training.subjects).isDisjoint(with: viewed.stopping.subjects))
  }

  /// A head trained on views is the head trained on a cohort that lists every view as a patient.
  @Test func aHeadLearnsFromEveryRow() throws {
    var settings = HeadSettings.published
    (settings.hiddenUnits, settings.epochs) = (8, 5)
    let viewed = cohort(views: 1)
    let prepared = try PreparedCohort(viewed, .shareOfTraining(0.25, seed: 3))
    let listed = try PreparedCohort(prepared.training, .others(prepared.stopping))
    var (first, second) = (try HeadTraining(settings, prepared), try HeadTraining(settings, listed))
    let heads = (try first.run(), try second.run())
    #expect(heads.0.probabilities(of: viewed) == heads.1.probabilities(of: viewed))
    let plain = try TrainedHead.fit(settings, on: cohort(views: 0), stopping: .shareOfTraining(0.25, seed: 3))
    #expect(heads.0.probabilities(of: viewed) != plain.probabilities(of: viewed))
  }
}
