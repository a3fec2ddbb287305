import Execution
import Foundation
import Proposals
import StudyFiles
import Testing

/// Answers about a proposed study, as the form of `apus serve` gives them.
@Suite struct StudyInterviewTests {
  /// A folder with a table of features and a clinical table of 40 patients.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)").path

    init(_ columns: [(name: String, cells: [String])]) throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let ids = (1...40).map { "P\($0 < 10 ? "0" : "")\($0)" }
      let features = ids.enumerated().map { "\($1),\(Double($0 * 37 % 101) / 7),\(Double($0 * 53 % 97) / 3)\n" }
      try ("id,original_firstorder_Mean,original_glcm_Contrast\n" + features.joined())
        .write(toFile: "\(path)/features.csv", atomically: true, encoding: .utf8)
      try table(columns, ids: ids).write(toFile: "\(path)/clinical.csv", atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var request: StudyProposal.Request {
      .init(images: "\(path)/features.csv", table: "\(path)/clinical.csv", output: "\(path)/study.yaml", workers: 1)
    }

    func study(_ text: String) throws -> StudyFile {
      try StudyFile(parsing: text, file: "\(path)/study.yaml", folder: path)
    }
  }

  private func cells(_ values: [String], _ step: Int = 1) -> [String] {
    (0..<40).map { values[$0 * step % values.count] }
  }

  private var columns: [(name: String, cells: [String])] {
    [
      ("age", (0..<40).map { "\(40 + $0 * 7 % 30)" }), ("grade", cells(["1", "2", "3"], 5)),
      ("stage", cells(["IIB", "iib", "IIIA", "IV"], 3)), ("hospital", cells(["A", "B"], 7)),
      ("pT", cells(["1", "2", "3"])), ("response", (0..<40).map { ["CR", "PR", "SD", "PD"][$0 * 11 % 7 % 4] }),
      ("death", (0..<40).map { $0 * 7 % 10 < 3 ? "1" : "0" }),
    ]
  }

  @Test func withoutAnswersItIsWhatInitWrites() throws {
    let folder = try Folder(columns)
    let (proposal, form) = try StudyInterview(folder.request).proposal()
    let plain = try StudyProposal(folder.request)
    #expect(proposal.text == plain.text && proposal.cases == plain.cases && form.text == plain.text)
    #expect(form.complete == 40 && form.rows == 40 && form.fault == nil)
    #expect(form.outcomes.count { $0.isChosen } == 1 && form.plan.siteColumns == ["hospital"])
  }

  @Test func everyAnswerStandsInTheFile() throws {
    let folder = try Folder(columns)
    let interview = try StudyInterview(folder.request)
    var answers = StudyAnswers()
    answers.name = "Response: \"complete\" or not"
    (answers.outcome, answers.event) = ("response", ["SD", "PD"])
    answers.factors["age"] = FactorAnswer(role: .recorded)
    answers.factors["grade"] = FactorAnswer(
      role: .model, kind: .categorical, groups: ["1": "low", "2": "low", "3": "high"])
    answers.factors["stage"] = FactorAnswer(role: .leftOut)
    answers.split = .sites(column: "hospital")
    answers.evaluation = .both
    let (proposal, form) = try interview.proposal(answers)
    let study = try folder.study(proposal.text)
    #expect(study.name == answers.name && study.outcome.column == "response")
    #expect(Set(study.outcome.event) == ["SD", "PD"] && Set(study.outcome.nonEvent ?? []) == ["CR", "PR"])
    #expect(study.factors.map(\.column) == ["age", "grade"] && study.models.factors == ["grade"])
    guard case .categorical(let levels, _)? = study.factors.last?.kind else { return #expect(Bool(false)) }
    #expect(
      Dictionary(uniqueKeysWithValues: levels.map { ($0.name, Set($0.values)) }) == ["low": ["1", "2"], "high": ["3"]])
    #expect(study.evaluationProtocol.rawValue == "both" && proposal.text.contains("split: {site: hospital}"))
    #expect(proposal.fault == nil && form.columns.first { $0.column == "age" }?.role == .recorded)
  }

