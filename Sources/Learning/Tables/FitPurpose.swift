/// The protocols of a study by name.
public enum ProtocolName: String, Hashable, Codable, Sendable, CaseIterable {
  /// Every fit inside training data, scores instead of labels.
  case sound
  /// The published study's choices, each one flagged.
  case asPublished = "as-published"
}

/// The purpose of a fit: the model that it belongs to, the training set, and the part of the work on that set.
///
/// Purposes are nested: those of the folds lie within that of their training set, and those of the training sets within
/// that of the row. An audit compares them as values. Their text (``description``) is for `fits.json` and for readers.
public struct FitPurpose: Hashable, Sendable {
  /// The model or the images that a fit belongs to.
  public enum Owner: Hashable, Sendable {
    /// No owner, the default of a log.
    case unnamed
    /// A model, by its name: a row of a study in one of its protocols.
    case row(String, in: ProtocolName)
    /// The normalisation of the intensities of a series, which all rows share.
    case normalisation(series: String)
  }

  /// A part of the work on one training set.
  public enum Part: Hashable, Sendable {
    /// An inner fold; numbers start at 1.
    case fold(Int, of: Int)
    /// The model of all training subjects, beside those of the folds.
    case allTraining
  }

  /// The model or the images that the fits belong to.
  public let owner: Owner
  /// The training set; `nil` if the log is of one training set only, or for fits before there are any.
  public let trainingSet: TrainingSet?
  /// From the outermost part to the innermost, because a selection has its own folds inside each fold; empty for the
  /// whole work.
  public let parts: [Part]

  /// All parts, as they are.
  public init(_ owner: Owner = .unnamed, trainingSet: TrainingSet? = nil, parts: [Part] = []) {
    (self.owner, self.trainingSet, self.parts) = (owner, trainingSet, parts)
  }

  /// All fits of a model, or of a row of a study.
  public static func row(_ name: String, in protocolName: ProtocolName = .sound) -> FitPurpose {
    FitPurpose(.row(name, in: protocolName))
  }

  /// The same work on one training set.
  public func on(_ trainingSet: TrainingSet) -> FitPurpose {
    FitPurpose(owner, trainingSet: trainingSet, parts: parts)
  }

  /// A part of this.
  public func part(_ part: Part) -> FitPurpose {
    FitPurpose(owner, trainingSet: trainingSet, parts: parts + [part])
  }

  /// What this lies in, from the owner inwards; itself is the last.
  public var enclosing: [FitPurpose] {
    let whole = FitPurpose(owner)
    let sets = trainingSet.map { [whole, whole.on($0)] } ?? [whole]
    return parts.indices.reduce(into: sets) { found, at in found.append(found[found.count - 1].part(parts[at])) }
  }

  /// What this is a part of: the fold around it, its training set or its owner; `nil` for an owner.
  public var parent: FitPurpose? { enclosing.dropLast().last }

  /// Whether `other` is this or lies in it; without an owner and a set, everything does.
  public func contains(_ other: FitPurpose) -> Bool {
    self == FitPurpose() || other.enclosing.contains(self)
  }
}
