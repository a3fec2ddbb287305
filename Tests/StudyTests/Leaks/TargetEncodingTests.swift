import Foundation
import Leaks
import Testing

/// Numbers made from the outcomes of a level's patients, by the formulas of usual programs, and numbers that only look
/// so.
@Suite struct TargetEncodingTests {
  /// A way of encoding levels.
  enum Way: String, CaseIterable, Sendable {
    case plain, weight1, weight5, weight20, weight03, laplace, bayes, sigmoid, sigmoid1, leaveOneOut
    case percent, nonEvents
  }

  /// The numbers of all patients.
  static func encoded(_ way: Way, _ levels: [Int], _ outcomes: [Bool]) -> [Double] {
    let rows = Dictionary(grouping: levels.indices) { levels[$0] }
    let rate = Double(outcomes.count { $0 }) / Double(outcomes.count)
    return levels.indices.map { row in
      let own = rows[levels[row]] ?? []
      let (n, e) = (Double(own.count), Double(own.count { outcomes[$0] }))
      let drawn = { (k: Double, prior: Double) in (e + k * prior) / (n + k) }
      let sigmoid = { (least: Double, width: Double) in
        let share = 1 / (1 + exp(-(n - least) / width))
        return share * e / n + (1 - share) * rate
      }
      switch way {
      case .plain: return e / n
      case .weight1: return drawn(1, rate)
      case .weight5: return drawn(5, rate)
      case .weight20: return drawn(20, rate)
      case .weight03: return drawn(0.3, rate)
      case .laplace: return drawn(2, 0.5)
      case .bayes: return drawn(e / n * (1 - e / n) / (rate * (1 - rate)), rate)
      case .sigmoid: return sigmoid(20, 10)
      case .sigmoid1: return sigmoid(1, 1)
      case .leaveOneOut: return n > 1 ? (e - (outcomes[row] ? 1 : 0)) / (n - 1) : rate
      case .percent: return 100 * drawn(5, rate)
      case .nonEvents: return 1 - drawn(5, rate)
      }
    }
  }

  private func found(_ cohort: ScreenedCohort) -> [LeakFinding] {
    LeakScreen.findings(cohort).filter { if case .encodesOutcome = $0 { true } else { false } }
  }

  /// Whether levels of different counts have different numbers, so that patients of one number show the formula without
  /// the factor. Small levels often share one: 1 of 2, and 2 of 4.
  private func isPlainToSee(_ numbers: [Double], _ levels: [Int], _ outcomes: [Bool], way: Way) -> Bool {
    let rows = Dictionary(grouping: levels.indices) { levels[$0] }.values
    let counts = Set(rows.map { own in [own.count, own.count { outcomes[$0] }] })
    return Set(numbers).count == (way == .leaveOneOut ? 2 * counts.count : counts.count)
  }

  @Test(arguments: Way.allCases) func encodingsOfTheWholeCohortAreAskedAbout(_ way: Way) {
    var tried = 0
    for seed in UInt64(1)...12 {
      for count in [8, 20, 40] {
        var maker = CohortMaker(seed &* 31 &+ UInt64(count))
        var cohort = maker.sound(150, 6)
        let levels = cohort.ids.map { _ in Int(Double(count) * maker.uniform()) }
        var numbers = Self.encoded(way, levels, cohort.outcomes)
        // Four decimals: a program, or a person, rounds.
        if seed % 2 == 0 { numbers = numbers.map { ($0 * 1e4).rounded() / 1e4 } }
        cohort.values[2] = numbers
        if seed % 3 == 0 {
          cohort.unused = [.init("surgeon", levels: levels.map { "S\($0)" })]
        } else if way != .plain, !isPlainToSee(numbers, levels, cohort.outcomes, way: way) {
          continue
        }
        tried += 1
        #expect(found(cohort) == [.encodesOutcome(["original_f2"])], "\(way), \(count) levels, seed \(seed)")
      }
    }
    #expect(tried >= 12, "\(tried)")
    print("\(way): \(tried) encodings")
  }

  /// A factor of the study in the same way.
  @Test(arguments: [Way.bayes, .weight5, .leaveOneOut]) func anEncodedFactorIsAskedAbout(_ way: Way) {
    var maker = CohortMaker(77)
    var cohort = maker.sound(160, 6)
    let levels = cohort.ids.indices.map { $0 % 20 }
    cohort.factors.append(.init("referrer", numbers: Self.encoded(way, levels, cohort.outcomes)))
    // Levels of one size share their numbers, so the column of levels is needed to see that a patient was left out.
    cohort.unused = [.init("surgeon", levels: levels.map { "S\($0)" })]
    #expect(found(cohort) == [.encodesOutcome(["referrer"])])
  }

  /// What looks like it in a sound study: rates of a registry, risks of a score, shares of counts, encodings of other
  /// outcomes.
  enum Sound: String, CaseIterable, Sendable {
    case registry, score, shares, otherOutcome, training, tenths
  }

