import Study
import Testing

/// How patients are dealt into shares of a run.
@Suite struct RunSharesTests {
  @Test(arguments: 0..<40)
  func everyPatientIsInOneShareAndNoShareIsMuchHeavier(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let patients = (0..<(1 + next(60))).map { "p\($0)" }
    let weights = patients.map { _ in 1 + next(1000) }
    let count = 1 + next(9)
    let shares = StudyRun.deal(patients, weights, into: count)
    #expect(shares.count == count, "seed \(seed)")
    #expect(shares.joined().sorted() == patients.sorted(), "seed \(seed)")
    let byName = Dictionary(uniqueKeysWithValues: zip(patients, weights))
    let sums = shares.map { $0.reduce(0) { $0 + (byName[$1] ?? 0) } }
    // Dealt so, a share is heavier than another by one patient at most.
    #expect((sums.max() ?? 0) - (sums.min() ?? 0) <= (weights.max() ?? 0), "seed \(seed): \(sums)")
  }
}
