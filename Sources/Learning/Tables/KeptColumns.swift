/// The columns a filter or selection keeps.
public struct KeptColumns: Hashable, Codable, Sendable {
  /// Their names, in the order of the table.
  public let columns: [String]
}
