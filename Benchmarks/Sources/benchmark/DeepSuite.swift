import Foundation

/// The published network on a volume of the published size beside a bare program on the same oneDNN and a peer, then
/// the head and occlusion: what the plan of the deep arm sets targets for.
///
/// Rounds are interleaved, so that a busy minute falls on all alike. `APUS_BENCHMARK_REPEATS` overrides the number of
/// rounds, `APUS_BENCHMARK_JOBS` that of threads.
struct DeepSuite {
  private let command: Command
  private let rounds = number("APUS_BENCHMARK_REPEATS") ?? 5
  private let jobs = number("APUS_BENCHMARK_JOBS") ?? 2
  private var contestants: [Contestant] = []

  init(_ command: Command) throws {
    self.command = command
    // What `apus` asks of libgomp for itself; the probe cannot, since libgomp reads it when it is loaded.
    setenv("OMP_WAIT_POLICY", "PASSIVE", 0)
    setenv("GOMP_SPINCOUNT", "100000", 0)
    let probe = Command(path: URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/probe")
    contestants = [
      Contestant(.probeSlices, "probe, five slices", 4, probe: probe, "slices"),
      Contestant(.centre, "apus, centre", 4, apus: command, "centre", "float32"),
      Contestant(.probeVolume, "probe, whole volume", 2, probe: probe, "volume"),
      Contestant(.average, "apus, average", 2, apus: command, "average", "float32"),
    ]
    if hasBFloat16 {
      contestants.append(Contestant(.briefCentre, "apus, centre, bfloat16", 4, apus: command, "centre", "bfloat16"))
      contestants.append(Contestant(.briefAverage, "apus, average, bfloat16", 2, apus: command, "average", "bfloat16"))
    }
    if let peer { contestants.append(peer) }
  }

  func run() throws {
    try SliceCase(command: command, rounds: rounds, jobs: jobs).run()
    // Into a file too, the first half of the run can be read while the second goes on.
    fflush(nil)
    print(
      "size     3 x 77 x 224 x 224, ResNet-50, weights resident, \(jobs) threads, \(rounds) rounds of all in turn\n")
    var all = contestants.map { _ in Measured() }
    for _ in 0..<rounds {
      for (at, contestant) in contestants.enumerated() { try all[at].add(contestant.round(jobs)) }
    }
    print("                             runs   minimum    median  quartiles             memory")
    for (contestant, measured) in zip(contestants, all) { print(measured.line(contestant.name)) }
    let found = Dictionary(uniqueKeysWithValues: zip(contestants.map(\.kind), all))
    print("")
    for target in Target.all { target.report(found) }
    if found[.briefCentre] == nil { print("bfloat16               not measured: this CPU has no avx512_bf16") }
    if found[.peer] == nil {
      print("onnxruntime            not compared: APUS_PEERS_PYTHON names no Python that has it and onnx")
    }
    print("")
    fflush(nil)
    try head()
    fflush(nil)
    try OcclusionCase(command: command, jobs: jobs).run()
  }

  /// A hundred trials of 25 epochs at the paper's size, one trial a thread.
  private func head() throws {
    let cost = try command.run([
      "network", "head", "--patients", "252", "--trials", "100", "--epochs", "25", "-j", "\(jobs)",
    ])
    print("head search, 100 trials of 25 epochs, 252 patients, 2048 features, three factors")
    print("               \(cost.words); target 75 s: \(cost.wall < 75 ? "met" : "NOT met")\n")
  }

  private var hasBFloat16: Bool {
    (try? command.run(
      ["network", "describe", "resnet18", "--precision", "bfloat16", "--depth", "1", "--repeats", "1"],
      keepsErrors: true))
      != nil
  }

  private var peer: Contestant? {
    guard let python = ProcessInfo.processInfo.environment["APUS_PEERS_PYTHON"] else { return nil }
    let program = Command(path: python)
    guard (try? program.run(["-c", "import onnx, onnxruntime"], keepsErrors: true)) != nil else { return nil }
    let script = URL(filePath: #filePath).appending(path: "../../../peers/time_onnx_i3d.py").standardized.path
    return Contestant(.peer, "onnxruntime, whole volume", 1, program: program) { [script, "\($1)", "\($0)"] }
  }
}

/// What is compared, by name.
private enum Kind { case probeSlices, centre, probeVolume, average, briefCentre, briefAverage, peer }

/// A program that prints the milliseconds of its runs.
private struct Contestant {
  let kind: Kind
  let name: String
  private let repeats: Int
  private let program: Command
  private let arguments: (_ repeats: Int, _ jobs: Int) -> [String]

  init(
    _ kind: Kind, _ name: String, _ repeats: Int, program: Command, _ arguments: @escaping (Int, Int) -> [String]
  ) {
    (self.kind, self.name, self.repeats, self.program, self.arguments) = (kind, name, repeats, program, arguments)
  }

  init(_ kind: Kind, _ name: String, _ repeats: Int, probe: Command, _ form: String) {
    self.init(kind, name, repeats, program: probe) { [form, "\($0)", "\($1)"] }
  }

  init(_ kind: Kind, _ name: String, _ repeats: Int, apus: Command, _ inflation: String, _ precision: String) {
    self.init(kind, name, repeats, program: apus) {
      [
        "network", "describe", "resnet50", "--inflation", inflation, "--precision", precision, "--depth", "77",
        "--json",
        "--repeats", "\($0)", "-j", "\($1)",
      ]
    }
  }

  /// One process: its runs in milliseconds and its peak memory.
  func round(_ jobs: Int) throws -> (milliseconds: [Double], memory: Double) {
    let cost = try program.run(arguments(repeats, jobs))
    if let own = try? JSONDecoder().decode(Described.self, from: cost.output) {
      return (own.timing.milliseconds, cost.memory)
    }
    let times = String(decoding: cost.output, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap {
      Double($0)
    }
    guard times.count == repeats else { throw Command.Failure(description: "\(name) printed no times") }
    return (times, cost.memory)
  }

  private struct Described: Decodable {
    struct Timing: Decodable { let milliseconds: [Double] }
    let timing: Timing
  }
}

/// The runs of all rounds.
private struct Measured {
  private var milliseconds: [Double] = []
  private(set) var memory = 0.0

  mutating func add(_ round: (milliseconds: [Double], memory: Double)) {
    milliseconds = (milliseconds + round.milliseconds).sorted()
    memory = max(memory, round.memory)
  }

  var minimum: Double { milliseconds.first ?? 0 }
  var median: Double { quantile(0.5) }

  /// Between neighbours linearly.
  private func quantile(_ share: Double) -> Double {
    let rank = share * Double(milliseconds.count - 1)
    let below = Int(rank)
    let above = min(below + 1, milliseconds.count - 1)
    return milliseconds[below] + (rank - Double(below)) * (milliseconds[above] - milliseconds[below])
  }

  func line(_ name: String) -> String {
    name.padding(toLength: 28, withPad: " ", startingAt: 0)
      + String(
        format: "%5d %6.0f ms %6.0f ms %6.0f to %6.0f ms %7.0f MB", milliseconds.count, minimum, median, quantile(0.25),
        quantile(0.75), memory)
  }
}

/// A target of the plan: time as a multiple of another's in the same run, or memory.
private struct Target {
  let kind: Kind
  let name: String
  let of: Kind
  let ratio: Double
  var memory: Double?

  static let all = [
    Target(kind: .centre, name: "centre / probe", of: .probeSlices, ratio: 1.33, memory: 600),
    Target(kind: .average, name: "average / probe", of: .probeVolume, ratio: 1.15, memory: 1200),
    Target(kind: .briefCentre, name: "bfloat16, centre", of: .centre, ratio: 0.6),
    Target(kind: .briefAverage, name: "bfloat16, average", of: .average, ratio: 0.6),
    Target(kind: .average, name: "average / onnxruntime", of: .peer, ratio: 1),
  ]

  func report(_ found: [Kind: Measured]) {
    guard let own = found[kind], let other = found[of] else { return }
    let (middle, least) = (own.median / other.median, own.minimum / other.minimum)
    var text =
      name.padding(toLength: 22, withPad: " ", startingAt: 0)
      + String(format: " %.2f by medians, %.2f by minima; target %.2f: ", middle, least, ratio)
      + (middle <= ratio ? "met" : "NOT met")
    if let memory {
      text +=
        String(format: "; %.0f MB, target %.0f MB: ", own.memory, memory) + (own.memory <= memory ? "met" : "NOT met")
    }
    print(text)
  }
}
