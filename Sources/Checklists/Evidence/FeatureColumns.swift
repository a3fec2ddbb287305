import Results

// What the columns of the tables say of the features.
extension RunEvidence {
  /// Definitions and settings by which this run computed features; absent if another program computed them.
  package var settings: [RunField?] {
    [
      column("diagnostics_Configuration_Profile", of: .features),
      column("diagnostics_Configuration_Settings", of: .features),
    ]
  }

  /// How many features come from which type of image.
  package var imageTypes: RunField? { counted("columns by type of image", part: 2) }

  /// How many features are of which class.
  package var featureClasses: RunField? { counted("columns by class", part: 1) }

  /// Columns are named `SERIES_TYPE_CLASS_NAME`; a part is counted from the end.
  private func counted(_ kind: String, part: Int) -> RunField? {
    guard settings.allSatisfy({ $0 != nil }) else { return nil }
    func parts(_ name: String) -> [Substring] { name.split(separator: "_") }
    return columns(of: .features, called: kind) {
      parts($0).count > 3 && !$0.hasPrefix("diagnostics_")
    } words: { names in
      var counts: [Substring: Int] = [:]
      for name in names {
        let all = parts(name)
        counts[all[all.count - 1 - part], default: 0] += 1
      }
      return counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
  }
}

// Comparisons with and without a p-value.
extension RunEvidence {
  private var comparisons: [RunField] { results["protocols"]?.elements.first?["comparisons"]?.elements ?? [] }

  /// The first pair of rows of the main protocol with a p-value.
  package var testedComparison: RunField? { comparisons.first { $0["p"]?.value.number != nil } }

  /// The first pair of rows, if no pair has a p-value.
  package var untestedComparison: RunField? { testedComparison == nil ? comparisons.first : nil }
}
