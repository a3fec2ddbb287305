import Foundation
import Learning
import Results
import Testing

/// The main job on the synthetic cohort, from DICOM to report, by the built command.
@Suite struct PhantomStudyTests {
  private func cohort(_ scratch: Scratch, patients: Int = 16, seed: Int = 1) throws -> String {
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "\(patients)", "--seed", "\(seed)")
    #expect(made.status == 0, "\(made.errors)")
    return scratch.file("cohort/study.yaml")
  }

  private func results(_ scratch: Scratch, _ run: String) throws -> StudyResults {
    let data = try Data(contentsOf: URL(filePath: scratch.file("\(run)/results.json")))
    return try JSONDecoder().decode(StudyResults.self, from: data)
  }

  @Test func theWholeStudyRunsAndSaysThatItIsSynthetic() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch)
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.trimmingCharacters(in: .newlines) == scratch.file("run/report.html"))
    let results = try results(scratch, "run")
    #expect(results.study.synthetic)
    #expect(results.study.featureCount == 1890)
    #expect(results.models.map(\.id) == ["clinical", "hcr_mr", "hcr_mr_cf", "volume"])
    #expect(try scratch.read("run/report.html").contains("Synthetic"))
    for file in ["features.csv", "predictions.csv", "training.json", "fits.json", "study.yaml"] {
      #expect(FileManager.default.fileExists(atPath: scratch.file("run/\(file)")))
    }
    try expectTimeline(scratch.file("run/timeline.json"), patients: 16)
  }

  /// Every patient once in the stage that computes features, inside that stage, and rows without overlaps.
  private func expectTimeline(_ path: String, patients: Int) throws {
    struct Timeline: Decodable {
      struct Event: Decodable {
        struct Subject: Decodable { let patient: String }
        let name: String
        let ts: Int
        let dur: Int
        let tid: Int
        let args: Subject?
      }
      let traceEvents: [Event]
    }
    let events = try JSONDecoder().decode(Timeline.self, from: Data(contentsOf: URL(filePath: path))).traceEvents
    let stage = try #require(events.first { $0.name == "features" && $0.args == nil })
    let own = events.filter { $0.name == "Extracting features" }
    #expect(Set(own.compactMap(\.args?.patient)).count == patients && own.count == patients)
    #expect(own.allSatisfy { $0.ts >= stage.ts && $0.ts + $0.dur <= stage.ts + stage.dur })
    for (_, row) in Dictionary(grouping: own, by: \.tid) {
      let sorted = row.sorted { $0.ts < $1.ts }
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.ts + $0.dur <= $1.ts })
    }
  }

  private func fits(_ scratch: Scratch, _ run: String) throws -> FitLog {
    try JSONDecoder().decode(FitLog.self, from: Data(contentsOf: URL(filePath: scratch.file("\(run)/fits.json"))))
  }

  @Test func noFitSawAPatientOfTheTest() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 14)
    #expect(try Command("study", "run", study, "-o", scratch.file("run"), "--quiet").status == 0)
    let log = try fits(scratch, "run")
    let tested = Set(try #require(try results(scratch, "run").models.first).predictions.map(\.subject))
    #expect(!tested.isEmpty && log.entries.count > 100)
    #expect(log.entries(seeing: tested).isEmpty)
  }

  @Test func inLeaveOneOutNoModelSawThePatientThatItScores() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 10)
    let text = try String(contentsOfFile: study, encoding: .utf8)
      .replacing(/split:\n  train: .*/, with: "split: {leave-one-out: true}")
    try text.write(toFile: study, atomically: true, encoding: .utf8)
    #expect(try Command("study", "run", study, "-o", scratch.file("run"), "--quiet").status == 0)
    let log = try fits(scratch, "run")
    for patient in try #require(try results(scratch, "run").models.first).predictions.map(\.subject) {
      let own = log.entries.filter { $0.purpose.trainingSet == .without(patient) }
      #expect(!own.isEmpty)
      #expect(own.allSatisfy { !log.subjects(of: $0).contains(patient) }, "a fit without \(patient) saw \(patient)")
    }
  }

  @Test func resultsAreTheSameBytesForOneAndForManyThreadsAndFromTheCache() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 12)
    for (run, jobs) in [("one", "1"), ("many", "4"), ("one", "3")] {
      let status = try Command("study", "run", study, "-o", scratch.file(run), "-j", jobs, "--quiet").status
      #expect(status == 0)
    }
    // One entry a series: the second run of "one" met what the first had kept.
    let kept = try FileManager.default.contentsOfDirectory(atPath: scratch.file("one/cache"))
    #expect(kept.count { $0.contains(".schema-") } == 24, "\(kept)")
    for file in ["results.json", "features.csv", "predictions.csv", "training.json", "fits.json", "report.html"] {
      #expect(try scratch.read("one/\(file)") == scratch.read("many/\(file)"), "\(file) differs")
    }
  }

  @Test func aBrokenPatientIsNamedAndTheOthersGoOn() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 12)
    let slices = try #require(
      FileManager.default.enumerator(atPath: scratch.file("cohort/patients"))?.allObjects as? [String])
    let victim = try #require(slices.filter { $0.contains("/T2/") && $0.hasSuffix(".dcm") }.min())
    let path = scratch.file("cohort/patients/\(victim)")
    let whole = try Data(contentsOf: URL(filePath: path))
    try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
    let run = try Command("study", "run", study, "-o", scratch.file("run"))
    #expect(run.status == 2)
    let failed = try results(scratch, "run").flow.exclusions.filter(\.isFailure).flatMap(\.subjects)
    #expect(failed.count == 1)
    #expect(failed[0].detail.contains(victim.split(separator: "/").last ?? "none"))
    #expect(try results(scratch, "run").flow.analysed.total == 11)
  }

  @Test func aFolderOfAnotherStudyIsRefused() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 12)
    #expect(try Command("study", "run", study, "-o", scratch.file("run"), "--quiet").status == 0)
    let other = try String(contentsOfFile: study, encoding: .utf8)
      .replacing(/name: .*/, with: "name: Something else", maxReplacements: 1)
    try other.write(toFile: study, atomically: true, encoding: .utf8)
    let refused = try Command("study", "run", study, "-o", scratch.file("run"))
    #expect(refused.status == 65)
    #expect(refused.errors.contains("another study"))
    _ = try scratch.write("mine", to: "thesis.txt")
    #expect(try Command("study", "run", study, "-o", scratch.path).status == 65)
    #expect(try scratch.read("thesis.txt") == "mine")
  }
}
