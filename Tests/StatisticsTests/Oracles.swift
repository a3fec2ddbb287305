import Foundation
import TestSupport

/// The fixtures of `oracles/` (their README says which R call made which value).
enum Oracles {
  static func text(_ path: String) throws -> String {
    let url = try ReferenceData.file("oracles/\(path)")
    guard path.hasSuffix(".gz") else { return try String(contentsOf: url, encoding: .utf8) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-dc", url.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// Rows of a CSV whose quoted fields may hold commas.
  static func rows(_ path: String) throws -> [[String]] {
    try text(path).split(whereSeparator: \.isNewline).dropFirst().map { line in
      // Text between quotes stands at odd positions of a split at quotes.
      var fields = [""]
      for (position, part) in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
        let pieces = position % 2 == 1 ? [part] : part.split(separator: ",", omittingEmptySubsequences: false)
        fields[fields.count - 1] += pieces.first ?? ""
        fields += pieces.dropFirst().map(String.init)
      }
      return fields
    }
  }

  /// Outcomes and the two scores of a data set.
  static func data(_ name: String) throws -> (outcomes: [Bool], a: [Double], b: [Double]) {
    let rows = try rows("data/\(name).csv")
    return (rows.map { $0[1] == "1" }, rows.map { Double($0[2])! }, rows.map { Double($0[3])! })
  }

  static let dataSets = ["d1_n85", "d2_n252", "d3_n2000", "d4_n30_ties", "d5_n40_separating", "d6_n50_constant"]

  /// R's values of a data set: `MODEL|STATISTIC|PARAMETERS`.
  static func statistics(_ dataSet: String) throws -> [String: Double] {
    var found: [String: Double] = [:]
    for row in try rows("r_stats.csv") where row[0] == dataSet {
      found["\(row[1])|\(row[2])|\(row[3])"] = number(row[4])
    }
    return found
  }

  static func number(_ text: String) -> Double {
    switch text {
    case "Inf": .infinity
    case "-Inf": -.infinity
    case "NA", "NaN": .nan
    default: Double(text) ?? .nan
    }
  }

  static func json(_ path: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(text(path).utf8))
    return value as? [String: Any] ?? [:]
  }
}

/// Whether `value` is `expected` to a relative `tolerance` (absolute below 1), or both are undefined or infinite alike.
func agrees(_ value: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
  let expected = expected.flatMap { $0.isNaN ? nil : $0 }
  guard let value, let expected else { return value == nil && expected == nil }
  return value == expected || abs(value - expected) <= tolerance * max(1, abs(expected))
}

/// As `agrees`, relative at every size: for p-values.
func agreesRelatively(_ value: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
  guard let value, let expected, !expected.isNaN else { return agrees(value, expected, tolerance) }
  return value == expected || abs(value - expected) <= tolerance * abs(expected)
}

/// Whether an odds ratio is R's to the tolerance of R's own root search, 1.22e-4 in the ratio or, above 1, in its
/// inverse.
func agreesAsOddsRatio(_ value: Double?, _ expected: Double?) -> Bool {
  guard let value, let expected else { return value == nil && expected == nil }
  func folded(_ ratio: Double) -> Double { ratio > 1 ? 1 / ratio : ratio }
  return (value > 1) == (expected > 1) && abs(folded(value) - folded(expected)) <= 1.25e-4
}
