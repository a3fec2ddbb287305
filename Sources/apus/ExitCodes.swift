import ArgumentParser

extension ExitCode {
  /// Complete, but some patients failed.
  static let someFailed = ExitCode(2)
  /// The command line or a file given on it cannot be used.
  static let badInput = ExitCode(65)
  /// A program of another project, asked for by name, is not installed.
  static let toolMissing = ExitCode(69)
  /// Nothing usable came out.
  static let nothingUsable = ExitCode(1)
}
