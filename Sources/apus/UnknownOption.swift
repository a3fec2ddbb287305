import ArgumentParser
import Foundation
import Records

/// The first option that a command does not have, or the first command that does not exist.
struct UnknownOption: CustomStringConvertible {
  private let word: String
  private let isCommand: Bool
  private let command: String
  private let known: [String]

  /// Checks the words after `apus`; `nil` if every option is known, or if the description of the commands cannot be
  /// read.
  init?(in words: [String]) {
    guard let data = Apus._dumpHelp().data(using: .utf8), let tool = try? JSONDecoder().decode(Tool.self, from: data)
    else {
      return nil
    }
    var (node, path, rest) = (tool.command, "apus", words[...])
    while let word = rest.first, let next = node.subcommands?.first(where: { $0.commandName == word }) {
      (node, path, rest) = (next, "\(path) \(word)", rest.dropFirst())
    }
    command = path
    let commands = (node.subcommands ?? []).map(\.commandName)
    if let word = rest.first, !word.hasPrefix("-"), !commands.isEmpty {
      (self.word, isCommand, known) = (word, true, commands)
      return
    }
    let options = (node.arguments ?? []).filter { $0.kind != "positional" }
    let names = Dictionary(options.flatMap { option in option.written.map { ($0, option) } }) { first, _ in first }
    guard let found = Self.unknown(among: rest, names) else { return nil }
    (word, isCommand, known) = (found, false, names.keys.sorted())
  }

  private static func unknown(among words: ArraySlice<String>, _ names: [String: Argument]) -> String? {
    var rest = words
    while let word = rest.popFirst(), word != "--" {
      guard word.count > 1, word.hasPrefix("-"), Double(word) == nil, !word.hasPrefix("-,") else { continue }
      let name = String(word.prefix { $0 != "=" })
      if let option = names[name] {
        // The next word is the value of this option, even if it begins with a minus.
        if option.kind == "option", name == word { rest = rest.dropFirst() }
        continue
      }
      // A long name after a single minus, as in some programs, would be read as several one-letter flags.
      if !word.hasPrefix("--"), names["-" + name] != nil { return name }
      // Several one-letter flags, or a value directly after its letter. Lists of numbers may begin with a minus.
      let isJoined = !word.hasPrefix("--") && names[String(word.prefix(2))] != nil
      if isJoined || word.dropFirst().first?.isNumber == true { continue }
      return name
    }
    return nil
  }

  var description: String {
    if isCommand {
      return
        """
        there is no command \"\(word)\"\(suggestion(forCommand: word, among: known)). `\(command)` has \
        \(known.joined(separator: ", ")).
        """
    }
    return
      """
      unknown option \"\(word)\"\(suggestion(for: word, among: known)): `\(command)` has \
      \(known.joined(separator: ", ")). Run `\(command) --help` for details. Write a file name that begins with a \
      minus after `--`.
      """
  }

  private struct Tool: Decodable { let command: Node }

  private struct Node: Decodable {
    let commandName: String
    let subcommands: [Node]?
    let arguments: [Argument]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let kind: String
    let names: [Name]?

    /// The option as written on a command line.
    var written: [String] { (names ?? []).map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" } }
  }
}

/// The command that was probably meant. Two neighbouring letters that changed places are the commonest slip of a hand,
/// and are two edits for the suggestions of names.
func suggestion(forCommand word: String, among known: [String]) -> String {
  let letters = Array(word)
  let swapped = letters.indices.dropLast().map { at in
    var other = letters
    other.swapAt(at, at + 1)
    return String(other)
  }
  guard let meant = known.first(where: swapped.contains) else { return suggestion(for: word, among: known) }
  return " (did you mean \"\(meant)\"?)"
}
