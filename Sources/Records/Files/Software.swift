/// The name and version of this program, which every result records.
public enum Software {
  /// The version.
  public static let version = "0.2.0"
  /// Name and version.
  public static let name = "Apus \(version)"
}
