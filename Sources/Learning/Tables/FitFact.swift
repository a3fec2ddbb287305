/// What came of a fit, where something else than a reader of the log looks at it.
public enum FitFact: Hashable, Sendable {
  /// libsvm gave up on the machine, after ten million steps.
  case stoppedAtLimit
  /// The standard scale of a normalisation, known by the SHA-256 of its canonical text.
  case scale(sha256: String)
  /// Location and scale of a batch outside training, taken from patients who are scored, without their outcomes.
  case unseenBatch(String)
}

extension FitLog.Entry: Codable {
  private enum Key: String, CodingKey { case kind, purpose, cohort, detail }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(FitKind.self, forKey: .kind)
    let (detail, fact) = FitFact.reading(try container.decode(String.self, forKey: .detail), of: kind)
    self.init(
      kind: kind, purpose: try container.decode(FitPurpose.self, forKey: .purpose),
      cohort: try container.decode(Int.self, forKey: .cohort), detail: detail, fact: fact)
  }

  /// Writes four keys; `detail` has the words with the fact among them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(purpose, forKey: .purpose)
    try container.encode(cohort, forKey: .cohort)
    try container.encode(words, forKey: .detail)
  }

  /// Detail and fact for a reader.
  public var words: String { fact.map { $0.words(with: detail) } ?? detail }
}

// How facts stand in `fits.json`: written and read here and nowhere else.
extension FitFact {
  private static let stopped = ", stopped at libsvm's limit of steps"
  private static let hash = ", SHA-256 of the fit "
  private static let unlabelled = "without outcomes, batch outside training: "

  fileprivate func words(with detail: String) -> String {
    switch self {
    case .stoppedAtLimit: detail + FitFact.stopped
    case .scale(let sha256): detail + FitFact.hash + sha256
    case .unseenBatch(let name): FitFact.unlabelled + name
    }
  }

  /// What is left of `words` without the fact in them. Which facts there can be is decided by the kind of the fit.
  package static func reading(_ words: String, of kind: FitKind) -> (detail: String, fact: FitFact?) {
    switch kind {
    case .classifier:
      words.before(stopped).map { ($0, .stoppedAtLimit) } ?? (words, nil)
    case .intensityLandmarks:
      words.ranges(of: hash).last.map {
        (String(words[..<$0.lowerBound]), .scale(sha256: String(words[$0.upperBound...])))
      } ?? (words, nil)
    case .harmonisation: words.after(unlabelled).map { ("", .unseenBatch($0)) } ?? (words, nil)
    default: (words, nil)
    }
  }
}

extension String {
  /// What stands before `end`; `nil` where it does not end so.
  fileprivate func before(_ end: String) -> String? {
    hasSuffix(end) ? String(dropLast(end.count)) : nil
  }
}
