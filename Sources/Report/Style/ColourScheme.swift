/// The colours of the page as variables, light and dark.
///
/// Figures are drawn for white paper. In the dark scheme they are inverted, and their hues turned back, so that a model
/// keeps its colour; pictures of images stay as they are.
enum ColourScheme {
  static let text = light + dark

  private static let light = """

    :root { color-scheme: light dark; --text: \(Ink.text); --ground: \(Ink.ground); --muted: \(Ink.muted);
      --rule: \(Ink.rule); --faint: #e8ebee; --link: #0b5394; --synthetic: \(Ink.synthetic); --note: #f3f5f7;
      --caution: #fff6df; --caution-edge: #9a6700; --caution-text: #7a5200; --grave: #fdeeee;
      --grave-edge: \(Ink.grave); --grave-text: #7a1212; }

    """

  private static let dark = """
    @media screen and (prefers-color-scheme: dark) {
      :root { --text: #e6e9ed; --ground: #14171b; --muted: #a9b2bd; --rule: #3a424c; --faint: #2b323a; --link: #8cc4ff;
        --synthetic: #cfa8ff; --note: #1e242b; --caution: #2d2410; --caution-edge: #d4a72c; --caution-text: #f2c55c;
        --grave: #3a1719; --grave-edge: #e5534b; --grave-text: #ffb8b3; }
      figure svg { filter: invert(.92) hue-rotate(180deg); }
    }

    """
}
