import Foundation

/// Prints a line to standard error, where progress and problems go.
func complain(_ text: String) { printToStandardError("apus: \(text)\n") }

/// Text as it is to standard error.
func printToStandardError(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
