/// Every way to normalise intensities; the only list.
public enum NormalisationRegistry {
  /// One way, by name.
  public struct Entry: Sendable {
    /// Name on the command line and in study files.
    public let name: String
    /// What it does, in a sentence.
    public let summary: String
    /// Where it comes from.
    public let source: String
    let read: @Sendable (inout NormalisationParameters) throws(NormalisationSettingError) -> IntensityNormalisation.Rule
  }

  /// All ways, in the order of the documentation.
  public static let entries: [Entry] = [
    Entry(
      name: "zscore-image", summary: "Mean 0 and standard deviation 1 over the whole image.",
      source: "PyRadiomics' normalize"
    ) { _ throws(NormalisationSettingError) in .zScore(.image) },
    Entry(
      name: "zscore-body", summary: "Mean 0 and standard deviation 1 over the body.",
      source: "Reinhold et al. 2019, doi 10.1117/12.2513089"
    ) { _ throws(NormalisationSettingError) in .zScore(.body) },
    Entry(
      name: "zscore-roi", summary: "Mean 0 and standard deviation 1 over the region of interest.",
      source: "Carré et al. 2020, doi 10.1038/s41598-020-69298-z"
    ) { _ throws(NormalisationSettingError) in .zScore(.roi) },
    Entry(
      name: "percentile", summary: "Two percentiles to two values, linearly.",
      source: "the first step of Nyúl et al. 2000, doi 10.1109/42.836373"
    ) { parameters throws(NormalisationSettingError) in .percentiles(try parameters.window()) },
    Entry(
      name: "whitestripe", summary: "Mean 0 and standard deviation 1 over reference tissue.",
      source: "Shinohara et al. 2014, doi 10.1016/j.nicl.2014.08.008, adapted to images without a brain"
    ) { parameters throws(NormalisationSettingError) in .referenceTissue(try parameters.tissue()) },
    Entry(
      name: "nyul", summary: "Percentiles to their mean place in training images, by straight lines between them.",
      source: "Nyúl et al. 2000, doi 10.1109/42.836373; Shah et al. 2011, doi 10.1016/j.media.2010.12.003"
    ) { parameters throws(NormalisationSettingError) in .landmarks(try parameters.landmarks()) },
  ]

  /// Names of all ways.
  public static var names: [String] { entries.map(\.name) }
}

extension IntensityNormalisation {
  /// The settings of a method by name; parameters not given have their defaults.
  /// - Parameter parameters: texts by key; several for a list.
  public init(method: String, parameters: [String: [String]] = [:]) throws(NormalisationSettingError) {
    guard let entry = NormalisationRegistry.entries.first(where: { $0.name == method }) else {
      throw .unknownMethod(method, known: NormalisationRegistry.names)
    }
    var reader = NormalisationParameters(method: method, parameters)
    let rule = try entry.read(&reader)
    let body = rule.region == .body ? try reader.body() : .otsu
    let scale = try reader.number("scale", default: 1, "a number above 0") { $0 > 0 }
    let limit = try reader.optionalNumber("outliers", "a number above 0, or none") { $0 > 0 }
    if case .percentiles(let window) = rule, window.clips, limit != nil {
      throw .wrongParameter("outliers", found: "given beside clip=true", expected: "clip=false, or no outliers")
    }
    try reader.finish()
    self.init(rule: rule, body: body, scale: scale, outlierLimit: limit)
  }

  /// `METHOD` or `METHOD:key=value,…`, lists with `/` between their items.
  public init(_ text: String) throws(NormalisationSettingError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    var parameters: [String: [String]] = [:]
    for pair in parts.dropFirst().flatMap({ $0.split(separator: ",") }) {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw .noValue(String(pair)) }
      guard parameters[String(sides[0])] == nil else {
        throw .wrongParameter(String(sides[0]), found: "given twice", expected: "one value")
      }
      parameters[String(sides[0])] = sides[1].split(separator: "/").map { String($0) }
    }
    try self.init(method: parts[0], parameters: parameters)
  }

  /// Name in the registry.
  public var method: String {
    switch rule {
    case .zScore(let region): "zscore-\(region.rawValue)"
    case .percentiles: "percentile"
    case .referenceTissue: "whitestripe"
    case .landmarks: "nyul"
    }
  }

  /// Every parameter with its value, in the order of the documentation.
  public var parameters: [(key: String, values: [String])] {
    var all: [(String, [String])] = []
    switch rule {
    case .zScore: break
    case .percentiles(let window):
      all = [
        ("region", [window.region.rawValue]), ("lower", ["\(window.lower)"]), ("upper", ["\(window.upper)"]),
        ("low", ["\(window.low)"]), ("high", ["\(window.high)"]), ("clip", ["\(window.clips)"]),
      ]
    case .referenceTissue(let tissue): all = [("peak", [tissue.peak.rawValue]), ("width", ["\(tissue.width)"])]
    case .landmarks(let settings):
      all = [
        ("region", [settings.region.rawValue]), ("percentiles", settings.percentiles.map { "\($0)" }),
        ("low", ["\(settings.low)"]), ("high", ["\(settings.high)"]),
      ]
    }
    if rule.region == .body { all.append(("body", [body.text])) }
    return all + [("scale", ["\(scale)"]), ("outliers", [outlierLimit.map { "\($0)" } ?? "none"])]
  }
}

extension IntensityNormalisation: CustomStringConvertible, Codable {
  /// `method:key=value,…` with every parameter, which reads back as the same settings.
  public var description: String {
    "\(method):" + parameters.map { "\($0.key)=\($0.values.joined(separator: "/"))" }.joined(separator: ",")
  }

  /// Reads and checks the text.
  public init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }

  /// Writes ``description``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension BodyRule {
  fileprivate var text: String {
    switch self {
    case .otsu: "otsu"
    case .mean: "mean"
    case .threshold(let value): "\(value)"
    }
  }
}
