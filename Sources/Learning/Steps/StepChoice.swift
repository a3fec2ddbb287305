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

  /// The step of the registry with the values `given`, and the standard ones where none are given.
  public init(_ definition: LearningStep, given: [String: [String]] = [:], isWide: Bool = false) {
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

extension StepChoice {
  /// Settings for every pair of values, the first varying slowest.
  func spanning<A, B, Step>(_ first: [A], _ second: [B], _ make: (A, B) -> Step) -> [Step] {
    first.flatMap { a in second.map { make(a, $0) } }
  }

  /// Settings for every triple of values, the first varying slowest.
  func spanning<A, B, C, Step>(_ first: [A], _ second: [B], _ third: [C], _ make: (A, B, C) -> Step) -> [Step] {
    first.flatMap { a in spanning(second, third) { make(a, $0, $1) } }
  }
}
