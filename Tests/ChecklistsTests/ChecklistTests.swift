import Checklists
import Foundation
import Learning
import Results
import Testing

/// The lists are whole, and no answer says more than the files of the run.
@Suite struct ChecklistTests {
  @Test func everyItemNumberExistsExactlyOnce() {
    #expect(Checklist.clear.items.map(\.number) == (1...58).map(String.init))
    #expect(Checklist.metrics.items.map(\.number) == (1...30).map(String.init))
    #expect(Checklist.rqs.items.map(\.number) == (1...16).map(String.init))
    let parts: [(Int, String)] = [
      (3, "abc"), (5, "ab"), (6, "abc"), (8, "abc"), (9, "abc"), (12, "abcdefg"), (18, "abcdef"), (20, "abc"),
      (23, "ab"),
      (27, "abc"),
    ]
    let expected = (1...27).flatMap { main in
      parts.first { $0.0 == main }.map { part in part.1.map { "\(main)\($0)" } } ?? ["\(main)"]
    }
    #expect(Checklist.tripodAI.items.map(\.number) == expected && expected.count == 52)
  }

  /// The published weights add up to 1 but for rounding, and the points to the published range.
  @Test func scoresHaveThePublishedRange() {
    var (weights, least, most) = (0.0, 0, 0)
    for item in Checklist.all.flatMap(\.items) {
      switch item.worth {
      case .nothing: break
      case .weight(let weight): weights += weight
      case .points(let range, _): (least, most) = (least + range.lowerBound, most + range.upperBound)
      }
    }
    #expect(abs(weights - 1) < 30 * 0.00005 && least == -8 && most == 36)
  }

  /// Earned over applicable, as the authors' calculator has it: an item that does not apply leaves both sums.
  @Test func theShareIsThatOfItemsThatApply() throws {
    let run = try MadeRun()
    let metrics = try #require(try run.filled.first { $0.list.name == .metrics })
    let (earned, open, all) = metrics.lines.reduce(into: (0.0, 0.0, 0.0)) { sums, line in
      guard case .weight(let weight) = line.item.worth, line.answer.kind != .notApplicable else { return }
      sums.2 += weight
      if line.answer.kind == .reported { sums.0 += weight }
      if line.answer.question != nil { sums.1 += weight }
    }
    guard case .share(let share) = metrics.score else { Issue.record("no share"); return }
    #expect(abs(share.lowerBound - 100 * earned / all) < 1e-9)
    #expect(abs(share.upperBound - 100 * (earned + open) / all) < 1e-9)
    #expect(metrics.lines.first { $0.item.number == "17" }?.answer.kind == .notApplicable)
  }

  @Test func everyKindOfAnswerIsGiven() throws {
    let kinds = Set(try MadeRun().filled.flatMap { list in list.lines.map(\.answer.kind) })
    #expect(kinds == Set(Answer.Kind.allCases))
  }

  @Test func everyListIsOneRowOfTheTablePerItem() throws {
    let run = try MadeRun()
    let lines = FilledChecklist.csv(try run.filled).split(separator: "\n")
    #expect(lines.count == 1 + 58 + 30 + 5 + 52 + 16)
  }

  @Test func aFolderWithoutResultsIsRefused() {
    #expect(throws: ChecklistError.self) { try RunEvidence("/nowhere") }
  }
}

/// What a run does not hold is never reported.
@Suite struct EvidenceTests {
  /// The value at a JSON pointer of a file, read by another reader than that of the lists.
  private func value(at pointer: Substring, of file: String) throws -> Any? {
    let tree = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
    return pointer.split(separator: "/").reduce(Optional(tree)) { value, step in
      (value as? [String: Any])?[String(step)] ?? Int(step).flatMap { (value as? [Any])?[$0] }
    }
  }

  private func expectEveryPlaceToExist(_ made: MadeRun) throws {
    for line in try made.filled.flatMap(\.lines) {
      for piece in line.answer.evidence {
        let parts = piece.reference.split(separator: "#", maxSplits: 1)
        guard parts.count == 2 else {
          #expect(FileManager.default.fileExists(atPath: "\(made.folder)/\(piece.file)"))
          continue
        }
        let found = try value(at: parts[1], of: "\(made.folder)/\(piece.file)")
        #expect(found != nil && !(found is NSNull), "item \(line.item.number): \(piece.reference)")
      }
    }
  }

  @Test func everyPlaceExists() throws { try expectEveryPlaceToExist(MadeRun()) }

  /// Whatever field of the results is deleted, no answer cites it any more.
  @Test func aDeletedFieldIsNoEvidence() throws {
    let made = try MadeRun()
    let places = Set(try made.filled.flatMap(\.lines).flatMap(\.answer.evidence).map(\.place))
    var deleted = 0
    for case .pointer(let steps) in places where !steps.isEmpty {
      try made.writeResults(without: steps)
      try expectEveryPlaceToExist(made)
      let cited = try made.filled.flatMap(\.lines).flatMap(\.answer.evidence).contains { $0.place == .pointer(steps) }
      #expect(!cited, "\(steps)")
      deleted += 1
    }
    #expect(deleted > 20)
  }

