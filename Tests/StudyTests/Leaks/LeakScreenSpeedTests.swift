import Foundation
import Leaks
import Testing

/// What the rules cost: near a straight line in patients (beyond the 3,000 of whom neighbours are looked for) and in columns.
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
}
