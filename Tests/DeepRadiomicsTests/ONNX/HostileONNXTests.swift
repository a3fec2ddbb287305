import DeepRadiomics
import Execution
import Foundation
import TestSupport
import Testing

/// Files that are damaged, wrong or made to do harm: each has its own error, before any image.
@Suite(.serialized) struct HostileONNXTests {
  private typealias Node = GraphText.Node
  private typealias Tensor = GraphText.Tensor

  private func kind(
    _ bytes: [UInt8], layer: String? = nil, depth: DepthTreatment = .slices, slices: Int = 1, side: Int = 32
  ) -> ONNXError.Kind? {
    do {
      _ = try ONNXFixture.network(
        try ONNXFixture.weights(bytes), layer: layer, depth: depth, slices: slices, side: side)
      return nil
    } catch let error as ONNXError {
      #expect(error.description.hasPrefix("network.onnx: "))
      #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
      return error.kind
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  private func fault(_ text: String) { Issue.record("\(text)") }

  private func kind(_ change: (inout GraphText) -> Void) -> ONNXError.Kind? {
    var graph = GraphText.sound
    change(&graph)
    return kind(graph.bytes)
  }

  @Test func aSoundGraphIsRead() throws {
    #expect(kind(GraphText.sound.bytes) == nil)
    let built = try ONNXFixture.network(try ONNXFixture.weights(GraphText.sound.bytes))
    #expect(built.description.layer == "features" && built.description.features == 4)
  }

  // MARK: Bytes

  @Test func everyTruncationIsAnError() {
    let whole = GraphText.sound.bytes
    for length in 0..<whole.count { #expect(kind(Array(whole[..<length])) != nil, "\(length)") }
  }

  @Test func aDamagedFormatIsNamed() {
    for bytes: [UInt8] in [
      [0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0x3a, 0x05, 0x00], [0x3b], [0x00, 0x00],
      Array(repeating: 0xff, count: 30), [0x08], [0x0d, 0x01], [0x09, 0x01], [0x0e, 0x01],
    ] {
      guard case .malformed = kind(bytes) else {
        Issue.record("\(bytes)")
        continue
      }
    }
    #expect(kind([]) == .noGraph)
    #expect(kind([0x08, 0x08]) == .noGraph)
    // A graph of no bytes, without a version of the operators.
    #expect(kind([0x08, 0x08, 0x3a, 0x00]) == .noOpset)
  }

  @Test func versionsThatAreNotKnownAreNamed() {
    #expect(kind { $0.opset = 3 } == .opset(3))
    #expect(kind { $0.opset = 99 } == .opset(99))
    #expect(kind { $0.opset = -1 } == .opset(-1))
  }

  // MARK: Tensors

  @Test func tensorsThatCannotBeAreNamed() {
    #expect(kind { $0.tensors[0].shape = [-4, 3, 1, 1] } == .shape([-4, 3, 1, 1], tensor: "w"))
    #expect(kind { $0.tensors[0].shape = [1 << 40, 1 << 40] } == .shape([1 << 40, 1 << 40], tensor: "w"))
    #expect(kind { $0.tensors[0].shape = [1 << 40] } == .wrongCount(tensor: "w", expected: 1 << 40, found: 12))
    #expect(kind { $0.tensors[0].floats.removeLast() } == .wrongCount(tensor: "w", expected: 12, found: 11))
    #expect(
      kind { $0.tensors[0].shape = Array(repeating: 1, count: 9) } == .tooMany("axes of a tensor", found: 9, most: 8))
    #expect(kind { $0.tensors[0].type = 14 } == .elementType("complex64", tensor: "w"))
    #expect(kind { $0.tensors.append($0.tensors[0]) } == .duplicateName("w"))
    for value in [Float.nan, .infinity, -.infinity] {
      #expect(kind { $0.tensors[0].floats[5] = value } == .notFinite("w"))
    }
    #expect(kind { $0.tensors[0].floats = Array(repeating: 0, count: 12) } == .allZero)
  }

  // MARK: Graph

  @Test func graphsThatCannotBeAreNamed() {
    #expect(kind { $0.tensors.remove(at: 0) } == .missingValue("w", node: .init(operation: "Conv", name: "maps")))
    #expect(
      kind { $0.nodes.append(Node(operation: "Relu", inputs: ["maps"], outputs: ["mean"])) } == .duplicateName("mean"))
    #expect(kind { $0.nodes.append(Node(operation: "Relu", inputs: ["maps"], outputs: ["w"])) } == .duplicateName("w"))
    let circle = kind {
      $0.nodes[1] = Node(operation: "Add", inputs: ["maps", "later"], outputs: ["mean"])
      $0.nodes.append(Node(operation: "Relu", inputs: ["mean"], outputs: ["later"]))
    }
    guard case .cycle = circle else { return fault("circle") }
  }

  @Test func operatorsThatAreLackingAreNamedAtOnce() {
    let found = kind {
      $0.nodes[1] = Node(operation: "Loop", inputs: ["maps"], outputs: ["a"])
      $0.nodes.insert(Node(operation: "Attention", inputs: ["a"], outputs: ["mean"], domain: "com.microsoft"), at: 2)
    }
    #expect(
      found
        == .operators([.init(operation: "Loop", name: "a"), .init(operation: "com.microsoft.Attention", name: "mean")]))
    #expect(
      kind { $0.nodes[0].operation = "Co\u{1b}[31mnv\n" }
        == .operators([.init(operation: "Co\u{1b}[31mnv\n", name: "maps")]))
    #expect(
      kind { $0.nodes[0].integers = [("layout", 1)] }
        == .attribute("layout", node: .init(operation: "Conv", name: "maps")))
  }

  /// Before version 14 of the operators, a node that normalises by the batch says so by further outputs alone.
  @Test(arguments: [9, 13, 17], [false, true]) func normalisingByTheBatchIsRefused(opset: Int, behindConvolution: Bool)
  {
    func graph(_ outputs: [String]) -> [UInt8] {
      var graph = GraphText.sound
      graph.opset = opset
      let channels = behindConvolution ? 4 : 3
      for name in ["s", "b", "m", "v0"] {
        graph.tensors.append(Tensor(name: name, shape: [channels], floats: [Float](repeating: 1, count: channels)))
      }
      let place = behindConvolution ? 1 : 0
      graph.nodes.insert(
        Node(
          operation: "BatchNormalization", inputs: [behindConvolution ? "maps" : "image", "s", "b", "m", "v0"],
          outputs: ["n"] + outputs), at: place)
      graph.nodes[place + 1].inputs[0] = "n"
      return graph.bytes
    }
    #expect(kind(graph([])) == nil)
    #expect(kind(graph(["", ""])) == nil)
    guard case .node = kind(graph(["batchMean", "batchVariance", "savedMean", "savedVariance"])) else {
      return fault("the batch of opset \(opset) is taken for inference")
    }
  }

  /// All of the image times 0, by weights of one layer or by a constant.
  @Test func nothingLeftOfTheImageIsRefused() {
    #expect(
      kind {
        $0.tensors.append(Tensor(name: "none", shape: [1], floats: [0]))
        $0.nodes.insert(Node(operation: "Mul", inputs: ["maps", "none"], outputs: ["nothing"]), at: 1)
        $0.nodes[2].inputs = ["nothing"]
      } == .constant)
    #expect(
      kind {
        $0.tensors.append(Tensor(name: "none", shape: [4, 4, 1, 1], floats: [Float](repeating: 0, count: 16)))
        $0.nodes.insert(Node(operation: "Conv", inputs: ["maps", "none"], outputs: ["nothing"]), at: 1)
        $0.nodes[2].inputs = ["nothing"]
      } == .constant)
    // A sum with what is left of the image is no such thing.
    #expect(
      kind {
        $0.tensors.append(Tensor(name: "none", shape: [1], floats: [0]))
        $0.nodes.insert(Node(operation: "Mul", inputs: ["maps", "none"], outputs: ["nothing"]), at: 1)
        $0.nodes.insert(Node(operation: "Add", inputs: ["maps", "nothing"], outputs: ["rest"]), at: 2)
        $0.nodes[3].inputs = ["rest"]
      } == nil)
  }

  /// A graph of few bytes may ask for hours of arithmetic on its weights.
  @Test func arithmeticBeforeAnyImageIsLimited() {
    let found = kind {
      $0.tensors.append(Tensor(name: "sizes", shape: [2], integers: [3000, 3000], type: 7))
      $0.nodes.insert(Node(operation: "ConstantOfShape", inputs: ["sizes"], outputs: ["large"]), at: 0)
      $0.nodes.insert(Node(operation: "MatMul", inputs: ["large", "large"], outputs: ["product"]), at: 1)
      $0.nodes.insert(Node(operation: "ReduceMax", inputs: ["product"], outputs: ["one"]), at: 2)
      $0.nodes.insert(Node(operation: "Add", inputs: ["maps", "one"], outputs: ["sum"]), at: 4)
      $0.nodes[5].inputs = ["sum"]
    }
    guard case .node(let node, _) = found else { return fault("27 billion products are computed") }
    #expect(node.operation == "MatMul")
  }

  /// An infinite number is no number of a network, whatever stands behind it.
  @Test func whatASigmoidHidesIsNamed() throws {
    var graph = GraphText.sound
    graph.tensors.append(Tensor(name: "large", shape: [1], floats: [3e38]))
    graph.nodes.insert(Node(operation: "Mul", inputs: ["maps", "large"], outputs: ["huge"]), at: 1)
    graph.nodes.insert(Node(operation: "Mul", inputs: ["huge", "large"], outputs: ["infinite"]), at: 2)
    graph.nodes.insert(Node(operation: "Sigmoid", inputs: ["infinite"], outputs: ["ones"]), at: 3)
    graph.nodes[4].inputs = ["ones"]
    let built = try ONNXFixture.network(try ONNXFixture.weights(graph.bytes))
    #expect(throws: NetworkError.overflow) { try built.features(of: ONNXFixture.image()) }
  }

  /// Maps of the image are resized; a size that cannot be, and antialiasing, are refused.
  @Test func sizesThatCannotBeAreRefused() {
    func kind(to sizes: [Int], antialias: Int = 0) -> ONNXError.Kind? {
      self.kind {
        $0.opset = 18
        $0.tensors.append(Tensor(name: "sizes", shape: [4], integers: sizes, type: 7))
        let node = Node(
          operation: "Resize", inputs: ["maps", "", "", "sizes"], outputs: ["r"], integers: [("antialias", antialias)])
        $0.nodes.insert(node, at: 1)
        $0.nodes[2].inputs = ["r"]
      }
    }
    for sizes in [[1, 4, 32, 32], [1, 4, 16, 16], [1, 4, 40, 1]] { #expect(kind(to: sizes) == nil, "\(sizes)") }
    #expect(kind(to: [1, 4, 40, 40], antialias: 1) == nil)
    for sizes in [[1, 4, 0, 32], [1, 4, -1, 32], [1, 4, 1 << 40, 1 << 40], [1, 4, 1 << 20, 1 << 20]] {
      guard case .node = kind(to: sizes) else {
        fault("\(sizes) is not refused")
        continue
      }
    }
    guard case .node = kind(to: [1, 4, 16, 16], antialias: 1) else { return fault("antialiasing is not refused") }
  }

  /// The operators that an error names as supported are those that are compared with ONNX Runtime, and the documented
  /// ones.
  @Test func everySupportedOperatorIsComparedAndDocumented() throws {
    let covered = try #require(ONNXFixture.expected).covered
    let document = try String(
      contentsOfFile: Fixture.path("../../Documentation/deep.md"), encoding: .utf8)
    var graph = GraphText.sound
    graph.nodes[1].operation = "Loop"
    do {
      _ = try ONNXFixture.network(try ONNXFixture.weights(graph.bytes))
      fault("Loop is computed")
    } catch let error as ONNXError {
      let list = try #require(error.description.firstRange(of: "Supported are "))
      let names = error.description[list.upperBound...].prefix { $0 != "." }.split(separator: ", ").map(String.init)
      #expect(names.count > 60)
      for name in names {
        #expect(covered.contains(name), "\(name)")
        #expect(document.contains(name), "\(name)")
      }
    }
  }

  /// An operator behind the layer does not matter.
  @Test func onlyWhatTheLayerNeedsIsChecked() {
    #expect(kind { $0.nodes.append(Node(operation: "Loop", inputs: ["y"], outputs: ["z"])) } == nil)
  }

  @Test func manyNodesNeedNoStack() {
    func chain(_ count: Int) -> [UInt8] {
      var graph = GraphText.sound
      graph.nodes[1].inputs = ["r\(count)"]
      graph.nodes.append(Node(operation: "Identity", inputs: ["maps"], outputs: ["r1"]))
      for number in 1..<count {
        graph.nodes.append(Node(operation: "Identity", inputs: ["r\(number)"], outputs: ["r\(number + 1)"]))
      }
      return graph.bytes
    }
    #expect(kind(chain(5_000)) == nil)
    #expect(kind(chain(100_001)) == .tooMany("nodes", found: 100_001, most: 100_000))
  }

  // MARK: Input and layer

  @Test func inputsThatAreNoImageAreNamed() {
    for input: (name: String, type: Int, lengths: [Int?]) in [
      ("image", 1, [2, 3, 32, 32]), ("image", 1, [nil, 2, 32, 32]), ("image", 1, [nil, nil, 32, 32]),
      ("image", 11, [nil, 3, 32, 32]), ("image", 1, [3, 32, 32]), ("image", 1, []),
    ] {
      guard case .input = kind({ $0.inputs = [input] }) else {
        Issue.record("\(input)")
        continue
      }
    }
    guard case .input = kind({ $0.inputs.append(("second", 1, [1])) }) else { return fault("two inputs") }
    guard case .input = kind({ $0.inputs = [] }) else { return fault("no input") }
  }

  @Test func otherSizesAreNamed() {
    let bytes = GraphText.sound.bytes
    #expect(kind(bytes, side: 64) == .side(rows: 32, columns: 32, given: 64))
    #expect(kind(bytes, depth: .inflated(.centre)) == .dimensions(takesVolumes: false))
    var volume = GraphText.sound
    volume.inputs[0].lengths = [1, 3, 7, 32, 32]
    volume.tensors[0].shape = [4, 3, 1, 1, 1]
    #expect(kind(volume.bytes) == .dimensions(takesVolumes: true))
    #expect(kind(volume.bytes, depth: .inflated(.trained), slices: 5) == .depth(7, given: 5))
    #expect(kind(volume.bytes, depth: .inflated(.trained), slices: 7) == nil)
  }

  /// Weights may be computed, as long as they do not depend on the image; a convolution of means classifies too.
  @Test func theLayerBeforeAClassifierIsFound() throws {
    func layer(_ change: (inout GraphText) -> Void) throws -> String? {
      var graph = GraphText.sound
      change(&graph)
      return try ONNXFixture.network(try ONNXFixture.weights(graph.bytes)).description.layer
    }
    #expect(try layer { _ in } == "features")
    let computed = try layer {
      $0.nodes[3].inputs = ["features", "u"]
      $0.nodes.append(Node(operation: "Relu", inputs: ["v"], outputs: ["u"]))
      $0.nodes.append(Node(operation: "Softmax", inputs: ["y"], outputs: ["p"]))
      $0.outputs = ["p"]
    }
    #expect(computed == "features")
    let convolution = try layer {
      $0.tensors[1].shape = [2, 4, 1, 1]
      $0.nodes[2] = Node(operation: "Conv", inputs: ["mean", "v"], outputs: ["features"])
      $0.nodes[3] = Node(operation: "Flatten", inputs: ["features"], outputs: ["y"])
    }
    #expect(convolution == "mean")
    let encoder = try layer {
      $0.nodes.removeLast()
      $0.outputs = ["features"]
    }
    #expect(encoder == "features")
  }

  @Test func layersThatHoldNoFeaturesAreNamed() {
    let bytes = GraphText.sound.bytes
    for name in ["other", "w", "image", ""] {
      guard case .unknownLayer(name, let candidates) = kind(bytes, layer: name) else { return fault(name) }
      #expect(
        candidates == [
          .init(name: "features", shape: [1, 4]), .init(name: "mean", shape: [1, 4, 1, 1]),
          .init(name: "maps", shape: [1, 4, 32, 32]),
        ])
    }
    #expect(kind(bytes, layer: "maps") == nil)
    guard case .openLayer = kind({ $0.outputs = ["y", "mean"] }) else { return fault("two outputs") }
    let probabilities = kind {
      $0.nodes[3] = Node(operation: "Softmax", inputs: ["features"], outputs: ["y"])
    }
    guard case .openLayer = probabilities else { return fault("probabilities") }
    let line = kind { $0.nodes[2] = Node(operation: "Squeeze", inputs: ["mean"], outputs: ["features"]) }
    guard case .layerShape("features", [4], _) = line else { return fault("\(String(describing: line))") }
  }

  // MARK: Nodes

  /// Wrong arguments of nodes, and requests for more memory than there is.
  @Test(arguments: 0..<13)
  func nodesThatCannotBeAreNamed(number: Int) {
    func integers(_ name: String, _ values: [Int]) -> Tensor {
      Tensor(name: name, shape: [values.count], integers: values, type: 7)
    }
    func node(_ operation: String, _ parts: [[Int]], _ integers: [(String, Int)] = []) -> Node {
      Node(
        operation: operation, inputs: ["maps"] + parts.indices.map { "i\($0)" }, outputs: ["mean"], integers: integers)
    }
    let cases: [(Node, [[Int]])] = [
      (node("Slice", [[0], [9], [1], [0]]), [[0], [9], [1], [0]]), (node("Slice", [[0], [9], [7]]), [[0], [9], [7]]),
      (node("Reshape", [[5, -1]]), [[5, -1]]), (node("Reshape", [[-1, -1]]), [[-1, -1]]),
      (node("Reshape", [[1 << 62, 4]]), [[1 << 62, 4]]),
      (node("Expand", [[1 << 40, 1 << 30, 1, 1, 1]]), [[1 << 40, 1 << 30, 1, 1, 1]]),
      (node("Expand", [[1 << 20, 4, 32, 32]]), [[1 << 20, 4, 32, 32]]), (node("Transpose", [], []), []),
      (node("Gather", [[99]], [("axis", 1)]), [[99]]), (node("Gather", [[0]], [("axis", 8)]), [[0]]),
      (node("Pad", [[.max, 0, 0, 0, 0, 0, 0, 0]]), [[.max, 0, 0, 0, 0, 0, 0, 0]]),
      (node("MaxPool", []), []), (node("Concat", [], [("axis", .min)]), []),
    ]
    let (changed, parts) = cases[number]
    var graph = GraphText.sound
    graph.nodes[1] = changed
    if changed.operation == "Transpose" { graph.nodes[1].lists = [("perm", [0, 0, 1, 2])] }
    if changed.operation == "MaxPool" { graph.nodes[1].lists = [("kernel_shape", [.max, 1])] }
    graph.tensors += parts.enumerated().map { integers("i\($0)", $1) }
    guard case .node = kind(graph.bytes) else { return fault("\(changed)") }
  }

  @Test func integersThatOverflowAreNamed() {
    for (operation, a, b) in [
      ("Add", Int.max, 1), ("Mul", .max, 2), ("Div", 1, 0), ("Div", .min, -1), ("Sub", .min, 1),
    ] {
      let found = kind {
        $0.tensors += [
          Tensor(name: "a", shape: [1], integers: [a], type: 7), Tensor(name: "b", shape: [1], integers: [b], type: 7),
        ]
        $0.nodes[2] = Node(operation: "Reshape", inputs: ["mean", "c"], outputs: ["features"])
        $0.nodes.append(Node(operation: operation, inputs: ["a", "b"], outputs: ["c"]))
      }
      guard case .node = found else { return fault("\(operation) \(a) \(b)") }
    }
  }

  // MARK: Mutations

  /// Small damage to sound graphs of every operator gives a network or a named error, and never a trap.
  @Test func damagedGraphsGiveErrorsOrNetworks() throws {
    var stream = RandomStream(seed: 2025, name: "fuzzed onnx")
    let all = try #require(ONNXFixture.expected).operators.sorted { $0.key < $1.key }
    var (refused, turns) = (0, 0)
    for (name, entry) in all {
      for turn in 0..<30 {
        var bytes = Array(entry.graph)
        for _ in 0...stream.index(below: 3) {
          let place = stream.index(below: bytes.count)
          switch stream.index(below: 4) {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: stream.next())
          case 1: bytes[place] = [0, 1, 0x7f, 0x80, 0xff][stream.index(below: 5)]
          case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + stream.index(below: 8)))
          default:
            bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: stream.index(below: bytes.count))
          }
          if bytes.isEmpty { bytes = [0] }
        }
        turns += 1
        do {
          let built = try ONNXFixture.network(try ONNXFixture.weights(bytes), layer: entry.layer)
          _ = try? built.features(of: ONNXFixture.image())
        } catch is ONNXError {
          refused += 1
        } catch is NetworkError {
          refused += 1
        } catch {
          Issue.record("seed 2025, \(name), turn \(turn): \(error)")
        }
      }
    }
    print("ONNX: \(refused) of \(turns) damaged graphs refused")
    #expect(refused > turns / 3)
  }
}
