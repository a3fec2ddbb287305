import Foundation
import Glibc
import TestSupport
import Testing

/// A run whose disk fails, or whose power goes, at any moment goes on afterwards as if nothing had been.
///
/// `Tests/Durability/disk.c` stands between the command and its files. With APUS_CRASHES=N in the environment there are
/// N moments of each kind.
@Suite struct DurabilityTests {
  /// What goes wrong; the names are those of the library.
  enum Fault: String, CaseIterable, Sendable { case power, full, gone, locked }

  private static let source =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .path + "/Durability/disk.c"

  /// A study, the library, and the files that an undisturbed run writes.
  private struct Bench {
    let scratch: Scratch
    let study: String
    let library: String
    let operations: Int

    init() throws {
      scratch = try Scratch()
      let made = try Command(
        "phantom", scratch.file("cohort"), "--patients", "10", "--matrix", "32", "--slices", "8")
      try #require(made.status == 0, "\(made.errors)")
      study = scratch.file("cohort/study.yaml")
      library = scratch.file("disk.so")
      let (status, words) = try Self.compile(to: library)
      try #require(status == 0, "\(words)")
      try FileManager.default.createDirectory(atPath: scratch.file("whole"), withIntermediateDirectories: true)
      let whole = try Self.run(study, scratch.file("whole"), Self.disk(library, scratch.file("whole"), at: 0, .power))
      try #require(whole.status == 0, "\(whole.errors)")
      operations = try Self.operations(scratch.file("whole.disk"))
      try #require(operations > 100, "the library saw \(operations) operations")
    }

    static func compile(to library: String) throws -> (Int32, String) {
      let process = Process()
      let errors = Pipe()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["clang", "-O1", "-shared", "-fPIC", "-o", library, DurabilityTests.source, "-lpthread"]
      process.standardError = errors
      try process.run()
      let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return (process.terminationStatus, words)
    }

    static func disk(_ library: String, _ folder: String, at operation: Int, _ fault: Fault) -> [String: String] {
      [
        "LD_PRELOAD": library, "APUS_DISK": folder + ".disk", "APUS_DISK_FOLDER": folder,
        "APUS_DISK_AT": "\(operation)", "APUS_DISK_FAULT": fault.rawValue,
      ]
    }

    static func run(_ study: String, _ folder: String, _ environment: [String: String] = [:]) throws -> Command {
      try Command(environment: environment, ["study", "run", study, "-o", "\(folder)/run", "--quiet"])
    }

    /// The number that the library has counted; it stands behind the lock.
    private static func operations(_ state: String) throws -> Int {
      let data = try Data(contentsOf: URL(filePath: state))
      let offset = 48
      return data.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: offset, as: Int64.self)) }
    }

    /// Files that differ from those of the undisturbed run.
    func differences(_ folder: String) -> [String] {
      [
        "features.csv", "predictions.csv", "patients.csv", "exclusions.csv", "training.json", "fits.json",
        "results.json", "audit.json", "report.html", "study.yaml",
      ].filter { name in
        let here = FileManager.default.contents(atPath: "\(folder)/run/\(name)")
        return here == nil || here != FileManager.default.contents(atPath: scratch.file("whole/run/\(name)"))
      }
    }
  }

  @Test(arguments: Fault.allCases) func whatAFaultInterruptsGoesOn(fault: Fault) throws {
    let bench = try Bench()
    let asked = ProcessInfo.processInfo.environment["APUS_CRASHES"].flatMap(Int.init)
    var random = SystemRandomNumberGenerator()
    for turn in 0..<(asked ?? (fault == .power ? 4 : 2)) {
      let moment = Int.random(in: 1...bench.operations, using: &random)
      let hasEarlier = Bool.random(using: &random)
      let place = "\(fault) at operation \(moment) of \(bench.operations), earlier results: \(hasEarlier)"
      print("durability: \(place)")
      let folder = bench.scratch.file("\(fault)-\(turn)")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      if hasEarlier {
        try FileManager.default.copyItem(atPath: bench.scratch.file("whole/run"), toPath: "\(folder)/run")
      }
      let hit = try Bench.run(bench.study, folder, Bench.disk(bench.library, folder, at: moment, fault))
      if fault == .power {
        // A run with earlier results may need fewer operations, and is whole then.
        #expect(hit.status == SIGKILL || hit.status == 0, "\(place): \(hit.status) \(hit.errors)")
      } else {
        #expect([0, 74, 77].contains(hit.status), "\(place): \(hit.status) \(hit.errors)")
        #expect(!hasEarlier || bench.differences(folder).isEmpty, "\(place): earlier results are not whole")
      }
      let again = try Bench.run(bench.study, folder)
      #expect(again.status == 0, "\(place): \(again.errors)")
      #expect(bench.differences(folder).isEmpty, "\(place): \(bench.differences(folder))")
      try FileManager.default.removeItem(atPath: folder)
    }
  }
}
