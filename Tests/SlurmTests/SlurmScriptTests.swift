import Foundation
import Slurm
import TestSupport
import Testing

/// The scripts of tasks, run by the shell as Slurm runs them, and what is read of Slurm's lists.
@Suite struct SlurmScriptTests {
  /// A folder whose name a shell could take for something else.
  private struct Place {
    let root: String
    let folder: SlurmFolder

    init() throws {
      let scratch = FileManager.default.temporaryDirectory.appending(path: "apus-slurm-\(UUID().uuidString)").path
      root = "\(scratch)/it's $HOME; 100%"
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
      folder = SlurmFolder(besides: "\(root)/results")
      try folder.prepare()
      // In place of Slurm's own program, which would end this task: it says that it was called.
      try script("scontrol", "echo \"$@\" >> \"\(root)/requeued\"; exit 1")
    }

    func script(_ name: String, _ text: String) throws {
      let path = "\(root)/\(name)"
      try "#!/bin/bash\n\(text.replacingOccurrences(of: "$HOME", with: "\\$HOME"))\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    func script(of stage: SlurmPlan.Stage) -> SlurmScript {
      let plan = SlurmPlan(
        program: "\(root)/program", workingFolder: root, stages: [stage], options: ["--partition=long"])
      return SlurmScript(plan: plan, stage: stage, folder: folder)
    }

    func run(_ script: SlurmScript, task: Int?, restarts: Int = 0) throws -> Int32 {
      try script.text.write(toFile: script.path, atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = [script.path]
      var environment = ["PATH": "\(root):/usr/bin:/bin", "SLURM_JOB_ID": "77", "SLURM_RESTART_COUNT": "\(restarts)"]
      environment["SLURM_ARRAY_TASK_ID"] = task.map { "\($0)" }
      process.environment = environment
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }

    func text(_ name: String) -> String? { try? String(contentsOfFile: "\(root)/\(name)", encoding: .utf8) }
  }

  @Test(arguments: [(0, true), (2, true), (1, false), (65, false)])
  func aTaskThatIsCompleteLeavesItsMark(code: Int, isDone: Bool) throws {
    let place = try Place()
    try place.script("program", "printf '%s|' \"$@\" > words; exit \(code)")
    let stage = SlurmPlan.Stage("features", ["study", "run", "a b'c", "--share"], tasks: 3)
    #expect(try place.run(place.script(of: stage), task: 2) == (isDone ? 0 : Int32(code)))
    #expect(place.text("words") == "study|run|a b'c|--share|2|")
    #expect(place.folder.isDone("features-2") == isDone && !place.folder.isDone("features-1"))
    #expect(place.text("requeued") == nil)
  }

  @Test(arguments: [137, 139, 74])
  func aTaskThatWasEndedIsStartedAgainAFewTimes(code: Int) throws {
    let place = try Place()
    try place.script("program", "exit \(code)")
    let script = place.script(of: SlurmPlan.Stage("run", ["study"]))
    #expect(try place.run(script, task: nil) == Int32(code))
    #expect(place.text("requeued") == "requeue 77\n")
    #expect(try place.run(script, task: nil, restarts: SlurmScript.retries) == Int32(code))
    #expect(place.text("requeued") == "requeue 77\n" && !place.folder.isDone("run"))
  }

  @Test func optionsOfSbatchNameLogsAndTheStageBefore() throws {
    let place = try Place()
    let stage = SlurmPlan.Stage("fits", ["study"], tasks: 4)
    let options = place.script(of: stage).arguments(after: "12")
    let log = "\(place.root)/results.slurm/logs/fits".replacing("%", with: "%%")
    #expect(options.contains("--array=1-4") && options.contains("--output=\(log)-%a.log"))
    #expect(options.contains("--dependency=afterok:12") && options.contains("--partition=long"))
    #expect(!place.script(of: SlurmPlan.Stage("run", [])).arguments(after: nil).joined().contains("--array"))
  }

  @Test func linesOfTheQueueAreRead() throws {
    let entry = try #require(SlurmQueue.Entry(line: "12_3|RUNNING|n2|None"))
    #expect(entry.job == "12" && entry.task == 3 && entry.node == "n2" && entry.isOpen)
    let single = try #require(SlurmQueue.Entry(line: "14|PENDING||Dependency"))
    #expect(single.task == nil && single.reason == "Dependency" && single.isOpen)
    for state in ["FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "COMPLETED", "OUT_OF_MEMORY"] {
      #expect(try #require(SlurmQueue.Entry(line: "12_1|\(state)||None")).isOpen == false)
    }
    #expect(SlurmQueue.Entry(line: "") == nil && SlurmQueue.Entry(line: "nonsense") == nil)
  }
}
