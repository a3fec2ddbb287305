import DeepRadiomics
import Learning
import Results

extension StudyFile.Deep {
  /// The section `deep:` with its further networks; `series` are the series of the study.
  package init(
    _ section: YAMLSection, series all: [String], _ evaluation: ProtocolChoice
  ) throws(StudyFileError) {
    try self.init(section, label: "", series: all, evaluation)
    let others = try section.section("further")
    try section.finish()
    for label in others?.keys ?? [] {
      guard let others, let own = try others.section(label) else { continue }
      guard label.isRowLabel else {
        throw others.fail(
          label,
          .wrongValue(
            key: "deep.further", found: "\"\(label)\"", expected: "a name of at most 20 letters, digits and hyphens"))
      }
      let one = try StudyFile.Deep(own.inheriting(from: section), label: label, series: all, evaluation)
      try own.checkPooling(one.settings)
      further.append(one)
    }
  }

  private init(
    _ section: YAMLSection, label: String, series all: [String], _ evaluation: ProtocolChoice
  ) throws(StudyFileError) {
    if section.node("table") != nil {
      try self.init(tables: section, label: label)
    } else {
      try self.init(network: section, label: label, series: all, evaluation)
    }
  }

  private init(
    network section: YAMLSection, label: String, series all: [String], _ evaluation: ProtocolChoice
  ) throws(StudyFileError) {
    self.label = label
    network = try section.required("network")
    guard let choice = NetworkChoice(network) else {
      throw section.fail(
        "network", .unknownName(network, in: "deep.network", known: NetworkChoice.names + ["FILE.onnx"]))
    }
    weights = try section.string("weights")
    try section.checkFile(choice, weights: weights, layer: section.string("layer"))
    let own = try Way(section, choice, .sound)
    let other = try section.section("as-published") ?? .empty(of: section, "as-published")
    let published = try Way(other.inside(section), choice, .asPublished)
    let first = evaluation == .asPublished ? published : own
    (settings, input, poolings) = (first.settings, first.input, first.poolings)
    if label.isEmpty { try section.checkPooling(settings) }
    self.published = evaluation == .both && published != own ? published : nil
    series = try section.strings("series") ?? all
    for name in series where !all.contains(name) {
      throw section.fail("series", .unknownName(name, in: "deep.series", known: all))
    }
    if let twice = series.firstDuplicate {
      throw section.fail(
        "series", .wrongValue(key: "deep.series", found: "\"\(twice)\" twice", expected: "each series once"))
    }
    guard [own, published].allSatisfy({ $0.input.series == .branches }) || series.count <= 3 else {
      throw section.fail(
        "combine",
        .wrongValue(
          key: "deep.combine", found: "channels for \(series.count) series", expected: "at most 3 in deep.series"))
    }
    views =
      try section.section("views").map { section throws(StudyFileError) in
        try InputView.list(section)
      } ?? []
    factors = try section.choice("factors") ?? .all
    lastBlock = try LastBlockTraining.read(section, network: choice, way: own, views: views)
    guard lastBlock == nil || evaluation != .asPublished else {
      throw section.fail(
        "train",
        .wrongValue(
          key: "deep.train", found: "in protocol: as-published",
          expected: "protocol: sound or both; the published network was frozen"))
    }
    ensemble = try Self.ensemble(section)
    beyond = try Self.beyond(section)
    if !label.isEmpty { try section.finish() }
  }
}

extension StudyFile.Deep {
  static func ensemble(_ section: YAMLSection) throws(StudyFileError) -> Int {
    try section.integer("ensemble", expecting: "a whole number from 1 to 100", where: { (1...100).contains($0) }) ?? 5
  }

  static func beyond(_ section: YAMLSection) throws(StudyFileError) -> [Beyond] {
    var beyond: [Beyond] = []
    for name in try section.strings("beyond") ?? Beyond.allCases.map(\.rawValue) where name != "none" {
      guard let row = Beyond(rawValue: name) else {
        throw section.fail(
          "beyond", .unknownName(name, in: "deep.beyond", known: Beyond.allCases.map(\.rawValue) + ["none"]))
      }
      beyond.append(row)
    }
    return beyond
  }
}

extension String {
  fileprivate var isRowLabel: Bool {
    (1...20).contains(count) && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }
}
