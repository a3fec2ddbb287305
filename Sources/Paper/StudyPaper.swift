import Foundation
import Records
import Report
import Results

/// What a journal wants of a finished run: a manuscript with methods, results, figures and tables, its supplement, and
/// each part as files of its own.
///
/// Nothing is computed here. Numbers are values of `results.json`, coefficients those of the saved models, and equal
/// runs give equal bytes on a machine with the same fonts.
package struct StudyPaper {
  package let run: FinishedRun
  package let manuscript: PaperDocument
  package let supplement: PaperDocument
  /// Why a figure, a table or a file is absent, as sentences.
  package let absences: [String]
  private let tables: PaperTables
  private let figures: PaperFigures

  /// The paper of a run.
  package init(_ run: FinishedRun) {
    self.run = run
    tables = PaperTables(run)
    figures = PaperFigures(run.results, labels: tables.labels)
    absences = run.remarks + figures.absences + tables.absences + figures.faults
    var cited = CitedText()
    let methods = MethodsText(run: run, labels: figures.labels).blocks(&cited)
    let results = ResultsText(results: run.results, labels: figures.labels).blocks(&cited)
    let contents =
      tables.supplement.map { PaperText("\($0.label.words). \($0.caption.plain)") }
      + figures.supplement.map { PaperText("\($0.label.words). \($0.title).") }
    manuscript = PaperDocument(
      title: run.results.study.name, subtitle: Self.subtitle(run),
      blocks: methods + results + [.references] + tables.main.map { .table($0) }
        + figures.main.map { .figure($0) })
    supplement = PaperDocument(
      title: "Supplement: \(run.results.study.name)", subtitle: Self.subtitle(run),
      blocks: [.heading(1, "Contents"), .points(contents)] + tables.supplement.map { .table($0) }
        + figures.supplement.map { .figure($0) })
  }

  private static func subtitle(_ run: FinishedRun) -> String {
    let synthetic = run.results.study.synthetic ? "SYNTHETIC DATA: no patient, no measurement. " : ""
    return "\(synthetic)Made by \(run.results.study.software) from the run with results.json "
      + "\(run.fingerprint.prefix(16))."
  }

  /// Writes everything into a folder.
  package func write(to path: String) throws(PaperError) { try PaperFolder(path).write(files) }

  /// Every file, in the order of the index.
  package var files: [PaperFile] {
    let software = run.results.study.software
    let allFigures = figures.main + figures.supplement
    let allTables = tables.main + tables.supplement
    return [
      PaperFile("index.md", PaperIndex(paper: self, figures: allFigures, tables: allTables).text),
      PaperFile("manuscript.docx", WordDocument(document: manuscript, software: software).data),
      PaperFile("manuscript.tex", LaTeXDocument(document: manuscript).text),
      PaperFile("supplement.docx", WordDocument(document: supplement, software: software).data),
      PaperFile("supplement.tex", LaTeXDocument(document: supplement).text),
      PaperFile("captions.md", captions(allFigures, allTables)),
      PaperFile("references.bib", Bibliography.bibTeX(manuscript.references)),
      PaperFile("CITATION.cff", Bibliography.citationFile(software: software, title: run.results.study.name)),
    ] + allFigures.flatMap(files) + allTables.flatMap(files)
  }

  private func files(_ figure: PaperFigure) -> [PaperFile] {
    let name = "\(figure.label.folder)/\(figure.label.fileName)"
    let drawn = figure.files.map { [PaperFile("\(name).pdf", $0.pdf), PaperFile("\(name).png", $0.png)] } ?? []
    let further = figure.furtherCSV.map { [PaperFile("\(name)-tables.csv", $0)] } ?? []
    return [PaperFile("\(name).svg", figure.svg), PaperFile("\(name).csv", figure.csv)] + further + drawn
  }

  private func files(_ table: PaperTable) -> [PaperFile] {
    let name = "\(table.label.folder)/\(table.label.fileName)"
    let own = PaperDocument(title: "", subtitle: "", blocks: [.table(table)])
    return [
      PaperFile("\(name).csv", table.csv), PaperFile("\(name).tex", LaTeXTable(table: table).text),
      PaperFile("\(name).docx", WordDocument(document: own, software: run.results.study.software).data),
    ]
  }

  private func captions(_ figures: [PaperFigure], _ tables: [PaperTable]) -> String {
    let lines =
      figures.map { "**\($0.label.words).** \($0.caption.plain)" }
      + tables.map { table in
        "**\(table.label.words).** \(table.caption.plain)"
          + table.notes.map { "\n\($0.noted)" }.joined()
      }
    return "# Captions\n\n" + lines.joined(separator: "\n\n") + "\n"
  }
}

extension PaperTable {
  /// The cells as they are printed, with an ASCII minus sign that programs read.
  var csv: String {
    let rows = rows.map { row -> [String] in
      switch row {
      case .group(let name): [name] + columns.dropFirst().map { _ in "" }
      case .cells(let cells, _): cells.map { $0.line.replacing("\u{2212}", with: "-") }
      }
    }
    return CSVWriter.text(columns: columns.map { $0.replacing("\u{A0}", with: " ") }, rows: rows)
  }
}

extension PaperText {
  /// The words with raised marks in brackets, for plain text.
  fileprivate var noted: String {
    spans.map { span in
      switch span {
      case .plain(let words): words
      case .raised(let mark): "(\(mark))"
      case .cited: ""
      }
    }.joined()
  }
}
