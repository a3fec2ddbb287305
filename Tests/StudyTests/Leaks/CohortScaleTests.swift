import Glibc
import Leaks
import Testing

/// Tables that were scaled over all patients to any scale, and columns that reveal a class.
@Suite struct CohortScaleTests {
  private static let ways: [(String, @Sendable (Moments, Double) -> Double)] = [
    ("mean 50, deviation 10", { 50 + 10 * ($1 - $0.mean) / $0.deviation }),
    ("mean 100, deviation 15, rounded", { ((100 + 15 * ($1 - $0.mean) / $0.deviation) * 100).rounded() / 100 }),
    ("1 to 10", { 1 + 9 * ($1 - $0.low) / ($0.high - $0.low) }),
    ("0 to 10", { 10 * ($1 - $0.low) / ($0.high - $0.low) }),
    ("-.5 to .5", { ($1 - $0.low) / ($0.high - $0.low) - 0.5 }),
    (".1 to .9", { 0.1 + 0.8 * ($1 - $0.low) / ($0.high - $0.low) }),
    ("minus the median", { $1 - $0.median }), ("by the mean", { $1 / $0.mean }), ("by the median", { $1 / $0.median }),
  ]

  struct Moments {
    let mean, deviation, low, high, median: Double
    init(_ values: [Double]) {
      let sorted = values.sorted()
      mean = values.reduce(0, +) / Double(values.count)
      let own = mean
      deviation = (values.reduce(0) { $0 + ($1 - own) * ($1 - own) } / Double(values.count - 1)).squareRoot()
      (low, high) = (sorted[0], sorted[sorted.count - 1])
      median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
  }

  @Test(arguments: ways.indices) func anyScaleOfTheCohortIsAskedAbout(_ way: Int) {
    for seed in UInt64(1)...4 {
      var maker = CohortMaker(seed &+ 300)
      var cohort = maker.sound(seed % 2 == 0 ? 101 : 60, 20)
      cohort.values = cohort.values.map { column in
        let known = column.compactMap(\.self)
        let moments = Moments(known)
        return known.map { Self.ways[way].1(moments, $0) }
      }
      let found = LeakScreen.findings(cohort)
      let isAsked = found.contains {
        switch $0 {
        case .unitScaled, .rescaled, .standardised, .robustlyScaled: true
        default: false
        }
      }
      #expect(isAsked, "\(Self.ways[way].0), seed \(seed): \(found)")
    }
  }

  /// Scores, shares and percentages end where their scale ends.
  @Test(arguments: [10.0, 1, 100, 5]) func scoresAreNotScaled(_ top: Double) {
    for seed in UInt64(1)...10 {
      for unit in [1, 0.1, 0.01] {
        var maker = CohortMaker(seed &+ 800)
        var cohort = maker.sound(80, 16)
        for at in 0..<8 {
          cohort.values[at] = cohort.ids.map { _ in
            min(top, max(0, (top * (0.5 + 0.3 * maker.normal()) / unit).rounded() * unit))
          }
        }
        let found = LeakScreen.findings(cohort).filter {
          switch $0 {
          case .unitScaled, .rescaled, .standardised: true
          default: false
          }
        }
        #expect(found.isEmpty, "to \(top) by \(unit), seed \(seed): \(found)")
      }
    }
  }

  /// A level or a number that only events have, in more patients than chance would give it.
  @Test(arguments: UInt64(1)...5) func whatOnlyEventsHaveIsAskedAbout(seed: UInt64) {
    var maker = CohortMaker(seed &+ 600)
    var cohort = maker.sound(120, 20)
    let events = cohort.outcomes.indices.filter { cohort.outcomes[$0] }.prefix(22)
    var levels = cohort.ids.map { _ in maker.uniform() < 0.5 ? "cisplatin" : "carboplatin" }
    #expect(!isAsked(LeakScreen.findings(cohort)))
    for row in events {
      levels[row] = "switched"
      cohort.values[4][row] = seed % 2 == 0 ? 0 : -1000
    }
    cohort.factors.append(.init("regimen", levels: levels))
    let found = LeakScreen.findings(cohort)
    #expect(
      found.contains { if case .levelOfOneClass("regimen", "switched", 22, true) = $0 { true } else { false } })
    #expect(found.contains(.filledGaps(["original_f4"])), "\(found)")
  }

  private func isAsked(_ found: [LeakFinding]) -> Bool {
    found.contains {
      switch $0 {
      case .levelOfOneClass, .filledGaps, .encodesOutcome: true
      default: false
      }
    }
  }

  /// The event rate of each patient's surgeon, and a score that rises with the outcome.
  @Test(arguments: [10, 30, 60]) func eventRatesOfGroupsAreAskedAbout(_ groups: Int) {
    for seed in UInt64(1)...4 {
      var maker = CohortMaker(seed &+ 400)
      var cohort = maker.sound(150, 10)
      let surgeons = cohort.ids.map { _ in Int(Double(groups) * maker.uniform()) }
      let rates = Dictionary(grouping: cohort.ids.indices) { surgeons[$0] }
        .mapValues { rows in Double(rows.count { cohort.outcomes[$0] }) / Double(rows.count) }
      cohort.values[3] = surgeons.map { seed % 2 == 0 ? rates[$0] : rates[$0].map { ($0 * 1000).rounded() / 1000 } }
      #expect(LeakScreen.findings(cohort).contains(.encodesOutcome(["original_f3"])), "seed \(seed)")
      cohort.values[3] = cohort.outcomes.map { outcome in
        let risk = 0.4 + 0.2 * maker.normal() + (outcome ? 0.1 : 0)
        return (10 * min(0.9, max(0, risk))).rounded() / 10
      }
      #expect(!isAsked(LeakScreen.findings(cohort)), "seed \(seed)")
    }
  }
}
