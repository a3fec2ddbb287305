/// The name and version of this program, as every result carries them.
public enum Software {
  /// The version.
  public static let version = "0.2.0"
  /// Name and version.
  public static let name = "Apus \(version)"
}
