import Glibc
import Leaks
import Testing

/// Rows made from the rows of one class, in few columns and in many, and classes that differ for other reasons.
@Suite struct OversampledTests {
  /// How a row is made, and the columns of the table.
  struct Way: CustomTestStringConvertible, Sendable {
    enum Kind: Sendable {
      /// One share of the way for all columns.
      case line
      /// A share for each column.
      case box
      /// A row with noise of this many deviations.
      case noise(Double)
      /// A row with the noise of ROSE: `(4 / ((p + 2) n))^(1 / (p + 4))` deviations of the class.
      case rose
    }
    let name: String
    let kind: Kind
    let columns: Int
    var testDescription: String { "\(name), \(columns) columns" }
  }

  /// Menardi and Torelli 2014, doi 10.1007/s10618-012-0295-5, for ROSE; Chawla 2002, doi 10.1613/jair.953, for SMOTE.
  @Test(arguments: [
    Way(name: "line", kind: .line, columns: 12), Way(name: "line", kind: .line, columns: 30),
    Way(name: "gap per column", kind: .box, columns: 12), Way(name: "gap per column", kind: .box, columns: 30),
    Way(name: "noise", kind: .noise(0.05), columns: 4), Way(name: "noise", kind: .noise(0.05), columns: 8),
    Way(name: "noise", kind: .noise(0.1), columns: 40), Way(name: "ROSE", kind: .rose, columns: 30),
    Way(name: "ROSE", kind: .rose, columns: 80),
  ])
  func rowsMadeOfRowsOfAClassAreFound(_ way: Way) {
    var missed: [UInt64] = []
    for seed in UInt64(1)...8 {
      var maker = CohortMaker(seed &* 31)
      if made(LeakScreen.findings(oversampled(way, &maker))) == nil { missed.append(seed) }
    }
    #expect(missed.count <= 1, "\(way): missed with seeds \(missed)")
  }

  private func made(_ findings: [LeakFinding]) -> LeakFinding? {
    findings.first { finding in
      switch finding {
      case .mixturesOfClass, .copiesOfClass, .unrelatedRows, .mixtures, .nearDuplicates: true
      default: false
      }
    }
  }

  /// A sound table of 140 patients, to which as many events are added as it has.
  private func oversampled(_ way: Way, _ maker: inout CohortMaker) -> ScreenedCohort {
    var cohort = maker.sound(140, way.columns)
    cohort.factors = []
    let events = cohort.outcomes.indices.filter { cohort.outcomes[$0] }
    let spreads = cohort.values.map { column in deviation(events.map { column[$0] ?? 0 }) }
    let (count, width) = (Double(events.count), Double(way.columns))
    let rose = pow(4 / ((width + 2) * count), 1 / (width + 4))
    for _ in events {
      let first = events[Int(maker.uniform() * count)]
      let second = near(first, events, cohort, spreads, &maker)
      let share = maker.uniform()
      cohort.ids.append("P\(cohort.ids.count + 1)")
      cohort.outcomes.append(true)
      for at in cohort.values.indices {
        let (a, b) = (cohort.values[at][first] ?? 0, cohort.values[at][second] ?? 0)
        let value: Double =
          switch way.kind {
          case .line: a + share * (b - a)
          case .box: a + maker.uniform() * (b - a)
          case .noise(let size): a + size * spreads[at] * maker.normal()
          case .rose: a + rose * spreads[at] * maker.normal()
          }
        cohort.values[at].append(value)
      }
    }
    return cohort
  }

  /// One of the five nearest events.
  private func near(
    _ row: Int, _ events: [Int], _ cohort: ScreenedCohort, _ spreads: [Double], _ maker: inout CohortMaker
  ) -> Int {
    let apart = { (other: Int) in
      zip(cohort.values, spreads).reduce(0.0) { sum, column in
        let step = ((column.0[row] ?? 0) - (column.0[other] ?? 0)) / column.1
        return sum + step * step
      }
    }
    let sorted = events.filter { $0 != row }.map { ($0, apart($0)) }.sorted { $0.1 < $1.1 }
    return sorted[Int(maker.uniform() * 5)].0
  }

  private func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  /// Classes may differ in many ways without anybody having made a row.
  @Test(arguments: [
    "nothing", "wider", "noisier", "a subtype", "small lesions of one shape", "separate", "few causes",
    "apart, with long tails",
  ])
  func soundClassesAreNotAccused(_ kind: String) {
    var found: [String] = []
    for seed in UInt64(1)...25 {
      var maker = CohortMaker(seed &* 17 &+ 5)
      let columns = [4, 8, 12, 30, 60][Int(seed % 5)]
      var cohort = maker.sound(80 + Int(120 * maker.uniform()), columns, effect: kind == "separate" ? 2 : 0.4)
      cohort.factors = []
      let causes = (0..<columns).map { _ in maker.normal() }
      let small = cohort.outcomes.map { !$0 && maker.uniform() < 0.3 }
      let isOfSubtype = cohort.outcomes.map { $0 && maker.uniform() < 0.4 }
      let rowNoise = cohort.outcomes.map { _ in maker.normal() }
      for at in cohort.values.indices {
        let column = cohort.values[at].map { $0 ?? 0 }
        let (centre, spread) = (column.reduce(0, +) / Double(column.count), deviation(column))
        cohort.values[at] = column.indices.map { row in
          let (value, isEvent) = (column[row], cohort.outcomes[row])
          switch kind {
          case "wider": return isEvent ? centre + 1.6 * (value - centre) : value
          case "noisier": return isEvent ? value + 0.4 * spread * exp(0.5 * rowNoise[row]) * maker.normal() : value
          case "a subtype": return isOfSubtype[row] ? value + 1.5 * spread * causes[at] : value
          case "small lesions of one shape":
            return small[row] ? centre - 3 * spread + 0.2 * spread * rowNoise[row] : value
          case "apart, with long tails": return exp((value - centre) / spread) + (isEvent ? 2 : 0)
          case "few causes": return centre + spread * (causes[at] * rowNoise[row] + 0.3 * maker.normal())
          default: return value
          }
        }
      }
      let own = LeakScreen.findings(cohort).filter { finding in
        switch finding {
        case .mixturesOfClass, .copiesOfClass, .unrelatedRows: true
        default: false
        }
      }
      found += own.map { "seed \(seed), \(columns) columns, \(cohort.ids.count) rows: \($0)" }
    }
    #expect(found.count <= 1, "\(kind): \(found.joined(separator: "\n"))")
  }
}
