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
    features: String = "", also: [String] = [], _ more: String = ""
  ) throws -> FeatureTableSource {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = Self.own + ["original_a", "original_b", "zq7"] + also
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
    guard case .idlePatterns(let patterns, .exclude) = finding else { return #expect(Bool(false), "\(finding)") }
    #expect(patterns.map(\.hint) == [" (did you mean \"zq7\"?)"])
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

  private func namesInUse(_ read: FeatureTableSource) -> CohortFinding? {
    read.findings.first { $0.title.contains("that the study uses otherwise") }
  }

  /// A name that is taken keeps a column from being a feature, and the output says which.
  @Test(arguments: [
    ("years", "factors.years"), ("outcome", "a name that Apus gives"), ("subject", "a name that Apus gives"),
    ("lesion_volume_ml", "a name that Apus gives"), ("undefined", "a name that Apus gives"),
    ("years=old", "the beginning of a column of factors.years"),
  ]) func aColumnLeftOutForItsNameIsNamed(_ name: String, _ reason: String) throws {
    let factors = "{years: {column: age, type: continuous}}"
    let read = try features(factors: factors, also: [name])
    #expect(!read.columns.contains(name))
    let finding = try #require(namesInUse(read))
    #expect(finding.severity == .note && finding.title.contains("\(name) (\(reason))"), "\(finding.title)")
    // Whoever leaves it out by name needs no word.
    #expect(try namesInUse(features(factors: factors, features: ", exclude: [\"\(name)\"]", also: [name])) == nil)
    #expect(try namesInUse(features(factors: factors)) == nil)
  }

  /// In a table of its own a column named like the outcome or a factor is no clinical one.
  @Test func aTableOfFeaturesWithTheNameOfAClinicalColumnIsTold() throws {
    let other = "cohort: {table: clinical.csv, id: id}"
    let read = try features(cohort: other, factors: "{age: {type: continuous}}")
    #expect(!read.columns.contains("age") && !read.columns.contains("response"))
    let title = try #require(namesInUse(read)?.title)
    #expect(title.contains("response (outcome.column)") && title.contains("age (factors.age)"), "\(title)")
  }
}
