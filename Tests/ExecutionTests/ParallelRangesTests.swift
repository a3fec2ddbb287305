import Execution
import Synchronization
import Testing

@Suite struct ParallelRangesTests {
  @Test(arguments: [0, 1, 7, 1000], [1, 2, 5])
  func everyTurnIsTakenOnce(count: Int, workers: Int) {
    let taken = Mutex([Int](repeating: 0, count: count))
    parallelRanges(count, workers: workers) { range in
      taken.withLock { taken in
        for turn in range { taken[turn] += 1 }
      }
    }
    #expect(taken.withLock { $0 } == [Int](repeating: 1, count: count))
  }

  @Test func fewTurnsStayOnOneThread() {
    let parts = Mutex(0)
    parallelRanges(10, workers: 4, grain: 10) { _ in parts.withLock { $0 += 1 } }
    #expect(parts.withLock { $0 } == 1)
  }
}
