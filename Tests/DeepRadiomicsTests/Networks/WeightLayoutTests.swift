import DeepRadiomics
import Foundation
import TestSupport
import Testing

/// Networks that are written from weights of published layouts, against ONNX Runtime
/// (`Tests/Fixtures/onnx/layouts.py`).
@Suite(.serialized) struct WeightLayoutTests {
  private struct Expected: Decodable {
    let count: Int
    let first: [Double]
    let last: [Double]
    let sum: Double
    let largest: Double
  }

  private static func expected(_ name: String) throws -> Expected {
    let file = URL(filePath: Fixture.path("onnx/layouts.json"))
    let all = try JSONDecoder().decode([String: Expected].self, from: Data(contentsOf: file))
    return try #require(all[name])
  }

  // MARK: Generated weights

  private static func dense(channels: Int) -> [String: WeightTensor] {
    var all = [
      GeneratedTensors.kernel("features.conv0", [64, channels, 7, 7]),
      GeneratedTensors.normalisation("features.norm0", 64),
    ]
    var width = 64
    for (block, count) in [6, 12, 24, 16].enumerated() {
      for layer in 1...count {
        let name = "features.denseblock\(block + 1).denselayer\(layer)"
        all += [
          GeneratedTensors.normalisation("\(name).norm1", width),
          GeneratedTensors.kernel("\(name).conv1", [128, width, 1, 1]),
          GeneratedTensors.normalisation("\(name).norm2", 128),
          GeneratedTensors.kernel("\(name).conv2", [32, 128, 3, 3]),
        ]
        width += 32
      }
      guard block < 3 else { break }
      let name = "features.transition\(block + 1)"
      all += [
        GeneratedTensors.normalisation("\(name).norm", width),
        GeneratedTensors.kernel("\(name).conv", [width / 2, width, 1, 1]),
      ]
      width /= 2
    }
    all.append(GeneratedTensors.normalisation("features.norm5", width))
    return all.reduce(into: [:]) { $0.merge($1) { $1 } }
  }

  private static func volume(_ blocks: [Int], isBottleneck: Bool, projects: Bool) -> WeightSet {
    GeneratedTensors.resNet(blocks: blocks, isBottleneck: isBottleneck, channels: 1, axes: 3, projects: projects)
  }

  private static func set(_ tensors: [String: WeightTensor]) -> WeightSet {
    WeightSet(tensors: tensors, source: .init(name: "generated", origin: "here", licence: "none"))
  }

  // MARK: Agreement

  private func compare(_ found: [Float], _ name: String) throws {
    let expected = try Self.expected(name)
    #expect(found.count == expected.count)
    for (own, other) in zip(found.prefix(24) + found.suffix(8), expected.first + expected.last) {
      #expect(abs(Double(own) - other) <= 1e-5 * expected.largest, "\(name): \(own), \(other)")
    }
    let sum = found.reduce(0) { $0 + Double($1) }
    #expect(abs(sum - expected.sum) <= 1e-5 * expected.largest * Double(found.count).squareRoot())
    #expect(Set(found.prefix(24)).count > 4)
  }

  private func image(channels: Int, slices: Int, side: Int) -> NetworkInput {
    NetworkInput(
      channels: Array(
        repeating: GeneratedTensors.uniform("input", slices * side * side).map { Float($0) }, count: channels),
      rows: side, columns: side,
      normalisation: Array(repeating: ChannelStatistics(mean: 0, standardDeviation: 1), count: channels))
  }

  @Test(arguments: [(3, "densenet121 of 3 channels"), (1, "densenet121 of 1 channel")])
  func denseNetworksAgreeWithONNXRuntime(channels: Int, name: String) throws {
    let weights = Self.set(Self.dense(channels: channels))
    #expect(weights.channels == channels)
    let choice = try #require(NetworkChoice("densenet121"))
    #expect(choice.settings().depth == .slices && choice.needsWeights)
    let network = try FeatureNetwork(
      choice.settings(), weights: weights, input: NetworkInputShape(channels: channels, depth: 1, rows: 64, columns: 64)
    )
    try compare(try network.features(of: image(channels: channels, slices: 1, side: 64)), name)
  }

