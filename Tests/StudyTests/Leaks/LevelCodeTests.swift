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

  @Test(arguments: ["2018-Q4", "2018Q4", "Q2/2017", "Q3 2018", "3. Quartal 2018"]) func quartersAreDays(
    _ example: String
  ) {
    let levels = (0..<120).map { at -> String in
      let (year, quarter) = (2018 + at % 3, 1 + (at * 7) % 4)
      return switch example {
      case "2018-Q4": "\(year)-Q\(quarter)"
      case "2018Q4": "\(year)Q\(quarter)"
      case "Q2/2017": "Q\(quarter)/\(year)"
      case "Q3 2018": "Q\(quarter) \(year)"
      default: "\(quarter). Quartal \(year)"
      }
    }
    let found = LeakScreen.findings(cohort("included", levels))
    #expect(found.contains { if case .daysAsLevels = $0 { true } else { false } }, "\(found)")
  }

  /// A cohort of 120 patients with one factor; `isEvent` by position.
  private func cohort(
    _ name: String, numbers: [Double] = [], levels: [String] = [], _ isEvent: (Int) -> Bool
  ) -> ScreenedCohort {
    var cohort = ScreenedCohort(ids: (0..<120).map { "Q\(($0 * 37) % 120)" }, outcomes: (0..<120).map(isEvent))
    cohort.factors = [.init(name, numbers: numbers.map { $0 }, levels: levels.map { $0 })]
    return cohort
  }

  /// The outcome of a third changes with time; beside it, times that do not, years of birth and clinical intervals.
  @Test func timesOfRecruitmentAreAskedAboutIfTheyFollowTheOutcome() {
    func asks(_ name: String, _ numbers: [Double], _ isEvent: (Int) -> Bool) -> Bool {
      LeakScreen.findings(cohort(name, numbers: numbers, isEvent)).contains { $0 == .factorTellsOutcome(factor: name) }
    }
    let order = (0..<120).map { ($0 * 37) % 120 }
    let late = { (at: Int) in (at * 37) % 120 + (at * 7919) % 60 > 90 }
    let (years, days) = (order.map { Double(2012 + $0 / 15) }, order.map { Double($0 * 9 + $0 * $0 % 7) })
    #expect(asks("year_of_mri", years, late) && asks("when", years, late))
    #expect(asks("days_since_start", days, late) && asks("days_from_first_scan", days, late))
    #expect(!asks("year_of_mri", years) { $0 % 3 == 0 } && !asks("days_since_start", days) { $0 % 3 == 0 })
    #expect(!asks("birth_year", years, late) && !asks("days_since_diagnosis", days, late))
  }

  /// Five digits that differ in every patient and fill no range.
  @Test(arguments: [
    "N° dossier", "no_dossier", "Aufnahmenr", "numero_paciente", "codice_paziente", "Aktenzeichen", "admission_id",
    "chartno",
    "NHS_number", "screening_number", "lab_no", "biopsy_no", "record", "NHC", "HN", "ipp",
  ])
  func numbersOfRecordsAreAskedAbout(_ name: String) {
    let numbers = (0..<120).map { Double(10_000 + ($0 * 7919) % 80_000) }
    let found = LeakScreen.findings(cohort(name, numbers: numbers) { $0 % 3 == 0 })
    #expect(found.contains(.runningNumber(name)), "\(found)")
    // Platelets differ in every patient of a small cohort too.
    #expect(LeakScreen.findings(cohort("platelets", numbers: numbers) { $0 % 3 == 0 }).isEmpty)
  }

  @Test(arguments: [
    "n.d.", "ND", "NR", "k.A.", "keine Angabe", "unbekannt", "nicht untersucht", "not done", "not_tested", "inconnu",
    "desconocido", "sconosciuto", "onbekend", "okänd", "nieznany", "미상", "不明",
  ])
  func aLevelOfUnknownPatientsIsTestedAsMissing(_ word: String) {
    // In half of the events, and in one of twenty others.
    let levels = (0..<120).map { $0 % 3 == 0 && $0 % 2 == 0 || $0 % 20 == 1 ? word : $0 % 5 < 2 ? "pos" : "neg" }
    let found = LeakScreen.findings(cohort("hpv", levels: levels) { $0 % 3 == 0 })
    #expect(found.contains(.missingnessTellsOutcome(["hpv (\"\(word)\")"])), "\(found)")
    let even = (0..<120).map { $0 % 4 == 0 ? word : $0 % 5 < 2 ? "pos" : "neg" }
    #expect(LeakScreen.findings(cohort("hpv", levels: even) { $0 % 3 == 0 }).isEmpty)
  }

  /// "None" and "-" are findings, and so is a category that is open by itself.
  @Test(arguments: ["none", "-", "negative", "absent", "no", "indeterminate", "NX"])
  func aLevelThatIsAFindingIsNotMissing(_ word: String) {
    let levels = (0..<120).map {
      $0 % 3 == 0 && $0 % 2 == 0 || $0 % 20 == 1 ? word : $0 % 5 < 2 ? "focal" : "extensive"
    }
    let found = LeakScreen.findings(cohort("lvsi", levels: levels) { $0 % 3 == 0 })
    #expect(!found.contains { if case .missingnessTellsOutcome = $0 { true } else { false } }, "\(found)")
  }

  @Test(arguments: ["DeviceSerialNumber", "SerialNumber", "serial_no", "Seriennummer"])
  func numbersOfMachinesAreSites(_ name: String) {
    let levels = (0..<120).map { ["35012", "40117", "67233"][$0 % 3 == 0 ? $0 % 2 : 2] }
    let found = LeakScreen.findings(cohort(name, levels: levels) { $0 % 3 == 0 && $0 % 7 > 0 || $0 % 31 == 1 })
    #expect(
      found.contains(.siteTellsOutcome(factor: name))
        || found.contains { if case .levelsTellOutcome(name, _) = $0 { true } else { false } }, "\(found)")
  }

  /// The median of a larger cohort, filled in before these patients were chosen: no centre of theirs.
  @Test func aNumberOfManyPatientsInAColumnOfDifferentOnesIsAskedAbout() {
    let different = (0..<120).map { 80 + Double(($0 * 7919) % 997) / 3 }
    func filled(_ isFilled: (Int) -> Bool) -> [LeakFinding] {
      let numbers = different.enumerated().map { isFilled($0.offset) ? 143.7137 : $0.element }
      return LeakScreen.findings(cohort("ferritin", numbers: numbers) { $0 % 3 == 0 })
    }
    #expect(filled { $0 % 6 == 0 || $0 == 40 }.contains(.filledGaps(["ferritin"])))
    #expect(!filled { $0 % 5 == 0 }.contains(.filledGaps(["ferritin"])))
    func aside(_ value: Double) -> [LeakFinding] {
      let numbers = different.enumerated().map { $0.offset % 6 == 0 || $0.offset == 40 ? value : $0.element }
      return LeakScreen.findings(cohort("ferritin", numbers: numbers) { $0 % 3 == 0 })
    }
    #expect(aside(0).contains(.filledGaps(["ferritin"])) && aside(9).contains(.filledGaps(["ferritin"])))
    // A limit of detection just below the smallest value.
    #expect(!aside(79).contains(.filledGaps(["ferritin"])))
  }
}
