import Foundation
import Records

extension FilledChecklist {
  /// The columns of the table.
  package static let columns = [
    "list", "item", "section", "subject", "answer", "reason", "evidence", "question", "counts",
  ]

  /// The rows of the table: conditions, then items.
  package var rows: [[String]] {
    (conditions + lines).map { line in
      [
        list.name.rawValue, line.item.number, line.item.section, line.item.text, line.answer.kind.rawValue,
        line.answer.why, line.answer.evidence.map(\.line).joined(separator: "; "), line.answer.question ?? "",
        line.score?.words ?? "",
      ]
    }
  }

  /// All lists as one table.
  package static func csv(_ lists: [FilledChecklist]) -> String {
    CSVWriter.text(columns: columns, rows: lists.flatMap(\.rows))
  }
}

extension ItemScore {
  /// The weight or the points, and whether they are earned.
  package var words: String {
    switch self {
    case .weight(let weight, let isEarned):
      String(format: "%.4f ", weight) + (isEarned.map { $0 ? "earned" : "not earned" } ?? "open")
    case .points(let range):
      range.count == 1 ? "\(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound), open"
    }
  }
}

extension ChecklistScore {
  /// The score in one sentence.
  package var words: String {
    switch self {
    case .share(let range):
      String(
        format:
          "%.1f %% from the run alone (%@), at most %.1f %% (%@) if the authors can answer yes to all that is open.",
        range.lowerBound, Self.quality(range.lowerBound), range.upperBound, Self.quality(range.upperBound))
    case .points(let range):
      "\(range.lowerBound) of 36 points from the run alone, at most \(range.upperBound) if the authors can answer yes to "
        + "all that is open."
    }
  }
}

// Sentences of every form in which the lists are printed.
extension FilledChecklist {
  /// What a reader has before them.
  package static func summary(_ lists: [FilledChecklist]) -> String {
    "\(lists.map(\.list.name.rawValue).joined(separator: ", ")), answered from the files of the run. What no file holds is "
      + "asked of the authors."
  }

  /// How many questions wait for the authors.
  package static func openQuestions(_ lists: [FilledChecklist]) -> String {
    let count = lists.map { list in list.lines.count { $0.answer.question != nil } }.reduce(0, +)
    return count == 1 ? "1 question is open." : "\(count) questions are open."
  }
}
