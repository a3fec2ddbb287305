import DeepRadiomics
import Foundation
import TestSupport

/// Tensors that the README of `shared/data/i3d` defines: SplitMix64 numbered by element, keyed by the FNV-1a hash of a
/// name.
struct GeneratedTensors {
  private static func key(_ name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// `u(name, 0 ..< count)`, in `[0, 1)`.
  static func uniform(_ name: String, _ count: Int) -> [Double] {
    let start = key(name)
    return (0..<UInt64(count)).map { index in
      var mixed = start &+ (index &+ 1) &* 0x9e37_79b9_7f4a_7c15
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return Double((mixed ^ mixed >> 31) >> 11) * 0x1p-53
    }
  }

  /// Weights for every layer of a ResNet-50 (or of another ResNet with these blocks).
  /// - Parameters:
  ///   - channels: of the image.
  ///   - axes: of a kernel, 2 or 3.
  ///   - projects: whether a block's input is projected where sizes differ.
  static func resNet(
    blocks: [Int] = [3, 4, 6, 3], isBottleneck: Bool = true, channels: Int = 3, axes: Int = 2, projects: Bool = true
  ) -> WeightSet {
    let convolution = { (kernel: String, norm: String, shape: [Int]) in
      self.convolution(kernel, norm, shape[..<2] + Array(repeating: shape[2], count: axes))
    }
    var tensors = convolution("conv1", "bn1", [64, channels, 7])
    var input = 64
    for (layer, count) in blocks.enumerated() {
      let width = 64 << layer
      let output = isBottleneck ? 4 * width : width
      for block in 0..<count {
        let name = "layer\(layer + 1).\(block)"
        let shapes =
          isBottleneck
          ? [[width, input, 1], [width, width, 3], [output, width, 1]] : [[width, input, 3], [width, width, 3]]
        for (number, shape) in shapes.enumerated() {
          let parts = convolution("\(name).conv\(number + 1)", "\(name).bn\(number + 1)", shape)
          tensors.merge(parts) { $1 }
        }
        if projects, block == 0, input != output || layer > 0 {
          let parts = convolution("\(name).downsample.0", "\(name).downsample.1", [output, input, 1])
          tensors.merge(parts) { $1 }
        }
        input = output
      }
    }
    return WeightSet(tensors: tensors, source: .init(name: "generated", origin: "i3d/README.md", licence: "none"))
  }

  private static func convolution(_ kernel: String, _ norm: String, _ shape: [Int]) -> [String: WeightTensor] {
    self.kernel(kernel, shape).merging(normalisation(norm, shape[0])) { $1 }
  }

  private static func tensor(
    _ name: String, _ shape: [Int], _ map: (Double) -> Double
  ) -> [String: WeightTensor] {
    [name: WeightTensor(shape: shape, values: uniform(name, shape.reduce(1, *)).map { Float(map($0)) })]
  }

  /// A convolution's kernel.
  static func kernel(_ name: String, _ shape: [Int]) -> [String: WeightTensor] {
    let bound = (6 / Double(shape.dropFirst().reduce(1, *))).squareRoot()
    return tensor("\(name).weight", shape) { (2 * $0 - 1) * bound }
  }

  /// A batch normalisation.
  static func normalisation(_ name: String, _ channels: Int) -> [String: WeightTensor] {
    [
      tensor("\(name).weight", [channels]) { 0.5 + 0.5 * $0 },
      tensor("\(name).bias", [channels]) { 0.1 * (2 * $0 - 1) },
      tensor("\(name).running_mean", [channels]) { 0.1 * (2 * $0 - 1) },
      tensor("\(name).running_var", [channels]) { 0.5 + $0 },
    ].reduce(into: [:]) { $0.merge($1) { $1 } }
  }

  /// The generated grey volume, normalised as ImageNet's photographs.
  static func input(slices: Int, side: Int = 224) -> NetworkInput {
    NetworkInput(
      greys: uniform("input", slices * side * side).map { Float($0) }, rows: side, columns: side,
      normalisation: ChannelStatistics.imageNet)
  }
}

/// Features of the inflated ResNet-50 in float64 by PyTorch, for generated weights.
struct InflatedReference: Decodable {
  struct Case: Decodable {
    let inflation: Inflation
    let slices: Int
    let features: [Double]
  }

  let cases: [Case]

  static func load() throws -> InflatedReference {
    let file = try ReferenceData.file("i3d/i3d_resnet50_features.json")
    return try JSONDecoder().decode(InflatedReference.self, from: Data(contentsOf: file))
  }
}

/// Largest difference as a share of the largest expected value.
func relativeDistance(_ found: [Float], _ expected: [Double]) -> Double {
  let scale = expected.map(abs).max() ?? 1
  return zip(found, expected).map { abs(Double($0) - $1) }.max().map { $0 / scale } ?? .infinity
}
