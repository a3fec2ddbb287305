/// The look of the page: serif words, sans-serif tables with rules above and below, one column; a dark scheme, a narrow
/// screen, and A4 in print.
///
/// A section is laid out when it comes into view (`content-visibility`), which halves the time until a report of many
/// patients is shown.
///
/// No rule may hold `&` or `<` or `>`: HTML reads a style element as it stands, XML reads it as markup.
enum Stylesheet {
  static func text(isSynthetic: Bool) -> String {
    ColourScheme.text + screen + NarrowStyle.text + PrintStyle.text + (isSynthetic ? PrintStyle.synthetic : "")
  }

  static let sans =
    "\"Helvetica Neue\", Helvetica, \"Segoe UI\", Roboto, Arial, \"Liberation Sans\", \"Noto Sans\", "
    + "\"DejaVu Sans Condensed\", sans-serif"
  private static let serif =
    "Charter, \"Iowan Old Style\", \"Palatino Linotype\", Georgia, \"Liberation Serif\", \"Noto Serif\", "
    + "\"DejaVu Serif Condensed\", serif"

  private static let screen = words + boxes + tables + figures

  private static let words = """

    *, *::before, *::after { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; padding: 1.5rem 1.5rem 4rem; max-width: 70rem; color: var(--text); background: var(--ground);
      font: 1rem/1.55 \(serif); overflow-wrap: break-word; }
    h1, h2, h3 { line-height: 1.2; font-weight: 600; break-after: avoid; }
    h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.3rem); margin: 1.2rem 0 .5rem; max-width: 34ch; }
    h2 { font-size: 1.45rem; margin: 0; }
    h3 { font-size: 1.1rem; margin: 0 0 .4rem; }
    p, .notes, .methods { max-width: 46rem; }
    p { margin: 0 0 .8rem; }
    .line { font-size: 1.12rem; color: var(--muted); }
    .answer { font-size: 1.08rem; max-width: 48rem; }
    ul.answer { padding-left: 1.2rem; margin: 0 0 .8rem; }
    ul.answer li { margin: 0 0 .4rem; }
    section { margin-top: 2.1rem; padding-top: 1.1rem; border-top: 1px solid var(--rule); content-visibility: auto;
      contain-intrinsic-size: auto 1500px; }
    nav { font: .9rem/1.9 \(sans); margin-top: .6rem; }
    nav a { margin-right: 1rem; }
    a { color: var(--link); text-underline-offset: .15em; }
    code { font: .86em/1.4 ui-monospace, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
      overflow-wrap: anywhere; }

    """

  private static let boxes = """
    .synthetic-banner { max-width: none; margin: 0; padding: .8rem 1.1rem; border-radius: 4px; color: #ffffff;
      background: \(Ink.synthetic); font: 600 1rem/1.4 \(sans); }
    .section-head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between;
      gap: .3rem 1rem; margin: 0 0 1rem; break-after: avoid; }
    .ribbon { margin: 0; padding: .1rem .6rem; border-radius: 3px; color: #ffffff;
      background: \(Ink.synthetic); font: 600 .78rem/1.6 \(sans); }
    .synthetic-note { color: var(--synthetic); font-weight: 600; }
    .finding { margin: 0 0 .9rem; padding: .8rem 1.1rem; border-left: 5px solid var(--muted); background: var(--note);
      border-radius: 0 4px 4px 0; break-inside: avoid; }
    .finding p { margin: .2rem 0 0; }
    .finding .severity { margin: 0; font: 700 .78rem/1.4 \(sans); letter-spacing: .04em; color: var(--muted); }
    .finding-title { font-weight: 600; }
    .caution { border-color: var(--caution-edge); background: var(--caution); }
    .caution .severity { color: var(--caution-text); }
    .nothingCanBeConcluded { padding: 1.2rem 1.4rem; border: 2px solid var(--grave-edge); border-left-width: 12px;
      background: var(--grave); }
    .nothingCanBeConcluded .severity { font-size: .95rem; color: var(--grave-text); }
    .nothingCanBeConcluded .finding-title { font-size: 1.35rem; line-height: 1.3; color: var(--grave-text); max-width: none; }
    .reminder { max-width: none; padding: .45rem .9rem; border-left: 5px solid var(--grave-edge); background: var(--grave); color: var(--grave-text);
      font-weight: 600; }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.5rem 2.2rem;
      align-items: start; }
    .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.1rem; margin: 0 0 1rem;
      font: .93rem/1.45 \(sans); }
    .facts dt { color: var(--muted); }
    .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
    details { margin: .6rem 0 1.4rem; }
    summary { cursor: pointer; font: .95rem/1.6 \(sans); color: var(--link); }
    .model { padding: .9rem 0 .2rem; border-top: 1px solid var(--rule); break-inside: avoid; }
    .model:first-of-type { border-top: 0; padding-top: 0; }
    .facts code { overflow-wrap: anywhere; }
    .column-names { columns: 21rem 2; column-gap: 2rem; font-size: .9rem; margin: .5rem 0; padding-left: 2.2rem; }

    """

