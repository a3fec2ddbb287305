import Learning

/// The role of a row of Table 2. Code that must distinguish rows uses the role; only files use a key.
public enum RowRole: Hashable, Sendable {
  /// Clinical factors alone.
  case clinical
  /// Handcrafted image features, with or without the clinical factors.
  case handcrafted(withFactors: Bool)
  /// Lesion volume alone.
  case lesionVolume
  /// The negative control: handcrafted features of lesions whose voxels are in random order.
  case shuffledVoxels
  /// A row of a network; the study's first one has no label.
  case deep(DeepRow, network: String)

  /// The rows of one network.
  public enum DeepRow: String, Hashable, Sendable, CaseIterable {
    /// A head on the network's features.
    case images
    /// The same with the clinical factors.
    case imagesWithFactors
    /// The network's features through the selection and the classifier of the handcrafted rows.
    case table
    /// The same together with the handcrafted features, and with the clinical factors if the study has some.
    case fusion
  }

  /// Whether its columns include the clinical factors, if the study has some.
  public var readsFactors: Bool {
    switch self {
    case .clinical, .handcrafted(withFactors: true), .deep(.imagesWithFactors, _), .deep(.fusion, _): true
    case .handcrafted(withFactors: false), .lesionVolume, .shuffledVoxels, .deep(.images, _), .deep(.table, _): false
    }
  }

  /// Whether a test of robustness decides which of its features may be selected.
  public var isFilteredByRobustness: Bool { if case .handcrafted = self { true } else { false } }

  /// Whether the row is a negative control; no model of it is kept.
  public var isControl: Bool { self == .shuffledVoxels }

  /// Label of the network that it uses; `nil` for rows without a network.
  public var network: String? { if case .deep(_, let label) = self { label } else { nil } }
}

/// The key of a row of one protocol, as files and columns have it: `hcr_mr_cf`, `as_published_dlr_mr`. It is made and
/// read only here.
public struct RowKey: Hashable, Sendable {
  /// The kind of row.
  public let role: RowRole
  /// In which protocol.
  public let protocolName: ProtocolName

  /// Both parts.
  public init(_ role: RowRole, in protocolName: ProtocolName = .sound) {
    (self.role, self.protocolName) = (role, protocolName)
  }
}

extension RowKey: LosslessStringConvertible {
  private static let published = "as_published_"

  /// The key; for `sound` it is that of the role alone.
  public var description: String { (protocolName == .sound ? "" : RowKey.published) + role.key }

  /// Reads a key; `nil` if no row of a study has it.
  public init?(_ text: String) {
    let isPublished = text.hasPrefix(RowKey.published)
    guard let role = RowRole(key: isPublished ? String(text.dropFirst(RowKey.published.count)) : text) else {
      return nil
    }
    self.init(role, in: isPublished ? .asPublished : .sound)
  }
}

extension RowRole {
  /// The roles that a study can have at most once.
  private static let fixed: [(role: RowRole, key: String)] = [
    (.clinical, "clinical"), (.handcrafted(withFactors: false), "hcr_mr"),
    (.handcrafted(withFactors: true), "hcr_mr_cf"),
    (.lesionVolume, "volume"), (.shuffledVoxels, "hcr_shuffled"),
  ]

  fileprivate var key: String {
    guard case .deep(let row, let network) = self else {
      return RowRole.fixed.first { $0.role == self }?.key ?? ""
    }
    let (start, end) = row.ends
    return start + (network.isEmpty ? "" : "_\(network)") + end
  }

  fileprivate init?(key: String) {
    if let known = RowRole.fixed.first(where: { $0.key == key }) {
      self = known.role
      return
    }
    // No label has an underscore, so no two rows share a key.
    let found = DeepRow.allCases.compactMap { row -> RowRole? in
      let (start, end) = row.ends
      guard key.hasPrefix(start), key.hasSuffix(end), key.count >= start.count + end.count else { return nil }
      let label = key.dropFirst(start.count).dropLast(end.count)
      guard label.isEmpty || label.first == "_" && !label.dropFirst().contains("_") && label.count > 1 else {
        return nil
      }
      return .deep(row, network: String(label.dropFirst()))
    }
    guard let role = found.first else { return nil }
    self = role
  }
}

extension RowRole.DeepRow {
  /// The parts of a key before and after the network's label.
  fileprivate var ends: (start: String, end: String) {
    switch self {
    case .images: ("dlr", "_mr")
    case .imagesWithFactors: ("dlr", "_mr_cf")
    case .table: ("dlr", "_svm")
    case .fusion: ("fusion", "")
    }
  }
}
