import Features
import Testing
import TestSupport

/// Every reference value of IBSI-1 that has a consensus: the digital phantom and configurations A to E.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: IBSI1Tests, no reference data"))
struct IBSI1Tests {
  @Test(arguments: IBSI1Configuration.all)
  func everyReferenceValueIsMet(_ configuration: IBSI1Configuration) throws {
    let values = try ibsiFeatures(of: configuration.region(), textures: configuration.textures)
    let found = Dictionary(uniqueKeysWithValues: values.map { ($0.tag, $0.value) })
    let rows = try IBSI1Row.all().filter { $0.configuration == configuration.name }
    var score: [String: (rows: Int, passed: Int)] = [:]
    for row in rows {
      let number = found[row.tag]?.number
      let isAccepted = number.map(row.accepts) ?? false
      score[row.family, default: (0, 0)].rows += 1
      score[row.family, default: (0, 0)].passed += isAccepted ? 1 : 0
      let text = number.map { "\($0)" } ?? "no value"
      #expect(isAccepted, "\(configuration) \(row.tag): \(text), reference \(row.value) ± \(row.tolerance)")
    }
    #expect(!rows.isEmpty)
    printTable(configuration.name, score, inOrderOf: rows.map(\.family))
  }

  /// The table of `Documentation/ibsi.md`.
  private func printTable(_ name: String, _ score: [String: (rows: Int, passed: Int)], inOrderOf families: [String]) {
    var lines = ["| \(name) | rows | passed |", "|---|---|---|"]
    var seen = Set<String>()
    for family in families where seen.insert(family).inserted {
      let entry = score[family] ?? (0, 0)
      lines.append("| \(family) | \(entry.rows) | \(entry.passed) |")
    }
    let total = score.values.reduce((0, 0)) { ($0.0 + $1.rows, $0.1 + $1.passed) }
    lines.append("| all | \(total.0) | \(total.1) |")
    print(lines.joined(separator: "\n"))
  }
}
