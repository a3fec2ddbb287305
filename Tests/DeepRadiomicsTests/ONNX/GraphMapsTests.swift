import DeepRadiomics
import TestSupport
import Testing
import Volumes

/// Grad-CAM and first-layer maps of graphs: where features are means of maps, and where they are not.
@Suite(.serialized) struct GraphMapsTests {
  private static let size = 32

  private func network(
    _ weights: WeightSet, layer: String? = nil, depth: DepthTreatment = .slices, slices: Int = 2
  ) throws -> AttributedNetwork {
    let input = try InputSettings.wholeFrame.with(side: Self.size, normalisation: .asTrained, depth: .fixed(slices))
    return try AttributedNetwork(
      DeepExtractor(
        network: NetworkSettings(architecture: .onnx, depth: depth, layer: layer), weights: weights, input: input,
        fit: InputFit(depth: slices), threads: 2), weights: weights)
  }

  private func image(slices: Int) -> InputImage {
    let size = Self.size
    return SyntheticImage.image(
      size: [size, size, slices], GeneratedTensors.uniform("T2", size * size * slices).map { 100 + 500 * $0 })
  }

  /// The score is one feature of the vector that heads would read, and the map of its activation tells it back: without
  /// the rectifier the mean over all places is the feature, where only a mean is in between.
  private func expectMeans(_ network: AttributedNetwork, slices: Int) throws {
    let image = image(slices: slices)
    let features = try network.extractor.features(of: [image]).values
    let largest = features.map(abs).max() ?? 0
    for feature in [0, features.count - 1] {
      let found = try network.attribution(of: [image], to: .feature(feature), occluding: (side: 16, stride: 16))
      #expect(abs(found.score - features[feature]) < 1e-5 * largest)
      let (above, below) = try [1.0, -1].map { sign in
        let score = ModelScore(
          name: "", value: { sign * $0[feature] },
          gradient: { $0.indices.map { $0 == feature ? sign : 0 } })
        return try #require(try network.attribution(of: [image], to: .model(score)).activation).flatMap(\.self)
      }.pair
      #expect(above.count > slices && Set(above + below).count > 2, "maps that vary")
      let mean = (above.reduce(0, +) - below.reduce(0, +)) / Double(above.count)
      #expect(abs(mean - features[feature]) < 1e-5 * largest)
      let occlusion = try #require(found.occlusion)
      #expect(occlusion.falls.joined().contains { $0 != 0 })
    }
  }

  private func expectFirstMaps(_ network: AttributedNetwork, slices: Int) throws {
    let input = try network.extractor.settings.prepare(
      [image(slices: slices)], depth: slices, crop: nil, normalisation: network.extractor.normalisation
    ).input
    let first = try #require(try network.firstMaps(of: input, slices: [slices - 1, 0]))
    #expect(first.slices == [[slices - 1], [0]] && first.rows > 1 && Set(first.map(0, 0)).count > 2)
    let again = try #require(try network.firstMaps(of: input, slices: [0]))
    #expect(Array(first.map(1, 0)) == Array(again.map(0, 0)) && first.map(0, 0) != first.map(1, 0))
  }

  private func fixture(_ name: String, layer: String? = nil) throws -> AttributedNetwork {
    let weights = try WeightStore("/nowhere").load(ONNXFixture.path(name))
    return name == "volume"
      ? try network(weights, layer: layer, depth: .inflated(.trained), slices: 5) : try network(weights, layer: layer)
  }

  /// Behind GlobalAveragePool with Flatten, Squeeze or Reshape, and a layer that holds the maps of a volume.
  @Test(arguments: ["resnet", "efficientnet", "mobilenet", "volume"])
  func featuresThatAreMeansHaveGradCAM(_ name: String) throws {
    let (network, slices) = (try fixture(name), name == "volume" ? 5 : 2)
    #expect(network.hasMaps)
    try expectMeans(network, slices: slices)
    try expectFirstMaps(network, slices: slices)
  }

  /// Behind a layer normalisation of the means, behind fully connected layers, and the class token of a transformer;
  /// the tokens themselves are no map either.
  @Test(arguments: ["convnext", "vgg", "vit", "vit20", "tokens"])
  func otherFeaturesHaveOcclusionAlone(_ name: String) throws {
    let tokens = try #require(ONNXFixture.expected?.networks["vit"]?.tokens)
    let network = name == "tokens" ? try fixture("vit", layer: tokens) : try fixture(name)
    let found = try network.attribution(of: [image(slices: 2)], to: .norm, occluding: (side: 16, stride: 16))
    #expect(!network.hasMaps && found.activation == nil)
    #expect(found.occlusion?.falls.joined().contains { $0 != 0 } == true)
    try expectFirstMaps(network, slices: 2)
  }

