import Foundation

/// A study of the paper's size from DICOM to report, and the steps of it that have targets of their own.
///
/// `APUS_BENCHMARK_PATIENTS` overrides the number of patients, `APUS_BENCHMARK_JOBS` that of threads.
struct StudySuite {
  private let command: Command
  private let folder = FileManager.default.temporaryDirectory.appending(path: "apus-benchmark-\(getpid())").path
  private let patients = number("APUS_BENCHMARK_PATIENTS") ?? 252
  private let jobs = number("APUS_BENCHMARK_JOBS") ?? 2

  init(_ command: Command) throws {
    self.command = command
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func run() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try wholeStudy()
    try heads()
    try bootstrap()
    try largeTable()
  }

  /// Both arms, both protocols; the handcrafted arm alone where the network's weights are not in the store.
  private func wholeStudy() throws {
    let cohort = "\(folder)/cohort"
    let made = try command.run([
      "phantom", cohort, "--patients", "\(patients)", "--seed", "1", "-j", "\(jobs)", "--quiet",
    ])
    let weights = String(decoding: try command.run(["weights", "list"]).output, as: UTF8.self)
    let hasNetwork = weights.contains("efficientnet-lite0\there")
    let cost = try command.run(
      [
        "study", "run", try study(cohort, hasNetwork), "--root", cohort, "-o", "\(folder)/run", "-j", "\(jobs)",
        "--json-log",
      ],
      keepsErrors: true)
    print(
      "size     \(patients) patients, two series of 20 slices of 128 x 128, 1890 features, "
        + (hasNetwork
          ? "efficientnet-lite0 slice by slice, " : "no deep arm: efficientnet-lite0 is not in the weight store, ")
        + "both protocols, \(jobs) threads")
    print("cohort   written in \(String(format: "%.1f", made.wall)) s, not counted below\n")
    print("stage                                 wall         CPU   memory so far")
    for line in String(decoding: cost.errors, as: UTF8.self).split(separator: "\n") { show(line) }
    print(
      "whole study  \(cost.words); target 600 s, 2048 MB: \(cost.wall < 600 && cost.memory < 2048 ? "met" : "NOT met")\n"
    )
  }

  /// The phantom's own study file with both protocols and, if there is a network, both arms.
  private func study(_ cohort: String, _ hasNetwork: Bool) throws -> String {
    let text = try String(contentsOfFile: "\(cohort)/study.yaml", encoding: .utf8)
      .replacingOccurrences(of: "\nprotocol: sound\n", with: "\nprotocol: both\n")
    let deep = hasNetwork ? "arms: [hcr, dlr]\ndeep: {network: efficientnet-lite0, inflation: none}\n" : ""
    return try write(text + deep, to: "study.yaml")
  }

  private struct Stage: Decodable {
    let message, stage, seconds, processor, peakMemory: String
  }

  private func show(_ line: Substring) {
    guard let stage = try? JSONDecoder().decode(Stage.self, from: Data(line.utf8)), stage.message == "stage done" else {
      return
    }
    let wall = stage.seconds == "0.00" && stage.stage.contains("all threads") ? "-" : stage.seconds + " s"
    print(
      stage.stage.padding(toLength: 32, withPad: " ", startingAt: 0), right(wall, 10),
      right(stage.processor + " s", 11),
      right(stage.peakMemory, 10))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A hundred trials of 25 epochs, one trial a thread.
  private func heads() throws {
    let cost = try command.run([
      "network", "head", "--patients", "\(patients)", "--trials", "100", "--epochs", "25", "-j", "\(jobs)",
    ])
    print("deep heads, as published\n" + String(decoding: cost.output, as: UTF8.self), terminator: "")
    print("100 trials   \(cost.words); target 75 s: \(cost.wall < 75 ? "met" : "NOT met")\n")
  }

  /// Ten thousand resamples of two AUCs: the whole command, less the same with a hundred.
  private func bootstrap() throws {
    let table = try predictions(252, models: 2)
    let walls = try [100, 10_000].map { count in
      try command.fastest(of: 3, ["compare", table, "--resamples", "\(count)"]).wall
    }
    print(
      "bootstrap    10,000 resamples of two AUCs, n = 252:\(ms(walls[1] - walls[0])) beyond 100 resamples, the whole comparison "
        + "\(ms(walls[1])); target 1000 ms: \(walls[1] < 1 ? "met" : "NOT met")")
  }

  /// Three models of two hundred thousand subjects.
  private func largeTable() throws {
    let cost = try command.run(["compare", try predictions(200_000, models: 3)])
    print(
      "large table  200,000 subjects, three models: \(cost.words); target 60 s, 1024 MB: "
        + (cost.wall < 60 && cost.memory < 1024 ? "met" : "NOT met"))
  }

  /// Scores between 0 and 1 that know something of the outcome, the same in every run.
  private func predictions(_ count: Int, models: Int) throws -> String {
    var state: UInt64 = 1
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    var text = "id,y," + (0..<models).map { "model \($0)" }.joined(separator: ",") + "\n"
    for row in 0..<count {
      let isEvent = row % 9 < 2
      let scores = (0..<models).map { _ in String(format: "%.6f", 0.05 + 0.6 * draw() + (isEvent ? 0.2 * draw() : 0)) }
      text += "P\(row),\(isEvent ? 1 : 0),\(scores.joined(separator: ","))\n"
    }
    return try write(text, to: "predictions-\(count).csv")
  }

  private func write(_ text: String, to name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}

/// A whole number from the environment.
func number(_ variable: String) -> Int? { ProcessInfo.processInfo.environment[variable].flatMap(Int.init) }
