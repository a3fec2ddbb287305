import Report

/// Numbers of the figures and tables that this paper has, by what they are, for mentions in the text.
struct PaperLabels {
  /// What a sentence mentions.
  enum Item: Hashable {
    case flowchart, pipeline, roc, calibration, decision, contributions, protocolFigure
    case factors, performance, primary, comparisons, settings, provenance
  }

  private var known: [Item: PaperLabel] = [:]

  /// Without any item.
  init() {}

  mutating func set(_ item: Item, _ label: PaperLabel) { known[item] = known[item] ?? label }

  /// " (Table 2, Figure 1)"; nothing for items that this paper lacks, so that no mention leads nowhere.
  func see(_ items: Item...) -> String {
    // A figure of several panels is mentioned as a whole.
    let words = items.compactMap { known[$0] }.map { "\($0.prefix)\($0.number)" }
    return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
  }
}
