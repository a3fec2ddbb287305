import ArgumentParser
import DeepRadiomics
import Foundation
import Statistics

/// `apus network describe NAME` and `apus network head`.
struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Describe a network and measure its running time.",
    discussion: """
      Example:
        apus network describe resnet50
      """,
    subcommands: [Describe.self, Head.self])

  struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "describe",
      abstract: "Print parameters, multiplications (counted and performed), layers, and running time on this machine.",
      discussion: """
        If there are no weights in the store and --weights is not given, random weights are used. The time does \
        not depend on them.

        Example:
          apus network describe resnet50 --layers
        """)

    @Argument(help: "Network or set of weights, e.g. resnet50.")
    var name: String

    @OptionGroup var network: NetworkOptions

    @Option(help: "Number of slices of a volume.")
    var depth = 77

    @Option(help: "Number of rows and columns of a slice.")
    var side = 224

    @Option(help: "Number of timed runs; 0 for no measurement.")
    var repeats = 10

    @Flag(help: "Print one line per layer.")
    var layers = false

    @Flag(help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var threads: JobsOption

    func validate() throws {
      guard (1...4096).contains(depth), (32...4096).contains(side) else {
        throw ValidationError("--depth takes 1 to 4096 slices, --side 32 to 4096 rows.")
      }
      guard (0...10_000).contains(repeats) else { throw ValidationError("--repeats takes 0 to 10000.") }
    }

    func run() throws {
      requireSleepingThreads()
      try orExit {
        let choice = try network.choice(name)
        let settings = network.settings(choice)
        let input = NetworkInputShape(depth: depth, rows: side, columns: side)
        let weights = choice.needsWeights ? try network.load(choice) : nil
        let description =
          try weights.map { try FeatureNetwork(settings, weights: $0, input: input.with($0)).description }
          ?? NetworkDescription(settings, input: input)
        let timing = repeats == 0 ? nil : try measure(choice, settings, input)
        let text = NetworkText(name: name, description: description, timing: timing, showsLayers: layers)
        print(json ? try text.json() : text.lines.joined(separator: "\n"))
      }
    }

    private func measure(
      _ choice: NetworkChoice, _ settings: NetworkSettings, _ input: NetworkInputShape
    ) throws -> NetworkTiming {
      let isDrawn = network.weights == nil && !choice.needsWeights && !isInStore(choice)
      let weights = try isDrawn ? .random(for: settings) : network.load(choice)
      let input = input.with(weights)
      let built = ContinuousClock.now
      let network = try FeatureNetwork(settings, weights: weights, input: input, threads: threads.jobs)
      let setUp = (ContinuousClock.now - built) / .milliseconds(1)
      let greys = (0..<(depth * side * side)).map { Float($0 % 251) / 251 }
      let volume = NetworkInput(
        greys: greys, rows: side, columns: side,
        normalisation: Array(ChannelStatistics.imageNet.prefix(input.channels)))
      let costs = try network.cost(of: volume, repeats: repeats)
      return NetworkTiming(
        milliseconds: costs.map(\.wall), processorMilliseconds: costs.map(\.processor), setUp: setUp,
        threads: network.threads, weights: weights.source)
    }

    private func isInStore(_ choice: NetworkChoice) -> Bool {
      KnownWeights.named(choice.name).map { WeightStore().holds($0) } ?? false
    }
  }
}

/// Times of runs.
struct NetworkTiming: Codable {
  /// By the clock on the wall.
  let milliseconds: [Double]
  /// Of all threads.
  let processorMilliseconds: [Double]
  /// Time for folding, memory layout and compilation, once per process.
  let setUp: Double
  let threads: Int
  let weights: WeightSet.Source

  /// Lower quartile, median and upper quartile, with linear interpolation.
  var quartiles: [Double] {
    [0.25, 0.5, 0.75].map { quantile(milliseconds, $0) }
  }
}

/// A description as text or JSON.
private struct NetworkText: Encodable {
  let name: String
  let description: NetworkDescription
  let timing: NetworkTiming?
  let showsLayers: Bool

  private enum CodingKeys: CodingKey { case name, description, timing }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var lines: [String] {
    let (network, head) = (description, HeadSettings.published)
    let input = network.input
    let trained = [0, 3].map { head.parameterCount(features: network.features, clinicalFactors: $0).grouped }
    let slices = network.decisiveSlices
    return [
      "network        \(name): \(network.settings.architecture.rawValue), \(inflation), "
        + (hasPooling ? "\(network.settings.pooling.rawValue) pooling, " : "")
        + network.settings.precision.rawValue,
      "input          \(input.channels) x \(input.depth) x \(input.rows) x \(input.columns)",
      "features       \(network.features)" + (network.layer.map { ", the layer \($0)" } ?? ""),
      "parameters     \(network.parameters.grouped) in the backbone, frozen",
      "trained head   \(trained[0]) without, \(trained[1]) with three clinical factors",
      "convolutions   \(network.layers.count), \(giga(network.convolutionMACs)) GMac",
      "counted MACs   \(giga(network.countedMACs)) G, with normalisation, activation and pooling\(published)",
      "MACs done      \(giga(network.performedMACs)) G, on \(slices.count) of \(input.depth) slices"
        + (slices.count < input.depth ? ": \(slices.map(String.init).joined(separator: " "))" : ""),
    ] + timingLines + (showsLayers ? network.layers.map(line) : [])
  }

  private var hasPooling: Bool {
    let architecture = description.settings.architecture
    return ![.efficientNetLite0, .onnx].contains(architecture) && !architecture.isGraph
  }

  /// The published number is for one network and one input size.
  private var published: String {
    description.settings.architecture == .resNet50 && description.input == .published ? " as published (160.3)" : ""
  }

  private var inflation: String {
    switch description.settings.depth {
    case .slices: "slice by slice"
    case .inflated(let kind): "inflated (\(kind.rawValue))"
    }
  }

  private var timingLines: [String] {
    guard let timing else { return [] }
    let quartiles = timing.quartiles.map { String(format: "%.1f", $0) }
    return [
      "time           median \(quartiles[1]) ms a volume, quartiles \(quartiles[0]) to \(quartiles[2]), "
        + "\(timing.milliseconds.count) runs, \(timing.threads) threads",
      "set-up         \(Int(timing.setUp)) ms, once",
      "weights        \(timing.weights.name), \(timing.weights.licence), \(timing.weights.origin)",
    ]
  }

  private func line(_ layer: NetworkDescription.Layer) -> String {
    let kernel = layer.kernel.map(String.init).joined(separator: " x ")
    let output = layer.output.map(String.init).joined(separator: " x ")
    return "\(layer.name)\tkernel \(kernel)\toutput \(output)\t\(layer.parameters) parameters\t"
      + "\(giga(layer.macs)) GMac\t\(layer.slices) slices"
  }

  private func giga(_ count: Int) -> String {
    String(format: "%.2f", Double(count) / 1e9)
  }
}

extension Int {
  /// With commas between thousands, whatever the language of the machine.
  fileprivate var grouped: String {
    let digits = Array(String(self))
    return String(digits.indices.flatMap { i in (i > 0 && (digits.count - i) % 3 == 0 ? [","] : []) + [digits[i]] })
  }
}

extension NetworkInputShape {
  /// The shape with the channels that a network in a file takes.
  fileprivate func with(_ weights: WeightSet) -> NetworkInputShape {
    NetworkInputShape(channels: weights.channels, depth: depth, rows: rows, columns: columns)
  }
}
