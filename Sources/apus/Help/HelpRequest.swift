import ArgumentParser
import Records

/// `apus help WORD`, where the word is a topic, or neither a topic nor a command.
enum HelpRequest {
  case topic(HelpTopic)
  case unknown(String)

  /// Checks the words after `apus`; `nil` if they ask for the help of a command, or for none.
  init?(_ words: [String]) {
    guard words.count == 2, words[0] == "help", !words[1].hasPrefix("-") else { return nil }
    if let topic = HelpTopic(rawValue: words[1]) {
      self = .topic(topic)
    } else if Self.commands.contains(words[1]) {
      return nil
    } else {
      self = .unknown(words[1])
    }
  }

  private static var commands: [String] { Apus.configuration.subcommands.map { $0._commandName } }

  /// Prints it.
  func show() -> ExitCode {
    switch self {
    case .topic(let topic):
      print(topic.shown)
      return .success
    case .unknown(let word):
      let known = Self.commands + HelpTopic.allCases.map(\.rawValue)
      complain(
        "there is no help on \"\(word)\"\(suggestion(for: word, among: known)). Topics: "
          + "\(HelpTopic.allCases.map(\.rawValue).joined(separator: ", ")). Commands: "
          + "\(Self.commands.joined(separator: ", ")).")
      return .usage
    }
  }
}
