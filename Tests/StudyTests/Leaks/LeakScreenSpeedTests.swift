import Leaks
import TestSupport
import Testing

/// What the rules cost: near a straight line in patients (beyond the 3,000 of whom neighbours are looked for) and in
/// columns.
@Suite struct LeakScreenSpeedTests {
  private func cost(_ patients: Int, _ columns: Int) -> Double {
    var maker = CohortMaker(3)
    var cohort = maker.sound(patients, 12)
    // Few columns are drawn and shifted, since drawing costs more than looking.
    let drawn = cohort.values
    cohort.values = (0..<columns).map { at in
      let own = drawn[at % 12]
      return own.indices.map { row in own[(row + at * 7) % own.count] }
    }
    cohort.columns = (0..<columns).map { "original_f\($0)" }
    return processorSeconds { _ = LeakScreen.findings(cohort) }
  }

  @Test func twiceThePatientsOrColumnsCostTwiceAsMuch() {
    let patients = [3500, 7000].map { cost($0, 12) }
    let columns = [500, 1000].map { cost(100, $0) }
    print("LeakScreen: 3,500 and 7,000 x 12: \(patients) s; 100 x 500 and 1,000: \(columns) s")
    // Twice as many; sorting adds a tenth. What grows with the square costs four times as much.
    #expect(patients[1] < 3 * patients[0] && columns[1] < 3 * columns[0], "\(patients) \(columns)")
  }

  /// Ids by site, and a number that every second patient shares: rows that are alike by a cut of their ids, in few
  /// groups and in many.
  @Test func idsOfFewSitesCostNoMoreThanTheirRows() {
    let costs = [3500, 7000].map { count in
      var maker = CohortMaker(4)
      var cohort = maker.sound(count, 12)
      cohort.ids = (0..<count).map { "site\($0 % 8)-\($0)" }
      for at in cohort.values.indices {
        for row in cohort.ids.indices where row % 7 == at % 7 { cohort.values[at][row] = 0.25 }
      }
      return processorSeconds { _ = LeakScreen.findings(cohort) }
    }
    print("LeakScreen: 3,500 and 7,000 patients of eight sites with a value that repeats: \(costs) s")
    #expect(costs[1] < 3 * costs[0], "\(costs)")
  }
}
