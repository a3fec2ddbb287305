internal import COneDNN
import Execution

/// A network of an ONNX file, compiled for inputs of one size.
struct ONNXProgram {
  let team: ThreadTeam
  let backend: Backend
  let steps: [NetworkStep]
  /// One slice or volume: channels, then depth (of a volume), rows, columns.
  let input: TensorMemory
  /// The features, or maps whose means they are: channels, then places.
  let output: TensorMemory
  let shape: NodeShape
  /// Whether the layer has channels in front of the axes of the image, and so the features are means of maps. Tokens of
  /// a transformer are no map, and neither is one place.
  let hasMaps: Bool
  let description: NetworkDescription

  /// More features than any encoder makes.
  private static let mostFeatures = 100_000

  /// - Parameters:
  ///   - team: what it is compiled for and runs in.
  ///   - file: what errors call it.
  init(
    _ model: ONNXModel, _ settings: NetworkSettings, input: NetworkInputShape, in team: ThreadTeam, file: String
  ) throws {
    let backend = try Backend()
    do {
      self = try team.compile { try ONNXProgram(model, settings, input, team, backend) }
    } catch let kind as ONNXError.Kind {
      let found = kind.isAboutLayer ? team.compile { Self.candidates(model, input, backend) } : []
      throw ONNXError(file, kind.naming(found))
    }
  }

  /// Tensors that may hold features, the last ones first, with their shapes as far as the network can be computed.
  private static func candidates(
    _ model: ONNXModel, _ size: NetworkInputShape, _ backend: Backend
  ) -> [ONNXError.Candidate] {
    let names = ONNXGraph.candidates(model)
    var shapes: [String: [Int]] = [:]
    if let last = names.first, let graph = try? ONNXGraph(model, layer: last) {
      var compiler = ONNXCompiler(graph, backend: backend)
      _ = try? compiler.compile(model.image, size)
      shapes = compiler.shapes
    }
    return names.map { ONNXError.Candidate(name: $0, shape: shapes[$0]) }
  }

  private init(
    _ model: ONNXModel, _ settings: NetworkSettings, _ size: NetworkInputShape, _ team: ThreadTeam,
    _ backend: Backend
  ) throws {
    self.team = team
    let image = model.image
    guard settings.depth == (image.isVolume ? .inflated(.trained) : .slices) else {
      throw ONNXError.Kind.dimensions(takesVolumes: image.isVolume)
    }
    try image.check(size)
    let graph = try ONNXGraph(model, layer: settings.layer)
    var compiler = ONNXCompiler(graph, backend: backend)
    let (first, last) = try compiler.compile(image, size)
    let maps = try compiler.maps(last)
    (self.backend, steps, input, output) = (backend, compiler.builder.steps, first.memory, maps.memory)
    guard let shape = NodeShape(maps: maps.shape), shape.channels <= Self.mostFeatures else {
      throw ONNXError.Kind.layerShape(graph.layer, last.shape, candidates: [])
    }
    self.shape = image.isVolume ? shape : shape.flat
    hasMaps = last.shape.count == (image.isVolume ? 5 : 4) && shape.count > shape.channels
    description = NetworkDescription(
      settings, input: size, features: shape.channels, layers: compiler.layers, layer: graph.layer.printable)
  }
}

extension ONNXBuffer {
  /// Memory of its own: it is written before the first step of every run.
  fileprivate init(input lengths: [Int], _ backend: Backend) throws {
    guard let count = elementCount(lengths), count <= ONNXCompiler.mostNumbers else {
      throw ONNXError.Kind.input("an image of \(lengths) is too large")
    }
    let plain = try dnnl_memory_desc_t.dense(lengths)
    self.init(
      shape: lengths, memory: try TensorMemory(plain, in: MemoryBlock(count: 4 * count), backend), plain: plain,
      lease: nil)
  }
}

extension ONNXError.Kind {
  fileprivate var isAboutLayer: Bool {
    switch self {
    case .unknownLayer, .openLayer, .layerShape: true
    default: false
    }
  }

  /// The same error with tensors to take instead.
  fileprivate func naming(_ candidates: [ONNXError.Candidate]) -> ONNXError.Kind {
    switch self {
    case .unknownLayer(let name, _): .unknownLayer(name, candidates: candidates)
    case .openLayer(let cause, _): .openLayer(cause, candidates: candidates)
    case .layerShape(let name, let shape, _): .layerShape(name, shape, candidates: candidates)
    default: self
    }
  }
}

extension ONNXCompiler {
  /// Compiles every node for images of one size; where a run writes the image, and the layer.
  fileprivate mutating func compile(
    _ image: ONNXImage, _ size: NetworkInputShape
  ) throws -> (image: ONNXBuffer, layer: ONNXBuffer) {
    let places = (image.isVolume ? [size.depth] : []) + [size.rows, size.columns]
    let first = try ONNXBuffer(input: [1, size.channels] + places, builder.backend)
    return (first, try compile(input: try self.image(first, hasChannelsLast: image.hasChannelsLast)))
  }

  /// The image as the graph takes it.
  fileprivate mutating func image(_ buffer: ONNXBuffer, hasChannelsLast: Bool) throws -> ONNXBuffer {
    guard hasChannelsLast else { return buffer }
    return try turn(buffer, [0] + Array(2..<buffer.shape.count) + [1])
  }

  /// The layer with channels in front of places: the parts of a sequence (batch, part, feature) are places.
  fileprivate mutating func maps(_ buffer: ONNXBuffer) throws -> ONNXBuffer {
    buffer.shape.count == 3 ? try turn(buffer, [0, 2, 1]) : buffer
  }
}

extension NodeShape {
  /// The axes of a layer: batch, channels, and up to three of places; `nil` where it has others.
  fileprivate init?(maps shape: [Int]) {
    guard (2...5).contains(shape.count), shape[0] == 1 else { return nil }
    let places = Array(repeating: 1, count: 5 - shape.count) + shape.dropFirst(2)
    self.init(channels: shape[1], depth: places[0], rows: places[1], columns: places[2])
  }

  /// The same places without depth: a slice has none, whatever axes its layer has.
  fileprivate var flat: NodeShape { NodeShape(channels: channels, depth: 1, rows: depth * rows, columns: columns) }
}

extension ONNXImage {
  /// Refuses images of another size than the graph takes.
  fileprivate func check(_ shape: NetworkInputShape) throws(ONNXError.Kind) {
    let (rows, columns) = (places[places.count - 2], places[places.count - 1])
    guard rows ?? shape.rows == shape.rows, columns ?? shape.columns == shape.columns else {
      throw .side(rows: rows ?? columns ?? 0, columns: columns ?? rows ?? 0, given: shape.rows)
    }
    guard depth ?? shape.depth == shape.depth else { throw .depth(depth ?? 0, given: shape.depth) }
    guard channels == shape.channels else {
      throw .input("the network takes \(channels) channels, not \(shape.channels)")
    }
  }
}
