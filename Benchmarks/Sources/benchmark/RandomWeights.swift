import Foundation

/// Weights for a network of `apus network describe`: time does not depend on what they are.
struct RandomWeights {
  let command: Command

  private struct Described: Decodable {
    struct Layer: Decodable {
      let name: String
      let kernel: [Int]
    }
    struct Network: Decodable { let layers: [Layer] }
    let description: Network
  }

  /// Writes a safetensors file.
  /// - Parameter normalisation: the name of the batch normalisation behind a convolution.
  func write(_ network: String, to path: String, normalisation: (String) -> String) throws {
    let text = try command.run(["network", "describe", network, "--repeats", "0", "--json"]).output
    var (header, body) = ([String](), Data())
    var state: UInt64 = 1
    func append(_ name: String, _ shape: [Int], _ value: (UInt64) -> Float) {
      let count = shape.reduce(1, *)
      let start = body.count
      let numbers = (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return value(state)
      }
      numbers.withUnsafeBytes { body.append(contentsOf: $0) }
      header.append("\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(start),\(body.count)]}")
    }
    for layer in try JSONDecoder().decode(Described.self, from: text).description.layers {
      let shape = [layer.kernel[0], layer.kernel[1], layer.kernel[3], layer.kernel[4]]
      // He et al. 2015, so that no layer's numbers die out or grow.
      let bound = Float((6 / Double(shape.dropFirst().reduce(1, *))).squareRoot())
      append("\(layer.name).weight", shape) { bound * Float(Double($0 >> 11) / 4_503_599_627_370_496 - 1) }
      for (part, value) in [("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)] as [(String, Float)] {
        append("\(normalisation(layer.name)).\(part)", [shape[0]]) { _ in value }
      }
    }
    let json = Data("{\(header.joined(separator: ","))}".utf8)
    let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    try (length + json + body).write(to: URL(filePath: path))
  }
}
