import Foundation
import Glibc
import Records
import Testing

/// Cases that crash, hang or ask for all memory cost themselves, by the built command; the others have their features.
@Suite struct IsolationTests {
  /// Phantoms in a table of cases; the first is so large that it takes seconds, in which a test can reach its process.
  private struct Cohort {
    let scratch: Scratch
    let table: String
    let parameters: String

    init(small: Int = 5) throws {
      let scratch = try Scratch()
      self.scratch = scratch
      let sizes = [("large", "128", "48", "1"), ("small", "32", "8", "\(small)")]
      for (name, matrix, slices, patients) in sizes {
        let made = try Command(
          "phantom", scratch.file(name), "--patients", patients, "--matrix", matrix, "--slices", slices, "--seed", "5")
        try #require(made.status == 0, "\(made.errors)")
      }
      let rows = try ["large", "small"].flatMap { name in
        try FileManager.default.contentsOfDirectory(atPath: scratch.file("\(name)/patients")).sorted()
          .map { "\(name)/patients/\($0)/T2,\(name)/patients/\($0)/RTSTRUCT_T2.dcm,GTV" }
      }
      table = try scratch.write((["Image,Mask,ROI"] + rows).joined(separator: "\n") + "\n", to: "cases.csv")
      parameters = try scratch.write(
        "imageType: {Original: {}, Wavelet: {}, LoG: {sigma: [1, 2, 3, 4, 5]}}\n", to: "params.yaml")
    }

    func arguments(_ output: String, _ more: [String] = []) -> [String] {
      ["extract", table, "-p", parameters, "-o", scratch.file(output), "-j", "1"] + more
    }

    func started(_ output: String, _ more: [String] = []) throws -> Started {
      try Started(arguments(output, more), scratch)
    }

    /// The rows of a result, without its head.
    func rows(_ output: String) throws -> [[String: String]] {
      let table = try CSVTable(reading: scratch.file(output))
      return table.rows.map { Dictionary(uniqueKeysWithValues: zip(table.columns, $0)) }
    }
  }

  /// A command that goes on while the test acts.
  private final class Started {
    let process = Process()
    private let log: String

    init(_ arguments: [String], _ scratch: Scratch) throws {
      log = scratch.file("errors-\(UUID().uuidString).txt")
      try Data().write(to: URL(filePath: log))
      // A test that runs in the background ignores Ctrl-C, and so would the command.
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["--default-signal=INT", Command.binary.path] + arguments
      process.standardError = try FileHandle(forWritingTo: URL(filePath: log))
      process.standardOutput = FileHandle.nullDevice
      try process.run()
    }

    /// The first process that it has started, as soon as there is one.
    func worker() throws -> pid_t {
      let end = Date.now.addingTimeInterval(60)
      while process.isRunning, Date.now < end {
        if let first = workers.first { return first }
        usleep(2000)
      }
      throw CocoaError(.fileNoSuchFile)
    }

    /// The processes that it has started and that are there.
    var workers: [pid_t] {
      let own = "/proc/\(process.processIdentifier)/task"
      return ((try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []).flatMap { thread in
        ((try? String(contentsOfFile: "\(own)/\(thread)/children", encoding: .utf8)) ?? "").split(separator: " ")
          .compactMap { pid_t($0) }
      }
    }

    func end() -> (status: Int32, errors: String) {
      process.waitUntilExit()
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      return (process.terminationStatus, text)
    }
  }

