/// Two rows of Table 2 that a study compares in every protocol; a difference is the first minus the second.
package struct RowPair: Hashable, Sendable {
  package let first: RowRole
  package let second: RowRole

  /// The first against the second.
  package init(_ first: RowRole, against second: RowRole) { (self.first, self.second) = (first, second) }

  /// Whether both compare the same rows, in either direction.
  package func isOfRows(of other: RowPair) -> Bool { Set([first, second]) == Set([other.first, other.second]) }

  /// Keys of both rows, as a study file has them.
  package var keys: [String] { [first, second].map { RowKey($0).description } }
}

extension RowPair: Codable {
  /// Reads the keys of two rows.
  package init(from decoder: any Decoder) throws {
    let keys = try decoder.singleValueContainer().decode([String].self)
    let roles = keys.compactMap { RowKey($0)?.role }
    guard keys.count == 2, roles.count == 2 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(keys) are not the keys of two rows"))
    }
    self.init(roles[0], against: roles[1])
  }

  /// Writes the keys of both rows.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(keys)
  }
}

/// Which comparisons of a study are primary. They are named before the run, and Holm's adjustment is over them alone;
/// all others are exploratory.
package enum PrimaryComparisons: Hashable, Codable, Sendable {
  /// Those of ``published`` whose rows the study has.
  case standard
  /// The four of Jeong et al. 2024, all of which the study must have.
  case jeong2024
  /// Pairs by name; without any, every comparison is exploratory.
  case pairs([RowPair])

  /// Table 2 of Jeong et al. 2024: the deep arm against the handcrafted one, without and with the clinical factors, and
  /// each arm with the factors against itself without them. Of several networks it is the first.
  package static let published: [RowPair] = {
    let (hcr, dlr) = (RowRole.handcrafted(withFactors: false), RowRole.deep(.images, network: ""))
    let hcrFactors = RowRole.handcrafted(withFactors: true)
    let dlrFactors = RowRole.deep(.imagesWithFactors, network: "")
    return [
      RowPair(dlr, against: hcr), RowPair(dlrFactors, against: hcrFactors), RowPair(hcrFactors, against: hcr),
      RowPair(dlrFactors, against: dlr),
    ]
  }()

  /// The pairs of a study with these rows.
  package func pairs(among rows: [RowRole]) -> [RowPair] {
    switch self {
    case .standard: Self.published.filter { rows.contains($0.first) && rows.contains($0.second) }
    case .jeong2024: Self.published
    case .pairs(let pairs): pairs
    }
  }
}
