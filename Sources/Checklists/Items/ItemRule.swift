import Results

/// How a run answers an item.
package struct ItemRule: Sendable {
  /// Fields of a run; one that is missing is `nil`.
  package typealias Fields = @Sendable (RunEvidence) -> [RunField?]

  /// The answer of a run.
  package let answer: @Sendable (RunEvidence) -> Answer

  /// A rule in full.
  package init(_ answer: @escaping @Sendable (RunEvidence) -> Answer) { self.answer = answer }

  /// Only the authors know.
  package static func authors(_ question: String) -> ItemRule { ItemRule { _ in .authors(question: question) } }

  /// Reported if the run holds all of these fields, otherwise a question to the authors.
  package static func reported(_ why: String, orAsk question: String, _ fields: @escaping Fields) -> ItemRule {
    ItemRule { run in Proof(fields(run)).map { .reported($0, why: why) } ?? .authors(question: question) }
  }

  /// A part of the item is reported if the run holds all of these fields; the question is open in either case.
  package static func partly(_ why: String, ask question: String, _ fields: @escaping Fields) -> ItemRule {
    ItemRule { run in
      Proof(fields(run)).map { .partly($0, why: why, question: question) } ?? .authors(question: question)
    }
  }

  /// Reported if the run holds these fields and the audit does not refute the claims.
  ///
  /// If it refutes a claim for the main protocol, the item was not done. If it does so only for another protocol, which
  /// then stands beside the sound one by name, the authors must say how they report it.
  package static func sound(
    _ checks: [AuditFinding.Check], _ why: String, orAsk question: String, _ fields: @escaping Fields
  ) -> ItemRule {
    ItemRule { run in
      switch run.leakage(checks) {
      case .none(let verdicts):
        return Proof(fields(run) + verdicts).map { .reported($0, why: why) } ?? .authors(question: question)
      case .elsewhere(let verdicts):
        return Proof(verdicts).map { .partly($0, why: leakElsewhere, question: askAboutLeak) }
          ?? .authors(question: question)
      case .inMain(let verdicts):
        return Proof(verdicts).map { .notDone($0, why: leakInMain) } ?? .authors(question: question)
      case .unchecked: return .authors(question: question)
      }
    }
  }

  private static let leakElsewhere =
    "The audit refutes this for a protocol that was run beside the main one; the main one holds."
  private static let leakInMain = "The audit refutes this for the protocol whose results are reported."
  private static let askAboutLeak =
    "Does the paper say that the results of the other protocol show what its choices do, and are not the "
    + "performance of a model?"
}

// Rules that are chosen by the run.
extension ItemRule {
  /// One rule if the test holds, and the other one otherwise.
  package static func when(
    _ test: @escaping @Sendable (RunEvidence) -> Bool, _ first: ItemRule, otherwise second: ItemRule
  ) -> ItemRule {
    ItemRule { run in (test(run) ? first : second).answer(run) }
  }

  /// Not applicable, if the run holds the fields that show it; otherwise another rule.
  package static func notApplicable(_ why: String, if fields: @escaping Fields, otherwise rule: ItemRule) -> ItemRule {
    ItemRule { run in Proof(fields(run)).map { .notApplicable($0, why: why) } ?? rule.answer(run) }
  }

  /// Not done, if the run holds the fields that show it; otherwise another rule.
  package static func notDone(_ why: String, if fields: @escaping Fields, otherwise rule: ItemRule) -> ItemRule {
    ItemRule { run in Proof(fields(run)).map { .notDone($0, why: why) } ?? rule.answer(run) }
  }

  /// This rule; where it only asks the authors, not done if the run holds the fields that show it.
  package func elseNotDone(_ why: String, if fields: @escaping Fields) -> ItemRule {
    ItemRule { run in
      let answer = self.answer(run)
      guard answer.kind == .authors, let proof = Proof(fields(run)) else { return answer }
      return .notDone(proof, why: why)
    }
  }
}
