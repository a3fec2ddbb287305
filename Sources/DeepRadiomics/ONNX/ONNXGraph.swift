import Execution

/// The part of a network that makes its features: nodes in an order in which each finds what it reads.
struct ONNXGraph: Sendable {
  let model: ONNXModel
  /// Name of the tensor with the features.
  let layer: String
  /// Only what the layer needs.
  let nodes: [ONNXNode]

  /// - Parameter layer: the tensor with the features; `nil` for the one that ``defaultLayer`` finds.
  init(_ model: ONNXModel, layer wanted: String?) throws(ONNXError.Kind) {
    self.model = model
    let makers = try Self.makers(model)
    if let wanted { layer = wanted } else { layer = try Self.defaultLayer(model, makers) }
    guard makers[layer] != nil else { throw .unknownLayer(layer, candidates: []) }
    let needed = try Self.needed(model, for: layer, makers)
    nodes = try Self.ordered(needed, model, makers)
    try checkOperators()
  }

  /// The number of the node that makes each value. Every value is made once.
  private static func makers(_ model: ONNXModel) throws(ONNXError.Kind) -> [String: Int] {
    var makers: [String: Int] = [:]
    var known = Set(model.initialisers.keys)
    known.insert(model.image.name)
    for (number, node) in model.nodes.enumerated() {
      for output in node.outputs where !output.isEmpty {
        guard known.insert(output).inserted else { throw .duplicateName(output) }
        makers[output] = number
      }
    }
    return makers
  }

  /// Numbers of the nodes that a value needs, found from behind.
  private static func needed(
    _ model: ONNXModel, for layer: String, _ makers: [String: Int]
  ) throws(ONNXError.Kind) -> Set<Int> {
    var (needed, open): (Set<Int>, [String]) = ([], [layer])
    while let name = open.popLast() {
      guard let number = makers[name], needed.insert(number).inserted else { continue }
      let node = model.nodes[number]
      for input in node.inputs where !input.isEmpty {
        let isKnown = makers[input] != nil || model.initialisers[input] != nil
        guard isKnown || input == model.image.name else {
          throw .missingValue(input, node: node.label)
        }
        open.append(input)
      }
    }
    return needed
  }

  /// Nodes behind what they read, in the file's order where that leaves a choice.
  private static func ordered(
    _ needed: Set<Int>, _ model: ONNXModel, _ makers: [String: Int]
  ) throws(ONNXError.Kind) -> [ONNXNode] {
    var waiting = [Int](repeating: 0, count: model.nodes.count)
    var readers = [[Int]](repeating: [], count: model.nodes.count)
    for number in needed {
      for maker in Set(model.nodes[number].inputs.compactMap { makers[$0] }) {
        waiting[number] += 1
        readers[maker].append(number)
      }
    }
    var (order, ready): ([Int], [Int]) = ([], needed.filter { waiting[$0] == 0 }.sorted(by: >))
    while let number = ready.popLast() {
      order.append(number)
      for reader in readers[number].sorted(by: >) {
        waiting[reader] -= 1
        if waiting[reader] == 0 { ready.append(reader) }
      }
    }
    if let stuck = needed.subtracting(order).min() { throw .cycle(model.nodes[stuck].label) }
    return order.map { model.nodes[$0] }
  }

  /// Names everything that is lacking at once, before any image is opened.
  private func checkOperators() throws(ONNXError.Kind) {
    var (lacking, seen): ([ONNXError.NodeLabel], Set<String>) = ([], [])
    for node in nodes where ONNXOperator.all[node.operation] == nil && seen.insert(node.operation).inserted {
      lacking.append(node.label)
    }
    guard lacking.isEmpty else { throw .operators(lacking) }
    for node in nodes {
      let known = ONNXOperator.all[node.operation]?.attributes ?? []
      if let other = node.attributes.keys.sorted().first(where: { !known.contains($0) }) {
        throw .attribute(other, node: node.label)
      }
    }
  }
}

// MARK: The layer

extension ONNXGraph {
  /// Steps that turn the numbers of a classifier into probabilities, or change its shape only.
  private static let tail: Set = [
    "Softmax", "LogSoftmax", "Sigmoid", "Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Cast",
  ]

  /// What the last `Gemm` or `MatMul` by weights reads, or a convolution of the means over all places, where nothing
  /// but a bias, probabilities and changes of shape follow it; else the output itself, where nothing makes
  /// probabilities of it.
  private static func defaultLayer(_ model: ONNXModel, _ makers: [String: Int]) throws(ONNXError.Kind) -> String {
    guard model.outputs.count == 1, let output = model.outputs.first else {
      throw .openLayer("the network has \(model.outputs.count) outputs", candidates: [])
    }
    let moving = ofImage(model)
    var (name, hasProbabilities, steps) = (output, false, 0)
    while let number = makers[name], steps <= model.nodes.count {
      let node = model.nodes[number]
      steps += 1
      if isClassifier(node, model, makers, moving) { return node.inputs[0] }
      guard let source = tailSource(node, moving) else { break }
      hasProbabilities = hasProbabilities || ["Softmax", "LogSoftmax", "Sigmoid"].contains(node.operation)
      name = source
    }
    guard !hasProbabilities else {
      throw .openLayer("the output \(output.printable) holds probabilities", candidates: [])
    }
    return output
  }

  /// Values that depend on the image.
  private static func ofImage(_ model: ONNXModel) -> Set<String> {
    var readers: [String: [Int]] = [:]
    for (number, node) in model.nodes.enumerated() {
      for input in Set(node.inputs) { readers[input, default: []].append(number) }
    }
    var (found, open): (Set<String>, [String]) = ([model.image.name], [model.image.name])
    while let name = open.popLast() {
      for output in (readers[name] ?? []).flatMap({ model.nodes[$0].outputs }) where found.insert(output).inserted {
        open.append(output)
      }
    }
    return found
  }

  /// Whether a node may be the last layer of a classifier.
  private static func isClassifier(
    _ node: ONNXNode, _ model: ONNXModel, _ makers: [String: Int], _ moving: Set<String>
  ) -> Bool {
    guard node.inputs.count > 1, moving.contains(node.inputs[0]), !moving.contains(node.inputs[1]) else { return false }
    if ["Gemm", "MatMul"].contains(node.operation) { return true }
    let maker = makers[node.inputs[0]].map { model.nodes[$0].operation }
    return node.operation == "Conv" && maker == "GlobalAveragePool"
  }

  /// What a step of the tail reads; `nil` where the node is no such step.
  private static func tailSource(_ node: ONNXNode, _ moving: Set<String>) -> String? {
    if tail.contains(node.operation) { return node.inputs.first }
    guard node.operation == "Add", node.inputs.count == 2 else { return nil }
    let open = node.inputs.filter(moving.contains)
    return open.count == 1 ? open[0] : nil
  }

  /// Tensors that may hold features, the last ones first.
  static func candidates(_ model: ONNXModel) -> [String] {
    let typical: Set = [
      "GlobalAveragePool", "Flatten", "Relu", "ReduceMean", "LayerNormalization", "Concat", "AveragePool", "Conv",
      "Add",
    ]
    let named = model.nodes.reversed().filter { typical.contains($0.operation) }
    return named.prefix(6).compactMap(\.outputs.first)
  }
}