  @Test(arguments: [
    ("27", Checklist.Name.clear, ["study", "featureCount"]), ("21", .tripodAI, ["flow", "analysed"]),
    ("12e", .tripodAI, ["methods"]), ("44", .clear, ["factors"]), ("18", .metrics, ["study", "seed"]),
    ("18", .metrics, ["audit"]),
  ])
  func anItemWhoseFieldIsMissingIsAskedOfTheAuthors(number: String, list: Checklist.Name, field: [String]) throws {
    let made = try MadeRun()
    let kind = { try made.filled.first { $0.list.name == list }?.lines.first { $0.item.number == number }?.answer.kind }
    #expect(try kind() == .reported)
    try made.writeResults(without: field)
    #expect(try kind() == .authors)
  }

  /// A test that was made is never answered as if none could be.
  @Test func aTestWithoutAdjustmentIsAPartOfTheItem() throws {
    let made = try MadeRun()
    let kind = {
      try made.filled.first { $0.list.name == .metrics }?.lines.first { $0.item.number == "24" }?.answer.kind
    }
    #expect(try kind() == .reported)
    try made.writeResults(without: ["protocols", "0", "comparisons", "0", "adjustedP"])
    #expect(try kind() == .partly)
    try made.writeResults(without: ["protocols", "0", "comparisons", "0", "p"])
    #expect(try kind() != .reported && kind() != .partly)
  }

  @Test func theDrawnStepsAreEvidenceOfAFlowchart() throws {
    let made = try MadeRun()
    let answer = { try made.filled.first { $0.list.name == .clear }?.lines.first { $0.item.number == "12" }?.answer }
    #expect(try answer()?.kind == .authors)
    try made.write("figures/pipeline.svg", "<svg/>")
    #expect(try answer()?.evidence.map(\.file) == ["figures/pipeline.svg"])
  }

  @Test func aRunThatHoldsNothingReportsNothing() throws {
    let made = try MadeRun()
    for name in try FileManager.default.contentsOfDirectory(atPath: made.folder) {
      try FileManager.default.removeItem(atPath: "\(made.folder)/\(name)")
    }
    try made.write("results.json", #"{"study": {}, "protocols": []}"#)
    let answers = try made.filled.flatMap(\.lines).map(\.answer)
    #expect(answers.allSatisfy { $0.kind == .authors })
  }
}

/// A leak is never answered as if there were none.
@Suite struct LeakItemTests {
  /// Items that say that information was kept apart, by the claims that they rest on.
  private static let items: [(Checklist.Name, String)] = [
    (.clear, "15"), (.clear, "32"), (.clear, "33"), (.clear, "37"), (.clear, "38"), (.clear, "47"), (.metrics, "18"),
    (.metrics, "26"), (.tripodAI, "12a"), (.tripodAI, "12b"), (.tripodAI, "12c"), (.tripodAI, "23a"), (.rqs, "12"),
  ]

  private func answers(
    _ protocols: [EvaluationProtocol], refuting checks: [AuditFinding.Check], in name: ProtocolName
  ) throws -> [Answer] {
    let findings = checks.map {
      AuditFinding($0, name, basis: "Fits were compared.", against: [AuditPiece("P1 was seen", choice: nil)])
    }
    let filled = try MadeRun(protocols, against: findings).filled
    return Self.items.compactMap { list, number in
      filled.first { $0.list.name == list }?.lines.first { $0.item.number == number }?.answer
    }
  }

  @Test func aSoundRunReportsThem() throws {
    #expect(try answers([.sound], refuting: [], in: .sound).allSatisfy { $0.kind == .reported })
  }

  @Test func aLeakOfTheMainProtocolIsNotDone() throws {
    let all = try answers([.asPublished], refuting: [.testUnseen], in: .asPublished)
    #expect(all.count == Self.items.count && all.allSatisfy { $0.kind == .notDone })
    #expect(all.allSatisfy { $0.evidence.contains { $0.shown == "test-unseen in as-published: refuted" } })
  }

  @Test func aLeakByNameBesideASoundProtocolIsAskedAbout() throws {
    let all = try answers([.sound, .asPublished], refuting: [.testUnseen], in: .asPublished)
    #expect(all.count == Self.items.count && all.allSatisfy { $0.kind == .partly })
  }

  @Test func aMissingTestSetLosesThePointsOfValidation() throws {
    let finding = AuditFinding(.testUnseen, .sound, basis: "", against: [AuditPiece("P1 was seen")])
    let list = try #require(try MadeRun(against: [finding]).filled.first { $0.list.name == .rqs })
    #expect(list.lines.first { $0.item.number == "12" }?.score == .points(-5 ... -5))
  }

  /// Whichever claim about fits or patients is refuted, the partition is not proper.
  @Test(arguments: RunEvidence.partition + [.foldsHonest]) func everyClaimCounts(check: AuditFinding.Check) throws {
    let finding = AuditFinding(check, .sound, basis: "", against: [AuditPiece("P1 was seen")])
    for (name, number) in [(Checklist.Name.clear, "15"), (.metrics, "18"), (.tripodAI, "12a")] {
      let list = try #require(try MadeRun(against: [finding]).filled.first { $0.list.name == name })
      #expect(list.lines.first { $0.item.number == number }?.answer.kind == .notDone)
    }
  }
}
