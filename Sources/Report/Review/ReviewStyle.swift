/// The look of the review page beside that of all pages: the sheets.
///
/// No rule may hold `&`, `<` or `>`, as in ``Stylesheet``.
enum ReviewStyle {
  static let text = """
    .sheet { margin: 0 0 1.6rem; padding-top: 1rem; border-top: 1px solid var(--rule); break-inside: avoid;
      scroll-margin-top: 1rem; content-visibility: auto; contain-intrinsic-size: auto 22rem; }
    .sheet:first-of-type { border-top: 0; }
    .sheet:target h3, tbody:target th { text-decoration: underline; text-decoration-thickness: 3px; }
    .sheet-line { margin: 0 0 .4rem; color: var(--muted); }
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
}
