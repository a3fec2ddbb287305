import Foundation

extension ONNXModel {
  /// More nodes than any encoder has.
  static let mostNodes = 100_000

  /// Reads an ONNX file.
  /// - Throws: ``WeightFileError`` where there is no file to read, ``ONNXError`` where it is no network.
  package init(contentsOf url: URL) throws {
    let bytes = try FileBytes.mapped(url)
    let companions = CompanionFiles(beside: url)
    do throws(ONNXError.Kind) { self = try ONNXModel(bytes, companions) } catch {
      throw ONNXError(url.lastPathComponent, error)
    }
  }

  /// - Parameter companions: files that may hold numbers of tensors; none where the bytes have no place of their own.
  init(_ bytes: FileBytes, _ companions: CompanionFiles = CompanionFiles(beside: nil)) throws(ONNXError.Kind) {
    var (graph, opset): (Range<Int>?, Int?) = (nil, nil)
    var fields = ProtobufFields(bytes, 0..<bytes.count)
    while let field = try fields.next() {
      switch field.number {
      case 7: graph = try field.range()
      case 8: if let version = try Self.opset(bytes, try field.range()) { opset = version }
      default: break
      }
    }
    guard let graph else { throw .noGraph }
    guard let opset else { throw .noOpset }
    guard ONNXModel.opsets.contains(opset) else { throw .opset(opset) }
    let content = try GraphContent(bytes, graph, companions)
    self.init(
      opset: opset, nodes: content.nodes, initialisers: content.initialisers,
      image: try ONNXImage(content.inputs.filter { content.initialisers[$0.name] == nil }), outputs: content.outputs,
      sha256: companions.digest(with: bytes), companions: companions.names)
  }

  /// The version of an operator set if it is ONNX's own.
  private static func opset(_ bytes: FileBytes, _ range: Range<Int>) throws(ONNXError.Kind) -> Int? {
    var (domain, version) = ("", 0)
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() {
      switch field.number {
      case 1: domain = try field.text(bytes)
      case 2: version = try field.integer()
      default: break
      }
    }
    return domain.isEmpty || domain == "ai.onnx" ? version : nil
  }
}

/// The parts of a graph that are needed.
private struct GraphContent {
  var nodes: [ONNXNode] = []
  var initialisers: [String: ONNXTensor] = [:]
  var inputs: [ONNXInput] = []
  var outputs: [String] = []

  init(_ bytes: FileBytes, _ range: Range<Int>, _ companions: CompanionFiles) throws(ONNXError.Kind) {
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() {
      switch field.number {
      case 1: try append(try ONNXNode(bytes, try field.range(), companions))
      case 5: try append(try NamedTensor(bytes, try field.range(), companions))
      case 11: inputs.append(try ONNXInput(bytes, try field.range()))
      case 12: outputs.append(try ONNXInput(bytes, try field.range()).name)
      case 15: throw .elementType("a sparse tensor", tensor: "an initialiser")
      default: break
      }
    }
  }

  private mutating func append(_ node: ONNXNode) throws(ONNXError.Kind) {
    guard nodes.count < ONNXModel.mostNodes else {
      throw .tooMany("nodes", found: nodes.count + 1, most: ONNXModel.mostNodes)
    }
    nodes.append(node)
  }

  private mutating func append(_ named: NamedTensor) throws(ONNXError.Kind) {
    guard initialisers.updateValue(named.tensor, forKey: named.name) == nil else { throw .duplicateName(named.name) }
  }
}

extension ONNXNode {
  fileprivate init(
    _ bytes: FileBytes, _ range: Range<Int>, _ companions: CompanionFiles
  ) throws(ONNXError.Kind) {
    var (inputs, outputs): ([String], [String]) = ([], [])
    var (name, operation, domain) = ("", "", "")
    var attributes: [String: ONNXAttribute] = [:]
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() {
      switch field.number {
      case 1: inputs.append(try field.text(bytes))
      case 2: outputs.append(try field.text(bytes))
      case 3: name = try field.text(bytes)
      case 4: operation = try field.text(bytes)
      case 5:
        let read = try ONNXAttribute.named(bytes, try field.range(), companions)
        guard attributes.updateValue(read.attribute, forKey: read.name) == nil else { throw .duplicateName(read.name) }
      case 7: domain = try field.text(bytes)
      default: break
      }
    }
    let qualified = domain.isEmpty || domain == "ai.onnx" ? operation : "\(domain).\(operation)"
    label = ONNXError.NodeLabel(operation: qualified, name: name.isEmpty ? outputs.first ?? "" : name)
    (self.operation, self.inputs, self.outputs, self.attributes) = (qualified, inputs, outputs, attributes)
  }
}

