import Arms
import Cohorts
import DeepRadiomics
import Execution
import Foundation
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

/// Names and rows of the networks of a study.
@Suite struct DeepRowsTests {
  @Test func rowsBeyondThePublishedOnesAreThereWhereTheStudyAsks() throws {
    var study = try StudyFile.ofImages("arms: [hcr, dlr]\ndeep: {network: efficientnet-lite0, beyond: [svm, fusion]}")
    let ids = { (study: StudyFile) in
      let cohort = AnalysisCohort.made(study, Patient.made(24), columns: 4)
      return StandingRows(of: cohort, robustness: nil, deep: [try DeepPaper.inputs(cohort)]).all.map(\.id)
    }
    #expect(try ids(study) == ["hcr_mr", "dlr_mr", "dlr_svm", "fusion"])
    study.models.factors = ["size"]
    #expect(
      try ids(study) == ["clinical", "hcr_mr", "hcr_mr_cf", "dlr_mr", "dlr_mr_cf", "dlr_svm", "fusion"])
    study.arms = [.deep]
    #expect(try ids(study) == ["clinical", "dlr_mr", "dlr_mr_cf", "dlr_svm"])
  }

  /// `f0` and `f1` tell the outcome, and the features of the network are draws.
  @Test func theSVMHasTheFeaturesOfTheNetworkAloneAndTheFusionBoth() throws {
    let study = try StudyFile.ofImages("arms: [hcr, dlr]\ndeep: {network: efficientnet-lite0, beyond: [svm, fusion]}")
    let cohort = AnalysisCohort.made(study, Patient.made(24), columns: 4)
    var stream = RandomStream(seed: 3, name: "features of a network")
    let table = FeatureTable(
      subjects: cohort.ids, columns: ["d0", "d1"], rows: cohort.ids.map { _ in [stream.normal(), stream.normal()] })
    let rows = StandingRows(of: cohort, robustness: nil, deep: [try DeepPaper.inputs(cohort, table)]).all
    let selected = try ["dlr_svm", "fusion"].map { id in
      try DeepPaper.fit(try #require(rows.first { $0.id == id }), cohort, .sound).fit.selected
    }
    #expect(!selected[0].isEmpty && selected[0].allSatisfy { $0.hasPrefix("d") }, "\(selected)")
    #expect(selected[1].contains { $0 == "f0" || $0 == "f1" }, "\(selected)")
  }
}

/// What a reader is told of lesions in the frame of a crop.
@Suite struct DeepFindingsTests {
  private func findings(_ pixels: (Int) -> Double, larger: Set<Int> = []) throws -> [Finding] {
    let cohort = try DeepPaper.cohort()
    let patients = cohort.ids.indices.map { at in
      SeenLesions.Patient(
        subject: cohort.ids[at],
        sights: [
          LesionSight(
            voxels: 9, seenVoxels: 9, slices: 3, seenSlices: 3, pixels: pixels(at), share: 0.1,
            note: larger.contains(at) ? "the lesion is larger" : nil)
        ], images: "image \(at)")
    }
    return try DeepPaper.inputs(cohort, nil, SeenLesions(patients)).findings
  }

  @Test func lesionsThatFillTheCropNeedNoWord() throws {
    #expect(try findings { _ in 150 }.isEmpty)
  }

  /// It is the lesion in the middle that tells whether the crop is too large.
  @Test func oneSmallLesionNeedsNoWord() throws {
    #expect(try findings { $0 == 7 ? 10 : 150 }.isEmpty)
  }

  @Test func aLesionLargerThanTheCropIsNamed() throws {
    let found = try findings({ $0 == 3 ? 224 : 150 }, larger: [3])
    #expect(found.count == 1 && found[0].title.contains("The lesion of 1 of 24 patients is larger than the crop"))
    let name = try DeepPaper.cohort().ids[3]
    #expect(found[0].title.contains(name) && found[0].detail.contains("Nothing of it is cut off"))
  }

  @Test func aLesionThatSetsTheCropForAllIsNamed() throws {
    let (found, name) = (try findings { $0 == 7 ? 200 : 30 }, try DeepPaper.cohort().ids[7])
    #expect(found.count == 1 && found[0].title.contains("that of \(name) is the largest"))
  }
}
