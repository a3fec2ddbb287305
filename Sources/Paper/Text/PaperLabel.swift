/// The number of a figure or table.
package struct PaperLabel: Hashable, Sendable {
  /// What has a number.
  package enum Kind: String, Hashable, Sendable {
    case figure = "Figure"
    case table = "Table"
  }

  package let kind: Kind
  package let number: Int
  /// Whether it is of the supplement, which counts for itself.
  package let isSupplementary: Bool
  /// The panel of a figure of several files; `nil` for a figure of one.
  package let panel: String?

  /// Takes every part as given.
  package init(_ kind: Kind, _ number: Int, isSupplementary: Bool = false, panel: String? = nil) {
    (self.kind, self.number, self.isSupplementary, self.panel) = (kind, number, isSupplementary, panel)
  }

  /// What stands before the number: "Figure ", "Table S".
  package var prefix: String { "\(kind.rawValue) \(isSupplementary ? "S" : "")" }
  /// "Figure 1", "Table S2", "Figure 2b".
  package var words: String { "\(prefix)\(number)\(panel ?? "")" }
  /// "figure-1", "table-s2", "figure-2b".
  package var fileName: String { "\(kind.rawValue.lowercased())-\(isSupplementary ? "s" : "")\(number)\(panel ?? "")" }
  /// Folder of its files.
  package var folder: String { kind == .figure ? "figures" : "tables" }
}