  /// The head of a NIfTI file of 2000 x 2000 x 500 voxels of four bytes.
  private static func hugeImage(side: UInt16 = 2000) -> Data {
    var head = [UInt8](repeating: 0, count: 352)
    head[0] = 0x5c
    head[1] = 0x01
    let dimensions: [UInt16] = [3, side, side, 500, 1, 1, 1, 1]
    for (at, value) in dimensions.enumerated() {
      (head[40 + 2 * at], head[41 + 2 * at]) = (UInt8(value & 255), UInt8(value >> 8))
    }
    (head[70], head[72]) = (16, 32)
    for at in 0..<4 { head.replaceSubrange((76 + 4 * at)..<(80 + 4 * at), with: [0, 0, 0x80, 0x3f]) }
    head[108 + 2] = 0xb0
    head[108 + 3] = 0x43
    head.replaceSubrange(344..<348, with: Array("n+1\0".utf8))
    return Data(head)
  }

  /// What a run without any accident gives.
  private func sound(_ cohort: Cohort) throws -> String {
    let run = try Command(arguments: cohort.arguments("sound.csv"))
    #expect(run.status == 0, "\(run.errors)")
    return try cohort.scratch.read("sound.csv")
  }

  @Test func aCrashCostsItsCaseAlone() throws {
    let cohort = try Cohort()
    let sound = try sound(cohort)
    let run = try cohort.started("out.csv")
    kill(try run.worker(), SIGSEGV)
    let (status, errors) = run.end()
    #expect(status == 2, "\(errors)")
    #expect(errors.contains("ended by signal 11") && errors.contains("large/"), "\(errors)")
    let rows = try cohort.scratch.read("out.csv").split(separator: "\n")
    #expect(Array(rows.dropFirst(2)) == Array(sound.split(separator: "\n").dropFirst(2)))
    #expect(try cohort.rows("out.csv").first?["Error"]?.contains("ended by signal 11") == true)
    // What is finished is kept, so only the case that failed is computed again.
    let again = try Command(arguments: cohort.arguments("out.csv"))
    #expect(again.status == 0 && again.errors.contains("5 of 6 rows were taken over"), "\(again.errors)")
    #expect(try cohort.scratch.read("out.csv") == sound)
    #expect(!FileManager.default.fileExists(atPath: cohort.scratch.file("out.csv.rows")))
  }

  @Test func aCaseThatHangsIsEndedInItsTime() throws {
    let cohort = try Cohort(small: 3)
    let run = try cohort.started("out.csv", ["--case-seconds", "30"])
    kill(try run.worker(), SIGSTOP)
    let (status, errors) = run.end()
    #expect(status == 2 && errors.contains("took longer than the 30 s that a case may take"), "\(errors)")
    #expect(try cohort.rows("out.csv").map { $0["Error"] == "" } == [false, true, true, true])
  }

