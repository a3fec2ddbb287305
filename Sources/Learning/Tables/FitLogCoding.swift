// How a log stands in `fits.json`: lists of subjects and settings are written once each, and an entry has their
// positions. Settings and facts are values with keys of their own. The words of an entry are for a reader.
extension FitLog: Codable {
  /// Number of the layout. Logs of Apus 0.1 have none, and their settings and facts were words.
  public static let schema = 2

  /// Why a log of another layout is not read.
  public struct OtherSchema: Error, Hashable, CustomStringConvertible {
    /// Its number; logs of Apus 0.1 have no number and count as 1.
    public let found: Int

    /// Both numbers.
    public var description: String {
      "the log has schema \(found), which \(found < FitLog.schema ? "an earlier" : "a later") Apus wrote, but this "
        + "Apus reads schema \(FitLog.schema)"
    }
  }

  private enum Key: String, CodingKey { case schema, entries, cohorts, settings, purpose, heldOut }

  /// Reads a log.
  /// - Throws: ``OtherSchema`` for a log of an earlier or later layout.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let schema = try container.decodeIfPresent(Int.self, forKey: .schema) ?? 1
    guard schema == FitLog.schema else { throw OtherSchema(found: schema) }
    let settings = try container.decode([FitSetting].self, forKey: .settings)
    let stored = try container.decode([StoredEntry].self, forKey: .entries)
    self.init(
      purpose: try container.decode(FitPurpose.self, forKey: .purpose),
      entries: stored.map { $0.entry(settings) },
      cohorts: try container.decode([[String]].self, forKey: .cohorts),
      heldOut: try container.decode([HeldOut].self, forKey: .heldOut))
    let places = entries.map(\.cohort) + heldOut.map(\.cohort)
    let chosen = stored.compactMap(\.setting)
    guard places.allSatisfy(cohorts.indices.contains), chosen.allSatisfy(settings.indices.contains) else {
      throw DecodingError.dataCorruptedError(
        forKey: .entries, in: container,
        debugDescription: "a fit names a list of subjects or a setting that is not there")
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var (settings, places) = ([FitSetting](), [FitSetting: Int]())
    let stored = entries.map { entry in
      StoredEntry(
        entry,
        setting: entry.setting.map { setting in
          if let known = places[setting] { return known }
          settings.append(setting)
          places[setting] = settings.count - 1
          return settings.count - 1
        })
    }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(FitLog.schema, forKey: .schema)
    try container.encode(purpose, forKey: .purpose)
    try container.encode(stored, forKey: .entries)
    try container.encode(settings, forKey: .settings)
    try container.encode(cohorts, forKey: .cohorts)
    try container.encode(heldOut, forKey: .heldOut)
  }
}

/// An entry as it is written.
private struct StoredEntry: Codable {
  let kind: FitKind
  let purpose: FitPurpose
  let cohort: Int
  let detail: String
  let setting: Int?
  let fact: FitFact?

  init(_ entry: FitLog.Entry, setting: Int?) {
    (kind, purpose, cohort) = (entry.kind, entry.purpose, entry.cohort)
    (detail, self.setting, fact) = (entry.detail, setting, entry.fact)
  }

  /// The entry with its setting among `settings`; a position that is not there gives none and is refused afterwards.
  func entry(_ settings: [FitSetting]) -> FitLog.Entry {
    FitLog.Entry(
      kind: kind, purpose: purpose, cohort: cohort, detail: detail,
      setting: setting.flatMap { settings.indices.contains($0) ? settings[$0] : nil }, fact: fact)
  }
}