  @Test(arguments: [
    ("resnet10-3d", [1, 1, 1, 1], true), ("resnet18-3d", [2, 2, 2, 2], false), ("resnet50-3d", [3, 4, 6, 3], true),
    ("medicalnet-resnet10", [1, 1, 1, 1], true), ("medicalnet-resnet34", [3, 4, 6, 3], false),
  ])
  func volumesAgreeWithONNXRuntime(name: String, blocks: [Int], projects: Bool) throws {
    let weights = Self.volume(blocks, isBottleneck: name.hasSuffix("50-3d"), projects: projects)
    let choice = try #require(NetworkChoice(name))
    #expect(choice.settings().depth == .inflated(.trained))
    let network = try FeatureNetwork(
      choice.settings(), weights: weights, input: NetworkInputShape(channels: 1, depth: 9, rows: 32, columns: 32))
    try compare(
      try network.features(of: image(channels: 1, slices: 9, side: 32)),
      "\(name) \(projects ? "with" : "without") projections")
  }

  /// Of the other kind or size, and weights that are missing.
  @Test func weightsOfAnotherNetworkAreRefused() throws {
    let choice = try #require(NetworkChoice("resnet18-3d"))
    let weights = Self.volume([1, 1, 1, 1], isBottleneck: false, projects: true)
    let shape = NetworkInputShape(channels: 1, depth: 9, rows: 32, columns: 32)
    let error = #expect(throws: WeightFileError.self) {
      try FeatureNetwork(choice.settings(), weights: weights, input: shape)
    }
    #expect(error.map { "\($0)".contains("layer1.1.conv1.weight") } == true)
    #expect(throws: (any Error).self) {
      try FeatureNetwork(choice.settings(depth: .slices), weights: weights, input: shape)
    }
    #expect(throws: NetworkError.needsWeights("densenet121")) {
      try NetworkDescription(try #require(NetworkChoice("densenet121")).settings(), input: shape)
    }
  }

  // MARK: Names

  private static let resNet = GeneratedTensors.resNet(blocks: [1, 1, 1, 1], isBottleneck: false).tensors

  private static func named(_ tensors: [String: WeightTensor], _ rename: (String) -> String?) -> [String: WeightTensor]
  {
    tensors.reduce(into: [:]) { all, pair in if let name = rename(pair.key) { all[name] = pair.value } }
  }

  /// RadImageNet's sequence: stem, normalisation, two layers without weights, four of blocks.
  private static func numbered(_ name: String) -> String? {
    let parts = name.split(separator: ".", maxSplits: 1)
    let numbers = ["conv1": 0, "bn1": 1, "layer1": 4, "layer2": 5, "layer3": 6, "layer4": 7]
    return numbers[String(parts[0])].map { "backbone.\($0).\(parts[1])" }
  }

  @Test func publishedNamesAreThoseOfTorchvision() throws {
    let head = ["classifier.weight": WeightTensor(shape: [2], values: [1, 2])]
    let layouts: [[String: WeightTensor]] = [
      Self.named(Self.resNet) { "module.\($0)" }, Self.named(Self.resNet) { "backbone.\($0)" },
      Self.named(Self.resNet) { "encoder.\($0)" }, Self.named(Self.resNet, Self.numbered),
      Self.named(Self.resNet) { "module.encoder_q.\($0)" }
        .merging(Self.named(Self.resNet) { "module.encoder_k.\($0)" }) { $1 },
      Self.named(Self.resNet) { "module.base_encoder.\($0)" }
        .merging(Self.named(Self.resNet) { "module.momentum_encoder.\($0)" }) { $1 },
    ]
    for layout in layouts {
      #expect(try WeightLayout(layout.merging(head) { $1 }).standard() == Self.resNet)
    }
    #expect(try WeightLayout(Self.resNet.merging(head) { $1 }).standard() == Self.resNet.merging(head) { $1 })
    let effective = ["_conv_stem.weight": WeightTensor(shape: [1], values: [1])]
    #expect(try WeightLayout(effective).standard() == effective)
  }

  @Test func denseNamesAreThoseOfTorchvision() throws {
    let dense = Self.dense(channels: 1)
    let radImageNet = Self.named(dense) { "backbone.0." + $0.dropFirst("features.".count) }
    #expect(try WeightLayout(radImageNet).standard() == dense)
    #expect(try WeightLayout(Self.named(dense) { "module.\($0)" }).standard() == dense)
    // Of torchvision before 0.3, as files of 2017 have them.
    let old = Self.named(dense) { $0.replacing(/(denselayer\d+\.)(norm|conv)(\d)/) { "\($0.1)\($0.2).\($0.3)" } }
    #expect(old != dense)
    #expect(try WeightLayout(old).standard() == dense)
  }

  @Test func severalNetworksInAFileAreNamed() throws {
    let two = Self.named(Self.resNet) { "left.\($0)" }.merging(Self.named(Self.resNet) { "right.\($0)" }) { $1 }
    #expect(throws: WeightFileError.Kind.severalEncoders(["left.conv1.weight", "right.conv1.weight"])) {
      try WeightLayout(two).standard()
    }
  }
}
