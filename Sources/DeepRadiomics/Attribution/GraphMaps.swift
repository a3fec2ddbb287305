/// The networks of a graph up to its maps: to those whose means its features are, and to those of its first layer.
struct GraphMaps: Sendable {
  /// `nil` where the features are no means of maps, or hold the maps themselves.
  let last: FeatureNetwork?
  /// `nil` where there is no convolution.
  let first: FeatureNetwork?

  /// - Returns: `nil` for a network that is no graph.
  init?(_ network: FeatureNetwork, weights: WeightSet) throws {
    let settings = network.description.settings
    guard let model = try weights.network ?? settings.architecture.model(weights) else { return nil }
    let graph = try ONNXGraph(model, layer: settings.layer)
    // A tensor of another kind than it seems is refused when it is compiled: then these maps are not there.
    func reaching(_ layer: String) -> FeatureNetwork? {
      let found = try? FeatureNetwork(
        settings.taking(layer: layer), weights: weights, input: network.description.input, threads: network.threads)
      return found.flatMap { $0.hasMaps ? $0 : nil }
    }
    last = graph.meanSource.flatMap { source in
      reaching(source.name).flatMap { found in
        let fits = source.window.map { found.placesOfMaps.suffix($0.count) == $0[...] } ?? true
        return fits && found.description.features == network.description.features ? found : nil
      }
    }
    first = graph.firstMaps.flatMap(reaching)
  }
}

extension NetworkSettings {
  /// The same network up to another tensor of its graph.
  fileprivate func taking(layer: String) -> NetworkSettings {
    NetworkSettings(
      architecture: architecture, depth: depth, pooling: pooling, precision: precision, layer: layer)
  }
}
