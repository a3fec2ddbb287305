/// A narrow screen: the rows of a table become lists of names and values, which needs no scrolling sideways.
enum NarrowStyle {
  static let text = """
    @media screen and (max-width: 40rem) {
      body { padding: 1rem 1rem 3rem; }
      .caption-text { max-width: calc(100vw - 2rem); }
      thead th.group { text-align: left; }
      .stack { overflow: visible; }
      .stack table, .stack tbody, .stack tr, .stack th, .stack td, .stack caption { display: block; }
      .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .stack tbody tr { padding: .5rem 0; border-top: 1px solid var(--rule); }
      .stack tbody th { position: static; font-weight: 600; padding: 0 0 .2rem; }
      .stack td, .stack td.words, .stack td.brief { display: flow-root; text-align: right; padding: .1rem 0;
        white-space: normal; min-width: 0; }
      .stack td::before { content: attr(data-label); float: left; margin-right: 1rem; max-width: 60%; text-align: left;
        color: var(--muted); }
      .stack td.words { text-align: left; }
      .stack td.words::before { float: none; display: block; max-width: none; margin: .2rem 0 0; }
      .stack td:empty { display: none; }
      .stack tbody tr.factor + tr, .stack tbody tr.factor ~ tr { border-top: 0; padding: .1rem 0; }
      .stack tr.factor ~ tr th { font-weight: 400; text-decoration: underline; }
      .stack .interval { display: inline; margin-left: .5rem; }
    }

    """
}
