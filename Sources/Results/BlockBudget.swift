/// The events that the training of a network's last block has for its numbers.
public struct BlockBudget: Codable, Sendable, Hashable {
  /// Name of the network.
  public var network: String
  /// Patients of the study with the event.
  public var events: Int
  /// Patients of the study without it.
  public var nonEvents: Int
  /// Numbers of the block that are trained in each head.
  public var parameters: Int

  /// Makes the value from its parts.
  package init(network: String, events: Int, nonEvents: Int, parameters: Int) {
    (self.network, self.events, self.nonEvents) = (network, events, nonEvents)
    self.parameters = parameters
  }

  /// Events that a rule asks for each number of a regression (Peduzzi et al. 1996, doi 10.1016/S0895-4356(96)00236-3;
  /// Harrell 2015, doi 10.1007/978-3-319-19425-7, asks for 10 to 20).
  ///
  /// A block that starts from trained numbers and stops early does not use all its freedom, but no accepted rule says
  /// how much of it; so the numbers are counted as they are, and no cohort of today has enough.
  package static let eventsPerParameter = 10

  /// The smaller class.
  private var smaller: Int { min(events, nonEvents) }

  /// Whether there are fewer events than the rule asks for.
  package var isTooSmall: Bool { smaller < Self.eventsPerParameter * parameters }

  /// The facts in words.
  package var words: String {
    let part = smaller == 0 ? "none" : "one for \((parameters / smaller).withThousands)"
    return
      "\(smaller) patients of the smaller class for \(parameters.withThousands) trained parameters of the last block of "
      + "\(network) (\(part)); a rule for regressions asks for \(Self.eventsPerParameter) for each"
  }

}

extension Int {
  /// `8,391,168`.
  package var withThousands: String {
    let digits = Array(String(self))
    return digits.enumerated().reduce(into: "") { text, digit in
      if digit.offset > 0, (digits.count - digit.offset).isMultiple(of: 3) { text += "," }
      text.append(digit.element)
    }
  }
}
