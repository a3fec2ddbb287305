import Execution
internal import COneDNN

/// Turns the nodes of a graph into steps for inputs of one size.
///
/// Shapes are all known then, so what an exporter writes to compute them is computed here, once, and so is everything
/// that depends on weights alone.
struct ONNXCompiler {
  /// More numbers than any tensor of an encoder has: 4 GiB.
  static let mostNumbers = 1 << 30
  /// The same for what is known before any image.
  static let mostKnownNumbers = 1 << 26
  /// Numbers that may be computed before any image.
  private static let mostFoldedNumbers = 1 << 28
  /// Steps of arithmetic that may be done before any image: some seconds.
  static let mostFoldedWork = 1 << 31
  /// More bytes than all steps together may use.
  static let mostBytes = 16 << 30

  let graph: ONNXGraph
  var builder: StepBuilder
  var values: [String: ONNXValue] = [:]
  private var readers: [String: [Int]] = [:]
  /// How many nodes have yet to read a value.
  private var waiting: [String: Int] = [:]
  /// Nodes that an earlier one took in.
  private var done: Set<Int> = []
  /// Nodes that the current one took in.
  private var fused: [Int] = []
  /// Convolutions and products by weights, for the description.
  var layers: [NetworkDescription.Layer] = []
  private var foldedNumbers = 0
  /// Shapes of everything that was made so far, for errors.
  private(set) var shapes: [String: [Int]] = [:]
  /// Whether any weight differs from 0.
  var hasWeight = false
  /// Whether the current node multiplies all that it reads by 0.
  var leavesNothing = false
  /// Values that are the same for all images, because all of the image was multiplied by 0.
  private var sameForAll: Set<String> = []
  /// Multiply-adds and comparisons that were done before any image.
  var foldedWork = 0

  init(_ graph: ONNXGraph, backend: Backend) {
    self.graph = graph
    builder = StepBuilder(backend: backend, precision: .float32)
    for (name, tensor) in graph.model.initialisers { values[name] = .known(tensor) }
    for (number, node) in graph.nodes.enumerated() {
      for name in Set(node.inputs) { readers[name, default: []].append(number) }
    }
  }

  /// Compiles every node.
  /// - Parameter shape: that of the image as the graph takes it.
  mutating func compile(input: ONNXBuffer) throws -> ONNXBuffer {
    waiting = readers.mapValues(\.count)
    values[graph.model.image.name] = .computed(input)
    // Constants come first: exporters write the limits of a clamp between it and the convolution that takes it in.
    let constants = graph.nodes.indices.filter { graph.nodes[$0].operation == "Constant" }
    for number in constants + graph.nodes.indices where !done.contains(number) { try compile(number) }
    guard let value = values[graph.layer] else { throw ONNXError.Kind.unknownLayer(graph.layer, candidates: []) }
    guard case .computed(let buffer) = value else {
      throw ONNXError.Kind.input("the layer does not depend on the image")
    }
    guard hasWeight || layers.isEmpty else { throw ONNXError.Kind.allZero }
    guard !sameForAll.contains(graph.layer) else { throw ONNXError.Kind.constant }
    return try plain(buffer)
  }

  private mutating func compile(_ number: Int) throws {
    let node = graph.nodes[number]
    fused = []
    guard let operation = ONNXOperator.all[node.operation] else { throw ONNXError.Kind.operators([node.label]) }
    leavesNothing = false
    let sources = node.inputs.filter { if case .computed? = values[$0] { true } else { false } }
    let made = try operation.compile(&self, node)
    let names = outputNames(node)
    for (name, value) in zip(names, made) where !name.isEmpty {
      values[name] = value
      shapes[name] = value.shape
      if case .known(let tensor) = value { foldedNumbers += tensor.count }
    }
    if leavesNothing || !sources.isEmpty && sources.allSatisfy(sameForAll.contains) { sameForAll.formUnion(names) }
    guard foldedNumbers <= Self.mostFoldedNumbers else {
      throw ONNXError.Kind.tooMany(
        "numbers computed before any image", found: foldedNumbers, most: Self.mostFoldedNumbers)
    }
    if let missing = names.dropFirst(made.count).first(where: { !$0.isEmpty && readers[$0] != nil }) {
      throw node.fault("its output \(missing.printable) is not computed here")
    }
    done.insert(number)
    release(number)
  }

  /// The names that the values of a node get: those of the last node that it took in.
  private func outputNames(_ node: ONNXNode) -> [String] { fused.last.map { graph.nodes[$0].outputs } ?? node.outputs }

  /// Lets go of values that no later node reads.
  private mutating func release(_ number: Int) {
    for node in ([number] + fused).map({ graph.nodes[$0] }) {
      for name in Set(node.inputs) {
        waiting[name, default: 0] -= 1
        if waiting[name] == 0, name != graph.layer { values[name] = nil }
      }
    }
  }

  // MARK: Fusing

  /// The node that alone reads the output of the current one, if no one else wants it and all else that it reads is
  /// there already.
  func follower(of output: String) -> (number: Int, node: ONNXNode)? {
    guard output != graph.layer, let all = readers[output], all.count == 1, let next = all.first else { return nil }
    let node = graph.nodes[next]
    guard node.inputs.first == output, node.inputs.dropFirst().allSatisfy({ $0.isEmpty || values[$0] != nil }) else {
      return nil
    }
    return (next, node)
  }

  /// Takes a following node into the current one.
  mutating func fuse(_ next: (number: Int, node: ONNXNode)) {
    done.insert(next.number)
    fused.append(next.number)
  }

  // MARK: Reading

  /// An input of a node; `nil` if it is left out.
  func value(_ node: ONNXNode, _ position: Int) throws(ONNXError.Kind) -> ONNXValue? {
    guard node.inputs.indices.contains(position), !node.inputs[position].isEmpty else { return nil }
    guard let value = values[node.inputs[position]] else {
      throw .missingValue(node.inputs[position], node: node.label)
    }
    return value
  }

  /// An input that must be there.
  func needed(_ node: ONNXNode, _ position: Int) throws(ONNXError.Kind) -> ONNXValue {
    guard let value = try value(node, position) else { throw node.fault("its input \(position + 1) is missing") }
    return value
  }

  /// Numbers of an input that must be known before any image; `nil` if it is left out.
  func floats(_ node: ONNXNode, _ position: Int) throws(ONNXError.Kind) -> (shape: [Int], values: [Float])? {
    guard let value = try value(node, position) else { return nil }
    guard case .known(let tensor) = value, case .floats(let values) = tensor.values else {
      throw node.fault("its input \(position + 1) must be numbers that do not depend on the image")
    }
    return (tensor.shape, values)
  }

  /// Weights of a node, all of them finite.
  mutating func weights(_ node: ONNXNode, _ position: Int) throws(ONNXError.Kind) -> (shape: [Int], values: [Float])? {
    guard let found = try floats(node, position) else { return nil }
    guard found.values.allSatisfy(\.isFinite) else { throw .notFinite(node.inputs[position]) }
    return found
  }

  /// Integers of an input that must be known before any image; `nil` if it is left out.
  func integers(_ node: ONNXNode, _ position: Int) throws(ONNXError.Kind) -> [Int]? {
    guard let value = try value(node, position) else { return nil }
    guard case .known(let tensor) = value, case .integers(let values) = tensor.values else {
      throw node.fault("its input \(position + 1) must be integers that do not depend on the image")
    }
    return values
  }
}
