extension ChannelStandardisation {
  /// One entry a channel. An ONNX file does not say how its network was trained: ``asTrained`` then stands for
  /// ImageNet's figures with three channels, and for greys as they are with one.
  func channels(
    for architecture: NetworkArchitecture, _ weights: WeightSet
  ) throws(InputError) -> [ChannelStatistics] {
    guard weights.channels == 1 else { return channels(for: architecture) }
    guard self != .imageNet else {
      throw .setting("ImageNet's figures are for three channels, and this network takes one")
    }
    return [ChannelStatistics(mean: 0, standardDeviation: 1)]
  }
}

extension WeightSet {
  /// A shape that a network can be built for before the depth of any image is known, to see whether it can be built at
  /// all.
  package func trialShape(_ input: InputSettings, series: Int) throws(InputError) -> NetworkInputShape {
    guard input.series == .branches || series <= channels else { throw .seriesCount(series, most: channels) }
    var depth = 16
    if case .fixed(let slices) = input.depth { depth = slices }
    return NetworkInputShape(channels: channels, depth: depth, rows: input.side, columns: input.side)
  }
}
