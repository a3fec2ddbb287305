import Foundation
import TestSupport
import Testing

/// Help of commands, topics, and what `script/install` writes.
@Suite struct HelpTests {
  private struct Tool: Decodable { let command: Node }

  private struct Node: Decodable {
    let commandName: String
    let discussion: String?
    let subcommands: [Node]?

    /// This command and all below, each with its words.
    func all(_ path: [String] = []) -> [(path: [String], node: Node)] {
      let own = path + [commandName]
      return [(own, self)] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { $0.all(own) }
    }
  }

  private func commands() throws -> [(path: [String], node: Node)] {
    let dump = try Command("--experimental-dump-help")
    return try JSONDecoder().decode(Tool.self, from: Data(dump.output.utf8)).command.all()
  }

  /// The words of a command line, where quotes join several.
  private func words(_ line: String) -> [String] {
    line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { at, part in
      at % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
  }

  /// These compute, download or measure; that their options exist is seen by the others.
  private let busy: Set<String> = ["phantom", "simulate", "network", "weights", "doctor"]

  @Test func everyCommandHasExamplesThatParse() throws {
    let scratch = try Scratch()
    for (path, node) in try commands() {
      // A backslash ends a line that goes on in the next, as in a shell.
      let lines = (node.discussion ?? "").replacing(/\\\n\s*/, with: "").split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      let start = try #require(
        lines.firstIndex { $0 == "Example:" || $0 == "Examples:" }, "\(path.joined(separator: " ")) has no example")
      let examples = lines[(start + 1)...].filter { $0.hasPrefix("apus ") }
      #expect(!examples.isEmpty, "\(path)")
      for example in examples {
        let own = Array(words(example.split(separator: ">")[0].description).dropFirst())
        #expect(path.count == 1 || own.starts(with: path.dropFirst()) || path.last == "image", "\(example) of \(path)")
        // A sample size needs no file.
        guard !busy.contains(own[0]), !own.contains("list"), !own.contains("--events") else { continue }
        // The files are absent, so what is right ends with another code than that of a wrong command line.
        let run = try Command(arguments: own.map { $0 == "." ? "absent" : $0 }, in: scratch.path)
        #expect(run.status != 64 && run.status != 0, "\(example): \(run.status) \(run.errors)")
      }
    }
  }

  @Test func topicsAreListedAndExplained() throws {
    let list = try Command("help")
    #expect(list.status == 0)
    for topic in [
      "tutorial", "study-file", "tables", "outcomes", "images", "linking", "review", "leakage", "deep", "models",
      "checklists", "interchange", "slurm", "exit-codes",
    ] {
      #expect(list.output.contains("\n  \(topic) "), "\(topic)")
      let help = try Command("help", topic)
      #expect(help.status == 0 && help.output.count > 200, "\(topic)")
      #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 120 }, "\(topic)")
      // The page that has the rest is there.
      let page = try #require(help.output.firstMatch(of: /More: (Documentation\/[a-z-]+\.md)/)?.output.1)
      #expect(FileManager.default.fileExists(atPath: "\(Self.root)/\(page)"), "\(page)")
    }
    // The help of a command stays what it was.
    #expect(try Command("help", "extract").output.contains("USAGE: apus extract"))
    #expect(try Command("help", "study", "run").output.contains("apus study run"))
  }

  @Test func aMistypedTopicOrCommandIsAnswered() throws {
    for (words, right) in [
      (["help", "linkng"], "linking"), (["help", "exit-code"], "exit-codes"), (["help", "extrct"], "extract"),
      (["reveiw", "study.yaml"], "review"), (["study", "chekc", "x.yaml"], "check"), (["stduy"], "study"),
      (["study", "init", "a", "--outcom", "b"], "--outcome"),
    ] {
      let run = try Command(arguments: words)
      #expect(run.status == 64 && run.errors.contains("did you mean \"\(right)\"?"), "\(words): \(run.errors)")
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private func bash(_ arguments: [String]) throws -> (status: Int32, errors: String) {
    try run("/bin/bash", arguments)
  }

  private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, errors: String) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: program)
    (process.arguments, process.standardError, process.standardOutput) = (arguments, pipe, FileHandle.nullDevice)
    try process.run()
    let errors = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, errors)
  }

  /// The completions of every command parse in the shell that they are for, and know the options.
  private func completions(_ shell: String) throws {
    let scratch = try Scratch()
    let made = try Command("--generate-completion-script", shell)
    #expect(made.status == 0)
    for (path, _) in try commands() { #expect(made.output.contains(path.last ?? ""), "\(shell): \(path)") }
    for option in ["replace", "outcome", "recalibrate"] { #expect(made.output.contains(option), "\(shell): \(option)") }
    let parsed = try run("/usr/bin/\(shell)", ["-n", scratch.write(made.output, to: "completions")])
    #expect(parsed.status == 0, "\(shell): \(parsed.errors)")
  }

  private static func has(_ shell: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)")
  }

  @Test func completionsOfBashParse() throws { try completions("bash") }

  @Test(.enabled(if: has("zsh"), "skipped: HelpTests, no zsh")) func completionsOfZshParse() throws {
    try completions("zsh")
  }

  @Test(.enabled(if: has("fish"), "skipped: HelpTests, no fish")) func completionsOfFishParse() throws {
    try completions("fish")
  }

  private static let hasTools = ["/usr/bin/jq", "\(root)/.build/release/apus"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: hasTools, "skipped: HelpTests, no jq or no release build"))
  func theScriptInstallsCommandManualAndCompletions() throws {
    let scratch = try Scratch()
    let prefix = scratch.file("a prefix")
    let run = try bash(["\(Self.root)/script/install", prefix])
    #expect(run.status == 0, "\(run.errors)")
    #expect(FileManager.default.isExecutableFile(atPath: "\(prefix)/bin/apus"))
    for (path, node) in try commands() {
      let name = path.joined(separator: "-")
      let page = try scratch.read("a prefix/share/man/man1/\(name).1")
      #expect(page.hasPrefix(".TH ") && page.contains(".SH NAME\n\(name.replacing("-", with: "\\-")) \\- "), "\(name)")
      #expect(node.discussion == nil || page.contains("Example"), "\(name)")
    }
    for file in [
      "bash-completion/completions/apus", "zsh/site-functions/_apus", "fish/vendor_completions.d/apus.fish",
    ] { #expect(try scratch.read("a prefix/share/\(file)").contains("study"), "\(file)") }
    #expect(try bash(["-n", "\(prefix)/share/bash-completion/completions/apus"]).status == 0)
    #expect(try bash(["\(Self.root)/script/install", "/proc/nowhere"]).status == 65)
  }
}
