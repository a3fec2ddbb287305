import Leaks
import Testing

/// Codes for missing among the levels of a factor, and calendars among the columns.
@Suite struct LevelCodeTests {
  private func cohort(_ name: String, _ levels: [String]) -> ScreenedCohort {
    var cohort = ScreenedCohort(
      ids: levels.indices.map { "Q\($0)" }, outcomes: levels.indices.map { ($0 * 7) % 5 < 2 })
    cohort.factors = [.init(name, levels: levels)]
    return cohort
  }

  /// A level for each patient: the rare one in every fourteenth, the others in turn.
  private func levels(_ usual: [String], rare: String) -> [String] {
    (0..<140).map { $0 % 14 == 3 ? rare : usual[$0 % usual.count] }
  }

  @Test(arguments: [
    ("ecog", ["0", "1", "2"], "-7"), ("grade", ["1", "2", "3"], "-8"), ("lvi", ["0", "1"], "-7"),
    ("lvsi", ["0", "1"], "9"),
    ("t_stage", ["1", "2", "3", "4"], "9"), ("isup", ["1", "2", "3", "4", "5"], "9"), ("grade", ["1", "2", "3"], "0"),
    ("sex", ["1", "2"], "0"), ("gleason", ["6", "7", "8", "9", "10"], "0"), ("hpv", ["0", "1"], "8"),
    ("score", ["0", "1", "2", "3", "4", "5", "6"], "9"), ("nodes", ["0", "1", "2"], "99"),
  ])
  func aCodeAmongFewLevelsIsAskedAbout(_ name: String, _ usual: [String], _ code: String) {
    let found = LeakScreen.findings(cohort(name, levels(usual, rare: code)))
    #expect(
      found.contains { if case .missingCode(name, Double(code) ?? .nan, _) = $0 { true } else { false } },
      "\(name) \(code): \(found)")
  }

  @Test(arguments: [
    ("oedema_grade", ["1", "2", "3"], "0"), ("toxicity_grade", ["1", "2"], "0"), ("ecog", ["1", "2"], "0"),
    ("score", ["5", "6", "7", "8"], "9"), ("base", ["-1", "0", "1"], "-7"), ("gleason", ["6", "7", "8"], "9"),
    ("nodes", ["1", "2", "3"], "0"), ("pack", ["0", "1", "2", "3", "4", "5", "6", "7"], "9"),
  ])
  func aLevelThatMayBeAValueIsNot(_ name: String, _ usual: [String], _ rare: String) {
    let found = LeakScreen.findings(cohort(name, levels(usual, rare: rare)))
    #expect(!found.contains { if case .missingCode = $0 { true } else { false } }, "\(name) \(rare): \(found)")
  }

  @Test(arguments: ["2021-W07", "2021W07", "KW 07/2021", "2021-02", "02/2021", "Feb 2021", "2021-02-14"])
  func weeksAndMonthsAreDays(_ example: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let levels = (0..<120).map { at -> String in
      let (year, week) = (2018 + at % 4, 1 + (at * 7) % 12)
      let digits = week < 10 ? "0\(week)" : "\(week)"
      return switch example {
      case "2021-W07": "\(year)-W\(digits)"
      case "2021W07": "\(year)W\(digits)"
      case "KW 07/2021": "KW \(digits)/\(year)"
      case "2021-02": "\(year)-\(digits)"
      case "02/2021": "\(digits)/\(year)"
      case "Feb 2021": "\(months[week - 1]) \(year)"
      default: "\(year)-\(digits)-14"
      }
    }
    let found = LeakScreen.findings(cohort("included", levels))
    #expect(found.contains { if case .daysAsLevels = $0 { true } else { false } }, "\(found)")
  }

  /// Six digits that end in a week or month, and measurements that have six digits too.
  @Test func yearsWithWeeksAreNumbersOfDays() {
    for isWeek in [true, false] {
      var cohort = ScreenedCohort(ids: (0..<80).map { "Q\($0)" }, outcomes: (0..<80).map { $0 % 3 == 0 })
      let last = isWeek ? 52 : 97
      let numbers = (0..<80).map { (at: Int) -> Double in
        // Each number twice, since whole numbers of six digits without repeats are those of records.
        let year = 2018 + at / 2 % 4
        return Double(year * 100 + (at / 2 * 7) % last + 1)
      }
      cohort.factors = [.init("included", numbers: numbers)]
      let found = LeakScreen.findings(cohort).contains { if case .runningNumber = $0 { true } else { false } }
      #expect(found == isWeek)
    }
  }
}