  // MARK: What stands between maps and features

  /// A convolution and a rectifier, the given nodes, and a classifier.
  private func graph(
    _ between: [GraphText.Node], tensors: [GraphText.Tensor] = [], opset: Int = 17
  ) throws -> AttributedNetwork {
    var graph = GraphText.sound
    graph.opset = opset
    graph.tensors += tensors
    graph.nodes =
      [
        GraphText.Node(operation: "Conv", inputs: ["image", "w"], outputs: ["sums"], lists: [("strides", [8, 8])]),
        GraphText.Node(operation: "Relu", inputs: ["sums"], outputs: ["maps"]),
      ] + between + [
        GraphText.Node(operation: "Flatten", inputs: ["mean"], outputs: ["features"]),
        GraphText.Node(operation: "Gemm", inputs: ["features", "v"], outputs: ["y"], integers: [("transB", 1)]),
      ]
    return try network(try ONNXFixture.weights(graph.bytes))
  }

  private func node(_ operation: String, _ lists: [(String, [Int])] = [], more: [String] = []) -> GraphText.Node {
    GraphText.Node(operation: operation, inputs: ["maps"] + more, outputs: ["mean"], lists: lists)
  }

  @Test func everyKindOfMeanOverAllPlacesIsOne() throws {
    let axes = GraphText.Tensor(name: "axes", shape: [2], integers: [-2, -1], type: 7)
    for (between, tensors, opset) in [
      ([node("GlobalAveragePool")], [], 17), ([node("ReduceMean", [("axes", [2, 3])])], [], 17),
      ([node("ReduceMean", [("axes", [-1, -2])])], [], 17), ([node("ReduceMean", more: ["axes"])], [axes], 18),
      ([node("AveragePool", [("kernel_shape", [4, 4])])], [], 17),
      (
        [node("AveragePool", [("kernel_shape", [4, 4]), ("strides", [4, 4]), ("pads", [0, 0, 0, 0])])], [], 17
      ),
    ] as [([GraphText.Node], [GraphText.Tensor], Int)] {
      let network = try graph(between, tensors: tensors, opset: opset)
      #expect(network.hasMaps, "\(between)")
      try expectMeans(network, slices: 2)
      try expectFirstMaps(network, slices: 2)
    }
  }

  /// A maximum, a mean over channels or over rows alone, a window that is smaller than the maps, and a rectifier behind
  /// the mean.
  @Test func whatIsNoMeanOverAllPlacesHasNoGradCAM() throws {
    let scale = GraphText.Tensor(name: "scale", shape: [1, 4, 1, 1], floats: [1, 2, 3, 4])
    let wide = GraphText.Tensor(name: "v", shape: [2, 16], floats: (0..<32).map { Float($0) / 32 })
    let behind = GraphText.Node(operation: "GlobalAveragePool", inputs: ["maps"], outputs: ["all"])
    for between in [
      [node("GlobalMaxPool")],
      [behind, GraphText.Node(operation: "Sigmoid", inputs: ["all"], outputs: ["mean"])],
      [behind, GraphText.Node(operation: "Mul", inputs: ["all", "scale"], outputs: ["mean"])],
    ] {
      let network = try graph(between, tensors: [scale])
      #expect(!network.hasMaps, "\(between)")
      #expect(try network.attribution(of: [image(slices: 2)], to: .norm).activation == nil)
    }
    for between in [
      [node("ReduceMean", [("axes", [1])])], [node("ReduceMean", [("axes", [2])])],
      [node("AveragePool", [("kernel_shape", [2, 2]), ("strides", [2, 2])])],
    ] {
      var text = GraphText.sound
      text.tensors[1] = wide
      text.nodes =
        [
          GraphText.Node(operation: "Conv", inputs: ["image", "w"], outputs: ["sums"], lists: [("strides", [8, 8])]),
          GraphText.Node(operation: "Relu", inputs: ["sums"], outputs: ["maps"]),
        ] + between + Array(text.nodes.suffix(2))
      let network = try network(try ONNXFixture.weights(text.bytes))
      #expect(!network.hasMaps, "\(between)")
    }
  }

  /// A layer that is named: maps have Grad-CAM, one place has none.
  @Test func aNamedLayerOfMapsHasGradCAM() throws {
    let weights = try ONNXFixture.weights(GraphText.sound.bytes)
    let (maps, mean) = (try network(weights, layer: "maps"), try network(weights, layer: "mean"))
    try expectMeans(maps, slices: 2)
    #expect(mean.hasMaps, "the mean of maps is one place, and the maps are before it")
    try expectMeans(mean, slices: 2)
  }
}

extension [[Double]] {
  /// The first two.
  fileprivate var pair: ([Double], [Double]) { (self[0], self[1]) }
}
