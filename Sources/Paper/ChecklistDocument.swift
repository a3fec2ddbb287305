import Checklists
import Foundation
import Records

/// The published lists, answered from a run, as a document of Word, in which authors can answer what is open.
package struct ChecklistDocument {
  private let lists: [FilledChecklist]
  private let run: RunEvidence

  /// The document of these lists.
  package init(_ lists: [FilledChecklist], of run: RunEvidence) { (self.lists, self.run) = (lists, run) }

  /// Writes `checklists.docx` into a folder, and returns its path.
  package func write(into folder: String) throws(StoreError) -> String {
    let path = URL(filePath: folder).appending(path: "checklists.docx").path
    try AtomicFile.write(WordDocument(document: document, software: software).data, to: path)
    return path
  }

  private var study: RunField? { run.results["study"] }
  private var software: String { study?["software"]?.value.text ?? "" }
  private var mark: String {
    study?["synthetic"]?.value == .flag(true) ? "SYNTHETIC DATA: no patient, no measurement. " : ""
  }

  /// Its content, in the order of the page in HTML.
  var document: PaperDocument {
    let answers = Answer.Kind.allCases.map { PaperText("\($0.rawValue): \($0.meaning)") }
    var tables: [PaperTable] = [summary(PaperLabel(.table, 1))]
    let content = lists.flatMap { list -> [PaperBlock] in
      let own = [(list.conditions, "Conditions of", "; they are no items."), (list.lines, "Items of", ".")]
        .filter { !$0.0.isEmpty }.map { lines, start, end in
          let label = PaperLabel(.table, tables.count + 1)
          let table = Self.table(label, "\(start) \(list.list.name.rawValue)\(end)", lines)
          tables.append(table)
          return PaperBlock.table(table)
        }
      return [
        .heading(1, list.list.name.rawValue), .paragraph(PaperText("\(list.list.title). \(list.list.citation).")),
        .paragraph(PaperText("Source of the items: \(list.list.source)")),
      ] + own
    }
    return PaperDocument(
      title: "Checklists of \(study?["name"]?.value.text ?? "a run")",
      subtitle: "\(mark)\(FilledChecklist.summary(lists)) Made by \(software).",
      blocks: [.heading(1, "Answers"), .points(answers), .heading(1, "Summary")]
        + lists.compactMap { list in
          list.score.map { .paragraph(PaperText("\(list.list.name.rawValue): \($0.words)")) }
        } + [
          .paragraph(
            PaperText("\(FilledChecklist.openQuestions(lists)) They stand in the tables beside their items.")),
          .table(tables[0]),
        ] + content, pages: .landscape)
  }

  private func summary(_ label: PaperLabel) -> PaperTable {
    let kinds = Answer.Kind.allCases
    return PaperTable(
      label, "Number of items by answer.", columns: ["List", "Items"] + kinds.map(\.rawValue),
      rows: lists.map { list in
        Self.row([list.list.name.rawValue, "\(list.lines.count)"] + kinds.map { "\(list.count($0))" })
      }, isWide: true)
  }

  private static func table(_ label: PaperLabel, _ title: String, _ lines: [FilledChecklist.Line]) -> PaperTable {
    let counts = lines.contains { $0.score != nil }
    return PaperTable(
      label, PaperText(title), columns: ["No.", "Subject", "Answer", "Why, and where"] + (counts ? ["Counts"] : []),
      rows: lines.map { line in
        Self.row(
          [
            line.item.number, "\(line.item.section): \(line.item.text)", line.answer.kind.rawValue,
            reasons(line.answer),
          ] + (counts ? [line.score?.words ?? "\u{2013}"] : []))
      }, isWide: true)
  }

  private static func row(_ cells: [String]) -> PaperTable.Row {
    .cells(cells.map { PaperTable.Cell(text: $0) }, isIndented: false)
  }

  /// The reason, each place on a line of its own, and the question.
  private static func reasons(_ answer: Answer) -> String {
    let parts = [answer.why] + answer.evidence.map(\.line) + [answer.question.map { "Authors: \($0)" } ?? ""]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
