import Execution

/// A network by the name a user gives it: layers, weights if they are at hand, and how it was trained.
package struct NetworkChoice: Sendable {
  /// The name.
  package let name: String
  /// Its layers.
  package let architecture: NetworkArchitecture
  /// How it saw volumes in its training; `nil` for photographs.
  package let trainedDepth: DepthTreatment?

  /// The choice of that name: a known weight set (`resnet50-v2`), a network's own name (`resnet50`), or an ONNX file,
  /// by its path or by its name in the store.
  package init?(_ name: String) {
    if let known = KnownWeights.named(name) {
      (architecture, trainedDepth) = (known.architecture, known.trainedDepth)
    } else if name.lowercased().hasSuffix(".onnx") {
      (architecture, trainedDepth) = (.onnx, .slices)
    } else if let known = NetworkArchitecture(rawValue: name), known != .onnx {
      (architecture, trainedDepth) = (known, known.isGraph ? known.takesVolumes ? .inflated(.trained) : .slices : nil)
    } else {
      return nil
    }
    self.name = name
  }

  /// Whether nothing is known of the layers before its weights are read.
  package var needsWeights: Bool { isFile || architecture.isGraph }

  /// Whether the layers are those of an ONNX file.
  package var isFile: Bool { architecture == .onnx }

  /// Every name.
  package static var names: [String] {
    KnownWeights.all.map(\.name) + NetworkArchitecture.allCases.filter(\.isGraph).map(\.rawValue)
  }

  /// Settings with a user's wishes; by default as trained on volumes, else inflated as published.
  package func settings(
    depth: DepthTreatment? = nil, pooling: StemPooling? = nil, precision: NetworkPrecision = .float32,
    layer: String? = nil
  ) -> NetworkSettings {
    NetworkSettings(
      architecture: architecture, depth: depth ?? trainedDepth ?? .inflated(.centre),
      pooling: pooling ?? (trainedDepth == nil ? .published : .standard), precision: precision, layer: layer)
  }
}

extension WeightSet {
  /// Weights drawn at random, of the right names and shapes: enough to measure a network's speed, which does not depend
  /// on them.
  package static func random(for settings: NetworkSettings, seed: UInt64 = 1) throws(NetworkError) -> WeightSet {
    let graph = try settings.graph(for: NetworkInputShape(depth: 1))
    var tensors: [String: WeightTensor] = [:]
    for case .convolution(let layer) in graph.nodes.map(\.operation) {
      let depth = settings.depth == .inflated(.trained) ? [layer.depthWidth] : []
      let shape = [layer.outputChannels, layer.inputChannels / layer.groups] + depth + [layer.width, layer.width]
      let count = shape.reduce(1, *)
      // He et al. 2015: activations keep their size from layer to layer, so that none becomes a slow denormal.
      let bound = Float((6 / Double(count / layer.outputChannels)).squareRoot())
      var stream = RandomStream(seed: seed, name: layer.kernelName)
      tensors["\(layer.kernelName).weight"] = WeightTensor(
        shape: shape, values: (0..<count).map { _ in (2 * Float(stream.uniform()) - 1) * bound })
      for (part, value) in [("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)] as [(String, Float)] {
        tensors["\(layer.normalisationName).\(part)"] = WeightTensor(
          shape: [layer.outputChannels], values: Array(repeating: value, count: layer.outputChannels))
      }
    }
    return WeightSet(
      tensors: tensors, source: .init(name: "random", origin: "drawn with seed \(seed)", licence: "none"))
  }
}
