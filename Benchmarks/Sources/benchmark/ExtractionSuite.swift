import Foundation

/// `apus extract` as a whole process: single cases by threads, cohorts, and peers on the same cases in the same run.
struct ExtractionSuite {
  private let command: Command
  private let cases: [TimedCase]
  private let folder = FileManager.default.temporaryDirectory.appending(path: "apus-benchmark-\(getpid())").path
  /// `APUS_BENCHMARK_REPEATS` overrides it.
  private static let repeats =
    ProcessInfo.processInfo.environment["APUS_BENCHMARK_REPEATS"].flatMap(Int.init) ?? 7

  init(_ command: Command) throws {
    self.command = command
    let data =
      ProcessInfo.processInfo.environment["APUS_REFERENCE_DATA"]
      ?? URL(filePath: #filePath).appending(path: "../../../../../shared/data").standardized.path
    cases = TimedCase.all.map { $0.located(in: data) }
    for single in cases where !FileManager.default.fileExists(atPath: single.image) {
      throw Command.Failure(description: "\(single.image) is not there; set APUS_REFERENCE_DATA")
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func run() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let start = try command.fastest(of: Self.repeats, ["--version"])
    print("start-up \(ms(start.wall)) wall, \(ms(start.processor)) CPU\n")
    print("case      threads      wall       CPU   memory    target  further   target")
    let walls = try cases.map { try line(of: $0) }
    try checkOrder()
    try Peers(folder: folder).compare(cases, walls: walls)
  }

  /// Prints the lines of a case and returns its wall time on two threads.
  private func line(of single: TimedCase) throws -> Double {
    let arguments = ["extract", single.image, single.mask, "-p", try parameters(of: single)]
    let costs = try [1, 2, 4].map { jobs in
      (jobs, try command.fastest(of: Self.repeats, arguments + ["-j", "\(jobs)"]))
    }
    let further = try furtherCase(single)
    for (jobs, cost) in costs {
      guard cost.output == costs[0].1.output else {
        throw Command.Failure(description: "\(single.name): \(jobs) threads give other bits than one")
      }
      let last =
        jobs == 2
        ? "\(ms(single.target)) \(ms(further)) \(single.furtherTarget.map(ms) ?? "       -")" : ""
      print(
        single.name.padding(toLength: 9, withPad: " ", startingAt: 0), String(format: "%7d", jobs), ms(cost.wall),
        ms(cost.processor), String(format: "%5.0f MB", cost.memory), last)
    }
    return costs[1].1.wall
  }

  /// Wall time of each further case of a cohort, on two threads: nine copies less one, over eight.
  private func furtherCase(_ single: TimedCase) throws -> Double {
    let walls = try [1, 9].map { count in
      let cohort = try write(cohort: [TimedCase](repeating: single, count: count))
      return try command.fastest(
        of: 3, ["extract", cohort, "-p", try parameters(of: single), "-j", "2"]
      ).wall
    }
    return (walls[1] - walls[0]) / 8
  }

  /// The rows of a cohort are the same in any order of patients.
  private func checkOrder() throws {
    let sarcomas = cases.filter(\.usesWavelet)
    let parameters = try parameters(of: sarcomas[0])
    let rows = try [sarcomas, sarcomas.reversed()].map { order in
      let cost = try command.run(["extract", try write(cohort: order), "-p", parameters, "-j", "2"])
      return String(decoding: cost.output, as: UTF8.self).split(separator: "\n").sorted()
    }
    guard rows[0] == rows[1] else { throw Command.Failure(description: "the order of patients changes values") }
    print("\nthe same bits for 1, 2 and 4 threads and for both orders of patients\n")
  }

  private func parameters(of single: TimedCase) throws -> String {
    try write(single.parameters, to: single.usesWavelet ? "wavelet.yaml" : "defaults.yaml")
  }

  private func write(cohort: [TimedCase]) throws -> String {
    let rows = cohort.map { "\($0.image),\($0.mask)\n" }.joined()
    return try write("Image,Mask\n" + rows, to: "cohort.csv")
  }

  private func write(_ text: String, to name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}

/// Milliseconds in eight columns.
func ms(_ seconds: Double) -> String { String(format: "%5.0f ms", seconds * 1000) }
