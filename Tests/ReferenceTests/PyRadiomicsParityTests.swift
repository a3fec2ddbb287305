import Foundation
import Study
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceData.isPresent, "skipped: PyRadiomicsParityTests, no reference data"))
struct PyRadiomicsParityTests {
  @Test(arguments: PyRadiomicsReference.names)
  func agrees(_ name: String) throws {
    let reference = try PyRadiomicsReference(name)
    let result = try reference.extract(workers: 2)
    let values = Dictionary(uniqueKeysWithValues: zip(result.columns, result.values))
    var lines: [String] = []
    var missing = 0
    for (column, wanted) in reference.features.sorted(by: { $0.key < $1.key }) {
      guard let value = values[column] else { missing += 1; lines.append("MISSING \(column)"); continue }
      guard let wanted else { lines.append("NAN \(column) \(value)"); continue }
      guard let number = value.number else { lines.append("UNDEF \(column) \(value) \(wanted)"); continue }
      let difference = number == wanted ? 0 : abs(number - wanted) / max(abs(wanted), 1e-300)
      if difference > 1e-6 { lines.append("DIFF \(difference) \(column) \(number) \(wanted)") }
    }
    let extra = values.keys.filter { reference.features[$0] == nil }.sorted()
    lines.append("count \(reference.features.count) off \(lines.count) extra \(extra.count) \(extra.prefix(5))")
    try lines.joined(separator: "\n").write(
      toFile: "/tmp/apus/processing/parity_\(name).txt", atomically: true, encoding: .utf8)
  }
}
