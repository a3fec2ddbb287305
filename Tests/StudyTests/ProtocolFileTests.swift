import Results
import Testing

/// The keys of protocols, evaluation, controls and feature tables.
@Suite struct ProtocolFileTests {
  private static let table = StudyText.base.split(separator: "\n")
    .filter { !$0.hasPrefix("series:") && !$0.hasPrefix("  T1:") }.joined(separator: "\n")
    .replacingLine(
      "features:",
      with: "features: {table: f.csv, id: id, columns: [\"a*\"], exclude: [ab], volume: v, volume-unit: mm3}")

  @Test func theResolvedTextReadsBackAsTheSameStudy() throws {
    let variants = [
      StudyText.base + "\nprotocol: both\ncontrols: {permuted-outcomes: 50, shuffled-voxels: true}",
      StudyText.base + "\nprotocol: as-published",
      StudyText.base.replacingLine("split:", with: "split: {repeated: {folds: 5, times: 10}}"),
      StudyText.base.replacingLine("split:", with: "split: {nested: 4}"), Self.table,
    ]
    for text in variants {
      let study = try StudyText.study(text)
      #expect(try StudyText.study(study.resolvedText) == study)
    }
  }

  @Test func everyKeyIsRead() throws {
    let both = try StudyText.study(StudyText.base + "\nprotocol: both\ncontrols: {permuted-outcomes: 50}")
    #expect(both.evaluationProtocol.protocols == [.sound, .asPublished])
    #expect(both.controls.permutedOutcomes == 50 && !both.controls.shuffledVoxels)
    let repeated = StudyText.base.replacingLine("split:", with: "split: {repeated: {folds: 5, times: 10}}")
    #expect(try StudyText.study(repeated).split == .repeated(folds: 5, times: 10))
    guard case .table(let source) = try StudyText.study(Self.table).features else {
      Issue.record("features are no table")
      return
    }
    #expect(source.columns == ["a*"] && source.exclude == ["ab"] && source.volumeUnit == .cubicMillimetre)
  }

  @Test(arguments: [
    "protocol: published", "controls: {permuted-outcomes: -1}", "controls: {permute: 3}",
    "protocol: [sound, as-published]",
  ])
  func whatCannotBeMeantIsRefused(line: String) { #expect(StudyText.error(StudyText.base + "\n" + line) != nil) }

  @Test func imagesAndATableAreNotBoth() {
    let both = StudyText.base.replacingLine("features:", with: "features: {table: f.csv, id: id}")
    #expect(StudyText.error(both) != nil)
    #expect(StudyText.error(Self.table + "\ncontrols: {shuffled-voxels: true}") != nil)
    for split in ["split: {nested: 1}", "split: {repeated: {folds: 5}}", "split: {repeated: {folds: 1, times: 2}}"] {
      #expect(StudyText.error(StudyText.base.replacingLine("split:", with: split)) != nil, "\(split)")
    }
  }

  /// A protocol is the set of its departures from `sound`, and each says what it is and how it is known.
  @Test func everyChoiceSaysWhatItIsAndWhereItIsKnownFrom() {
    #expect(EvaluationProtocol.sound.choices.isEmpty)
    for choice in EvaluationProtocol.asPublished.choices {
      #expect(choice.sentence.hasSuffix(".") && !choice.source.isEmpty && !choice.measures.isEmpty)
      #expect(ModelFamily.allCases.contains { choice.appliesTo($0) })
    }
    #expect(!EvaluationProtocol.asPublished.choices(for: .handcrafted).contains(.deepCutoffOnTest))
    #expect(!EvaluationProtocol.asPublished.choices(for: .baseline).contains(.labelAUC))
  }
}
