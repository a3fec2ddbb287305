import Foundation
import TestSupport
import Testing

/// Output that does not arrive is said, except to a reader that has seen enough.
@Suite struct StandardOutputTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.file("img"), withIntermediateDirectories: true)
    for (k, slice) in GeneratedSeries().slices.enumerated() {
      try Data(slice).write(to: URL(filePath: scratch.file("img/I\(k).dcm")))
    }
    let body: [SIMD2<Double>] = [[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]]
    let contours = (1...7).map { GeneratedStructureSet.Contour(body, z: Double($0) * 3) }
    let drawn = GeneratedStructureSet([GeneratedStructureSet.Region("GTV", number: 1, contours)])
    try Data(drawn.bytes).write(to: URL(filePath: scratch.file("rs.dcm")))
  }

  /// A line of a shell, in which `apus` is the built command and the folder that of the test.
  private func shell(_ line: String) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "apus() { \"\(Command.binary.path)\" \"$@\"; }; \(line)"]
    process.currentDirectoryURL = URL(filePath: scratch.path)
    let errors = scratch.file("errors.txt")
    try Data().write(to: URL(filePath: errors))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOfFile: errors, encoding: .utf8))
  }

  @Test(arguments: ["inspect img", "extract img rs.dcm", "weights list", "features", "--help"], [">&-", ">/dev/full"])
  func outputThatIsLostIsAnError(command: String, target: String) throws {
    let (status, errors) = try shell("apus \(command) \(target)")
    #expect(status == 74, "\(command) \(target): \(status) \(errors)")
    #expect(
      errors.contains("standard output: the output could not be written"),
      "\(command) \(target): \(errors)")
  }

  @Test(arguments: ["inspect img", "weights list", "features", "extract img rs.dcm"])
  func aReaderThatHasSeenEnoughIsNoError(command: String) throws {
    // The reader is gone before the command writes.
    let (_, errors) = try shell("(sleep 1; apus \(command)) | true")
    #expect(errors.isEmpty, "\(command): \(errors)")
    let (status, _) = try shell("(sleep 1; apus \(command)) | true; exit ${PIPESTATUS[0]}")
    #expect(status == 141, "\(command): \(status)")
  }

  @Test func outputThatArrivesIsNone() throws {
    #expect(try shell("apus inspect img >out.txt").status == 0)
    #expect(try scratch.read("out.txt").contains("Series"))
    #expect(try shell("apus --help >/dev/null").status == 0)
  }

  /// The library of linear algebra would ask for its block for ever.
  @Test(arguments: [
    "extract img rs.dcm", "extract -p params.yaml img rs.dcm", "explain img rs.dcm --against peer.csv",
    "study run study.yaml -o out",
    "maps -p params.yaml img rs.dcm --feature firstorder_Mean -o maps",
    "optimism table.csv --outcome y --columns a",
  ])
  func withoutMemoryNothingIsBegun(command: String) throws {
    _ = try scratch.write("a,b\n", to: "peer.csv")
    _ = try scratch.write("setting: {binWidth: 25}\n", to: "params.yaml")
    _ = try scratch.write("name: none\n", to: "study.yaml")
    let rows = (0..<60).map { "\($0),\($0 % 3 == 0 ? 1 : 0),\(Double(($0 * 37) % 61) / 61)" }.joined(separator: "\n")
    _ = try scratch.write("id,y,a\n\(rows)\n", to: "table.csv")
    func run(_ limit: Int) throws -> (status: Int32, errors: String) {
      try shell("ulimit -v \(limit); timeout -s KILL 60 \"\(Command.binary.path)\" \(command)")
    }
    let (status, errors) = try run(180_000)
    #expect(status == 1 && errors.contains("MB of memory"), "\(command): \(status) \(errors)")
    // A little more, where the parser of a parameter file ended the process: no signal, whatever it is enough for.
    let more = try run(300_000)
    #expect(more.status < 124 && (more.status == 0 || !more.errors.isEmpty), "\(command): \(more)")
  }
}
