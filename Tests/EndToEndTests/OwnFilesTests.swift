import Foundation
import Testing

/// What Apus writes is read by Apus: one run, and the commands that take its files.
@Suite struct OwnFilesTests {
  private static let run = SavedModelRun.shared()

  private func state(_ folder: String) -> [String: Data] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return Dictionary(
      uniqueKeysWithValues: names.compactMap { name in
        guard !name.hasPrefix("cache"), !name.hasPrefix("unfinished"), !name.hasSuffix(".part"),
          name != "timeline.json",
          let data = FileManager.default.contents(atPath: "\(folder)/\(name)")
        else { return nil }
        return (name, data)
      })
  }

  @Test func theModelsOfARunAreCompared() throws {
    let run = try Self.run.get()
    let found = try Command("compare", run.scratch.file("run/predictions.csv"), ["--resamples", "100"])
    #expect(found.status == 0, "\(found.errors)")
    #expect(found.output.contains("4 models") && found.output.contains("6 comparisons were made"), "\(found.output)")
    #expect(found.output.contains("HCR (MR+CF)"))
    for (command, file) in [("extract", "predictions.csv"), ("compare", "patients.csv"), ("extract", "features.csv")] {
      let refused = try Command(command, run.scratch.file("run/\(file)"))
      #expect(refused.status == 65 && refused.errors.contains("the \(file) of a study"), "\(refused.errors)")
    }
  }

  /// Extract, explain and predict read the cases that `study init` found.
  @Test func casesAreRead() throws {
    let run = try Self.run.get()
    let home = run.scratch.file("proposed")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: run.scratch.file("cohort/patients"), toPath: "\(home)/patients")
    try FileManager.default.copyItem(atPath: run.scratch.file("cohort/clinical.csv"), toPath: "\(home)/clinical.csv")
    let made = try Command(arguments: ["study", "init", home, "\(home)/clinical.csv", "-o", "\(home)/study.yaml"])
    try #require(made.status == 0, "\(made.errors)")
    let cases = "\(home)/cases.csv"
    let extracted = try Command("extract", cases, ["--series", "T2", "--preset", "jeong2024"])
    #expect(extracted.status == 0, "\(extracted.errors)")
    #expect(extracted.output.hasPrefix("Image,Mask,Label,id,series,"))
    #expect(extracted.output.split(separator: "\n").count == 25)
    let several = try Command("robustness", cases, ["--noise", "1"])
    #expect(several.status == 65 && several.errors.contains("--series"), "\(several.errors)")
    let explained = try Command(
      "explain", cases, ["--against", run.scratch.file("run/features.csv"), "--series", "T2"])
    #expect([0, 2].contains(explained.status) && explained.output.contains("features agree"), "\(explained.errors)")
    let predict = ["--cases", cases] + SavedModelRun.acceptAll + ["--accept", "training-patient"]
    let bare = try Command("predict", run.model("hcr_mr_cf"), predict)
    #expect(bare.status == 65 && bare.errors.contains("--clinical"), "\(bare.errors)")
    let whole = try Command("predict", run.model("hcr_mr_cf"), predict + ["--clinical", "\(home)/clinical.csv"])
    #expect([0, 2].contains(whole.status), "\(whole.errors)")
  }

  @Test func aRunIsDerivedAgainAndAChangeIsFound() throws {
    let run = try Self.run.get()
    let copy = run.scratch.file("changed")
    try FileManager.default.copyItem(atPath: run.scratch.file("run"), toPath: copy)
    let same = try Command("verify", run.scratch.file("run"), ["--quiet"])
    #expect(same.status == 0 && same.output.contains("are identical"), "\(same.output)\(same.errors)")
    let path = "\(copy)/exclusions.csv"
    let text = try String(contentsOfFile: path, encoding: .utf8) + "P999,planned,nobody knows,\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let changed = try Command("verify", copy, ["--quiet"])
    #expect(changed.status == 2 && changed.output.contains("P999"), "\(changed.output)\(changed.errors)")
  }

  /// Another seed asks; a kill leaves the old results whole; the difference is told.
  @Test func resultsOfAnotherStateAreReplacedOnlyWhenAsked() throws {
    let run = try Self.run.get()
    let folder = run.scratch.file("replaced")
    try FileManager.default.copyItem(atPath: run.scratch.file("run"), toPath: folder)
    let other = run.scratch.file("cohort/other.yaml")
    try String(contentsOfFile: run.study, encoding: .utf8).replacing(/seed: \d+/, with: "seed: 77")
      .write(toFile: other, atomically: true, encoding: .utf8)
    let old = state(folder)
    let refused = try Command("study", "run", [other, "-o", folder, "--quiet"])
    #expect(
      refused.status == 65 && refused.errors.contains("seed was") && refused.errors.contains("now 77"),
      "\(refused.errors)")
    #expect(state(folder) == old)
    for delay in [0.05, 0.3, 0.8] {
      let killed = Process()
      killed.executableURL = Command.binary
      killed.arguments = ["study", "run", other, "-o", folder, "--quiet", "--replace"]
      killed.standardOutput = FileHandle.nullDevice
      killed.standardError = FileHandle.nullDevice
      try killed.run()
      Thread.sleep(forTimeInterval: delay)
      kill(killed.processIdentifier, SIGKILL)
      killed.waitUntilExit()
      // A run that was quicker than the kill has replaced everything.
      if killed.terminationReason == .uncaughtSignal, state(folder)["results.json"] == old["results.json"] {
        #expect(state(folder) == old, "after \(delay) s")
      }
    }
    let replaced = try Command("study", "run", [other, "-o", folder, "--quiet", "--replace"])
    #expect(replaced.status == 0, "\(replaced.errors)")
    let why = try Command("diff", run.scratch.file("run"), folder)
    #expect(why.status == 2 && why.output.contains("seed: 1 instead of 77"), "\(why.output)\(why.errors)")
    let again = try Command("study", "run", [other, "-o", folder, "--quiet"])
    #expect(again.status == 0, "\(again.errors)")
  }
}
