import Foundation
import Leaks
import Testing

/// What the rules cost: near a straight line in patients (beyond the 3,000 of whom neighbours are looked for) and in
/// columns.
@Suite struct LeakScreenSpeedTests {
  /// Processor seconds of this thread, whatever else the machine does.
  private func seconds(_ body: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    body()
    return now() - start
  }

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
    return seconds { _ = LeakScreen.findings(cohort) }
  }

  @Test func twiceThePatientsOrColumnsCostTwiceAsMuch() {
    let patients = [4000, 16_000].map { cost($0, 12) }
    let columns = [500, 2000].map { cost(100, $0) }
    print("LeakScreen: 4,000 and 16,000 x 12: \(patients) s; 100 x 500 and 2,000: \(columns) s")
    // Four times as many; sorting adds a fifth, and a margin for clocks.
    #expect(patients[1] < 8 * patients[0] && columns[1] < 8 * columns[0], "\(patients) \(columns)")
  }

  /// Ids by site, and a number that every second patient shares: rows that are alike by a cut of their ids, in few
  /// groups and in many.
  @Test func idsOfFewSitesCostNoMoreThanTheirRows() {
    let costs = [4000, 16_000].map { count in
      var maker = CohortMaker(4)
      var cohort = maker.sound(count, 12)
      cohort.ids = (0..<count).map { "site\($0 % 8)-\($0)" }
      for at in cohort.values.indices {
        for row in cohort.ids.indices where row % 7 == at % 7 { cohort.values[at][row] = 0.25 }
      }
      return seconds { _ = LeakScreen.findings(cohort) }
    }
    print("LeakScreen: 4,000 and 16,000 patients of eight sites with a value that repeats: \(costs) s")
    #expect(costs[1] < 8 * costs[0], "\(costs)")
  }
}
