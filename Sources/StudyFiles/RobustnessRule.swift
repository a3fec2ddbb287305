import Extraction

extension StudyFile {
  /// Which features are dropped before selection because they are not robust.
  package struct Robustness: Hashable, Codable, Sendable {
    /// Source of the repeated values.
    package enum Source: Hashable, Codable, Sendable {
      /// Perturbed images of the training patients.
      case perturbations(RobustnessRequest)
      /// A table of repeated measurements, by path: a column named as `cohort.id`, several rows per subject, and the
      /// features.
      case table(String)
    }

    /// The intraclass correlation that decides.
    package enum Coefficient: String, Hashable, Codable, Sendable, CaseIterable {
      /// ICC(1,1).
      case oneWay = "1.1"
      /// ICC(3,1).
      case consistency = "3.1"
    }

    /// The value that is compared with the limit.
    package enum Criterion: String, Hashable, Codable, Sendable, CaseIterable {
      /// The lower limit of the 95 % interval.
      case lowerLimit = "lower-limit"
      /// The coefficient.
      case estimate
    }

    /// Source of the repeated values.
    package var source: Source
    /// The intraclass correlation that decides.
    package var coefficient: Coefficient
    /// The value that is compared with the limit.
    package var criterion: Criterion
    /// Features below this limit are dropped; between 0 and 1.
    package var limit: Double
  }
}

extension StudyFile.Robustness {
  /// `features.robustness`; `nil` if the study file has none.
  package init?(features: YAMLSection?) throws(StudyFileError) {
    guard let section = try features?.section("robustness") else { return nil }
    let table = try section.string("table")
    let asked = try section.section("perturbations")
    coefficient = try Self.choice(section, "icc") ?? .consistency
    criterion = try Self.choice(section, "by") ?? .lowerLimit
    limit = try section.number("at-least", expecting: "a number from 0 to 1", where: { (0...1).contains($0) }) ?? 0.75
    try section.finish()
    switch (table, asked) {
    case (let path?, nil): source = .table(path)
    case (nil, let asked?): source = .perturbations(try RobustnessRequest(asked))
    case (nil, nil): throw section.missing("perturbations")
    default:
      throw section.fail(
        "table",
        .wrongValue(key: "features.robustness", found: "perturbations and table", expected: "one of the two"))
    }
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ section: YAMLSection, _ key: String
  ) throws(StudyFileError) -> Value? where Value.RawValue == String {
    guard let text = try section.string(key) else { return nil }
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue)
      throw section.fail(key, .unknownName(text, in: "\(section.path).\(key)", known: known))
    }
    return value
  }
}

extension RobustnessRequest {
  fileprivate init(_ section: YAMLSection) throws(StudyFileError) {
    let rotations = try section.numbers("rotate")
    let translations = try section.numbers("translate")
    let volumes = try section.numbers("volume")
    let repetitions = "a whole number from 0 to 100"
    let noise = try section.integer("noise", expecting: repetitions, where: { (0...100).contains($0) }) ?? 0
    let contours = try section.integer("contour", expecting: repetitions, where: { (0...100).contains($0) }) ?? 0
    let level = try section.number("noise-level", expecting: "a number above 0", where: { $0 > 0 && $0.isFinite })
    let combines = try section.flag("combine") ?? false
    try section.finish()
    do throws(RobustnessRequestError) {
      try self.init(
        rotations: rotations, translations: translations, noise: noise, noiseLevel: level, volumes: volumes,
        contours: contours, combines: combines)
    } catch {
      throw section.fail(
        error.key,
        .wrongValue(key: "\(section.path).\(error.key)", found: error.found, expected: error.expected))
    }
  }
}

extension YAMLSection {
  /// A number or a list of numbers; empty if absent.
  fileprivate func numbers(_ key: String) throws(StudyFileError) -> [Double] {
    var result: [Double] = []
    for text in try strings(key) ?? [] {
      guard let value = Double(text), value.isFinite else {
        throw fail(
          key, .wrongValue(key: "\(path).\(key)", found: "\"\(text)\"", expected: "a number or a list of numbers"))
      }
      result.append(value)
    }
    return result
  }
}

// How `apus study show` prints the section.
extension StudyFile.Robustness {
  /// Keys and values in the order of the documentation; lists are texts that read as YAML numbers.
  package var resolved: [(key: String, value: ResolvedValue)] {
    let rule: [(key: String, value: ResolvedValue)] = [
      ("icc", .text(coefficient.rawValue)), ("by", .text(criterion.rawValue)), ("at-least", .number("\(limit)")),
    ]
    switch source {
    case .table(let path): return [("table", .text(path))] + rule
    case .perturbations(let request): return [("perturbations", .mapping(request.resolved))] + rule
    }
  }

  /// A value of the resolved study file.
  package indirect enum ResolvedValue {
    case text(String)
    case number(String)
    case numbers([String])
    case mapping([(key: String, value: ResolvedValue)])
  }
}

extension RobustnessRequest {
  fileprivate var resolved: [(key: String, value: StudyFile.Robustness.ResolvedValue)] {
    func list(_ values: [Double]) -> StudyFile.Robustness.ResolvedValue { .numbers(values.map { "\($0)" }) }
    var items: [(key: String, value: StudyFile.Robustness.ResolvedValue)] = [
      ("rotate", list(plan.rotations)), ("translate", list(plan.translations)), ("noise", .number("\(plan.noise)")),
    ]
    if let level = plan.noiseLevel { items.append(("noise-level", .number("\(level)"))) }
    return items + [
      ("volume", list(plan.volumes)), ("contour", .number("\(plan.contours)")),
      ("combine", .number(plan.combines ? "true" : "false")),
    ]
  }
}