  /// A head that promises two thousand million voxels: refused by its size, or by the limit where that allows it.
  @Test(arguments: ["file.nii", "file.nii.gz"]) func anImageThatAsksForAllMemoryCostsItself(name: String) throws {
    let cohort = try Cohort(small: 3)
    let head = IsolationTests.hugeImage()
    let path = cohort.scratch.file("file.nii")
    try head.write(to: URL(filePath: path))
    // Zeros to the promised end, which take no place on the disk.
    if name == "file.nii" { try #require(truncate(path, 352 + 8_000_000_000) == 0) }
    if name == "file.nii.gz" { try Program("gzip").run(["-f", "file.nii"], in: cohort.scratch.path) }
    let text = try cohort.scratch.read("cases.csv")
    _ = try cohort.scratch.write(text + "\(name),small/none.nii,\n", to: "cases.csv")
    let run = try Command(arguments: cohort.arguments("out.csv", ["--case-memory", "600MB"]))
    #expect(run.status == 2 && run.errors.contains(name), "\(run.errors)")
    let errors = try cohort.rows("out.csv").map { $0["Error"] ?? "" }
    #expect(errors.dropLast().allSatisfy(\.isEmpty) && errors.last != "", "\(errors)")
  }

  @Test func whatIsFinishedBeforeAKillIsTakenOver() throws {
    let cohort = try Cohort()
    let sound = try sound(cohort)
    // The order of cases is turned, so that small ones are finished when the large one is at work.
    let turned = try cohort.scratch.read("cases.csv").split(separator: "\n").map(String.init)
    let table = ([turned[0]] + turned.dropFirst().reversed()).joined(separator: "\n") + "\n"
    _ = try cohort.scratch.write(table, to: "cases.csv")
    let run = try cohort.started("out.csv")
    let end = Date.now.addingTimeInterval(120)
    let kept = cohort.scratch.file("out.csv.rows")
    while run.process.isRunning, Date.now < end,
      ((try? String(contentsOfFile: kept, encoding: .utf8)) ?? "").split(separator: "\n").count < 3
    { usleep(2000) }
    let workers = run.workers
    kill(run.process.processIdentifier, SIGKILL)
    #expect(run.end().status == SIGKILL)
    #expect(!FileManager.default.fileExists(atPath: cohort.scratch.file("out.csv")))
    let again = try Command(arguments: cohort.arguments("out.csv"))
    #expect(again.status == 0 && again.errors.contains("rows were taken over from"), "\(again.errors)")
    let lines = try cohort.scratch.read("out.csv").split(separator: "\n")
    #expect([lines[0]] + lines.dropFirst().reversed() == sound.split(separator: "\n"))
    // Nothing works for a process that is gone.
    usleep(1_500_000)
    for worker in workers { #expect(kill(worker, 0) != 0) }
  }

  @Test func keptRowsOfOtherSettingsAreNotTaken() throws {
    let cohort = try Cohort(small: 2)
    let run = try cohort.started("out.csv")
    kill(try run.worker(), SIGKILL)
    #expect(run.end().status == 2)
    _ = try cohort.scratch.write("setting: {binWidth: 7}\n", to: "params.yaml")
    let other = try Command(arguments: cohort.arguments("out.csv"))
    #expect(other.status == 0 && !other.errors.contains("taken over"), "\(other.errors)")
    #expect(try cohort.scratch.read("out.csv") == sound(cohort))
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aCommandThatIsStoppedSaysHowToGoOn(signal: Int32) throws {
    let cohort = try Cohort(small: 2)
    let run = try cohort.started("out.csv")
    let worker = try run.worker()
    kill(run.process.processIdentifier, signal)
    let (status, errors) = run.end()
    #expect(status == 128 + signal && run.process.terminationReason == .exit, "\(errors)")
    #expect(
      errors.contains("stopped") && errors.contains("out.csv.rows. The same command goes on from there."), "\(errors)")
    #expect(errors.split(separator: "\n").count == 1, "\(errors)")
    // A worker looks once a second whether anybody waits for it.
    for _ in 0..<100 where kill(worker, 0) == 0 { usleep(100_000) }
    #expect(kill(worker, 0) != 0)
  }

  @Test func twoExtractionsIntoOneTableAreRefused() throws {
    let cohort = try Cohort(small: 2)
    let run = try cohort.started("out.csv")
    _ = try run.worker()
    let second = try Command(arguments: cohort.arguments("out.csv"))
    #expect(second.status == 65 && second.errors.contains("out.csv"), "\(second.status) \(second.errors)")
    kill(run.process.processIdentifier, SIGKILL)
    _ = run.end()
  }

  @Test func aProcessThatDiesInAStudyCostsNoPatient() throws {
    let scratch = try Scratch()
    let made = try Command(
      "phantom", scratch.file("cohort"), "--patients", "12", "--matrix", "64", "--slices", "24", "--seed", "3")
    try #require(made.status == 0, "\(made.errors)")
    let text =
      try scratch.read("cohort/study.yaml")
      + "\narms: [hcr]\nlearning: {select: none, classifier: {name: naive-bayes}}\n"
    let study = try scratch.write(text, to: "cohort/study.yaml")
    let run = try Started(
      ["study", "run", study, "-o", scratch.file("run"), "-j", "1", "--quiet"], scratch)
    // The first process looks at names of files; it is stopped when it computes.
    let cache = scratch.file("run/cache")
    let end = Date.now.addingTimeInterval(120)
    let holdsFeatures = {
      ((try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []).contains { $0.hasSuffix(".schema-2") }
    }
    while run.process.isRunning, Date.now < end, !holdsFeatures() { usleep(1000) }
    let worker = try run.worker()
    kill(worker, SIGSTOP)
    kill(worker, SIGSEGV)
    kill(worker, SIGCONT)
    let (status, errors) = run.end()
    // A process that was used before proves nothing against its patient, who is computed again.
    #expect(status == 0, "\(errors)")
    let sound = try Command("study", "run", study, "-o", scratch.file("sound"), "-j", "2", "--quiet")
    #expect(sound.status == 0, "\(sound.errors)")
    #expect(try scratch.read("run/features.csv") == scratch.read("sound/features.csv"))
  }

  /// The image of one patient promises more voxels than there is memory for.
  @Test func aStudyLeavesOutThePatientOfAHugeImageByName() throws {
    let scratch = try Scratch()
    let made = try Command(
      "phantom", scratch.file("cohort"), "--patients", "16", "--matrix", "32", "--slices", "8", "--seed", "3")
    try #require(made.status == 0, "\(made.errors)")
    let id = try #require(
      FileManager.default.contentsOfDirectory(atPath: scratch.file("cohort/patients")).sorted().first)
    try FileManager.default.removeItem(atPath: scratch.file("cohort/patients/\(id)/T2"))
    // Two gigabytes are more than the limit, and packed in seconds.
    try IsolationTests.hugeImage(side: 1000).write(to: URL(filePath: scratch.file("huge.nii")))
    try #require(truncate(scratch.file("huge.nii"), 352 + 2_000_000_000) == 0)
    try Program("sh").run(["-c", "gzip -1 -c huge.nii > cohort/patients/\(id)/T2.nii.gz"], in: scratch.path)
    let text =
      try scratch.read("cohort/study.yaml").replacing("image: patients/{id}/T2", with: "image: patients/{id}/T2*")
      + "\narms: [hcr]\nlearning: {select: none, classifier: {name: naive-bayes}}\n"
    let study = try scratch.write(text, to: "cohort/study.yaml")
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--case-memory", "600MB", "--quiet")
    #expect(run.status == 2, "\(run.errors)")
    let left = try scratch.read("run/exclusions.csv")
    #expect(left.contains("\(id),") && left.contains("T2.nii.gz"), "\(left)")
  }

  /// What is kept is shown and removed, and nothing that a command is using.
  @Test func keptRowsAreShownAndRemoved() throws {
    let cohort = try Cohort(small: 2)
    let run = try cohort.started("out.csv")
    kill(try run.worker(), SIGKILL)
    #expect(run.end().status == 2)
    let shown = try Command("cache", cohort.scratch.path)
    #expect(shown.status == 0 && shown.output.contains("out.csv.rows: 1 file"), "\(shown.output) \(shown.errors)")
    let descriptor = open(cohort.scratch.file("out.csv.rows"), O_RDWR)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    #expect(try Command("cache", cohort.scratch.path).output.contains("a command is at work"))
    #expect(try Command("cache", cohort.scratch.path, "--prune", "--all").errors.contains("0 files removed"))
    close(descriptor)
    // Rows are no refuse: only --all removes them.
    #expect(try Command("cache", cohort.scratch.path, "--prune").errors.contains("0 files removed"))
    #expect(FileManager.default.fileExists(atPath: cohort.scratch.file("out.csv.rows")))
    #expect(try Command("cache", cohort.scratch.path, "--prune", "--all").errors.contains("1 file removed"))
    #expect(!FileManager.default.fileExists(atPath: cohort.scratch.file("out.csv.rows")))
    #expect(try Command("cache", "/nowhere").status == 65)
  }
}