extension ONNXAttribute {
  /// An attribute by what stands in it; the type that it announces decides where several kinds do, or none.
  fileprivate static func named(
    _ bytes: FileBytes, _ range: Range<Int>, _ companions: CompanionFiles
  ) throws(ONNXError.Kind) -> (name: String, attribute: ONNXAttribute) {
    var (name, type) = ("", 0)
    var values: [Int: ONNXAttribute] = [:]
    var (integers, floats, texts): ([Int], [Float], [String]) = ([], [], [])
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() {
      switch field.number {
      case 1: name = try field.text(bytes)
      case 2: values[1] = .float(try field.float())
      case 3: values[2] = .integer(try field.integer())
      case 4: values[3] = .text(try field.text(bytes))
      case 5: values[4] = .tensor(try NamedTensor(bytes, try field.range(), companions).tensor)
      case 7: floats += try field.floats(bytes)
      case 8: integers += try field.integers(bytes)
      case 9: texts.append(try field.text(bytes))
      case 20: type = try field.integer()
      case 6, 10, 11, 14, 15, 21, 22, 23: values[5] = .other
      default: break
      }
    }
    if !floats.isEmpty || type == 6 { values[6] = .floats(floats) }
    if !integers.isEmpty || type == 7 { values[7] = .integers(integers) }
    if !texts.isEmpty || type == 8 { values[8] = .texts(texts) }
    // Zero is left out by some writers, since it is protobuf's default.
    let absent: [Int: ONNXAttribute] = [1: .float(0), 2: .integer(0), 3: .text("")]
    let found = type == 0 ? values.count == 1 ? values.first?.value : nil : values[type] ?? absent[type]
    return (name, found ?? .other)
  }
}

extension ONNXInput {
  fileprivate init(_ bytes: FileBytes, _ range: Range<Int>) throws(ONNXError.Kind) {
    var (name, type, lengths): (String, Int, [Int?]) = ("", 0, [])
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() {
      switch field.number {
      case 1: name = try field.text(bytes)
      case 2: (type, lengths) = try Self.type(bytes, try field.range())
      default: break
      }
    }
    self.init(name: name, elementType: type, lengths: lengths)
  }

  /// The element type and lengths of a tensor type; others have none.
  private static func type(
    _ bytes: FileBytes, _ range: Range<Int>
  ) throws(ONNXError.Kind) -> (type: Int, lengths: [Int?]) {
    var (type, lengths): (Int, [Int?]) = (0, [])
    for tensor in try bytes.messages(1, in: range) {
      var fields = ProtobufFields(bytes, tensor)
      while let field = try fields.next() {
        switch field.number {
        case 1: type = try field.integer()
        case 2: for axis in try bytes.messages(1, in: try field.range()) { lengths.append(try length(bytes, axis)) }
        default: break
        }
      }
    }
    guard lengths.count <= ONNXModel.mostAxes else {
      throw .tooMany("axes of an input", found: lengths.count, most: ONNXModel.mostAxes)
    }
    return (type, lengths)
  }

  /// A length that is 0 or less is one that nobody knows: exporters write that too.
  private static func length(_ bytes: FileBytes, _ range: Range<Int>) throws(ONNXError.Kind) -> Int? {
    var length: Int?
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() { if field.number == 1 { length = try field.integer() } }
    return length.flatMap { $0 > 0 ? $0 : nil }
  }
}

extension FileBytes {
  /// The messages under one field's number.
  fileprivate func messages(_ number: Int, in range: Range<Int>) throws(ONNXError.Kind) -> [Range<Int>] {
    var (found, fields): ([Range<Int>], ProtobufFields) = ([], ProtobufFields(self, range))
    while let field = try fields.next() { if field.number == number { found.append(try field.range()) } }
    return found
  }
}
