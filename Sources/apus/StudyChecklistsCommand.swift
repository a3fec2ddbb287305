import ArgumentParser
import Checklists
import Foundation
import Paper
import Records
import Report

extension StudyCommand {
  /// `apus study checklists DIR`.
  struct FillLists: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checklists",
      abstract: "Fill CLEAR, METRICS, TRIPOD+AI and RQS from a finished run, with evidence for every answer.",
      discussion: """
        Each item is reported with its places in the files of the run, partly reported, not done in this run, not \
        applicable, or a question to the authors. Writes checklists.html, checklists.csv and checklists.docx into the \
        folder of -o. Documentation/checklists.md describes the answers and the sources of the lists.
        Exit codes: 0 complete; 64 usage; 65 DIR holds no finished run.

        Examples:
          apus study checklists results -o lists
          apus study checklists results -o lists --list metrics
        """)

    @Argument(help: "Folder written by apus study run.", completion: .directory)
    var folder: String

    @Option(name: .shortAndLong, help: "Folder for the filled lists; it is made if there is none.")
    var output: String

    @Option(help: ArgumentHelp("Only this list: \(Checklist.Name.known); repeatable.", valueName: "name"))
    var list: [Checklist.Name] = []

    func run() throws {
      try orExit {
        let run = try RunEvidence(folder)
        let chosen = Checklist.all.filter { list.isEmpty || list.contains($0.name) }
        let filled = chosen.map { FilledChecklist($0, from: run) }
        for path in try ChecklistFiles.write(filled, of: run, into: output) { print(path) }
        print(try ChecklistDocument(filled, of: run).write(into: output))
        for list in filled {
          if let score = list.score { print("\(list.list.name.rawValue): \(score.words)") }
        }
      }
    }
  }
}

extension Checklist.Name: ExpressibleByArgument {
  /// The name as it is typed: `tripod-ai`.
  public init?(argument: String) {
    guard let name = Self.allCases.first(where: { $0.typed == argument.lowercased() }) else { return nil }
    self = name
  }

  fileprivate var typed: String { rawValue.lowercased().replacing("+", with: "-") }
  fileprivate static var known: String { allCases.map(\.typed).joined(separator: ", ") }
}
