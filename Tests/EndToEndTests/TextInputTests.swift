import Foundation
import Testing

/// Texts that a user gives: through a pipe, in UTF-8 or UTF-16, and in encodings that are refused by name.
@Suite struct TextInputTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    _ = try scratch.write("id,y,a\n" + (0..<24).map { "p\($0),\($0 % 2),\($0 % 5)\n" }.joined(), to: "scores.csv")
  }

  /// A line of a shell in the test's folder; `apus` is the built command.
  private func shell(_ line: String) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "apus() { \"\(Command.binary.path)\" \"$@\"; }; (\(line)) >out.txt 2>errors.txt"]
    process.currentDirectoryURL = URL(filePath: scratch.path)
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try scratch.read("out.txt"), try scratch.read("errors.txt"))
  }

  @Test(arguments: ["<(cat scores.csv)", "/dev/stdin < <(cat scores.csv)"])
  func aTableIsReadThroughAPipe(table: String) throws {
    let (file, piped) = (try shell("apus compare scores.csv"), try shell("apus compare \(table)"))
    #expect(file.status == 0 && piped.status == 0, "\(file.errors) \(piped.errors)")
    // The first line names the source.
    #expect(file.output.contains("AUC"), "\(file.output)")
    #expect(piped.output.split(separator: "\n").dropFirst() == file.output.split(separator: "\n").dropFirst())
  }

  @Test func aParameterFileIsReadThroughAPipe() throws {
    let run = try shell("apus extract no.nii none.nii -p <(echo 'setting: {binWidth: 25, wrongKey: 1}')")
    #expect(run.errors.contains("wrongKey"), "\(run.errors)")
  }

  /// The rows of a table are patients, and a message may be sent to others.
  @Test func aTableGivenAsAStudyFileIsNotPrinted() throws {
    let run = try shell("apus study show scores.csv")
    #expect(run.status == 65 && run.errors.contains("it has no keys. Give a study file"), "\(run.errors)")
    #expect(!run.errors.contains("p1,1"), "\(run.errors)")
  }

  @Test(arguments: [
    ("trian: 0.6", "(did you mean \"split.train\"?)"), ("kfold: 5", "unknown key \"split.kfold\""),
    ("neste: 5", "(did you mean \"split.nested\"?)"),
  ])
  func aMisspelledWayToSplitIsNamed(split: String, words: String) throws {
    let study = try scratch.write(
      """
      apus: 1
      name: Split
      cohort: {table: scores.csv, id: id}
      outcome: {column: y, event: 1, non-event: 0}
      features: {table: scores.csv, id: id}
      split: {\(split)}
      """, to: "study.yaml")
    let run = try Command("study", "show", study)
    #expect(
      run.status == 65 && run.errors.contains("study.yaml:6: unknown key") && run.errors.contains(words),
      "\(run.errors)")
  }

  @Test func twoWaysToSplitAreRefused() throws {
    let text = "apus: 1\nname: S\ncohort: {table: a.csv, id: id}\noutcome: {column: y, event: 1, non-event: 0}\n"
    let study = try scratch.write(
      "\(text)features: {table: a.csv, id: id}\nsplit: {train: 0.66, nested: 5}\n", to: "two.yaml")
    let run = try Command("study", "show", study)
    #expect(run.errors.contains("split has train and nested, but a study has one split"), "\(run.errors)")
  }

  @Test(arguments: [
    (["study", "show"], "is a folder. Name the study file in it."), (["compare"], "is a folder. Name a table in it."),
  ])
  func aFolderInThePlaceOfAFileIsNamed(command: [String], words: String) throws {
    let run = try Command(arguments: command + [scratch.path])
    #expect(run.status == 65 && run.errors.contains(words), "\(run.errors)")
  }

  @Test func aStudyFileMayBeUTF16() throws {
    let text = "apus: 1\nname: 한국어\n"
    try #require(text.data(using: .utf16)).write(to: URL(filePath: scratch.file("study.yaml")))
    let read = try shell("apus study show study.yaml")
    #expect(read.errors.contains("the key \"cohort\" is missing"), "\(read.errors)")
    try Data([0xb0, 0xa1, 0x3a, 0x20, 0x31]).write(to: URL(filePath: scratch.file("cp949.yaml")))
    let refused = try shell("apus study show cp949.yaml")
    #expect(refused.status == 65)
    #expect(refused.errors.contains("is not text in UTF-8. Save it as UTF-8."), "\(refused.errors)")
  }
}
