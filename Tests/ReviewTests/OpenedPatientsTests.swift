import Cohorts
import Dispatch
import Foundation
import Review
import ReviewPage
import Testing

/// The images that stay in memory while somebody looks through a cohort.
@Suite struct OpenedPatientsTests {
  private func opened(_ made: MadeCohort, most: Int) throws -> OpenedPatients {
    let study = try made.study()
    let examiner = try PatientExaminer(study, try study.readCohort(), workers: 1)
    return OpenedPatients(examiner, made.ids, most: most)
  }

  private func isThat(_ series: OpenedPatients.Series, of seed: UInt64) throws -> Bool {
    let shown = try #require(try series.first?.get())
    let mask = MadeLesion.sound(seed).mask
    let plane = ViewPlane(.axial, of: shown.grid.axes)
    return (0..<14).allSatisfy { k in
      Array(shown.slice(plane, k).suffix(48 * 44)) == Array(mask.voxels[(48 * 44 * k)..<(48 * 44 * (k + 1))])
    }
  }

  /// However many are looked at, and in whatever order, memory has a bound and everybody gets the right images.
  @Test(arguments: [1, 200_000, 10_000_000]) func memoryHasABound(most: Int) throws {
    let made = try MadeCohort((0..<6).map { .sound(UInt64($0)) })
    let opened = try opened(made, most: most)
    let one = 3 * 48 * 44 * 14
    for row in [0, 1, 2, 3, 4, 5, 0, 5, 2, 2, 1] {
      #expect(try isThat(opened.series(of: row), of: UInt64(row)))
      #expect(opened.bytes <= max(most, one) && opened.bytes >= one)
    }
    #expect(most < 6 * one || opened.bytes == 6 * one)
  }

  /// Panes ask for the slices of one patient at the same moment.
  @Test func manyMayAskAtOnce() throws {
    let made = try MadeCohort((0..<4).map { .sound(UInt64($0)) })
    let opened = try opened(made, most: 200_000)
    DispatchQueue.concurrentPerform(iterations: 32) { turn in
      let isRight = (try? isThat(opened.series(of: turn % 4), of: UInt64(turn % 4))) ?? false
      #expect(isRight)
    }
    #expect(!opened.isAwaited)
  }

  @Test func whoeverHasNoFilesHasACause() throws {
    let made = try MadeCohort([.sound(1), nil])
    let series = try opened(made, most: 1).series(of: 1)
    #expect(throws: PatientExaminer.Fault.self) { try series[0].get() }
  }
}
