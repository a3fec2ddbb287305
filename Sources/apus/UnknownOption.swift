import ArgumentParser
import Foundation
import Records

/// The first option of a command line that its command does not have, or the command that there is not.
struct UnknownOption: CustomStringConvertible {
  private let word: String
  private let isCommand: Bool
  private let command: String
  private let known: [String]

  /// Looks through the words after `apus`; `nil` where every option is one of the command's, or the description of the commands cannot be read.
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
        // Its value is the next word, whatever that begins with.
        if option.kind == "option", name == word { rest = rest.dropFirst() }
        continue
      }
      // One minus before a long name, as some programs write it, would be read as flags of one letter.
      if !word.hasPrefix("--"), names["-" + name] != nil { return name }
      // Several flags of one letter, or a value right after its letter; lists of numbers may begin with a minus.
      let isJoined = !word.hasPrefix("--") && names[String(word.prefix(2))] != nil
      if isJoined || word.dropFirst().first?.isNumber == true { continue }
      return name
    }
    return nil
  }

  var description: String {
    if isCommand {
      return
        "there is no command \"\(word)\"\(suggestion(for: word, among: known)). `\(command)` has \(known.joined(separator: ", "))."
    }
    return
      "unknown option \"\(word)\"\(suggestion(for: word, among: known)): `\(command)` has \(known.joined(separator: ", ")). "
      + "Run `\(command) --help`; a file whose name begins with a minus goes after `--`."
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

    /// As on a command line.
    var written: [String] { (names ?? []).map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" } }
  }
}
