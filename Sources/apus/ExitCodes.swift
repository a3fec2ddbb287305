import ArgumentParser
import Foundation

extension ExitCode {
  /// Complete, but some patients failed.
  static let someFailed = ExitCode(2)
  /// The command line or a file given on it cannot be used.
  static let badInput = ExitCode(65)
  /// Nothing usable came out.
  static let nothingUsable = ExitCode(1)
}

/// Prints a line to standard error, where progress and problems go.
func complain(_ text: String) { printToStandardError("apus: \(text)\n") }

/// Text as it is to standard error.
func printToStandardError(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
