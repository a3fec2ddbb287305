/// An item of a published list: its number there, its subject in our words, and how a run answers it.
package struct ChecklistItem: Sendable {
  /// Number, as the list has it: `12c`.
  package let number: String
  /// Heading of the list under which it stands.
  package let section: String
  /// Its subject in our own words; the list has the full text.
  package let text: String
  /// What it counts in the score of the list.
  package let worth: Worth
  /// How a run answers it.
  package let rule: ItemRule

  /// What an item counts.
  package enum Worth: Sendable {
    /// The list has no score.
    case nothing
    /// The published weight.
    case weight(Double)
    /// Points: all that the item can give, and those that a run earned whose answer is known.
    case points(ClosedRange<Int>, earned: @Sendable (RunEvidence) -> Int)
  }

  /// Takes every part as given.
  package init(_ number: String, _ section: String, _ text: String, worth: Worth = .nothing, _ rule: ItemRule) {
    (self.number, self.section, self.text, self.worth, self.rule) = (number, section, text, worth, rule)
  }
}

/// A published list.
package struct Checklist: Sendable {
  /// The lists.
  package enum Name: String, Sendable, CaseIterable, Codable {
    case clear = "CLEAR"
    case metrics = "METRICS"
    case tripodAI = "TRIPOD+AI"
    case rqs = "RQS"
  }

  /// Which list it is.
  package let name: Name
  /// Its full name.
  package let title: String
  /// Where it was published, with its doi.
  package let citation: String
  /// Where the numbers and subjects of its items were read, and what was not seen.
  package let source: String
  /// Conditions that decide which items apply; they are no items.
  package var conditions: [ChecklistItem] = []
  /// Its items in order.
  package let items: [ChecklistItem]
}
