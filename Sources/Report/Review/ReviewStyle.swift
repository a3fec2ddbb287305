/// The look of the review page beside that of all pages: sheets, and a dark scheme, in which pictures are easier to
/// see.
///
/// No rule may hold `&`, `<` or `>`, as in ``Stylesheet``.
enum ReviewStyle {
  static let text = sheets + dark

  private static let sheets = """
    .sheet { margin: 0 0 1.6rem; padding-top: 1rem; border-top: 1px solid \(Ink.rule); break-inside: avoid;
      scroll-margin-top: 1rem; content-visibility: auto; contain-intrinsic-size: auto 22rem; }
    .sheet:first-of-type { border-top: 0; }
    .sheet:target h3, tbody:target th { text-decoration: underline; text-decoration-thickness: 3px; }
    .sheet-line { margin: 0 0 .4rem; color: \(Ink.muted); }
    .sheet-series { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .6rem 2rem;
      align-items: start; }
    .sheet .levels figure { margin: 0; }
    .sheet .levels img { margin: 0 0 .2rem; }
    ul.evidence { margin: .2rem 0 .5rem; padding-left: 1.1rem; font-size: .9rem; line-height: 1.4; }
    #cohort td.words ul.evidence { margin: 0; font-size: inherit; }
    #cohort th.words { min-width: 15rem; }
    #read .notes { list-style: disc; padding-left: 1.2rem; }
    a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }

    """

  private static let dark = """
    @media screen and (prefers-color-scheme: dark) {
      :root { color-scheme: dark; }
      body { color: #e6e9ed; background: #14171b; }
      a, summary { color: #8cc4ff; }
      .line, .sheet-line, .level-name, .table-notes, .facts dt { color: #a9b2bd; }
      section, .sheet { border-color: #3a424c; }
      table, thead { border-color: #aab3bd; }
      tbody tr, tbody + tbody { border-color: #2b323a; }
      tr th:first-child { background: #14171b; }
      .synthetic-note { color: #cfa8ff; }
    }

    """
}
