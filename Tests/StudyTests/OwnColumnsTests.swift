import Cohorts
import Foundation
import Results
import StudyFiles
import Testing

/// One table for clinic and features: what the study file names there is never a feature, and patterns say when they
/// match nothing.
@Suite struct OwnColumnsTests {
  private struct NoTable: Error {}
  private static let own = ["id", "response", "pt", "hosp", "grp", "dropped", "batch", "age"]

  /// A table in which every column is a number, read as the study file's features.
  private func features(
    cohort: String = "cohort: {table: t.csv, id: id}", split: String = "{train: 0.6}", factors: String = "{}",
    features: String = "", _ more: String = ""
  ) throws -> FeatureTableSource {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = Self.own + ["original_a", "original_b", "zq7"]
    let rows = (0..<20).map { row in names.indices.map { "\((row * 7 + $0 * 3) % 19)" }.joined(separator: ",") }
    let cells = rows.enumerated().map { "\($0 + 100)," + $1.split(separator: ",").dropFirst().joined(separator: ",") }
    let csv = names.joined(separator: ",") + "\n" + cells.joined(separator: "\n") + "\n"
    try csv.write(to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
    let text = """
      apus: 1
      name: One table
      \(cohort)
      outcome: {column: response, event: 1}
      factors: \(factors)
      features: {table: t.csv, id: id\(features)}
      split: \(split)
      \(more)
      """
    let study = try StudyFile(parsing: text, file: "study.yaml", folder: folder.path)
    guard case .table(let source) = study.features else { throw NoTable() }
    return try FeatureTableSource(source, of: study)
  }

  /// Every column that is not named is a feature, so that each case below shows what its key does.
  @Test func theOtherColumnsAreFeatures() throws {
    #expect(
      try features().columns == ["pt", "hosp", "grp", "dropped", "batch", "age", "original_a", "original_b", "zq7"])
  }

  struct Key: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let column: String
    var cohort = "cohort: {table: t.csv, id: id}"
    var split = "{train: 0.6}"
    var factors = "{}"
    var more = ""
  }

  private static let keys = [
    Key(testDescription: "cohort.group", column: "pt", cohort: "cohort: {table: t.csv, id: id, group: pt}"),
    Key(
      testDescription: "cohort.exclude", column: "dropped",
      cohort: "cohort: {table: t.csv, id: id, exclude: [{column: dropped, equals: [1]}]}"),
    Key(testDescription: "split.column", column: "grp", split: "{column: grp, training: [1], test: [2]}"),
    Key(testDescription: "split.site", column: "hosp", split: "{site: hosp}"),
    Key(testDescription: "learning.harmonise.batch", column: "batch", more: "learning: {harmonise: {batch: batch}}"),
    Key(testDescription: "factors.years", column: "age", factors: "{years: {column: age, type: continuous}}"),
    Key(testDescription: "outcome.column", column: "response"), Key(testDescription: "cohort.id", column: "id"),
  ]

  @Test(arguments: keys) func aColumnThatTheStudyFileNamesIsNoFeature(_ key: Key) throws {
    let read = try features(cohort: key.cohort, split: key.split, factors: key.factors, key.more)
    #expect(!read.columns.contains(key.column) && read.columns.contains("original_a"))
    #expect(!read.findings.contains { $0.title.hasPrefix("features.") })
    // Listed by its full name it is no feature either, and that is said with the key.
    let listed = try features(
      cohort: key.cohort, split: key.split, factors: key.factors, features: ", columns: [original_*, \(key.column)]",
      key.more)
    #expect(listed.columns == ["original_a", "original_b"])
    let finding = try #require(listed.findings.first { $0.title.hasPrefix("features.columns lists") })
    #expect(finding.severity == .caution && finding.title.contains("\(key.column) (\(key.testDescription))"))
  }

  @Test(arguments: ["zq_7", "zq8", "\"zq7 \""]) func aPatternThatMatchesNothingIsNamedWithTheNearestColumn(
    _ pattern: String
  ) throws {
    let read = try features(features: ", exclude: [\(pattern)]")
    #expect(read.columns.contains("zq7"))
    let finding = try #require(read.findings.first { $0.title.hasPrefix("features.exclude matches no column") })
    #expect(finding.severity == .caution && finding.title.contains("did you mean \"zq7\""))
  }

  @Test func aWildcardThatMatchesNothingIsNamedToo() throws {
    let read = try features(features: ", columns: [\"original_*\", \"wavelet_*\"]")
    #expect(read.columns == ["original_a", "original_b"])
    #expect(
      read.findings.contains {
        $0.title == "features.columns matches no column of the feature table with \"wavelet_*\"."
      })
  }

  /// Capitals do not matter, and diagnostics are never features anyhow.
  @Test(arguments: ["zq7", "ZQ7", "zq*", "diagnostics_*"]) func aPatternThatMatchesRaisesNoWord(_ pattern: String)
    throws
  {
    let read = try features(features: ", exclude: [\"\(pattern)\"]")
    #expect(read.columns.contains("zq7") == (pattern == "diagnostics_*"))
    #expect(!read.findings.contains { $0.title.hasPrefix("features.") })
  }
}
