/// What is wrong with a zip archive, as facts. Whoever opens one for a purpose says it in words.
package enum ArchiveFault: Error, Hashable, Sendable {
  /// The file ends before `what` does. Counts are bytes.
  case truncated(what: String, needed: Int, available: Int)
  /// The content contradicts the format.
  case malformed(String)
  /// Something reaches outside the file.
  case outOfBounds(String)
  /// Two entries share bytes.
  case overlap(String, String)
  /// Two entries of one name.
  case duplicateName(String)
  /// An entry that is encrypted, or compressed by another method than deflate.
  case unreadableEntry(String)
  /// An entry whose checksum is wrong.
  case checksum(String)
  /// An entry that is larger than its reader allows.
  case tooLarge(String, bytes: Int, limit: Int)
}
