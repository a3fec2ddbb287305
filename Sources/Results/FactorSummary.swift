import Statistics

/// One block of Table 1: a recorded factor, its rows, and its tests.
public struct FactorSummary: Codable, Sendable {
  /// Factor with its unit, e.g. "Tumour size (mm)".
  public var name: String
  /// One row for a continuous factor, one per level for a categorical one (unknown is a level).
  public var rows: [Row]
  /// Training against test; `nil` without a split.
  public var splitTest: TestResult?
  /// Event against non-event.
  public var outcomeTest: TestResult?
  /// Whether the models with clinical factors use this factor.
  public var isInModels: Bool

  /// Assembles a block.
  public init(name: String, rows: [Row], splitTest: TestResult?, outcomeTest: TestResult?, isInModels: Bool) {
    self.name = name
    self.rows = rows
    self.splitTest = splitTest
    self.outcomeTest = outcomeTest
    self.isInModels = isInModels
  }

  /// One line of Table 1, cells ready to print: "54.2 ± 11.0", "61 (36.5 %)".
  public struct Row: Codable, Sendable {
    /// Level, or the summary shown, e.g. "mean ± SD", "median (quartiles)".
    public var label: String
    /// All patients analysed.
    public var all: String
    /// Training patients; `nil` without a split.
    public var training: String?
    /// Test patients; `nil` without a split.
    public var test: String?
    /// Patients with the event.
    public var events: String
    /// Patients without the event.
    public var nonEvents: String

    /// One line of Table 1.
    public init(label: String, all: String, training: String?, test: String?, events: String, nonEvents: String) {
      self.label = label
      self.all = all
      self.training = training
      self.test = test
      self.events = events
      self.nonEvents = nonEvents
    }
  }

  /// A two-sided test.
  public struct TestResult: Codable, Sendable {
    /// Name of the test: "Welch t", "Mann-Whitney", "chi-square", "Fisher exact".
    public var method: String
    /// p-value, or why there is none.
    public var p: Quantity

    /// A two-sided test.
    public init(method: String, p: Quantity) {
      self.method = method
      self.p = p
    }
  }
}

/// A number, or the reason why it is mathematically undefined; in JSON the number itself, or `{"undefined": "why"}`.
public enum Quantity: Sendable, Hashable {
  /// A finite number.
  case value(Double)
  /// The reason why the number is undefined.
  case undefined(AbsenceReason)

  /// The number, if there is one.
  public var number: Double? {
    if case .value(let number) = self { number } else { nil }
  }
}

extension Quantity: Codable {
  private enum Key: String, CodingKey { case undefined }

  /// Reads a number, or the reason why there is none.
  public init(from decoder: any Decoder) throws {
    if let number = try? decoder.singleValueContainer().decode(Double.self) {
      self = .value(number)
    } else {
      self = .undefined(try decoder.container(keyedBy: Key.self).decode(AbsenceReason.self, forKey: .undefined))
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .value(let number):
      var container = encoder.singleValueContainer()
      try container.encode(number)
    case .undefined(let reason):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(reason, forKey: .undefined)
    }
  }
}

/// A number with its 95 % interval.
public struct Estimate: Codable, Sendable, Hashable {
  /// How the interval was computed where the usual method would give one without width, or beyond the possible, and
  /// the limits of that method; `nil` for an interval of the usual method.
  public var replacement: ConfidenceInterval.Replacement?
  /// The estimate.
  public var value: Quantity
  /// Lower end of the 95 % interval, if it is defined.
  public var lower: Double?
  /// Upper end of the 95 % interval, if it is defined.
  public var upper: Double?
  /// The reason why there is no interval; `nil` if there is one.
  public var intervalNote: AbsenceReason?

  /// A number with its 95 % interval.
  public init(_ value: Quantity, lower: Double? = nil, upper: Double? = nil, intervalNote: AbsenceReason? = nil) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.intervalNote = intervalNote
  }
}
