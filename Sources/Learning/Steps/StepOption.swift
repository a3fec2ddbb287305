/// An option of a step, as a study file may write it.
public struct StepOption: Hashable, Sendable {
  /// What a value may be.
  public enum Domain: Hashable, Sendable {
    /// A whole number in a range.
    case whole(ClosedRange<Int>)
    /// A finite number in a range.
    case number(ClosedRange<Double>)
    /// One of these words.
    case words([String])
    /// A path of a file.
    case path
  }

  /// Its key.
  public let key: String
  /// What its values may be.
  public let domain: Domain
  /// Values where the study file gives none; empty where they are given by the study, or have to be.
  public let standard: [String]
  /// The same where settings are drawn from a longer list: by the random search and by successive halving.
  public let wide: [String]
  /// Whether a list of values spans a grid.
  public let spansGrid: Bool

  init(_ key: String, _ domain: Domain, _ standard: [String], wide: [String]? = nil, spansGrid: Bool = false) {
    (self.key, self.domain, self.standard) = (key, domain, standard)
    (self.wide, self.spansGrid) = (wide ?? standard, spansGrid)
  }

  /// An option with one value.
  init(_ key: String, _ domain: Domain, _ standard: String?) { self.init(key, domain, standard.map { [$0] } ?? []) }

  /// An option of a classifier: its values span a grid with those of the others.
  static func grid(_ key: String, _ domain: Domain, _ standard: [String], wide: [String]? = nil) -> StepOption {
    StepOption(key, domain, standard, wide: wide, spansGrid: true)
  }

  /// Whether `text` is a value.
  public func accepts(_ text: String) -> Bool {
    switch domain {
    case .whole(let range): Int(text).map(range.contains) ?? false
    case .number(let range): Double(text).map { $0.isFinite && range.contains($0) } ?? false
    case .words(let words): words.contains(text)
    case .path: !text.isEmpty
    }
  }

  /// What a value may be, in words.
  public var expected: String {
    switch domain {
    case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .words(let words): "one of \(words.joined(separator: ", "))"
    case .path: "a path"
    }
  }
}

/// A step by name with all its options, as a resolved study file has it. Made from values that the options accept.
public struct StepChoice: Hashable, Codable, Sendable, CustomStringConvertible {
  /// A value, or the values of a grid.
  public struct Option: Hashable, Codable, Sendable {
    /// Its key.
    public let key: String
    /// Its values as texts.
    public let values: [String]

    /// The values, of many the first and the last.
    var words: String {
      guard values.count > 12, let first = values.first, let last = values.last else {
        return values.joined(separator: ", ")
      }
      return "\(first) to \(last) in \(values.count) values"
    }
  }

  /// The step's name in the registry.
  public let name: String
  /// Every option, in the order of the definition.
  public let options: [Option]

  /// The step of `definition`, `given` where the study file has values, else the standard ones.
  public init(_ definition: StepDefinition, given: [String: [String]] = [:], isWide: Bool = false) {
    name = definition.name
    options = definition.options.map { option in
      let values = given[option.key] ?? (isWide ? option.wide : option.standard)
      precondition(values.allSatisfy(option.accepts), "options are checked where they are read")
      return Option(key: option.key, values: values)
    }
  }

  /// The values of an option.
  public func values(_ key: String) -> [String] { options.first { $0.key == key }?.values ?? [] }

  /// The value of an option.
  public func word(_ key: String) -> String { values(key).first ?? "" }

  func whole(_ key: String) -> Int {
    guard let value = Int(word(key)) else { preconditionFailure("\(name) has no whole number \(key)") }
    return value
  }

  func number(_ key: String) -> Double {
    guard let value = Double(word(key)) else { preconditionFailure("\(name) has no number \(key)") }
    return value
  }

  func numbers(_ key: String) -> [Double] { values(key).compactMap(Double.init) }

  func wholes(_ key: String) -> [Int] { values(key).compactMap { Int($0) } }

  /// Such as `correlation (above 0.9)`.
  public var description: String {
    guard !options.isEmpty else { return name }
    return "\(name) (\(options.map { "\($0.key) \($0.words)" }.joined(separator: "; ")))"
  }
}

/// A step that a study file can name.
public struct StepDefinition: Hashable, Sendable {
  /// The place of a step in a recipe.
  public enum Place: String, Hashable, Sendable, CaseIterable {
    /// Missing values are filled.
    case impute
    /// Columns are brought to one scale.
    case scale
    /// Batches are brought together.
    case harmonise
    /// Columns are dropped one by one.
    case filters
    /// Columns are chosen.
    case select
    /// The model.
    case classifier
  }

  /// Its name, that of the registry.
  public let name: String
  /// Its place.
  public let place: Place
  /// Its options.
  public let options: [StepOption]
  /// Whether it is a classifier whose scores rise in steps, such as shares of votes or sums over leaves: two values are then no sign of
  /// labels, whatever the columns are.
  public let scoresInSteps: Bool

  init(_ name: String, _ place: Place, _ options: [StepOption] = [], scoresInSteps: Bool = false) {
    (self.name, self.place, self.options, self.scoresInSteps) = (name, place, options, scoresInSteps)
  }
}
