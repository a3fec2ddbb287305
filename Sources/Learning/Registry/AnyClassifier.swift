/// The settings of any classifier of the registry.
public struct AnyClassifier: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The settings.
  public let settings: any Classifier

  /// Settings of a registered classifier.
  public init(_ settings: any Classifier) { self.settings = settings }

  /// The setting in words.
  public var description: String { settings.setting }

  /// The setting as a value, by which a log and an audit know it.
  public var fitSetting: FitSetting { settings.fitSetting }

  /// Whether both are of one type and equal.
  public static func == (a: AnyClassifier, b: AnyClassifier) -> Bool {
    AnyHashable(a.settings) == AnyHashable(b.settings)
  }

  /// Hashes type and settings.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(settings)) }

  /// Reads settings by their code.
  public init(from decoder: any Decoder) throws {
    var read: (any Classifier)?
    try RegisteredCoding.decode(from: decoder, StepRegistry.classifiers) { type, source in
      read = try source.value(type)
    }
    guard let read else { preconditionFailure("a code has its type") }
    settings = read
  }

  /// Writes settings under their code.
  public func encode(to encoder: any Encoder) throws {
    try RegisteredCoding.encode(settings, code: type(of: settings).code, to: encoder)
  }
}

/// Any fitted classifier of the registry, as data.
public struct AnyTrainedClassifier: Hashable, Codable, Sendable {
  /// The model.
  public let model: any TrainedClassifier
  private let code: String?

  /// The model of a classifier.
  init<Settings: Classifier>(_ model: Settings.Model, of settings: Settings) {
    (self.model, code) = (model, Settings.code)
  }

  /// The decision value of a prepared row; higher means event.
  public func decision(_ row: [Double]) -> Double { model.decision(row) }

  /// Whether both are of one type and equal.
  public static func == (a: AnyTrainedClassifier, b: AnyTrainedClassifier) -> Bool {
    AnyHashable(a.model) == AnyHashable(b.model)
  }

  /// Hashes type and model.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(model)) }

  /// Reads a model by the code of its classifier.
  public init(from decoder: any Decoder) throws {
    var read: AnyTrainedClassifier?
    try RegisteredCoding.decode(from: decoder, StepRegistry.classifiers) { type, source in
      read = try AnyTrainedClassifier(type, source)
    }
    guard let read else { preconditionFailure("a code has its type") }
    self = read
  }

  private init<Settings: Classifier>(_ type: Settings.Type, _ source: RegisteredCoding.Source) throws {
    (model, code) = (try source.value(Settings.Model.self), Settings.code)
  }

  /// Writes the model under the code of its classifier.
  public func encode(to encoder: any Encoder) throws {
    try RegisteredCoding.encode(model, code: code, to: encoder)
  }
}

extension StepRegistry {
  /// Types by their code in files.
  static let classifiers: [String: any Classifier.Type] = Dictionary(
    all.compactMap { step in
      guard case .classifier(let type, _) = step.maker, let code = type.code else { return nil }
      return (code, type)
    }
  ) { first, _ in first }
}
