import ArgumentParser
import Records

/// `apus help WORD`, where the word is a topic, or neither a topic nor a command.
enum HelpRequest {
  case topic(HelpTopic)
  case unknown(String, commands: [String])

  /// Checks the words after `apus`; `nil` if they ask for the help of a command, or for none.
  init?(_ words: [String], commands: [String]) {
    guard words.count == 2, words[0] == "help", !words[1].hasPrefix("-") else { return nil }
    if let topic = HelpTopic(rawValue: words[1]) {
      self = .topic(topic)
    } else if commands.contains(words[1]) {
      return nil
    } else {
      self = .unknown(words[1], commands: commands)
    }
  }

  /// Prints it.
  func show() -> ExitCode {
    switch self {
    case .topic(let topic):
      print(topic.shown)
      return .success
    case .unknown(let word, let commands):
      let known = commands + HelpTopic.allCases.map(\.rawValue)
      complain(
        "there is no help on \"\(word)\"\(suggestion(forCommand: word, among: known)). Topics: "
          + "\(HelpTopic.allCases.map(\.rawValue).joined(separator: ", ")). Commands: "
          + "\(commands.joined(separator: ", ")).")
      return .usage
    }
  }
}