  @Test(arguments: Sound.allCases) func soundNumbersAreNotAskedAbout(_ kind: Sound) {
    for seed in UInt64(1)...20 {
      var maker = CohortMaker(seed &* 53 &+ 9)
      var cohort = maker.sound(60 + Int(140 * maker.uniform()), 6)
      let outcomes = cohort.outcomes
      let levels = outcomes.map { _ in Int(12 * maker.uniform()) }
      let others = outcomes.map { _ in maker.uniform() < 0.4 }
      let scores = (0..<12).map { _ in (1000 * maker.uniform()).rounded() / 1000 }
      switch kind {
      case .registry: cohort.values[2] = Self.encoded(.weight5, levels, others)
      case .score: cohort.values[2] = levels.map { scores[$0] }
      case .shares: cohort.values[2] = levels.map { Double($0) / 12 }
      case .otherOutcome: cohort.values[2] = Self.encoded(.leaveOneOut, levels, others)
      case .training:
        // Encoded on training patients only, as it should be.
        let training = outcomes.indices.filter { $0 % 3 != 0 }
        let rates = Dictionary(grouping: training) { levels[$0] }.mapValues { rows in
          (Double(rows.count { outcomes[$0] }) + 2) / (Double(rows.count) + 5)
        }
        cohort.values[2] = levels.map { rates[$0] ?? 0.4 }
      case .tenths: cohort.values[2] = outcomes.map { _ in Double(Int(10 * maker.uniform())) / 10 }
      }
      if seed % 2 == 0 { cohort.unused = [.init("surgeon", levels: levels.map { "S\($0)" })] }
      #expect(found(cohort) == [], "\(kind), seed \(seed)")
    }
  }
}

/// Tables that were scaled with the outcomes at hand.
@Suite struct ClassScaleTests {
  private func found(_ cohort: ScreenedCohort) -> [String] {
    LeakScreen.findings(cohort).compactMap { if case .scaledWithinClass(_, _, let what) = $0 { what } else { nil } }
  }

  /// The columns of a sound cohort, changed with the positions of events and non-events.
  private func changed(
    _ seed: UInt64, _ change: ([Double], _ classes: [[Int]], inout CohortMaker) -> [Double]
  ) -> ScreenedCohort {
    var maker = CohortMaker(seed &* 17 &+ 3)
    var cohort = maker.sound(100, 20)
    let classes = [true, false].map { wanted in cohort.outcomes.indices.filter { cohort.outcomes[$0] == wanted } }
    cohort.values = cohort.values.map { change($0.compactMap(\.self), classes, &maker) }
    return cohort
  }

  private func moments(_ column: [Double], _ rows: [Int]) -> (mean: Double, deviation: Double) {
    let mean = rows.reduce(0) { $0 + column[$1] } / Double(rows.count)
    let squares = rows.reduce(0) { $0 + (column[$1] - mean) * (column[$1] - mean) }
    return (mean, (squares / Double(rows.count - 1)).squareRoot())
  }

  @Test(arguments: UInt64(1)...5) func classesScaledByThemselvesAreAskedAbout(seed: UInt64) {
    let z = changed(seed) { column, classes, maker in
      var result = column
      let shift = 0.3 * maker.normal()
      for (at, rows) in classes.enumerated() {
        let (mean, deviation) = moments(column, rows)
        for row in rows { result[row] = (column[row] - mean) / deviation + (at == 0 ? shift : 0) }
      }
      return result
    }
    #expect(found(z) == ["the same mean and the same standard deviation in the patients without the event"])
    let back = changed(seed) { column, classes, _ in
      var result = column
      for rows in classes {
        let ((mean, deviation), whole) = (moments(column, rows), moments(column, Array(column.indices)))
        for row in rows { result[row] = mean + (column[row] - mean) / deviation * whole.deviation }
      }
      return result
    }
    #expect(found(back) == ["the same standard deviation in the patients with and without the event"])
    let ratio = changed(seed) { column, classes, _ in
      let mean = moments(column, classes[0]).mean
      return column.map { $0 / mean }
    }
    #expect(found(ratio) == ["the same mean in the patients with the event"])
  }

  /// A hundred sound tables, rounded or not, some standardised on their training patients.
  @Test func soundTablesAreNotAskedAbout() {
    for seed in UInt64(1)...100 {
      var maker = CohortMaker(seed &* 29 &+ 1)
      var cohort = maker.sound(40 + Int(160 * maker.uniform()), seed % 10 == 0 ? 400 : 30)
      if seed % 4 == 3 {
        // Shares of a few voxels, which have medians and ends in common.
        cohort.values = cohort.values.map { column in
          column.map { _ in
            let (voxels, share) = (8 + Int(30 * maker.uniform()), maker.uniform())
            return Double((0..<voxels).count { _ in maker.uniform() < share }) / Double(voxels)
          }
        }
      }
      if seed % 4 == 1 { cohort.values = cohort.values.map { $0.map { $0.map { ($0 * 1e3).rounded() / 1e3 } } } }
      if seed % 4 == 2 {
        let training = Array(cohort.ids.indices.prefix(cohort.ids.count * 6 / 10))
        cohort.values = cohort.values.map { column in
          let own = column.compactMap(\.self)
          let (mean, deviation) = moments(own, training)
          return own.map { ($0 - mean) / deviation }
        }
      }
      #expect(found(cohort) == [], "seed \(seed)")
    }
  }
}
