import ArgumentParser

extension ExitCode {
  /// Complete, but some patients failed.
  static let someFailed = ExitCode(2)
  /// The command line or a file given on it cannot be used.
  static let badInput = ExitCode(65)
  /// Nothing usable came out.
  static let nothingUsable = ExitCode(1)
}
