extension FitLog {
  private enum Key: String, CodingKey { case entries, cohorts, purpose, heldOut }

  /// Reads a log; one written before held-out subjects were recorded has none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      purpose: try container.decode(FitPurpose.self, forKey: .purpose),
      entries: try container.decode([Entry].self, forKey: .entries),
      cohorts: try container.decode([[String]].self, forKey: .cohorts),
      heldOut: try container.decodeIfPresent([HeldOut].self, forKey: .heldOut) ?? [])
    let places = entries.map(\.cohort) + heldOut.map(\.cohort)
    guard places.allSatisfy(cohorts.indices.contains) else {
      throw DecodingError.dataCorruptedError(
        forKey: .entries, in: container, debugDescription: "a fit names a list of subjects that is not there")
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(purpose, forKey: .purpose)
    try container.encode(entries, forKey: .entries)
    try container.encode(cohorts, forKey: .cohorts)
    try container.encode(heldOut, forKey: .heldOut)
  }
}
