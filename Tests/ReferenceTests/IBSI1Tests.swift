import Features
import Foundation
import TestSupport
import Testing

/// Every reference value of IBSI-1 that has a consensus: the digital phantom and configurations A to E.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: IBSI1Tests, no reference data"))
struct IBSI1Tests {
  @Test(arguments: IBSI1Configuration.all)
  func everyReferenceValueIsMet(_ configuration: IBSI1Configuration) throws {
    let rows = try IBSI1Row.all().filter { $0.configuration == configuration.name }
    let found = try values(configuration)
    #expect(!rows.isEmpty)
    for row in rows {
      let number = try #require(found[row.tag]?.number, "\(configuration) \(row.tag)")
      #expect(row.accepts(number), "\(configuration) \(row.tag): \(number), reference \(row.value) ± \(row.tolerance)")
    }
  }

  /// Printed as well, so that the table can be copied when it changes.
  @Test func documentationCarriesTheScores() throws {
    let rows = try IBSI1Row.all()
    let found = try Dictionary(uniqueKeysWithValues: IBSI1Configuration.all.map { ($0.name, try values($0)) })
    let table = table(rows) { row in found[row.configuration]?[row.tag]?.number.map(row.accepts) ?? false }
    print(table)
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "Documentation/ibsi.md"), encoding: .utf8)
    #expect(page.contains(table), "Documentation/ibsi.md carries another table")
  }

  @Test func aValueBesideTheReferenceIsRefused() throws {
    for row in try IBSI1Row.all() where row.value != 0 {
      #expect(row.accepts(row.value))
      #expect(!row.accepts(row.value + 1.001 * max(row.tolerance, abs(row.value) * 0.006)), "\(row.tag)")
    }
  }

  private func values(_ configuration: IBSI1Configuration) throws -> [String: FeatureValue] {
    let values = try ibsiFeatures(of: configuration.region(), textures: configuration.textures)
    return Dictionary(uniqueKeysWithValues: values.map { ($0.tag, $0.value) })
  }

  /// Families by configurations: passed of scored.
  private func table(_ rows: [IBSI1Row], _ isPassed: (IBSI1Row) -> Bool) -> String {
    let names = IBSI1Configuration.all.map(\.name)
    var families: [String] = []
    for row in rows where !families.contains(row.family) { families.append(row.family) }
    func cell(_ chosen: [IBSI1Row]) -> String {
      chosen.isEmpty ? "" : "\(chosen.count(where: isPassed)) of \(chosen.count)"
    }
    func line(_ title: String, _ chosen: [IBSI1Row]) -> String {
      let cells = names.map { name in cell(chosen.filter { $0.configuration == name }) } + [cell(chosen)]
      return "| \(title) | \(cells.joined(separator: " | ")) |"
    }
    let header = "| family | \(names.joined(separator: " | ")) | all |"
    let rule = "|---|" + names.map { _ in "---|" }.joined() + "---|"
    let lines = families.map { family in line(family, rows.filter { $0.family == family }) }
    return ([header, rule] + lines + [line("all", rows)]).joined(separator: "\n")
  }
}
