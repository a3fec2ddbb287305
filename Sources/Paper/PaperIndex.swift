import Results

/// `index.md`: what is in the folder, what is absent and why, and what is left to the authors.
struct PaperIndex {
  let paper: StudyPaper
  let figures: [PaperFigure]
  let tables: [PaperTable]

  var text: String {
    let study = paper.run.results.study
    return """
      # \(study.name)

      Made by \(study.software) from the folder of a run (SHA-256 of results.json: \(paper.run.fingerprint)).
      \(study.synthetic ? "\n**Synthetic data: no patient, no measurement.**\n" : "")
      | file | content |
      |---|---|
      | manuscript.docx, manuscript.tex | methods, results, references, tables and figures |
      | supplement.docx, supplement.tex | further tables and figures |
      | captions.md | all captions and notes |
      | references.bib, CITATION.cff | sources for BibTeX; how to cite study and software |
      | SHA256SUMS | hashes of all files |

      ## Figures
      \(list(figures.map { ($0.label, $0.title, $0.files == nil ? "svg, csv" : "pdf, svg, png, csv") }, orElse: "None."))

      ## Tables
      \(list(tables.map { ($0.label, $0.caption.plain, "csv, docx, tex") }, orElse: "None."))

      ## Absent, and why
      \(paper.absences.isEmpty ? "Nothing." : paper.absences.map { "- \($0)" }.joined(separator: "\n"))

      ## Left to the authors
      - Title page, abstract, introduction and discussion. The manuscript has methods and results.
      - Approval of the ethics committee, consent, funding, conflicts of interest, data availability.
      - How patients were treated, and how the outcome was assessed; who drew the contours, and with which program.
      - The patient characteristics that no column of the clinical table has.

      LaTeX: `pdflatex manuscript; bibtex manuscript; pdflatex manuscript; pdflatex manuscript`.

      """
  }

  private func list(_ items: [(label: PaperLabel, title: String, kinds: String)], orElse none: String) -> String {
    guard !items.isEmpty else { return none }
    return "| number | content | files |\n|---|---|---|\n"
      + items.map { item in
        "| \(item.label.words) | \(item.title) | \(item.label.folder)/\(item.label.fileName) (\(item.kinds)) |"
      }.joined(separator: "\n")
  }
}
