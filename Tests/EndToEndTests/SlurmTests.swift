import Foundation
import Records
import TestSupport
import Testing

/// Work on a cluster by the built command: a real Slurm with two nodes on this machine.
@Suite struct SlurmTests {
  private func phantom(_ scratch: Scratch, patients: Int, permuted: Int = 0) throws -> String {
    let made = try Command(
      "phantom", scratch.file("cohort"), "--patients", "\(patients)", "--matrix", "48", "--slices", "10")
    try #require(made.status == 0, "\(made.errors)")
    let study = scratch.file("cohort/study.yaml")
    guard permuted > 0 else { return study }
    let text = try String(contentsOfFile: study, encoding: .utf8) + "\ncontrols: {permuted-outcomes: \(permuted)}\n"
    try text.write(toFile: study, atomically: true, encoding: .utf8)
    return study
  }

  private func cluster() throws -> SlurmCluster? {
    guard SlurmCluster.isPossible else {
      print("skipped: Slurm (slurmctld, slurmd and munge are not here, or this is not root)")
      return nil
    }
    do {
      return try SlurmCluster()
    } catch let fault as SlurmCluster.Fault {
      // A machine whose daemons do not start says nothing about Apus.
      print("skipped: Slurm (its daemons did not start: \(fault.words.suffix(300)))")
      return nil
    }
  }

  /// Waits until no task is waiting or running.
  private func wait(for result: String, _ cluster: SlurmCluster) throws -> Command {
    for _ in 0..<600 {
      let state = try Command(environment: cluster.environment, ["slurm", "status", result])
      if state.status != 75 { return state }
      usleep(500_000)
    }
    throw SlurmCluster.Fault(words: "the tasks did not end: \(try cluster.shell("squeue; tail -n 20 ctld.log"))")
  }

  /// What two runs of a study must have in common: everything but the seal's own name and the cache.
  private func expectSameResults(_ first: String, _ second: String) throws {
    for file in [
      "features.csv", "predictions.csv", "patients.csv", "exclusions.csv", "training.json", "fits.json", "results.json",
      "audit.json", "report.html",
    ] {
      let (one, other) = (
        FileManager.default.contents(atPath: "\(first)/\(file)"),
        FileManager.default.contents(atPath: "\(second)/\(file)")
      )
      #expect(one != nil && one == other, "\(file) differs")
    }
  }

  @Test func aStudyGivesTheBytesOfOneMachine() throws {
    guard let cluster = try cluster() else { return }
    let scratch = try Scratch()
    let study = try phantom(scratch, patients: 14, permuted: 3)
    let submitted = try Command(
      environment: cluster.environment,
      ["slurm", "submit", study, "-o", scratch.file("far"), "--tasks", "3", "--", "--quiet"])
    try #require(submitted.status == 0, "\(submitted.errors)")
    #expect(submitted.output.contains("features: job") && submitted.output.contains("3 tasks"))
    let again = try Command(
      environment: cluster.environment, ["slurm", "submit", study, "-o", scratch.file("far"), "--", "--quiet"])
    #expect(again.status == 65 && again.errors.contains("still in Slurm's queue"), "\(again.errors)")
    let state = try wait(for: scratch.file("far"), cluster)
    #expect(state.status == 0, "\(state.output)\(state.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("far/cache/fits")), "fits are left")
    let near = try Command("study", "run", study, "-o", scratch.file("near"), "--quiet")
    try #require(near.status == 0, "\(near.errors)")
    try expectSameResults(scratch.file("far"), scratch.file("near"))
  }

