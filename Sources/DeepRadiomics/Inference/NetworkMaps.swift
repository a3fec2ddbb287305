/// Feature maps of one volume, before they are averaged.
package struct NetworkMaps: Sendable {
  /// Number of channels: the length of the feature vector for the last maps.
  package let channels: Int
  /// Rows of a map.
  package let rows: Int
  /// Columns of a map.
  package let columns: Int
  /// For each depth position of the maps, the input slices that it stands for.
  package let slices: [[Int]]
  /// Values by depth position, channel, row, column.
  package let values: [Float]

  /// Takes every part as given.
  package init(channels: Int, rows: Int, columns: Int, slices: [[Int]], values: [Float]) {
    precondition(values.count == slices.count * channels * rows * columns, "a value for every place of every map")
    (self.channels, self.rows, self.columns, self.slices, self.values) = (channels, rows, columns, slices, values)
  }

  /// Maps as a network writes them.
  /// - Parameters:
  ///   - values: those of slices by slice, channel, row, column; those of a volume by channel, slice, row, column.
  ///   - slices: the input slices of each depth position.
  init(_ values: [Float], _ shape: NodeShape, slices: [[Int]], isVolume: Bool) {
    var ordered = values
    if isVolume {
      let (plane, depth) = (shape.planeCount, shape.depth)
      for channel in 0..<shape.channels {
        for position in 0..<depth {
          let (from, to) = ((channel * depth + position) * plane, (position * shape.channels + channel) * plane)
          for place in 0..<plane { ordered[to + place] = values[from + place] }
        }
      }
    }
    self.init(
      channels: shape.channels, rows: shape.rows, columns: shape.columns, slices: slices, values: ordered)
  }

  /// The maps of several networks of the same places, as those of one network: its channels are those of the first,
  /// then those of the second, and so on.
  package init(joining networks: [NetworkMaps]) {
    let first = networks[0]
    precondition(
      networks.allSatisfy { ($0.rows, $0.columns, $0.slices.count) == (first.rows, first.columns, first.slices.count) },
      "maps of the same places")
    self.init(
      channels: networks.reduce(0) { $0 + $1.channels }, rows: first.rows, columns: first.columns, slices: first.slices,
      values: first.slices.indices.flatMap { position in networks.flatMap { $0.all(at: position) } })
  }

  /// Every map of one position.
  private func all(at position: Int) -> ArraySlice<Float> {
    let count = channels * rows * columns
    return values[(position * count)..<((position + 1) * count)]
  }

  /// One map.
  package func map(_ position: Int, _ channel: Int) -> ArraySlice<Float> {
    let start = (position * channels + channel) * rows * columns
    return values[start..<(start + rows * columns)]
  }

  /// `Σ w_c A_c` at every place of every position: what each place adds to a score with these derivatives by the
  /// features.
  ///
  /// The features are means of the maps, so the mean of these sums over all places is `Σ w_c f_c` exactly.
  package func weighted(by weights: [Double]) -> [[Double]] {
    precondition(weights.count == channels, "one weight a channel")
    return slices.indices.map { weighted($0, by: weights) }
  }

  /// The same at one position.
  func weighted(_ position: Int, by weights: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: rows * columns)
    for channel in 0..<channels where weights[channel] != 0 {
      for (place, value) in map(position, channel).enumerated() { sums[place] += weights[channel] * Double(value) }
    }
    return sums
  }
}

extension NetworkGraph {
  /// Input slices that one depth position of the last maps sees where every kernel acts in its middle tap only.
  func slices(ofLast position: Int) -> [Int] {
    var needed: Set = [position]
    var number = nodes[last].source
    while number != 0 {
      switch nodes[number].operation {
      case .input, .mean: break
      case .convolution(let layer): needed = Set(needed.map { $0 * layer.depthStride })
      case .maximum(let pooling):
        let depth = nodes[nodes[number].source].shape.depth
        needed = Set(needed.flatMap { pooling.window($0, depth: depth) })
      }
      number = nodes[number].source
    }
    return needed.sorted()
  }

  /// For each depth position of the last maps the slices it stands for: exactly, where slices do not mix, else those of
  /// its share of the depth.
  func slicesOfLastMaps(mixing: Bool) -> [[Int]] {
    let (positions, depth) = (nodes[nodes[last].source].shape.depth, nodes[0].shape.depth)
    guard mixing else { return (0..<positions).map { slices(ofLast: $0) } }
    return (0..<positions).map { position in (0..<depth).filter { $0 * positions / depth == position } }
  }

  /// The network up to its first convolution.
  var stem: NetworkGraph {
    var graph = NetworkGraph(input: nodes[0].shape)
    guard case .convolution(let layer) = nodes[1].operation else { return self }
    graph.appendMean(of: graph.append(layer, to: 0))
    return graph
  }
}
