import Leaks
import Testing

/// Copies of patients, however many there are, and rows that are alike by nature.
@Suite struct CopyTests {
  /// A sound table to which patients were added again under other ids.
  struct Copied: CustomTestStringConvertible {
    let patients: Int
    let copied: Int
    /// Rows of each of them, the first included.
    let rows: Int
    let columns: Int
    /// In deviations of a column.
    var jitter = 0.0

    var testDescription: String {
      "\(copied) of \(patients) patients \(rows) times, \(columns) columns, jitter \(jitter)"
    }

    func cohort(_ seed: UInt64) -> ScreenedCohort {
      var maker = CohortMaker(seed &* 13 &+ UInt64(patients + columns))
      var cohort = maker.sound(patients, columns)
      cohort.factors = []
      for _ in 1..<rows {
        for row in 0..<copied {
          cohort.ids.append("Q\(cohort.ids.count * 7 + 1000)")
          cohort.outcomes.append(cohort.outcomes[row])
          for at in cohort.values.indices {
            let spread = Self.deviation(cohort.values[at].prefix(patients).compactMap(\.self))
            let moved = jitter == 0 ? 0 : jitter * spread * maker.normal()
            cohort.values[at].append(cohort.values[at][row].map { $0 + moved })
          }
        }
      }
      return cohort
    }

    private static func deviation(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }
  }

  static let exact = [2, 3, 4, 5].flatMap { rows in
    [4, 10, 20, 40].flatMap { columns in
      [3, 10, 20, 60].map { Copied(patients: 60, copied: $0, rows: rows, columns: columns) }
    }
  }

  @Test(arguments: exact) func equalRowsAreNamed(_ table: Copied) {
    let found = LeakScreen.findings(table.cohort(1))
    let isNamed = found.contains {
      if case .copiedRows(let ids, table.copied) = $0 { ids[0].hasPrefix("P1 and Q") } else { false }
    }
    #expect(isNamed, "\(found)")
  }

  static let near = [2, 3, 4, 5].flatMap { rows in
    [(60, 0.02), (60, 0.12), (15, 0.02), (15, 0.12)].flatMap { copied, jitter in
      [25, 40].map { Copied(patients: 60, copied: copied, rows: rows, columns: $0, jitter: jitter) }
    }
  }

  @Test(arguments: near) func nearRowsAreNamed(_ table: Copied) {
    let found = LeakScreen.findings(table.cohort(2))
    // Of pairs an eighth of a deviation apart, some are as near as strangers by chance.
    let least = table.rows == 2 && table.jitter > 0.1 ? 1 : 8 * table.copied / 10
    let isNamed = found.contains {
      if case .nearDuplicates(_, let groups) = $0 { groups >= least && groups <= table.copied } else { false }
    }
    #expect(isNamed, "\(found)")
  }

  /// Rows of few values are equal by chance, and so are lesions of one voxel.
  @Test(arguments: ["scores", "one-hot", "standardised yes and no", "whole numbers", "one voxel", "ties"])
  func rowsThatAreAlikeByNatureAreLeftAlone(_ kind: String) {
    for seed in UInt64(1)...6 {
      for columns in [2, 4, 12, 40] {
        let cohort = alike(kind, columns, seed)
        let found = LeakScreen.findings(cohort).filter {
          switch $0 {
          case .copiedRows, .nearDuplicates, .equalCells: true
          default: false
          }
        }
        #expect(found.isEmpty, "\(kind), seed \(seed), \(columns) columns: \(found)")
      }
    }
  }

  private func alike(_ kind: String, _ columns: Int, _ seed: UInt64) -> ScreenedCohort {
    var maker = CohortMaker(seed &+ 50)
    var cohort = maker.sound(120, columns)
    let levels = cohort.ids.map { _ in Int(Double(columns) * maker.uniform()) }
    for at in cohort.values.indices {
      switch kind {
      case "scores": cohort.values[at] = cohort.ids.map { _ in (1 + 5 * maker.uniform()).rounded(.down) }
      case "one-hot": cohort.values[at] = levels.map { $0 == at ? 1 : 0 }
      case "standardised yes and no":
        cohort.values[at] = cohort.ids.map { _ in maker.uniform() < 0.2 ? 1.987654321987 : -0.496913580497 }
      case "whole numbers": cohort.values[at] = cohort.ids.map { _ in (200 * maker.uniform()).rounded() }
      case "one voxel":
        let low = (cohort.values[at].compactMap(\.self).min() ?? 0) - 1.23456789012345
        for row in 0..<6 { cohort.values[at][row] = low }
      default: cohort.values[at] = cohort.values[at].map { $0.map { ($0 / 4).rounded() } }
      }
    }
    return cohort
  }
}
