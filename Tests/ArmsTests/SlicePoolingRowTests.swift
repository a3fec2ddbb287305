import Arms
import Cohorts
import DeepRadiomics
import Foundation
import Learning
import Results
import StudySupport
import Testing

/// Heads that join slices in several ways.
@Suite struct SlicePoolingRowTests {
  /// The budget is shared, every trial says how it joined slices, and no fold saw whom it holds out.
  @Test func theBudgetChoosesAmongThePoolingsInsideTheFolds() throws {
    let cohort = try DeepPaper.cohort(", slice-pooling: [mean, max, area, attention]")
    let (own, log, task) = try DeepPaper.fit(try DeepPaper.row(cohort), cohort, .sound, settings: 8)
    let training = Set(task.training.map { cohort.ids[$0] })
    #expect(log.entries.allSatisfy { Set(log.subjects(of: $0)).isSubset(of: training) } && log.heldOut.count == 2)
    for held in log.heldOut {
      let (out, mine) = (
        Set(log.subjects(of: held)), log.entries.filter { $0.purpose == held.purpose && $0.kind == .classifier }
      )
      let named = mine.map { $0.setting?.options["slicePooling"] }
      #expect(
        named == [
          nil, .word("max"), .word("area"), .word("attention"), nil, .word("max"), .word("area"), .word("attention"),
        ])
      #expect(mine.allSatisfy { out.isDisjoint(with: log.subjects(of: $0)) })
    }
    let data = try #require(own.data as? FusionHeadRow.Model)
    let pooling = data.heads[0].settings.pooling
    #expect(data.heads.allSatisfy { $0.settings.pooling == pooling && $0.fault == nil })
    #expect(own.setting.contains("slices joined by") == (pooling != .mean))
  }

  /// The mean in a list is the mean without one: the same trial has the same scores.
  @Test(arguments: ["dlr_mr", "dlr_mr_cf"]) func theMeanInAListIsTheMean(_ id: String) throws {
    let (plain, listed) = (try DeepPaper.cohort(), try DeepPaper.cohort(", slice-pooling: [mean, attention]"))
    let found = try [plain, listed].map { try DeepPaper.fit(try DeepPaper.row($0, id), $0, .sound, settings: 1).fit }
    #expect(found[0].scores == found[1].scores && found[0].setting == found[1].setting)
    let encoder = { (fit: RowFit) in
      try (fit.data as? FusionHeadRow.Model).map { try JSONEncoder().encode($0.heads).count }
    }
    #expect(try encoder(found[0]) == encoder(found[1]))
  }

  /// A head of each pooling gives every patient a score, and rows of tables read the first vector.
  @Test(arguments: SlicePooling.allCases) func everyPoolingScoresEveryPatient(pooling: SlicePooling) throws {
    let cohort = try DeepPaper.cohort(", slice-pooling: \(pooling.rawValue)", svm: true)
    for id in ["dlr_mr", "dlr_mr_cf", "dlr_svm"] {
      let (own, _, task) = try DeepPaper.fit(try DeepPaper.row(cohort, id), cohort, .sound)
      #expect(own.scores.count == task.scored.count && own.scores.allSatisfy { $0?.isFinite == true })
      let (again, _, _) = try DeepPaper.fit(try DeepPaper.row(cohort, id), cohort, .sound)
      #expect(again.scores == own.scores)
      if id == "dlr_svm" {
        let isNamed = own.selected.allSatisfy { $0.hasPrefix("\(pooling.rawValue)_") }
        #expect(isNamed == (pooling == .max || pooling == .area), "\(own.selected)")
      } else {
        let data = try #require(own.data as? FusionHeadRow.Model)
        #expect(data.heads.allSatisfy { $0.settings.pooling == pooling })
      }
    }
  }
}
