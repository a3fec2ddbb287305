import Foundation
import TestSupport
import Testing

@Suite struct CommandLineTests {
  /// Names of files and options may hold anything; no terminal obeys it.
  @Test(arguments: ["a\u{1b}[31mb.nii", "a\u{7}\rb.nii", "a\u{9b}2Jb.nii"])
  func noControlCharacterReachesATerminal(name: String) throws {
    for arguments in [
      ["extract", name, "mask.nii"], ["inspect", name], ["study", "run", name], ["extract", "--\(name)"],
    ] {
      let run = try Command(arguments: arguments)
      #expect(run.status != 0)
      // A table keeps the names of files as they are.
      let shown = run.errors + (arguments[0] == "extract" ? "" : run.output)
      let controls = shown.unicodeScalars.filter {
        $0.value < 0x20 && $0.value != 0x0a && $0.value != 0x09 || (0x7f...0x9f).contains($0.value)
      }
      #expect(controls.isEmpty, "\(arguments)")
    }
  }

  @Test func usageErrorsExitWith64() throws {
    #expect(try Command("study", "run").status == 64)
    #expect(try Command("nonsense").status == 64)
    #expect(try Command("study", "run", "x.yaml", "-o", "/tmp/x", "-j", "0").status == 64)
  }

  @Test func aMistypedCommandOrOptionIsAnsweredWithTheOneThatIsMeant() throws {
    for (words, wrong, right) in [
      (["inspct", "x"], "\"inspct\"", "inspect"), (["study", "runn", "x.yaml"], "\"runn\"", "run"),
      (["extract", "a", "b", "-parameters", "p.yaml"], "\"-parameters\"", "--parameters"),
    ] {
      let run = try Command(words[0], words[1], Array(words.dropFirst(2)))
      #expect(run.status == 64)
      #expect(run.errors.contains(wrong) && run.errors.contains("\"\(right)\""), "\(run.errors)")
    }
  }

  /// Five thousand threads would wait for each other, and each wants a stack.
  @Test func moreThreadsThanTheMachineCanUseAreNotStarted() throws {
    let run = try Command("features", "list")
    #expect(run.status == 0)
    let scratch = try Scratch()
    let many = try Command("extract", scratch.file("none.nii"), scratch.file("none.nii"), "-j", "100000")
    #expect(many.status == 1 && many.errors.contains("-j 100000: "), "\(many.errors)")
  }

  /// A file of the library's name that is no library stands first in the path of the loader, so it cannot be loaded.
  @Test(arguments: ["libopenblas.so.0", "liblapacke.so.3"])
  func aMissingLibraryIsAnErrorThatNamesIt(library: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("no library", to: library)
    let others = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map { ":\($0)" } ?? ""
    let environment = ["LD_LIBRARY_PATH": scratch.path + others]
    let table = try scratch.write("y,a\n0,1\n1,2\n0,3\n1,4\n", to: "t.csv")
    for arguments in [
      ["extract", scratch.file("image.nii"), scratch.file("mask.nii")],
      ["optimism", table, "--outcome", "y", "--columns", "a"],
    ] {
      let run = try Command(environment: environment, arguments)
      #expect(run.status == 69, "\(arguments[0]): \(run.status) \(run.errors)")
      #expect(run.errors.contains(library) && run.errors.contains("install liblapacke"), "\(run.errors)")
    }
    #expect(try Command(environment: environment, ["features", "list"]).status == 0)
  }

  @Test func aStudyFileThatCannotBeUsedExitsWith65AndWritesNothing() throws {
    let scratch = try Scratch()
    let missing = try Command("study", "run", scratch.file("none.yaml"), "-o", scratch.file("out"))
    #expect(missing.status == 65)
    #expect(missing.errors.contains("none.yaml"))
    let typo = try scratch.write("apus: 1\nnam: x\n", to: "typo.yaml")
    let refused = try Command("study", "run", typo, "-o", scratch.file("out"))
    #expect(refused.status == 65)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("out")))
  }

  @Test func aMissingClinicalTableExitsWith65() throws {
    let scratch = try Scratch()
    let study = try scratch.write(
      """
      apus: 1
      name: No table
      cohort: {table: none.csv, id: patient}
      outcome: {column: y, event: 1}
      series: {T1: {image: a, mask: b}}
      features: {recipe: jeong2024}
      split: {leave-one-out: true}
      """, to: "study.yaml")
    let run = try Command("study", "run", study, "-o", scratch.file("out"))
    #expect(run.status == 65)
    #expect(run.errors.contains("none.csv"))
  }

  private func studyWithoutImages(_ scratch: Scratch) throws -> String {
    _ = try scratch.write("patient,y\nA,0\nB,1\n", to: "clinical.csv")
    return try scratch.write(
      """
      apus: 1
      name: No images
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: y, event: 1}
      series: {T1: {image: "{id}.nii", mask: b}}
      features: {recipe: jeong2024}
      split: {leave-one-out: true}
      """, to: "study.yaml")
  }

  /// Programs read the log line by line: the last words must be JSON too.
  @Test func aFailureOnTheJSONLogIsJSON() throws {
    let scratch = try Scratch()
    let study = try studyWithoutImages(scratch)
    let run = try Command("study", "run", study, "-o", scratch.file("out"), "--json-log")
    #expect(run.status == 1)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count > 2)
    for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) } }
  }

  @Test func patientsWithoutImagesAreNamedWhenNobodyIsLeft() throws {
    let scratch = try Scratch()
    let study = try studyWithoutImages(scratch)
    let run = try Command("study", "run", study, "-o", scratch.file("out"))
    #expect(run.status == 1)
    #expect(run.errors.contains("A.nii"))
  }
}
