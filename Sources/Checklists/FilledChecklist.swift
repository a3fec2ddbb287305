import Records

/// A published list, answered from a finished run.
package struct FilledChecklist: Sendable {
  /// One item with its answer.
  package struct Line: Sendable {
    /// The item.
    package let item: ChecklistItem
    /// Its answer.
    package let answer: Answer
    /// What it counts: the least and the most, as far as the run decides it; `nil` if it does not count.
    package let score: ItemScore?
  }

  /// The list.
  package let list: Checklist
  /// Its conditions, answered.
  package let conditions: [Line]
  /// Its items, answered, in order.
  package let lines: [Line]
  /// The score of the whole; `nil` if the list has none.
  package let score: ChecklistScore?

  /// Answers a list from a run.
  package init(_ list: Checklist, from run: RunEvidence) {
    self.list = list
    conditions = list.conditions.map { Line($0, in: run) }
    lines = list.items.map { Line($0, in: run) }
    score = ChecklistScore(lines.compactMap(\.score))
  }

  /// Every list, answered from a run.
  package static func all(from run: RunEvidence) -> [FilledChecklist] {
    Checklist.all.map { FilledChecklist($0, from: run) }
  }

  /// The number of items with this kind of answer.
  package func count(_ kind: Answer.Kind) -> Int { lines.count { $0.answer.kind == kind } }
}

extension FilledChecklist.Line {
  init(_ item: ChecklistItem, in run: RunEvidence) {
    self.item = item
    answer = item.rule.answer(run)
    score = ItemScore(item.worth, answer, in: run)
  }
}

extension Checklist {
  /// The lists that a run answers.
  package static let all: [Checklist] = [.clear, .metrics, .tripodAI, .rqs]
}
