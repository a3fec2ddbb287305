import Arms
import Cohorts
import DeepRadiomics
import Foundation
import Learning
import Results
import StudySupport
import Testing

/// What is said of patients whom the network does not see, or does not tell apart.
@Suite struct DeepRowFlagTests {
  @Test func aNetworkThatSeesTheSameInEveryTrainingPatientIsFlagged() throws {
    let cohort = try DeepPaper.cohort()
    #expect(!(try DeepPaper.fit(try DeepPaper.row(cohort), cohort, .sound).fit.flags.contains(.networkSeesNothing)))
    let training = Set(StudySplit(of: cohort).pairs[0].training)
    // Those who are scored differ all the same.
    let blind = FeatureTable(
      subjects: cohort.ids, columns: ["f0", "f1"],
      rows: cohort.ids.indices.map { [training.contains($0) ? 1 : Double($0), 2] })
    #expect(
      try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr", blind), cohort, .sound).fit.flags.contains(
        .networkSeesNothing))
  }

  /// Most are more than half.
  @Test func aNetworkThatSeesTheSameInHalfOfThePatientsIsNotFlagged() throws {
    let cohort = try DeepPaper.cohort("", "{train: 0.5}")
    let training = StudySplit(of: cohort).pairs[0].training
    try #require(training.count.isMultiple(of: 2))
    for (count, isFlagged) in [(training.count / 2, false), (training.count / 2 + 1, true)] {
      let alike = Set(training.prefix(count))
      let table = FeatureTable(
        subjects: cohort.ids, columns: ["f0", "f1"],
        rows: cohort.ids.indices.map { [alike.contains($0) ? 1 : Double(10 + $0), 2] })
      let flags = try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr", table), cohort, .sound).fit.flags
      #expect(flags.contains(.networkSeesNothing) == isFlagged, "\(count) of \(training.count)")
    }
  }

  /// What the network sees of each patient: of those in `blind` no voxel of the lesion, of everybody another image.
  private func sights(_ cohort: AnalysisCohort, blind: Set<Int> = [], images: (Int) -> Int = { $0 }) -> SeenLesions {
    SeenLesions(
      cohort.ids.indices.map { at in
        SeenLesions.Patient(
          subject: cohort.ids[at],
          sights: [
            LesionSight(
              voxels: 9, seenVoxels: blind.contains(at) ? 0 : 9, slices: 3, seenSlices: blind.contains(at) ? 0 : 3,
              pixels: 40, share: 0.1)
          ], images: "image \(images(at))")
      })
  }

  /// One odd patient hides nobody: those whose lesion is not seen, and those who look alike, are counted and named.
  @Test func patientsWhomTheNetworkDoesNotSeeAreNamed() throws {
    let cohort = try DeepPaper.cohort()
    let blind: Set<Int> = [2, 5, 7]
    let seen = sights(cohort, blind: blind)
    let flags = try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr", nil, seen), cohort, .sound).fit.flags
    #expect(flags.contains(.lesionUnseen(patients: blind.sorted().map { cohort.ids[$0] }, of: 24)))
    #expect(!flags.contains { if case .sameFeatures = $0 { true } else { false } })
    #expect(
      !(try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr", nil, sights(cohort)), cohort, .sound).fit.flags.contains {
        if case .lesionUnseen = $0 { true } else { false }
      }))
  }

  /// Of those of whom nothing is seen it is said once; that their features are equal follows from it.
  @Test func patientsWhoseLesionIsNotSeenAreNotNamedAsAlikeToo() throws {
    let cohort = try DeepPaper.cohort()
    let blind: Set<Int> = [2, 5, 7]
    let table = FeatureTable(
      subjects: cohort.ids, columns: ["f0", "f1"],
      rows: cohort.ids.indices.map { blind.contains($0) ? [0, 0] : [Double(1 + $0), Double($0 % 5)] })
    let seen = sights(cohort, blind: blind)
    let flags = try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr", table, seen), cohort, .sound).fit.flags
    #expect(flags.contains(.lesionUnseen(patients: blind.sorted().map { cohort.ids[$0] }, of: 24)))
    #expect(!flags.contains { if case .sameFeatures = $0 { true } else { false } })
  }

  @Test(arguments: ["dlr_mr", "dlr_svm"]) func equalFeaturesOfDifferentImagesAreNamed(_ id: String) throws {
    let cohort = try DeepPaper.cohort("", svm: true)
    let equal: Set<Int> = [1, 4, 11]
    let table = FeatureTable(
      subjects: cohort.ids, columns: ["f0", "f1"],
      rows: cohort.ids.indices.map { equal.contains($0) ? [1.5, 2] : [Double($0), Double($0 % 5)] })
    let flags = try DeepPaper.fit(try DeepPaper.row(cohort, id, table, sights(cohort)), cohort, .sound).fit.flags
    #expect(flags.contains(.sameFeatures(patients: equal.sorted().map { cohort.ids[$0] }, of: 24)), "\(flags)")
    #expect(!flags.contains(.networkSeesNothing))
    // The same image twice has the same features by right.
    let copies = sights(cohort) { equal.contains($0) ? 0 : $0 }
    let again = try DeepPaper.fit(try DeepPaper.row(cohort, id, table, copies), cohort, .sound).fit.flags
    #expect(!again.contains { if case .sameFeatures = $0 { true } else { false } })
  }

  @Test func oneOddPatientDoesNotSwitchOffTheFlagOfABlindNetwork() throws {
    let cohort = try DeepPaper.cohort()
    let odd = StudySplit(of: cohort).pairs[0].training[0]
    let blind = FeatureTable(
      subjects: cohort.ids, columns: ["f0", "f1"], rows: cohort.ids.indices.map { [$0 == odd ? 3 : 1, 2] })
    #expect(
      try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr", blind), cohort, .sound).fit.flags.contains(
        .networkSeesNothing))
  }

  @Test func theLesionsInWordsNameWhomOnlyAPartIsSeenOf() throws {
    let cohort = try DeepPaper.cohort()
    #expect(sights(cohort).words.contains("every voxel and slice of every lesion reaches the features"))
    let words = sights(cohort, blind: [3]).words
    #expect(
      words.contains("of 1 of 24 patients") && words.contains("\(cohort.ids[3]) 0 of 3 slices, 0 % of the voxels"))
  }
}
