import Exports
import ImageFiles

extension StudyFile.Cohort {
  package init(_ section: YAMLSection) throws(StudyFileError) {
    table = try section.required("table")
    id = try section.required("id")
    group = try section.string("group")
    exclusions = []
    for rule in try section.sections("exclude") {
      exclusions.append(
        StudyFile.ExclusionRule(
          column: try rule.required("column"), equals: try rule.strings("equals"), cause: try rule.string("cause")))
      try rule.finish()
    }
    images = try section.strings("images") ?? []
    patientID = try section.string("patient-id")
    guard patientID == nil || !images.isEmpty else {
      throw section.fail(
        "patient-id",
        .wrongValue(key: "cohort.patient-id", found: "without images", expected: "cohort.images beside it"))
    }
    try section.finish()
  }
}

extension StudyFile.Outcome {
  package init(_ section: YAMLSection) throws(StudyFileError) {
    column = try section.required("column")
    guard let event = try section.strings("event"), !event.isEmpty else { throw section.missing("event") }
    self.event = event
    nonEvent = try section.strings("non-event")
    eventName = try section.string("event-name") ?? "\(column) = \(event.joined(separator: " or "))"
    nonEventName = try section.string("non-event-name") ?? "no \(eventName)"
    try section.finish()
  }
}

extension StudyFile.Series {
  /// - Parameter isLinked: whether the cohort has folders in which a series without a path is found by rules.
  package init(name: String, isLinked: Bool, _ section: YAMLSection) throws(StudyFileError) {
    self.name = name
    image = try StudyFile.SeriesImage(section, isLinked: isLinked)
    spacingTolerance =
      try section.number(
        "spacing-tolerance", expecting: "a share of the spacing from 0 to 1", where: { (0...1).contains($0) })
      ?? 0.01
    biasField = try StudyFile.BiasField(section)
    normalisation = try section.section("normalisation").map { section throws(StudyFileError) in
      try StudyFile.SeriesNormalisation(section)
    }
    between = try BetweenContours(section)
    mask = try StudyFile.MaskSource(section, image, between, isLinked: isLinked)
    roiColumn = try section.string("roi-column")
    if roiColumn != nil { try mask.checkRegionOfRows(section) }
    if case .series = mask {
      structureSet = .any
    } else {
      structureSet =
        try section.section("structure-set").map { section throws(StudyFileError) in
          try StructureSetRules(section)
        } ?? .any
    }
  }
}

extension StudyFile.MaskSource {
  fileprivate init(
    _ section: YAMLSection, _ image: StudyFile.SeriesImage, _ between: BetweenContours?, isLinked: Bool
  ) throws(StudyFileError) {
    let rois = try section.strings("roi") ?? []
    let label = try section.integer("label", expecting: "a whole number from 1", where: { $0 >= 1 })
    if let other = try section.string("mask-of") {
      guard try section.string("mask") == nil, rois.isEmpty, label == nil, between == nil else {
        throw section.fail(
          "mask-of",
          .wrongValue(key: "mask-of", found: "beside mask, roi, label or between", expected: "one or the other"))
      }
      self = .series(other)
      return
    }
    let path = try section.string("mask")
    let isByRules = if case .rules = image { true } else { false }
    // A path without {id} is the same for all patients: with series that are found by rules, a folder of structure
    // sets.
    if path.map({ isByRules && !$0.contains("{id}") }) ?? isLinked {
      guard label == nil else {
        throw section.fail(
          "label",
          .wrongValue(
            key: "\(section.path).label", found: "with contours that are found by what they were drawn on",
            expected: "roi"))
      }
      self = .drawn(rois: rois, folder: path)
      return
    }
    guard let path else { throw section.missing("mask") }
    guard rois.count <= 1 else {
      throw section.fail(
        "roi",
        .wrongValue(
          key: "\(section.path).roi", found: "a list", expected: "one name or pattern, beside a path of a mask"))
    }
    self = .file(path: path, roi: rois.first, label: label, resampled: try section.flag("resample-mask") ?? false)
  }
}

extension StudyFile.MaskSource {
  /// Refuses a column of names where the region has none, or where it is named for all rows.
  fileprivate func checkRegionOfRows(_ section: YAMLSection) throws(StudyFileError) {
    let other: String? =
      switch self {
      case .file(_, nil, nil, _), .drawn(rois: [], _): nil
      case .file(_, .some, _, _), .drawn: "roi"
      case .file(_, nil, .some, _): "label"
      case .series: "mask-of"
      }
    guard let other else { return }
    throw section.fail(
      "roi-column",
      .wrongValue(key: "\(section.path).roi-column", found: "beside \(other)", expected: "one or the other"))
  }
}

extension BetweenContours {
  /// `between: fill`; `nil` if the section does not have it.
  package init?(_ section: YAMLSection) throws(StudyFileError) {
    guard let text = try section.string("between") else { return nil }
    guard let known = Self(rawValue: text) else {
      throw section.fail(
        "between",
        .unknownName(text, in: "\(section.path).between", known: Self.allCases.map(\.rawValue)))
    }
    self = known
  }
}

extension StudyFile.Factor {
  package init(name: String, _ section: YAMLSection) throws(StudyFileError) {
    self.name = name
    column = try section.string("column") ?? name
    label = try section.string("label") ?? name
    unit = try section.string("unit")
    switch try section.required("type") {
    case "continuous":
      kind = .continuous(cut: try section.number("cut", expecting: "a number", where: \.isFinite))
    case "categorical":
      let levels = try Self.levels(section)
      // A level with this name is the unknown one, for which models have one column and tables one row.
      let unknown = levels.filter { StudyFile.Factor.isUnknown($0.name) }.flatMap(\.values)
      kind = .categorical(
        levels: levels.filter { !StudyFile.Factor.isUnknown($0.name) },
        unknown: (try section.strings("unknown") ?? []) + unknown)
    case let other:
      throw section.fail("type", .unknownName(other, in: "\(section.path).type", known: ["continuous", "categorical"]))
    }
  }

  /// `levels: [a, b]` or `groups: {name: [values]}`. Without either, the levels are the values found, sorted.
  private static func levels(_ section: YAMLSection) throws(StudyFileError) -> [StudyFile.Level] {
    if let groups = try section.section("groups") {
      var levels: [StudyFile.Level] = []
      for key in groups.keys { levels.append(StudyFile.Level(name: key, values: try groups.strings(key) ?? [key])) }
      return levels
    }
    return (try section.strings("levels") ?? []).map { StudyFile.Level(name: $0, values: [$0]) }
  }
}

extension StudyFile.Models {
  package init(_ section: YAMLSection?, factors all: [StudyFile.Factor]) throws(StudyFileError) {
    factors = try section?.strings("factors") ?? all.map(\.name)
    selectedFeatures =
      try section?.integer("selected-features", expecting: "a whole number from 1", where: { $0 >= 1 }) ?? 20
    let text = try section?.string("unknown") ?? "level"
    guard let encoding = StudyFile.UnknownEncoding(rawValue: text) else {
      let known = StudyFile.UnknownEncoding.allCases.map(\.rawValue)
      throw StudyFileError(file: section?.file ?? "", problem: .unknownName(text, in: "models.unknown", known: known))
    }
    unknown = encoding
    try section?.finish()
  }
}

extension StudyFile.Factor {
  /// The name of the level "not recorded" in tables and in columns of models.
  package static let unknownName = "unknown"

  /// Whether a name in a study file or table means that level, regardless of case.
  package static func isUnknown(_ name: String) -> Bool { name.lowercased() == unknownName }
}