  @Test func aNodeThatIsLostCostsTimeAlone() throws {
    guard let cluster = try cluster() else { return }
    let scratch = try Scratch()
    let study = try phantom(scratch, patients: 12, permuted: 2)
    let submitted = try Command(
      environment: cluster.environment,
      ["slurm", "submit", study, "-o", scratch.file("far"), "--tasks", "4", "--", "--quiet"])
    try #require(submitted.status == 0, "\(submitted.errors)")
    for _ in 0..<200 where try cluster.shell("squeue -h -t running -o %N").contains("n2") == false { usleep(50_000) }
    try cluster.lose("n2")
    let state = try wait(for: scratch.file("far"), cluster)
    let log = try cluster.shell("tail -n 30 ctld.log")
    #expect(state.status == 0, "\(state.output)\(state.errors)\(log)")
    #expect(try cluster.shell("grep -ci 'requeue' ctld.log").trimmingCharacters(in: .whitespacesAndNewlines) != "0")
    let near = try Command("study", "run", study, "-o", scratch.file("near"), "--quiet")
    try #require(near.status == 0, "\(near.errors)")
    try expectSameResults(scratch.file("far"), scratch.file("near"))
  }

  @Test func anExtractionGivesTheBytesOfOneMachine() throws {
    guard let cluster = try cluster() else { return }
    let scratch = try Scratch()
    _ = try phantom(scratch, patients: 5)
    let rows = try FileManager.default.contentsOfDirectory(atPath: scratch.file("cohort/patients")).sorted().map {
      "cohort/patients/\($0)/T2,cohort/patients/\($0)/RTSTRUCT_T2.dcm,GTV"
    }
    let table = try scratch.write(
      (["Image,Mask,ROI"] + rows + ["cohort/absent,cohort/absent.dcm,GTV"]).joined(separator: "\n") + "\n",
      to: "cases.csv")
    let submitted = try Command(
      environment: cluster.environment,
      ["slurm", "submit", table, "-o", scratch.file("far.csv"), "--tasks", "3", "--", "--preset", "jeong2024"])
    try #require(submitted.status == 0, "\(submitted.errors)")
    let state = try wait(for: scratch.file("far.csv"), cluster)
    #expect(state.status == 0, "\(state.output)\(state.errors)")
    let near = try Command("extract", table, ["-o", scratch.file("near.csv"), "--preset", "jeong2024"])
    #expect(near.status == 2)
    #expect(try scratch.read("far.csv") == scratch.read("near.csv"))
    let log = try scratch.read("far.csv.slurm/logs/table.log")
    #expect(log.contains("5 of 6 rows were taken over"), "\(log)")
  }

  @Test func aTaskThatFailsIsNamedWithItsCause() throws {
    guard let cluster = try cluster() else { return }
    let scratch = try Scratch()
    let study = try phantom(scratch, patients: 10)
    // The nodes lack the program.
    let submitted = try Command(
      environment: cluster.environment,
      ["slurm", "submit", study, "-o", scratch.file("far"), "--tasks", "2", "--program", "/absent/apus"])
    try #require(submitted.status == 0, "\(submitted.errors)")
    let state = try wait(for: scratch.file("far"), cluster)
    #expect(state.status == 2 && state.output.contains("/absent/apus"), "\(state.output)")
    let cancelled = try Command(environment: cluster.environment, ["slurm", "cancel", scratch.file("far")])
    #expect(cancelled.status == 0, "\(cancelled.errors)")
  }

  @Test func aStudyThatCannotRunIsRefusedBeforeAnythingIsSubmitted() throws {
    let scratch = try Scratch()
    let study = try phantom(scratch, patients: 10)
    // A machine without Slurm.
    let bare = try Command(searchPath: scratch.path, ["slurm", "submit", study, "-o", scratch.file("far")])
    #expect(bare.status == 69 && bare.errors.contains("sbatch"), "\(bare.errors)")
    try FileManager.default.removeItem(atPath: scratch.file("cohort/clinical.csv"))
    let refused = try Command("slurm", "submit", study, "-o", scratch.file("far"))
    #expect(refused.status == 65 && refused.errors.contains("clinical.csv"), "\(refused.errors)")
    let none = try Command("slurm", "status", scratch.file("other"))
    #expect(none.status == 65 && none.errors.contains("nothing was submitted"), "\(none.errors)")
  }
}
