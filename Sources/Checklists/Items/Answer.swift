/// The answer to one item of a list.
///
/// There is no plain "yes": an item is reported only with fields of the run that a reader can look up.
package enum Answer: Sendable, Hashable {
  /// The run reports the item, here.
  case reported(Proof, why: String)
  /// The run reports a part of the item; the authors must add the rest.
  case partly(Proof, why: String, question: String)
  /// The item was not done in this run, or not as it should be; the evidence shows it.
  case notDone(Proof, why: String)
  /// The item does not concern this study.
  case notApplicable(Proof, why: String)
  /// Nothing in a run can answer it.
  case authors(question: String)

  /// The kinds of answer.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case reported
    case partly = "partly reported"
    case notDone = "not done in this run"
    case notApplicable = "not applicable"
    case authors

    /// What a reader may conclude from it, in one sentence.
    package var meaning: String {
      switch self {
      case .reported: "The run reports the item at the places given. No item is reported without one."
      case .partly: "A part is in the run; the question says what is missing."
      case .notDone: "The places given show that it was not done, or not as it should be."
      case .notApplicable: "The places given show why."
      case .authors: "No file of a run can answer it."
      }
    }
  }

  /// The kind of answer.
  package var kind: Kind {
    switch self {
    case .reported: .reported
    case .partly: .partly
    case .notDone: .notDone
    case .notApplicable: .notApplicable
    case .authors: .authors
    }
  }

  /// What stands behind the answer; empty if only the authors know.
  package var evidence: [Evidence] {
    switch self {
    case .reported(let proof, _), .partly(let proof, _, _), .notDone(let proof, _), .notApplicable(let proof, _):
      proof.pieces
    case .authors: []
    }
  }

  /// The reason in one sentence; empty if only the authors know.
  package var why: String {
    switch self {
    case .reported(_, let why), .partly(_, let why, _), .notDone(_, let why), .notApplicable(_, let why): why
    case .authors: ""
    }
  }

  /// What the authors must answer; `nil` if nothing is open.
  package var question: String? {
    switch self {
    case .partly(_, _, let question), .authors(let question): question
    case .reported, .notDone, .notApplicable: nil
    }
  }
}