  @Test func answersThatCannotBeAreRefusedWithTheReason() throws {
    let folder = try Folder(columns)
    defer { withExtendedLifetime(folder) {} }
    let interview = try StudyInterview(folder.request)
    let refused = { (change: (inout StudyAnswers) -> Void) -> AnswerError? in
      var answers = StudyAnswers()
      change(&answers)
      do {
        _ = try interview.proposal(answers)
        return nil
      } catch { return error as? AnswerError }
    }
    #expect(refused { $0.outcome = "age" } == .noOutcome("age"))
    #expect(refused { ($0.outcome, $0.event) = ("death", ["0", "1"]) } == .noEvent("death", levels: ["0", "1"]))
    #expect(refused { ($0.outcome, $0.event) = ("death", []) } == .noEvent("death", levels: ["0", "1"]))
    #expect(refused { $0.factors["nobody"] = FactorAnswer(role: .model) } == .noColumn("nobody"))
    #expect(refused { $0.factors["stage"] = FactorAnswer(kind: .continuous) } != nil)
    #expect(
      refused { $0.factors["stage"] = FactorAnswer(groups: ["IV": "x", "IIIA": "x", "IIB": "x", "iib": "x"]) } != nil)
    #expect(refused { $0.split = .nested(folds: 1) } == .noFolds(1))
    #expect(refused { $0.split = .share(training: .nan) } != nil)
    #expect(refused { $0.split = .sites(column: "../../etc") } == .noSplit("../../etc"))
    #expect(refused { $0.network = "resnet50" } == .noNetwork("resnet50"))
    #expect(refused { $0.series["T2"] = SeriesAnswer() } == .noSeries("T2", known: []))
  }

  /// On a page somebody chooses the outcome, so a table in which nothing looks like one is no dead end there.
  @Test func aTableWithoutAnOutcomeIsAsked() throws {
    let folder = try Folder([("age", (0..<40).map { "\(40 + $0 * 7 % 30)" }), ("sex", cells(["M", "F", "F"]))])
    #expect(throws: ProposalError.self) { try StudyProposal(folder.request) }
    let asked = StudyProposal.Request(
      images: folder.request.images, table: folder.request.table, output: folder.request.output, asks: true, workers: 1)
    let (proposal, form) = try StudyInterview(asked).proposal()
    #expect(form.outcomes.map(\.column) == ["sex"] && form.outcomes.allSatisfy { !$0.isTold })
    #expect(proposal.text.contains("No name and no value says that this is an outcome"))
  }

  /// A column that leaks is not made a factor by an answer.
  @Test func whatTellsTheOutcomeStaysLeftOut() throws {
    let folder = try Folder(columns)
    var answers = StudyAnswers()
    answers.factors["pT"] = FactorAnswer(role: .model)
    let (proposal, form) = try StudyInterview(folder.request).proposal(answers)
    #expect(try folder.study(proposal.text).factors.allSatisfy { $0.column != "pT" })
    #expect(form.columns.first { $0.column == "pT" }?.isOpen == false)
  }

  /// Whatever is answered of what the form offers, with the worst words: the file is one that the reader takes, and
  /// says what was answered.
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func everyAnswerOfTheFormMakesAStudyFile(seed: UInt64) throws {
    print("answers: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "answers")
    let folder = try Folder(columns)
    let interview = try StudyInterview(folder.request)
    let words = ["a: b", "# x", "yes", "{id}", "\"q\"\n- z", "종양, 1", "[", "null", "1.0", " "]
    var answers = StudyAnswers()
    let form = try interview.proposal().form
    func pick<Value>(_ values: [Value]) -> Value { values[Int(stream.next() % UInt64(values.count))] }
    answers.name = pick(words)
    let outcome = pick(form.outcomes)
    answers.outcome = outcome.column
    answers.event = [pick(outcome.levels).name]
    for column in form.columns where column.isOpen && column.column != outcome.column {
      var answer = FactorAnswer(role: pick([.model, .recorded, .leftOut]))
      if column.kinds.contains(.categorical) {
        answer.kind = .categorical
        for level in column.levels.dropFirst() { answer.groups[level.values[0]] = pick(words) }
      }
      answers.factors[column.column] = answer
    }
    // An outcome is no column of sites.
    let sites: [SplitAnswer] = outcome.column == "hospital" ? [] : [.sites(column: "hospital")]
    answers.split = pick([.nested(folds: 4), .share(training: 0.7), .leaveOneOut] + sites)
    answers.evaluation = pick(ProtocolAnswer.allCases)
    do {
      let (proposal, after) = try interview.proposal(answers)
      let study = try folder.study(proposal.text)
      // A name is a line: what ends one becomes a blank, and a blank alone is no name.
      let name = answers.name.map { $0.replacing("\n", with: " ").trimmingCharacters(in: .whitespaces) } ?? ""
      #expect(study.name == (name.isEmpty ? "Study of \(outcome.column)" : name), "\(answers.name ?? "")")
      #expect(study.outcome.column == outcome.column)
      let roles = Dictionary(uniqueKeysWithValues: after.columns.map { ($0.column, $0.role) })
      #expect(Set(study.factors.map(\.column)) == Set(roles.filter { $0.value != .leftOut }.keys))
      #expect(study.models.factors.count == roles.values.count { $0 == .model })
    } catch AnswerError.noFactor {
      // All values in one level are no factor, whatever the words.
    }
  }
}
