import Comparison
import Records
import Statistics
import Testing

/// A table of one model, whose scores of events are higher by `shift`.
private func table(
  _ file: String, _ ids: String = "P", subjects: Int = 40, events: Int = 20, shift: Double, groups: [String] = []
) throws -> PredictionTable {
  let rows = (0..<subjects).map { at -> String in
    let score = Double(at * 17 % 40) / 40 + (at < events ? shift : 0)
    let group = groups.isEmpty ? "" : ",\(groups[at % groups.count])"
    return "\(ids)\(at),\(at < events ? 1 : 0),\(score)\(group)"
  }
  let text = (["id,y,A" + (groups.isEmpty ? "" : ",ward")] + rows).joined(separator: "\n") + "\n"
  var columns = PredictionTable.Columns(subject: "id", outcome: "y", scores: ["A"])
  if !groups.isEmpty { columns.group = "ward" }
  return try PredictionTable(CSVTable(parsing: text, file: file), file: file, columns: columns)
}

/// Models of two tables with different subjects, and of two levels of one table.
@Suite struct UnpairedComparisonTests {
  private let settings = PredictionSettings()

  @Test func theDifferenceIsTheSecondTableLessTheFirst() throws {
    let (weak, strong) = (try table("a.csv", "A", shift: 0), try table("b.csv", "B", shift: 0.4))
    let pair = try #require(try UnpairedComparison(weak, strong, settings: settings).pairs.first)
    let areas = (try #require(pair.firstAUC.auc.value), try #require(pair.secondAUC.auc.value))
    #expect(areas.1 > areas.0 + 0.1)
    #expect(try abs(#require(pair.deLong.difference.value) - (areas.1 - areas.0)) < 1e-12)
    #expect(try #require(pair.bootstrap?.difference.value) > 0 && #require(pair.deLong.pValue.value) < 0.05)
  }

  /// Nine events in either table are too few for a test.
  @Test func fewEventsOfEitherTableLeaveNoTest() throws {
    let (few, many) = (try table("a.csv", "A", events: 9, shift: 0), try table("b.csv", "B", shift: 0.4))
    for (first, second) in [(few, many), (many, few)] {
      let pair = try #require(try UnpairedComparison(first, second, settings: settings).pairs.first)
      #expect(pair.deLong.difference.value != nil && pair.deLong.pValue.value == nil)
    }
  }

  /// Tables that only number their rows have the same ids; whose outcomes differ are other subjects.
  @Test func tablesOfTheSameSubjectsAreRefusedAndNumberedRowsAreNot() throws {
    let (a, b) = (try table("a.csv", "", shift: 0), try table("b.csv", "", shift: 0.4))
    #expect(throws: PredictionError.self) { try UnpairedComparison(a, b, settings: settings) }
    let other = try table("c.csv", "", events: 15, shift: 0.4)
    #expect(try UnpairedComparison(a, other, settings: settings).pairs.count == 1)
  }

  /// Levels stand in the order of their numbers, and a later one is compared against an earlier one.
  @Test func aLevelIsComparedAgainstAnEarlierOne() throws {
    let levels = try table("t.csv", subjects: 120, events: 60, shift: 0.3, groups: ["10", "9", "none"])
    let found = try #require(PredictionComparison(levels, settings: settings).subgroups)
    #expect(found.levels.map(\.name) == ["9", "10", "(empty)"])
    #expect(found.contrasts.map { [$0.first, $0.second] } == [["9", "10"], ["9", "(empty)"], ["10", "(empty)"]])
    for contrast in found.contrasts {
      let areas = try [contrast.first, contrast.second].map { name in
        let level = try #require(found.levels.first { $0.name == name })
        return try #require(level.comparison.models[0].auc.auc.value)
      }
      #expect(try abs(#require(contrast.deLong.difference.value) - (areas[1] - areas[0])) < 1e-12)
    }
    let areas = Set(found.levels.compactMap { $0.comparison.models[0].auc.auc.value })
    #expect(areas.count == 3, "levels that differ")
  }
}
