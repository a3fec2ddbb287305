import Learning

/// A way to fit and to evaluate: `sound`, except for the choices that it names.
///
/// A protocol is only the set of its departures. All code that fits or evaluates asks ``makes(_:)`` and does the sound
/// thing if the answer is no, so a forgotten default cannot leak.
public struct EvaluationProtocol: Hashable, Codable, Sendable {
  /// The protocols by name.
  public typealias Name = ProtocolName

  /// Its name.
  public let name: Name
  /// Its departures from `sound`, in the order of the report.
  public let choices: [PublishedChoice]

  /// Makes the value from its parts.
  package init(name: Name, choices: [PublishedChoice]) {
    self.name = name
    self.choices = choices
  }

  /// Every fit (imputation, scaling, selection, tuning, early stopping, cutoff) inside training data; scores, not
  /// labels.
  public static let sound = EvaluationProtocol(name: .sound, choices: [])
  /// The choices of Jeong et al. 2024.
  public static let asPublished = EvaluationProtocol(name: .asPublished, choices: PublishedChoice.allCases)

  /// Whether the protocol makes this choice.
  public func makes(_ choice: PublishedChoice) -> Bool { choices.contains(choice) }

  /// The choices that affect rows of `family`.
  public func choices(for family: ModelFamily) -> [PublishedChoice] { choices.filter { $0.appliesTo(family) } }

  /// The purpose of the fits of a row, given its name.
  package func purpose(of row: String) -> FitPurpose { .row(row, in: name) }
  /// Prefix of text about its results; empty for `sound`.
  package var mark: String { name == .sound ? "" : "\(name.rawValue) / " }
}

extension ProtocolName {
  /// What readers read; the raw value is the key of files.
  package var label: String {
    switch self {
    case .sound: "sound"
    case .asPublished: "as published"
    }
  }
}

/// The kind of model of a row.
public enum ModelFamily: String, Hashable, Codable, Sendable, CaseIterable {
  /// Handcrafted features.
  case handcrafted
  /// Features of a network.
  case deep
  /// The baselines that the arms must exceed: clinical factors alone, lesion volume alone. Nothing is tuned.
  case baseline
}

/// Which protocols a study runs.
public enum ProtocolChoice: String, Hashable, Codable, Sendable, CaseIterable {
  /// `sound` alone.
  case sound
  /// `as-published` alone.
  case asPublished = "as-published"
  /// Both in one run, on the same patients with the same seeds and the same tuning budget.
  case both

  /// The protocols, the main one first.
  public var protocols: [EvaluationProtocol] {
    switch self {
    case .sound: [.sound]
    case .asPublished: [.asPublished]
    case .both: [.sound, .asPublished]
    }
  }
}
