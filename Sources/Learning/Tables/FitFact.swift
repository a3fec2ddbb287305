/// What came of a fit, where something else than a reader of the log looks at it.
public enum FitFact: Hashable, Sendable {
  /// libsvm gave up on the machine, after ten million steps.
  case stoppedAtLimit
  /// The standard scale of a normalisation, known by the SHA-256 of its canonical text.
  case scale(sha256: String)
  /// Location and scale of a batch outside training, taken from patients who are scored, without their outcomes.
  case unseenBatch(String)
  /// There was no column to work on: a selection kept nothing, and a classifier is the prevalence alone.
  case noColumn
  /// The penalty that the folds of a classifier chose.
  case penalty(Double)
  /// A choice among so many settings; the entry has the one that was chosen.
  case choice(of: Int)
}

// How facts stand in `fits.json`: one key, which stays whatever the case is called, with its value.
extension FitFact: Codable {
  private enum Key: String, CodingKey { case stoppedAtLimit, scale, unseenBatch, noColumn, penalty, choiceOf }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "the fact of a fit is not known"))
    }
    switch key {
    case .stoppedAtLimit: self = .stoppedAtLimit
    case .scale: self = .scale(sha256: try container.decode(String.self, forKey: key))
    case .unseenBatch: self = .unseenBatch(try container.decode(String.self, forKey: key))
    case .noColumn: self = .noColumn
    case .penalty: self = .penalty(try container.decode(Double.self, forKey: key))
    case .choiceOf: self = .choice(of: try container.decode(Int.self, forKey: key))
    }
  }

  /// Writes one key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .stoppedAtLimit: try container.encode(true, forKey: .stoppedAtLimit)
    case .scale(let sha256): try container.encode(sha256, forKey: .scale)
    case .unseenBatch(let name): try container.encode(name, forKey: .unseenBatch)
    case .noColumn: try container.encode(true, forKey: .noColumn)
    case .penalty(let penalty): try container.encode(penalty, forKey: .penalty)
    case .choice(let count): try container.encode(count, forKey: .choiceOf)
    }
  }
}
