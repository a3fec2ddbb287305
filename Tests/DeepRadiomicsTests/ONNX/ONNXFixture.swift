import DeepRadiomics
import Foundation
import TestSupport

/// The networks of `Tests/Fixtures/onnx`, and what ONNX Runtime made of them (`write.py` there).
struct ONNXFixture: Decodable {
  struct Network: Decodable {
    let layer: String
    let features: [Double]
    let tokens: String?
    let mean: [Double]?
  }

  struct Operator: Decodable {
    let graph: Data
    let layer: String
    let shape: [Int]
    let sum: Double
    let largest: Double
    let places: [Double]
  }

  let networks: [String: Network]
  let operators: [String: Operator]
  /// Operators that occur in any of them.
  let covered: Set<String>

  static let expected: ONNXFixture? = try? JSONDecoder().decode(
    ONNXFixture.self, from: Data(contentsOf: URL(filePath: Fixture.path("onnx/expected.json"))))

  static func path(_ name: String) -> String { Fixture.path("onnx/\(name).onnx") }

  /// The network of a file, or of bytes.
  static func weights(_ model: [UInt8]) throws -> WeightSet {
    try withTemporaryFile("network.onnx", model) { try WeightStore("/nowhere").load($0.path) }
  }

  static func network(
    _ weights: WeightSet, layer: String? = nil, depth: DepthTreatment = .slices, slices: Int = 1, channels: Int = 3,
    side: Int = 32, threads: Int = 2
  ) throws -> FeatureNetwork {
    try FeatureNetwork(
      NetworkSettings(architecture: .onnx, depth: depth, layer: layer), weights: weights,
      input: NetworkInputShape(channels: channels, depth: slices, rows: side, columns: side), threads: threads)
  }

  /// The image of `write.py`: the same greys in every channel.
  static func image(channels: Int = 3, slices: Int = 1, side: Int = 32) -> NetworkInput {
    let greys = GeneratedTensors.uniform("input", slices * side * side).map { Float($0) }
    return NetworkInput(
      channels: Array(repeating: greys, count: channels), rows: side, columns: side,
      normalisation: Array([ChannelStatistics].identity.prefix(channels)))
  }
}

/// A protobuf message, written from the format's description and not with the reader's code.
struct Message {
  private(set) var bytes: [UInt8] = []

  static func variable(_ value: UInt64) -> [UInt8] {
    var (rest, bytes): (UInt64, [UInt8]) = (value, [])
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  mutating func add(_ field: Int, _ value: Int) {
    bytes += Self.variable(UInt64(field) << 3) + Self.variable(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, raw: [UInt8]) {
    bytes += Self.variable(UInt64(field) << 3 | 2) + Self.variable(UInt64(raw.count)) + raw
  }

  mutating func add(_ field: Int, _ text: String) { add(field, raw: Array(text.utf8)) }

  mutating func add(_ field: Int, _ message: Message) { add(field, raw: message.bytes) }
}

/// A small graph, right or wrong, as an ONNX file.
struct GraphText {
  struct Tensor {
    var name: String
    var shape: [Int]
    var floats: [Float] = []
    var integers: [Int] = []
    var type = 1
    var isElsewhere = false
    /// Where the numbers are in another file: `location`, `offset`, `length`.
    var place: [(key: String, value: String)] = []

    /// The numbers as they stand in a file.
    var raw: [UInt8] {
      type == 7
        ? integers.flatMap { DeepRadiomicsTests.bytes(Int64($0)) }
        : floats.flatMap { DeepRadiomicsTests.bytes($0.bitPattern) }
    }

    var message: Message {
      var message = Message()
      for length in shape { message.add(1, length) }
      message.add(2, type)
      message.add(8, name)
      if isElsewhere { message.add(14, 1) }
      for (key, value) in place {
        var entry = Message()
        entry.add(1, key)
        entry.add(2, value)
        message.add(13, entry)
      }
      if !isElsewhere { message.add(9, raw: raw) }
      return message
    }
  }

  struct Node {
    var operation: String
    var inputs: [String]
    var outputs: [String]
    var integers: [(String, Int)] = []
    var lists: [(String, [Int])] = []
    var domain = ""

    var message: Message {
      var message = Message()
      for input in inputs { message.add(1, input) }
      for output in outputs { message.add(2, output) }
      message.add(4, operation)
      for (name, value) in integers {
        var attribute = Message()
        attribute.add(1, name)
        attribute.add(3, value)
        attribute.add(20, 2)
        message.add(5, attribute)
      }
      for (name, values) in lists {
        var attribute = Message()
        attribute.add(1, name)
        for value in values { attribute.add(8, value) }
        attribute.add(20, 7)
        message.add(5, attribute)
      }
      if !domain.isEmpty { message.add(7, domain) }
      return message
    }
  }

  var opset = 17
  var nodes: [Node] = []
  var tensors: [Tensor] = []
  var inputs: [(name: String, type: Int, lengths: [Int?])] = [("image", 1, [nil, 3, 32, 32])]
  var outputs = ["y"]

  /// A convolution, a mean and a classifier.
  static var sound: GraphText {
    var graph = GraphText()
    graph.tensors = [
      Tensor(name: "w", shape: [4, 3, 1, 1], floats: (0..<12).map { Float($0) / 12 }),
      Tensor(name: "v", shape: [2, 4], floats: (0..<8).map { Float($0) / 8 }),
    ]
    graph.nodes = [
      Node(operation: "Conv", inputs: ["image", "w"], outputs: ["maps"]),
      Node(operation: "GlobalAveragePool", inputs: ["maps"], outputs: ["mean"]),
      Node(operation: "Flatten", inputs: ["mean"], outputs: ["features"]),
      Node(operation: "Gemm", inputs: ["features", "v"], outputs: ["y"], integers: [("transB", 1)]),
    ]
    return graph
  }

  var bytes: [UInt8] {
    var graph = Message()
    for node in nodes { graph.add(1, node.message) }
    for tensor in tensors { graph.add(5, tensor.message) }
    for input in inputs { graph.add(11, Self.value(input.name, input.type, input.lengths)) }
    for output in outputs { graph.add(12, Self.value(output, 1, [])) }
    var (model, version) = (Message(), Message())
    version.add(2, opset)
    model.add(1, 8)
    model.add(7, graph)
    model.add(8, version)
    return model.bytes
  }

  private static func value(_ name: String, _ type: Int, _ lengths: [Int?]) -> Message {
    var (shape, tensor, kind, value) = (Message(), Message(), Message(), Message())
    for length in lengths {
      var axis = Message()
      if let length { axis.add(1, length) } else { axis.add(2, "n") }
      shape.add(1, axis)
    }
    tensor.add(1, type)
    tensor.add(2, shape)
    kind.add(1, tensor)
    value.add(1, name)
    value.add(2, kind)
    return value
  }
}
