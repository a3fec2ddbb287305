import Cohorts
import Foundation
import ImageFiles
import Review
import Testing
import Volumes

/// What only a cohort shows, and what a cohort has in common.
@Suite struct CohortReviewTests {
  private func kinds(_ patient: PatientReview) -> Set<Suspicion.Kind> { Set(patient.series[0].suspicions.map(\.kind)) }

  /// An ordinary cohort must not be full of alarms: of sixty sound patients at most two stand out by chance.
  @Test func aSoundCohortIsHardlySuspicious() throws {
    let review = try MadeCohort((0..<60).map { .sound(UInt64($0)) }).review()
    #expect(review.patients.count { $0.suspicion > 0 } <= 2, "\(review.patients.prefix(3).flatMap(\.series))")
    #expect(review.common.isEmpty)
  }

  /// A lesion is part of the image that it is compared with: a large one must not look darker for that.
  @Test func theSizeOfALesionDoesNotChangeItsIntensity() throws {
    let relative = try [[6.0, 6, 3], [10, 10, 5], [16, 14, 5]].map { radii in
      var lesion = MadeLesion.sound(7)
      lesion.radii = SIMD3(radii)
      let measures = try #require(LesionMeasures(image: lesion.image, mask: lesion.mask))
      return try #require(measures.intensities).relative
    }
    for value in relative { #expect(abs(value - relative[0]) < 0.05, "\(relative)") }
  }

  /// One fault a patient, among sound ones: each is found, and its patients stand before all others.
  @Test func everyFaultIsFoundInOneGo() throws {
    var cohort: [MadeLesion?] = (0..<24).map { .sound(UInt64(100 + $0)) }
    cohort[1] = nil
    cohort[2]?.radii = [2, 2, 1.2]
    cohort[3]?.radii = [16, 14, 5]
    cohort[4]?.lesion = 150
    cohort[5]?.factor = 100
    cohort[6]?.grid = Grid(size: [48, 44, 14], spacing: [1.5, 1.5, 9])
    cohort[7] = cohort[20]
    cohort[8]?.centre.z = 2
    let made = try MadeCohort(cohort)
    let review = try made.review()
    let found = Dictionary(uniqueKeysWithValues: review.patients.map { ($0.id, kinds($0)) })
    let expected: [(Int, Suspicion.Kind)] = [
      (1, .refused), (2, .tiny), (2, .volume), (3, .volume), (4, .intensity), (5, .scale), (6, .spacing),
      (6, .anisotropic),
      (7, .sameImage), (20, .sameImage), (8, .clipped),
    ]
    for (at, kind) in expected { #expect(found[made.ids[at]]?.contains(kind) == true, "\(at): \(kind)") }
    let faulty = Set(expected.map { made.ids[$0.0] })
    #expect(Set(review.patients.prefix(faulty.count).map(\.id)) == faulty)
    #expect(review.patients.map(\.suspicion) == review.patients.map(\.suspicion).sorted(by: >))
    #expect(review.patients.count(where: \.isRefused) == 1)
  }

  /// Images cropped to the lesion touch it everywhere; this is said once.
  @Test func whatMostPatientsHaveIsSaidOnce() throws {
    var cohort: [MadeLesion?] = (0..<10).map { .sound(UInt64($0)) }
    for at in 0..<8 { cohort[at]?.centre.z = 2 }
    let review = try MadeCohort(cohort).review()
    #expect(review.common.map(\.kind) == [.clipped] && review.common[0].count == 8 && review.common[0].of == 10)
    #expect(review.patients.allSatisfy { !kinds($0).contains(.clipped) })
  }

  @Test func fewPatientsHaveNoOutliers() throws {
    var cohort: [MadeLesion?] = (0..<7).map { .sound(UInt64($0)) }
    cohort[0]?.radii = [16, 14, 5]
    #expect(try MadeCohort(cohort).review().patients.allSatisfy { $0.suspicion == 0 })
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let made = try MadeCohort((0..<9).map { .sound(UInt64($0)) })
    #expect(try made.review(pictures: true, workers: 1) == made.review(pictures: true, workers: 4))
  }

  @Test func decisionsStandWithTheirPatients() throws {
    let made = try MadeCohort((0..<3).map { .sound(UInt64($0)) })
    let decide = { (at: Int, verdict: ReviewDecision.Verdict) in
      ReviewDecision(patient: made.ids[at], series: nil, verdict: verdict, reason: "air", by: "Kim", on: "2026-11-30")
    }
    let review = try made.review(
      decisions: ReviewDecisions(file: "", [decide(0, .exclude), decide(1, .accept), decide(1, .note)]))
    let found = Dictionary(uniqueKeysWithValues: review.patients.map { ($0.id, $0) })
    #expect(found[made.ids[0]]?.exclusion == decide(0, .exclude) && found[made.ids[0]]?.acceptance == nil)
    #expect(found[made.ids[1]]?.acceptance == decide(1, .accept) && found[made.ids[1]]?.notes == [decide(1, .note)])
    #expect(found[made.ids[2]]?.exclusion == nil && found[made.ids[2]]?.acceptance == nil)
  }

  /// The mask of every patient, voxel for voxel on the grid of its image, and the image beside it.
  @Test(arguments: [false, true]) func masksAreWrittenOnTheGridOfTheImage(showsIDs: Bool) throws {
    let made = try MadeCohort([.sound(1), nil, .sound(3)])
    let names = try made.names(showsIDs: showsIDs)
    let folder = made.root + "/masks"
    _ = try made.review(export: try MaskExport(folder, withImages: true, names: names))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 4)
    for (at, seed) in [(0, UInt64(1)), (2, 3)] {
      let stem = "\(folder)/\(names.name(of: made.ids[at]))_T1"
      #expect(showsIDs == stem.contains("Hospital"))
      let (mask, image) = (try readVolume(stem + "_mask.nii.gz"), try readVolume(stem + "_image.nii.gz"))
      #expect(mask.mask(label: 1).voxels == MadeLesion.sound(seed).mask.voxels && mask.precision == .integer)
      #expect(
        mask.grid.agrees(with: image.grid)
          && image.voxels == MadeLesion.sound(seed).image.voxels.map { Double(Float($0)) })
    }
  }

  /// A series that borrows the contour of another may stand before it in the study file, as in a run. If the lender
  /// cannot be opened, both say so, each with its own words.
  @Test(arguments: [true, false]) func aBorrowedContourIsFoundWhereverItsLenderStands(isFirst: Bool) throws {
    let made = try MadeCohort([.sound(1), nil, .sound(3)])
    let borrower = #"T2: {image: "{id}/t1.nii.gz", mask-of: T1}"#
    let series = isFirst ? [borrower, MadeCohort.one] : [MadeCohort.one, borrower]
    let review = try made.review(series.joined(separator: ", "))
    #expect(review.series == (isFirst ? ["T2", "T1"] : ["T1", "T2"]))
    let patients = Dictionary(uniqueKeysWithValues: review.patients.map { ($0.id, $0) })
    for id in [made.ids[0], made.ids[2]] {
      let found = try #require(patients[id])
      #expect(found.series.map(\.name) == review.series && !found.isRefused)
      #expect(found.series[0].measures?.contourHash == found.series[1].measures?.contourHash)
    }
    let absent = try #require(patients[made.ids[1]]?.series.first { $0.name == "T2" })
    #expect(absent.suspicions == [.refused("its contour is that of T1, which could not be opened")])
  }
}
