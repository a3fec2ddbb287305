/// A document as LaTeX, for pdfLaTeX, XeLaTeX and LuaLaTeX.
struct LaTeXDocument {
  let document: PaperDocument

  /// The file. Figures are included from `figures/`, tables from `tables/`.
  var text: String {
    """
    \(Self.preamble)
    \\title{\(LaTeXText.escaped(document.title))}
    \\author{}
    \\date{}
    \\begin{document}
    \\maketitle
    \\begin{center}\\small \(LaTeXText.escaped(document.subtitle))\\end{center}

    \(document.blocks.map(block).joined(separator: "\n"))
    \\end{document}

    """
  }

  /// Packages that Debian's texlive-latex-recommended has.
  static let preamble = """
    \\documentclass[11pt,a4paper]{article}
    \\usepackage{iftex}
    \\ifPDFTeX
      \\usepackage[utf8]{inputenc}
      \\newcommand{\\unicodepoint}[1]{{\\small U+#1}}
    \\else
      \\usepackage{fontspec}
      \\newcommand{\\unicodepoint}[1]{\\symbol{"#1}}
    \\fi
    \\usepackage{textcomp}
    \\usepackage[margin=25mm]{geometry}
    \\usepackage{array,booktabs,longtable,graphicx,pdflscape}
    \\usepackage[hidelinks]{hyperref}
    \\providecommand{\\textquotedbl}{{\\char34}}
    \\newcolumntype{P}[1]{>{\\raggedright\\arraybackslash}p{#1}}
    \\sloppy
    """

  private func block(_ block: PaperBlock) -> String {
    switch block {
    case .heading(let level, let title):
      "\\\(level == 1 ? "section" : "subsection")*{\(LaTeXText.escaped(title))}\n"
    case .paragraph(let text): Self.inline(text) + "\n"
    case .points(let points):
      "\\begin{itemize}\n\(points.map { "  \\item \(Self.inline($0))" }.joined(separator: "\n"))\n\\end{itemize}\n"
    case .table(let table): "\\clearpage\n\\input{\(table.label.folder)/\(table.label.fileName)}\n"
    case .figure(let figure): self.figure(figure)
    case .references:
      document.references.isEmpty ? "" : "\\bibliographystyle{unsrt}\n\\bibliography{references}\n"
    }
  }

  private func figure(_ figure: PaperFigure) -> String {
    let caption = "\\caption*{\\textbf{\(figure.label.words).} \(Self.inline(figure.caption))}"
    let image =
      figure.files == nil
      ? ""
      : "\\includegraphics[width=\(min(figure.size.width, 160))mm,height=225mm,keepaspectratio]"
        + "{\(figure.label.folder)/\(figure.label.fileName).pdf}\n"
    return "\\begin{figure}[p]\n\\centering\n\(image)\(caption)\n\\end{figure}\n\\clearpage\n"
      .replacing("\\caption*", with: "\\par\\medskip\\parbox{\\textwidth}")
  }

  /// A text with its citations.
  static func inline(_ text: PaperText) -> String {
    text.spans.map { span in
      switch span {
      case .plain(let words): LaTeXText.escaped(words)
      case .raised(let mark): "\\textsuperscript{\(LaTeXText.escaped(mark))}"
      case .cited(let references): "~\\cite{\(references.map(\.rawValue).joined(separator: ","))}"
      }
    }.joined()
  }
}
