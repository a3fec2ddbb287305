import Execution
import Testing

@Suite struct ParallelMapTests {
  private struct Odd: Error {}

  @Test(arguments: [1, 2, 4, 16])
  func resultsKeepTheOrderOfTheItems(workers: Int) {
    let squares: [Int] = parallelMap(Array(0..<1000), workers: workers) { $0 * $0 }
    #expect(squares == (0..<1000).map { $0 * $0 })
  }

  @Test(arguments: [1, 3])
  func oneFailureLeavesTheOthers(workers: Int) {
    let results = parallelMap(Array(0..<10), workers: workers) { item throws -> Int in
      if item == 4 { throw Odd() }
      return item
    }
    #expect(results.count == 10)
    #expect(results.compactMap { try? $0.get() } == [0, 1, 2, 3, 5, 6, 7, 8, 9])
  }
}

@Suite struct RandomStreamTests {
  @Test func aStreamDependsOnSeedAndNameOnly() {
    var a = RandomStream(seed: 1, name: "x")
    var b = RandomStream(seed: 1, name: "x")
    var c = RandomStream(seed: 1, name: "y")
    var d = RandomStream(seed: 2, name: "x")
    let first = (0..<8).map { _ in a.next() }
    #expect(first == (0..<8).map { _ in b.next() })
    #expect(first != (0..<8).map { _ in c.next() })
    #expect(first != (0..<8).map { _ in d.next() })
  }

  /// Mean 0 and variance 1 within 5 standard errors at n = 100,000.
  @Test func normalDrawsHaveTheMomentsOfANormal() {
    var stream = RandomStream(seed: 11, name: "moments")
    let draws = (0..<100_000).map { _ in stream.normal() }
    let mean = draws.reduce(0, +) / 1e5
    let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 1e5
    #expect(abs(mean) < 5 / 1e5.squareRoot())
    #expect(abs(variance - 1) < 5 * (2 / 1e5).squareRoot())
  }
}
