import Results
import Yams

extension PrimaryComparisons {
  /// `comparisons: {primary: jeong2024}`, or pairs of row keys: `{primary: [[dlr_mr, hcr_mr]]}`.
  init(_ section: YAMLSection?) throws(StudyFileError) {
    guard let section, let node = section.node("primary") else {
      try section?.finish()
      self = .standard
      return
    }
    try section.finish()
    if let name = node.scalar?.string {
      guard name == Self.publishedName else {
        throw section.fail("primary", .unknownName(name, in: "comparisons.primary", known: [Self.publishedName]))
      }
      self = .jeong2024
      return
    }
    guard let items = node.sequence else { throw section.wrong("primary", node, expecting: Self.expected) }
    var pairs: [RowPair] = []
    for item in items { pairs.append(try Self.pair(item, section)) }
    self = .pairs(pairs)
  }

  private static let publishedName = "jeong2024"
  private static let expected = "jeong2024, or a list of pairs of rows such as [[dlr_mr, hcr_mr]]"

  private static func pair(_ node: Node, _ section: YAMLSection) throws(StudyFileError) -> RowPair {
    let keys = node.sequence?.compactMap { $0.scalar?.string } ?? []
    guard keys.count == 2, node.sequence?.count == 2 else {
      throw section.wrong("primary", node, expecting: expected)
    }
    var roles: [RowRole] = []
    for key in keys {
      // A pair is compared in every protocol of the run, so a key of one protocol alone names no row here.
      guard let known = RowKey(key), known.protocolName == .sound else {
        throw section.fail("primary", .unknownName(key, in: "comparisons.primary", known: []))
      }
      roles.append(known.role)
    }
    return RowPair(roles[0], against: roles[1])
  }

  /// The section of a study file; `nil` for the default, so that studies keep their identity.
  var node: Node? {
    switch self {
    case .standard: nil
    case .jeong2024: .map([("primary", .quoted(Self.publishedName))])
    case .pairs(let pairs): .map([("primary", Node(pairs.map { Node.list($0.keys) }))])
    }
  }
}

extension StudyFile {
  /// The rows of Table 2 that this study has in each protocol, in no fixed order.
  /// - Parameter withVolume: whether lesions have a volume, which only the images or tables tell.
  package func plannedRoles(withVolume: Bool) -> [RowRole] {
    let hasFactors = !models.factors.isEmpty
    let handcrafted: [RowRole] =
      arms.contains(.handcrafted)
      ? [.handcrafted(withFactors: false)] + (hasFactors ? [.handcrafted(withFactors: true)] : [])
        + (controls.shuffledVoxels ? [.shuffledVoxels] : []) : []
    let deep = networks.flatMap { network -> [RowRole] in
      let rows: [RowRole.DeepRow] =
        [.images] + (hasFactors ? [.imagesWithFactors] : []) + (network.beyond.contains(.supportVector) ? [.table] : [])
        + (network.beyond.contains(.fusion) && arms.contains(.handcrafted) ? [.fusion] : [])
      return rows.map { .deep($0, network: network.label) }
    }
    return (hasFactors ? [.clinical] : []) + handcrafted + (withVolume ? [.lesionVolume] : []) + deep
  }

  /// The primary comparisons, in their order.
  package var primaryPairs: [RowPair] { primary.pairs(among: plannedRoles(withVolume: true)) }

  /// Checks that the study has the rows of its primary comparisons, and names no comparison twice.
  func checkComparisons(_ top: YAMLSection) throws(StudyFileError) {
    let rows = plannedRoles(withVolume: true).filter { !$0.isControl }
    let pairs = primary.pairs(among: rows)
    for role in pairs.flatMap({ [$0.first, $0.second] }) where !rows.contains(role) {
      throw top.fail(
        "comparisons",
        .unknownName(
          RowKey(role).description, in: "comparisons.primary", known: rows.map { RowKey($0).description }))
    }
    for (at, pair) in pairs.enumerated() {
      let keys = pair.keys.joined(separator: ", ")
      if pair.first == pair.second {
        throw top.fail(
          "comparisons", .wrongValue(key: "comparisons.primary", found: "[\(keys)]", expected: "two different rows"))
      }
      if pairs.prefix(at).contains(where: pair.isOfRows) {
        throw top.fail(
          "comparisons", .wrongValue(key: "comparisons.primary", found: "[\(keys)] twice", expected: "each pair once"))
      }
    }
  }
}
