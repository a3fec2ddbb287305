/// Why a normalisation cannot be meant as it is written.
public enum NormalisationSettingError: Error, Hashable, Sendable {
  /// No method of this name.
  case unknownMethod(String, known: [String])
  /// The method has no parameter of this name.
  case unknownParameter(String, method: String, known: [String])
  /// A value out of range.
  case wrongParameter(String, found: String, expected: String)
  /// A parameter without `=`.
  case noValue(String)
}

extension NormalisationSettingError: CustomStringConvertible {
  /// The cause and what is allowed.
  public var description: String {
    switch self {
    case .unknownMethod(let name, let known):
      "no normalisation is called \"\(name)\"; known: \(known.joined(separator: ", "))"
    case .unknownParameter(let name, let method, let known):
      "\"\(name)\" is no parameter of \(method); known: \(known.joined(separator: ", "))"
    case .wrongParameter(let name, let found, let expected): "\(name) is \(found); expected \(expected)"
    case .noValue(let text): "\"\(text)\" has no value; write key=value"
    }
  }
}

/// Texts by key, from which a method takes what it knows, so that the rest can be refused by name.
struct NormalisationParameters {
  private let method: String
  private let values: [String: [String]]
  private var known: [String] = []

  init(method: String, _ values: [String: [String]]) {
    self.method = method
    self.values = values
  }

  /// Refuses what nothing asked for.
  func finish() throws(NormalisationSettingError) {
    guard let unknown = values.keys.filter({ !known.contains($0) }).min() else { return }
    throw .unknownParameter(unknown, method: method, known: known.sorted())
  }

  mutating func optionalNumber(
    _ key: String, _ expected: String, where isValid: (Double) -> Bool
  ) throws(NormalisationSettingError) -> Double? {
    guard let text = try text(key, expected), text != "none" else { return nil }
    guard let number = Double(text), number.isFinite, isValid(number) else {
      throw .wrongParameter(key, found: text, expected: expected)
    }
    return number
  }

  mutating func number(
    _ key: String, default value: Double, _ expected: String, where isValid: (Double) -> Bool = { _ in true }
  ) throws(NormalisationSettingError) -> Double {
    guard let text = try text(key, expected) else { return value }
    guard let number = Double(text), number.isFinite, isValid(number) else {
      throw .wrongParameter(key, found: text, expected: expected)
    }
    return number
  }

  mutating func choice<Choice: RawRepresentable<String>>(
    _ key: String, default value: Choice, of all: [Choice]
  ) throws(NormalisationSettingError) -> Choice {
    let expected = all.map(\.rawValue).joined(separator: ", ")
    guard let text = try text(key, expected) else { return value }
    guard let choice = all.first(where: { $0.rawValue == text }) else {
      throw .wrongParameter(key, found: text, expected: expected)
    }
    return choice
  }

  private mutating func texts(_ key: String) -> [String]? {
    known.append(key)
    return values[key]
  }

  private mutating func text(_ key: String, _ expected: String) throws(NormalisationSettingError) -> String? {
    guard let texts = texts(key) else { return nil }
    guard texts.count == 1 else {
      throw .wrongParameter(key, found: "\(texts.count) values", expected: expected)
    }
    return texts[0]
  }
}

// What the methods read.
extension NormalisationParameters {
  mutating func body() throws(NormalisationSettingError) -> BodyRule {
    let expected = "otsu, mean or an intensity"
    switch try text("body", expected) {
    case nil, "otsu": return .otsu
    case "mean": return .mean
    case let text?:
      guard let value = Double(text), value.isFinite else {
        throw .wrongParameter("body", found: text, expected: expected)
      }
      return .threshold(value)
    }
  }

  mutating func window() throws(NormalisationSettingError) -> PercentileWindow {
    let region = try region()
    let lower = try number("lower", default: 1, "a percentage from 0 to 100") { (0...100).contains($0) }
    let upper = try number("upper", default: 99, "a percentage above lower, to 100") { $0 > lower && $0 <= 100 }
    let (low, high) = try range(from: 0, to: 1)
    let clips = try choice("clip", default: Flag.true, of: Flag.allCases) == .true
    return PercentileWindow(region: region, lower: lower, upper: upper, low: low, high: high, clips: clips)
  }

  mutating func tissue() throws(NormalisationSettingError) -> ReferenceTissue {
    ReferenceTissue(
      peak: try choice("peak", default: .largest, of: HistogramPeak.allCases),
      width: try number("width", default: 0.05, "a share between 0 and 0.5") { $0 > 0 && $0 < 0.5 })
  }

  mutating func landmarks() throws(NormalisationSettingError) -> LandmarkSettings {
    let region = try region()
    let percentiles = try percentiles()
    let (low, high) = try range(from: 1, to: 100)
    return LandmarkSettings(region: region, percentiles: percentiles, low: low, high: high)
  }

  private enum Flag: String, CaseIterable { case `true`, `false` }

  private mutating func region() throws(NormalisationSettingError) -> IntensityNormalisation.Region {
    try choice("region", default: .body, of: [.body, .image, .roi])
  }

  private mutating func range(
    from low: Double, to high: Double
  ) throws(NormalisationSettingError) -> (low: Double, high: Double) {
    let low = try number("low", default: low, "a number")
    return (low, try number("high", default: high, "a number above low") { $0 > low })
  }

  private mutating func percentiles() throws(NormalisationSettingError) -> [Double] {
    guard let texts = texts("percentiles") else { return [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99] }
    let values = texts.compactMap { Double($0) }
    let rises = zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
    guard values.count == texts.count, values.count >= 3, rises, values.allSatisfy({ $0 > 0 && $0 < 100 }) else {
      throw .wrongParameter(
        "percentiles", found: texts.joined(separator: "/"),
        expected: "three or more numbers that rise strictly between 0 and 100")
    }
    return values
  }
}
