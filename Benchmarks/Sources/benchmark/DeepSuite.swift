import Foundation

/// The published network on a volume of the published size, centre inflated and inflated in full, and a peer on the same volume.
///
/// `APUS_BENCHMARK_REPEATS` overrides the number of runs, `APUS_BENCHMARK_JOBS` that of threads.
struct DeepSuite {
  let command: Command
  private let repeats = number("APUS_BENCHMARK_REPEATS") ?? 10
  private let jobs = number("APUS_BENCHMARK_JOBS") ?? 2

  init(command: Command) { self.command = command }

  func run() throws {
    print("size     3 x 77 x 224 x 224, ResNet-50, float32, \(jobs) threads, \(repeats) runs")
    for inflation in ["centre", "average"] {
      let cost = try command.run([
        "network", "describe", "resnet50", "--inflation", inflation, "--depth", "77", "--repeats", "\(repeats)", "-j",
        "\(jobs)",
      ])
      print("\napus, \(inflation) inflation")
      for line in String(decoding: cost.output, as: UTF8.self).split(separator: "\n") where isShown(line) {
        print(line)
      }
      print("process        \(cost.words)")
    }
    try compare()
  }

  private func isShown(_ line: Substring) -> Bool {
    ["time", "set-up", "MACs done"].contains { line.hasPrefix($0) }
  }

  /// ONNX Runtime runs the network in full, which is what average inflation needs.
  private func compare() throws {
    guard let python = ProcessInfo.processInfo.environment["APUS_PEERS_PYTHON"] else {
      print("\nonnxruntime: not compared, as APUS_PEERS_PYTHON names no Python that has it")
      return
    }
    let peer = Command(path: python)
    guard (try? peer.run(["-c", "import onnx, onnxruntime"], keepsErrors: true)) != nil else {
      print("\nonnxruntime: not compared, as \(python) has no onnx and onnxruntime")
      return
    }
    let script = URL(filePath: #filePath).appending(path: "../../../peers/time_onnx_i3d.py").standardized.path
    let cost = try peer.run([script, "\(jobs)", "\(repeats)"])
    print("\nonnxruntime, in full\n" + String(decoding: cost.output, as: UTF8.self), terminator: "")
    print("process        \(cost.words)")
  }
}
