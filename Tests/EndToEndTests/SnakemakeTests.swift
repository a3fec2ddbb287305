import Foundation
import Records
import TestSupport
import Testing

/// The workflow of `Examples/snakemake`, by the Snakemake of this machine.
@Suite struct SnakemakeTests {
  private static let workflow =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/Examples/snakemake/Snakefile"

  @Test func theWorkflowGivesWhatTheCommandsGive() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/snakemake") else {
      print("skipped: snakemake (it is not on this machine)")
      return
    }
    let scratch = try Scratch()
    let made = try Command(
      "phantom", scratch.file("cohort"), "--patients", "12", "--matrix", "48", "--slices", "10")
    try #require(made.status == 0, "\(made.errors)")
    let rows = try FileManager.default.contentsOfDirectory(atPath: scratch.file("cohort/patients")).sorted().map {
      "\($0),patients/\($0)/T2,patients/\($0)/RTSTRUCT_T2.dcm,GTV"
    }
    _ = try scratch.write((["id,Image,Mask,ROI"] + rows).joined(separator: "\n") + "\n", to: "cohort/cases.csv")
    let (status, words) = try snakemake(in: scratch.path)
    try #require(status == 0, "\(words)")
    #expect(FileManager.default.fileExists(atPath: scratch.file("paper/index.md")))
    #expect(FileManager.default.fileExists(atPath: scratch.file("results/report.html")))
    let joined = try CSVTable(reading: scratch.file("features.csv"))
    let whole = try Command(
      "extract", scratch.file("cohort/cases.csv"), ["--preset", "jeong2024", "-o", scratch.file("whole.csv")])
    try #require(whole.status == 0, "\(whole.errors)")
    let table = try CSVTable(reading: scratch.file("whole.csv"))
    let columns = joined.columns.filter { $0.hasPrefix("original_") || $0.hasPrefix("wavelet") || $0.hasPrefix("log") }
    #expect(columns.count > 500)
    for column in columns { #expect(joined[column] == table[column], "\(column)") }
  }

  private func snakemake(in folder: String) throws -> (status: Int32, words: String) {
    let process = Process()
    let log = "\(folder)/snakemake.log"
    try Data().write(to: URL(filePath: log))
    process.executableURL = URL(filePath: "/usr/bin/snakemake")
    process.arguments = [
      "--snakefile", Self.workflow, "--cores", "2", "--config", "cases=cohort/cases.csv", "study=cohort/study.yaml",
      "apus=\(Command.binary.path)",
    ]
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(filePath: log))
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOfFile: log, encoding: .utf8))
  }
}
