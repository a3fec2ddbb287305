/// How far a run is.
public struct StudyProgress: Sendable, Hashable {
  /// What is being done, e.g. "Extracting features".
  public let stage: String
  /// Steps done.
  public let done: Int
  /// Steps in all.
  public let total: Int
}
