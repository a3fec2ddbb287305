import Execution

/// What an ONNX file holds of a network: nodes, weights, inputs, outputs. Nothing in it is run when it is read.
package struct ONNXModel: Sendable {
  /// Versions of ONNX's operators whose meaning is known here.
  static let opsets = 7...25
  /// More axes than any tensor of an encoder has.
  static let mostAxes = 8

  /// Version of ONNX's own operators.
  let opset: Int
  /// Nodes in the file's order.
  let nodes: [ONNXNode]
  /// Weights and other numbers, by name.
  let initialisers: [String: ONNXTensor]
  /// The one input that is no initialiser.
  package let image: ONNXImage
  /// Names of the outputs.
  let outputs: [String]
  /// SHA-256 of the file; where further files hold numbers of it, that of the text with the SHA-256 of each.
  package let sha256: String
  /// Names of the files beside it that hold numbers of it.
  package let companions: [String]
}

extension ONNXModel {
  /// Version of how features are made of a file, for keys of features: the choice of the layer and the means are part
  /// of it.
  static let schema = 1

  /// What a file's features are known by.
  var digest: String {
    var text = CanonicalText("onnx", Self.schema)
    text.add("file", sha256)
    var hash = SHA256Digest()
    hash.add(text.text)
    return hash.finish()
  }
}

/// One operation of a graph.
struct ONNXNode: Sendable {
  let label: ONNXError.NodeLabel
  let operation: String
  /// Names of what it reads; an empty one stands for an input that is left out.
  let inputs: [String]
  /// Names of what it makes; an empty one is not wanted.
  let outputs: [String]
  let attributes: [String: ONNXAttribute]
}

/// A fixed argument of a node.
enum ONNXAttribute: Sendable {
  case integer(Int)
  case float(Float)
  case text(String)
  case integers([Int])
  case floats([Float])
  case texts([String])
  case tensor(ONNXTensor)
  /// A graph, a sparse tensor or something else that no operator here takes.
  case other
}

/// Numbers of a known shape. Truth values are integers 0 and 1.
struct ONNXTensor: Hashable, Sendable {
  enum Values: Hashable, Sendable {
    case floats([Float])
    case integers([Int])
  }

  let shape: [Int]
  let values: Values

  init(_ shape: [Int], _ values: [Float]) { (self.shape, self.values) = (shape, .floats(values)) }

  init(_ shape: [Int], _ values: [Int]) { (self.shape, self.values) = (shape, .integers(values)) }

  /// The same numbers in another shape of as many.
  func reshaped(_ shape: [Int]) -> ONNXTensor {
    switch values {
    case .floats(let values): ONNXTensor(shape, values)
    case .integers(let values): ONNXTensor(shape, values)
    }
  }

  var count: Int {
    switch values {
    case .floats(let values): values.count
    case .integers(let values): values.count
    }
  }
}

/// An input of a graph as the file announces it.
struct ONNXInput: Sendable {
  let name: String
  /// ONNX's number of the element type; 1 is float32.
  let elementType: Int
  /// Lengths of the axes; `nil` for one that the caller chooses.
  let lengths: [Int?]
}

extension ONNXNode {
  /// An error about this node.
  func fault(_ cause: String) -> ONNXError.Kind { .node(label, cause) }

  private func other(_ name: String) -> ONNXError.Kind {
    fault("the attribute \(name) has another type than it should")
  }

  /// The value of an attribute; `nil` if the node does not have it.
  private func value<Value>(
    _ name: String, _ take: (ONNXAttribute) -> Value?
  ) throws(ONNXError.Kind) -> Value? {
    guard let attribute = attributes[name] else { return nil }
    guard let value = take(attribute) else { throw other(name) }
    return value
  }

  func integer(_ name: String) throws(ONNXError.Kind) -> Int? {
    try value(name) { if case .integer(let value) = $0 { value } else { nil } }
  }

  func float(_ name: String) throws(ONNXError.Kind) -> Float? {
    try value(name) { if case .float(let value) = $0 { value } else { nil } }
  }

  func text(_ name: String) throws(ONNXError.Kind) -> String? {
    try value(name) { if case .text(let value) = $0 { value } else { nil } }
  }

  // An empty list is written like no value at all, and readers cannot tell of what.
  func integers(_ name: String) throws(ONNXError.Kind) -> [Int]? {
    try value(name) { if case .integers(let value) = $0 { value } else { nil } }
  }

  func tensor(_ name: String) throws(ONNXError.Kind) -> ONNXTensor? {
    try value(name) { if case .tensor(let value) = $0 { value } else { nil } }
  }
}