  private static let tables = """
    .scroll { overflow-x: auto; margin: 1.6rem 0 .5rem; }
    .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    table { border-collapse: collapse; width: 100%; font: .83rem/1.4 \(sans); font-variant-numeric: tabular-nums;
      border-bottom: 1.5px solid var(--text); }
    caption { caption-side: top; text-align: left; padding: 0 0 .5rem; font: .95rem/1.45 \(serif); }
    .caption-text { display: inline-block; position: sticky; left: 0; max-width: min(100%, calc(100vw - 3rem)); }
    thead { border-top: 1.5px solid var(--text); border-bottom: 1px solid var(--text); }
    th, td { padding: .34rem .4rem; text-align: right; vertical-align: top; font-weight: 400; }
    td { white-space: nowrap; }
    thead th { font-weight: 600; vertical-align: bottom; }
    thead th.group { text-align: center; border-bottom: 1px solid var(--rule); }
    tr th:first-child { text-align: left; min-width: 7.5rem; padding-left: 0; background: var(--ground); }
    thead tr + tr th:first-child { text-align: right; min-width: 0; padding-left: .5rem; }
    tbody th { position: sticky; left: 0; }
    tbody tr { border-top: 1px solid var(--faint); }
    tbody + tbody { border-top: 1px solid var(--rule); }
    tr.factor + tr, tr.factor ~ tr { border-top: 0; }
    tr.factor th { font-weight: 600; }
    th.words, td.words { text-align: left; min-width: 12rem; white-space: normal; }
    td.words ul.evidence { margin: .3rem 0; padding-left: 1.1rem; }
    td.words p { margin: .5rem 0 .2rem; }
    td.words details { margin: .2rem 0 .6rem; }
    th.brief, td.brief { text-align: left; min-width: 4.5rem; white-space: normal; }
    .listing th { text-align: left; }
    #predictions .listing thead th { text-align: right; }
    #predictions .listing thead th.group { text-align: center; }
    #predictions .listing thead tr:first-child th:first-child { text-align: left; }
    .level { padding-left: 1rem; }
    .interval { display: block; color: var(--muted); font-size: .88em; font-weight: 400; white-space: nowrap; }
    .in-models { color: var(--link); }
    .undefined { color: var(--muted); }
    sup a { text-decoration: none; padding: 0 .1em; }
    sup { font-size: .72em; line-height: 0; margin-left: .1em; }
    .table-notes { font: .82rem/1.45 \(sans); color: var(--muted); margin-bottom: 1.8rem; }
    .table-notes p { margin: 0 0 .3rem; max-width: 52rem; }
    .notes { list-style: none; margin: 0; padding: 0; max-width: 52rem; }

    """

  private static let figures = """
    figure { margin: 0 0 1.6rem; break-inside: avoid; }
    figure svg { display: block; width: 100%; height: auto; max-width: 34rem; }
    .explained { margin-top: 1.6rem; }
    .explained figcaption, .lesions figcaption { max-width: 46rem; }
    .mosaic { display: flex; flex-wrap: wrap; gap: 2px; margin: 0 0 .6rem; }
    .mosaic img { display: block; max-width: 100%; height: auto; background: #000000; }
    .patient { margin: 0 0 1.4rem; max-width: 46rem; break-inside: avoid; }
    .patient-title { margin: 0 0 .4rem; }
    .series-name { margin: .5rem 0 .2rem; font: 600 .85rem/1.4 \(sans); }
    .levels { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .5rem .8rem; }
    .levels img { display: block; width: 100%; height: auto; margin: 0 0 .4rem; background: #000000; }
    .attention { display: flex; align-items: flex-end; gap: 2px; height: 2.4rem; margin: .2rem 0 .6rem; }
    .attention div { flex: 1; max-width: 1.4rem; min-height: 1px; background: var(--muted); }
    .level-name { margin: 0 0 .2rem; font: .8rem/1.4 \(sans); color: var(--muted); }
    figcaption { margin-top: .6rem; font-size: .95rem; line-height: 1.45; max-width: 34rem; }

    """
}
