/// The page on A4.
///
/// Tables may go on over a page, with their heads repeated: kept whole, a long one would leave half a page empty before
/// it. Short ones are kept whole, and of no table a single row stands alone. Explained patients stand beside each
/// other, and a page may end between the series of all of them, for the same reason.
enum PrintStyle {
  static let text = """
    @page { size: A4; margin: 16mm 14mm 15mm; }
    @media print {
      :root { color-scheme: light; }
      html { font-size: 9.5pt; }
      body { padding: 0; max-width: none; }
      h1 { font-size: 18pt; max-width: none; margin-top: .6rem; }
      p, li, .answer, .notes, .methods, .table-notes p, figcaption, .explained figcaption, .lesions figcaption {
        max-width: none; orphans: 3; widows: 3; }
      nav { display: none; }
      section { margin-top: 1.2rem; padding-top: .8rem; content-visibility: visible; }
      table { font-size: 7.4pt; }
      th, td { padding: .2rem .28rem; }
      td.words, th.words { min-width: 0; }
      tr th:first-child { min-width: 5.5rem; }
      tbody th { position: static; }
      tr, .finding, .model, .facts, .levels, .mosaic img { break-inside: avoid; }
      .reminder { break-after: avoid; }
      a { color: inherit; text-decoration: none; }
      .columns { grid-template-columns: 1fr 1fr; gap: 1.2rem; }
      .columns.figures { display: block; columns: 2; column-gap: 7mm; }
      .models { columns: 2; column-gap: 9mm; }
      figure { margin-bottom: 1.1rem; }
      figure svg { max-width: 100%; }
      #flow svg { max-width: 112mm; }
      #lesions, .explained { break-inside: auto; }
      .series-name { break-after: avoid; }
      .mosaic { gap: .4mm; }
      .mosaic img { width: auto; height: 8.6mm; }
      .explained { display: grid; grid-template-columns: repeat(var(--patients), minmax(0, 1fr)); column-gap: 4mm; }
      .explained figcaption { grid-column: 1 / -1; }
      .patient { break-inside: auto; }
      .scroll { overflow: visible; margin-top: 1rem; }
      .scroll.short { break-inside: avoid; }
      caption, thead, tbody tr:nth-child(-n+2) { break-after: avoid; }
      tbody tr:nth-last-child(-n+2) { break-before: avoid; }
      .table-notes { break-before: avoid; margin-bottom: 1.2rem; }
      .caption-text { max-width: none; }
      details { margin: .4rem 0 .8rem; }
      details:not([open]) summary::after { content: ": in the HTML page"; color: var(--muted); }
      * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    }

    """

  /// A margin box repeats the mark of a synthetic cohort on every sheet.
  static let synthetic = """
    @page { @top-center { content: "\(SyntheticMark.short)"; color: \(Ink.synthetic);
      font: 600 9pt \(Stylesheet.sans); } }

    """
}
