import Execution
import Glibc
import Synchronization

/// A pretrained network that turns volumes into feature vectors.
///
/// Weights are folded and laid out once, when it is made; afterwards each volume costs only the arithmetic. The same
/// volume gives the same bits for any number of threads. Safe to share: calls wait for each other, or share its copies
/// where slices go one by one.
package final class FeatureNetwork: Sendable {
  /// What it is and what it costs.
  package let description: NetworkDescription
  /// Where the weights came from.
  package let source: WeightSet.Source
  private let lanes: NetworkLanes
  private let plan: SlicePlan?
  private let lastShape: NodeShape
  private let mapSlices: [[Int]]
  private let emptySlice = Mutex<EmptySlice?>(nil)
  /// Slices that go through at once, or OpenMP threads of a call.
  package let threads: Int
  /// Whether a slice's maps depend on its neighbours: not with centre inflation or slice by slice.
  package let mixesSlices: Bool
  /// Whether only a mean stands between the last maps and the features. The features of an ONNX file may be any tensor
  /// of its graph.
  package let hasMaps: Bool

  /// Builds a network for volumes of one size.
  /// - Parameters:
  ///   - input: the size; shorter volumes are padded with zeros at the end, longer ones are an error.
  ///   - threads: slices that go through at once; for networks of whole volumes OpenMP threads of each call, at most 8.
  /// - Throws: ``WeightFileError`` where the weights are not those of the network, ``NetworkError`` else.
  package convenience init(
    _ settings: NetworkSettings, weights: WeightSet, input: NetworkInputShape, threads: Int = 1
  ) throws {
    // Checked here only, so that tests can see the numbers of a precision that is slow on their machine.
    let isGraph = weights.network != nil || settings.architecture.isGraph
    guard !isGraph || settings.precision == .float32 else { throw NetworkError.float32Only }
    guard settings.precision == .float32 || NetworkBackend.hasFastBFloat16 else {
      throw NetworkError.slowPrecision(settings.precision.rawValue)
    }
    try self.init(settings, weights: weights, input: input, threads: threads, eliminatesSlices: true)
  }

  /// - Parameters:
  ///   - eliminatesSlices: `false` computes centre inflation in full, to show that nothing is lost.
  ///   - part: all layers, or a ResNet's up to its last block.
  package init(
    _ settings: NetworkSettings, weights: WeightSet, input: NetworkInputShape, threads: Int, eliminatesSlices: Bool,
    part: NetworkPart = .whole
  ) throws {
    source = weights.source
    let isBySlice = settings.depth == .slices
    let team: ThreadTeam = isBySlice ? .single : ThreadTeam(count: threads)
    self.threads = isBySlice ? threads : team.count
    guard weights.network == nil || settings.architecture == .onnx else {
      throw NetworkError.isNetwork(weights.source.name)
    }
    if let model = try weights.network ?? settings.architecture.model(weights) {
      let program = try ONNXProgram(model, settings, input: input, in: team, file: weights.source.name)
      (plan, mixesSlices, hasMaps) = (nil, !isBySlice, program.hasMaps)
      (description, lastShape) = (program.description, program.shape)
      mapSlices = (0..<lastShape.depth).map { [depth = lastShape.depth] position in
        (0..<input.depth).filter { $0 * depth / input.depth == position }
      }
      lanes = NetworkLanes(CompiledNetwork(program), count: isBySlice ? threads : 1)
      return
    }
    guard settings.architecture != .onnx else { throw NetworkError.needsFile(given: weights.source.name) }
    let graph = try settings.graph(for: input, part)
    let inflation: Inflation?
    switch settings.depth {
    case .slices:
      plan = SlicePlan(separateSlices: 1, of: graph)
      inflation = nil
    case .inflated(let kind):
      plan = kind == .centre && eliminatesSlices ? SlicePlan(reachingOutputOf: graph) : nil
      inflation = kind
    }
    (mixesSlices, hasMaps) = (inflation != nil && inflation != .centre, true)
    mapSlices = graph.slicesOfLastMaps(mixing: mixesSlices)
    description = NetworkDescription(settings, input: input, graph: graph, plan: plan)
    lastShape = graph.nodes[graph.nodes[graph.last].source].shape
    lanes = NetworkLanes(
      try CompiledNetwork(
        graph, plan: plan, inflation: inflation, precision: settings.precision, weights: weights, in: team),
      count: isBySlice ? threads : 1)
  }

  /// The feature vector of one volume.
  /// - Returns: ``NetworkDescription/features`` values: means over depth, rows and columns of the last maps.
  package func features(of input: NetworkInput) throws(NetworkError) -> [Float] {
    try check(input)
    guard description.settings.depth == .slices else {
      return try Self.finite(try run(input, slices: plan?.inputSlices))
    }
    var sums = [Double](repeating: 0, count: description.features)
    for features in try featuresBySlice(of: input) { for i in sums.indices { sums[i] += Double(features[i]) } }
    return try Self.finite(sums.map { Float($0 / Double(input.depth)) })
  }

  /// Numbers that overflowed on the way are no features.
  private static func finite(_ features: [Float]) throws(NetworkError) -> [Float] {
    guard features.allSatisfy(\.isFinite) else { throw .notFinite }
    return features
  }

  /// The feature vector of every real slice; only for ``DepthTreatment/slices``.
  package func featuresBySlice(of input: NetworkInput) throws(NetworkError) -> [[Float]] {
    precondition(description.settings.depth == .slices, "an inflated network has one vector a volume")
    try check(input)
    let empty = (0..<input.depth).filter(input.isEmpty)
    let others = (0..<input.depth).filter { !input.isEmpty($0) }
    var features = [[Float]](repeating: [], count: input.depth)
    for (slice, made) in zip(others, try sliceFeatures(of: input, at: others)) { features[slice] = made }
    guard let first = empty.first else { return features }
    let shared = try emptyFeatures(input, at: first)
    for slice in empty { features[slice] = shared }
    return features
  }

  private func sliceFeatures(of input: NetworkInput, at slices: [Int]) throws(NetworkError) -> [[Float]] {
    guard !slices.isEmpty else { return [] }
    let count = lastShape.planeCount
    return try runEachSlice(of: input, at: slices) { Self.means(of: $0, every: count).map { Float($0) } }
  }

  /// The features of a slice of grey 0, computed once for all volumes of one normalisation.
  ///
  /// Where only the lesion is shown, all slices above and below it are such: half of the slices of a typical study.
  private func emptyFeatures(_ input: NetworkInput, at slice: Int) throws(NetworkError) -> [Float] {
    if let known = emptySlice.withLock({ $0 }), known.normalisation == input.normalisation { return known.features }
    let made = try sliceFeatures(of: input, at: [slice])[0]
    emptySlice.withLock { $0 = EmptySlice(normalisation: input.normalisation, features: made) }
    return made
  }

  private struct EmptySlice {
    let normalisation: [ChannelStatistics]
    let features: [Float]
  }

  // MARK: Maps

  /// Slices, rows and columns of the last maps.
  var placesOfMaps: [Int] { [lastShape.depth, lastShape.rows, lastShape.columns] }

  /// The last maps of one volume, of which the features are the means.
  package func lastMaps(of input: NetworkInput) throws(NetworkError) -> NetworkMaps {
    try check(input)
    guard description.settings.depth == .slices else {
      let values = try run(input, slices: plan?.inputSlices) { Array($0) }
      return maps(values, slices: mapSlices, isVolume: plan == nil)
    }
    let values = try runEachSlice(of: input, at: Array(0..<input.depth)) { Array($0) }.flatMap(\.self)
    return maps(values, slices: (0..<input.depth).map { [$0] }, isVolume: false)
  }

  /// Maps of the first layer (convolution, normalisation, activation) at some slices.
  package func stemMaps(of input: NetworkInput, slices: [Int], weights: WeightSet) throws -> NetworkMaps {
    let stem = try description.settings.graph(for: description.input).stem
    var kind: Inflation?
    if case .inflated(let inflation) = description.settings.depth { kind = inflation }
    // Without mixing, a slice's maps need that slice alone.
    let separate = kind == nil || kind == .centre
    let compiled = try CompiledNetwork(
      stem, plan: separate ? SlicePlan(separateSlices: slices.count, of: stem) : nil, inflation: kind,
      precision: description.settings.precision, weights: weights, in: ThreadTeam(count: threads))
    let shape = stem.nodes[1].shape
    let values = try compiled.run { target in
      fill(target, with: input, slices: separate ? slices : nil)
    } read: {
      Array($0)
    }
    let all = separate ? slices.map { [$0] } : (0..<shape.depth).map { [$0] }
    let made = NetworkMaps(values, shape, slices: all, isVolume: !separate)
    guard !separate else { return made }
    let plane = shape.channels * shape.planeCount
    return NetworkMaps(
      channels: shape.channels, rows: shape.rows, columns: shape.columns, slices: slices.map { [$0] },
      values: slices.flatMap { made.values[($0 * plane)..<(($0 + 1) * plane)] })
  }

  private func maps(_ values: [Float], slices: [[Int]], isVolume: Bool) -> NetworkMaps {
    var shape = lastShape
    shape.channels = description.features
    return NetworkMaps(values, shape, slices: slices, isVolume: isVolume)
  }

  /// What `repeats` runs cost, each with the same volume, after one that is not counted.
  package func cost(of input: NetworkInput, repeats: Int) throws(NetworkError) -> [RunCost] {
    _ = try features(of: input)
    var costs: [RunCost] = []
    for _ in 0..<repeats {
      let (start, spent) = (ContinuousClock.now, processorMilliseconds())
      _ = try features(of: input)
      costs.append(
        RunCost(
          wall: (ContinuousClock.now - start) / .milliseconds(1),
          processor: processorMilliseconds() - spent))
    }
    return costs
  }

  private func run(_ input: NetworkInput, slices: [Int]?) throws(NetworkError) -> [Float] {
    let means = try meanMaps(of: input, slices: slices)
    return (0..<description.features).map { channel in
      Float(means.reduce(0) { $0 + $1[channel] } / Double(means.count))
    }
  }

  /// Means of the last maps: one vector a slice of the batch, or one for the volume where `slices` is `nil`.
  private func meanMaps(of input: NetworkInput, slices: [Int]?) throws(NetworkError) -> [[Double]] {
    let features = description.features
    let lastCount = lastShape.planeCount * (slices == nil ? lastShape.depth : 1)
    let means = try run(input, slices: slices) { Self.means(of: $0, every: lastCount) }
    return stride(from: 0, to: means.count, by: features).map { Array(means[$0..<($0 + features)]) }
  }

  /// Means of `count` values each, summed in their order.
  private static func means(of maps: UnsafeBufferPointer<Float>, every count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: maps.count / count) { target, filled in
      filled = maps.count / count
      let (source, means) = (SharedSource(maps), SharedBuffer(target))
      ThreadTeam.share(filled) { range in
        // Invariant: map n is the `count` values from `n * count`, and `filled` of them fit into `maps`. Four sums side
        // by side need not wait for each other, and each keeps its order.
        var map = range.lowerBound
        while map + 4 <= range.upperBound {
          var sums = SIMD4<Double>.zero
          let first = map * count
          for i in first..<(first + count) {
            sums += SIMD4(
              Double(source.elements[i]), Double(source.elements[i + count]), Double(source.elements[i + 2 * count]),
              Double(source.elements[i + 3 * count]))
          }
          for k in 0..<4 { means.elements[map + k] = sums[k] / Double(count) }
          map += 4
        }
        while map < range.upperBound {
          var sum = 0.0
          for i in (map * count)..<((map + 1) * count) { sum += Double(source.elements[i]) }
          means.elements[map] = sum / Double(count)
          map += 1
        }
      }
    }
  }

  /// One pass; `read` gets the last maps.
  private func run<Output: Sendable>(
    _ input: NetworkInput, slices: [Int]?, read: @Sendable (UnsafeBufferPointer<Float>) -> Output
  ) throws(NetworkError) -> Output {
    try lanes.run(fill: { fill($0, with: input, slices: slices) }, read: read)
  }

  /// One pass for each of the slices; `read` gets its maps.
  private func runEachSlice<Output: Sendable>(
    of input: NetworkInput, at slices: [Int], read: @Sendable (UnsafeBufferPointer<Float>) -> Output
  ) throws(NetworkError) -> [Output] {
    try lanes.map(slices.count, fill: { fill($1, with: input, slices: [slices[$0]]) }, read: read)
  }

  /// Writes slices as a batch, or the whole volume where `slices` is `nil`.
  private func fill(_ target: UnsafeMutableBufferPointer<Float>, with input: NetworkInput, slices: [Int]?) {
    let (plane, channels, depth) = (
      input.rows * input.columns, description.input.channels, description.input.depth
    )
    let (order, buffer) = (slices ?? Array(0..<depth), SharedBuffer(target))
    ThreadTeam.share(order.count * channels) { range in
      // Invariant: every turn writes a plane of its own.
      for turn in range {
        let (position, channel) = (turn / channels, turn % channels)
        let start = slices == nil ? channel * depth + position : turn
        input.fill(
          UnsafeMutableBufferPointer(rebasing: buffer.elements[(start * plane)..<((start + 1) * plane)]),
          slice: order[position], channel: channel)
      }
    }
  }

  private func check(_ input: NetworkInput) throws(NetworkError) {
    let shape = description.input
    // Slice by slice, a volume of any depth is taken.
    let fits = description.settings.depth == .slices ? input.depth > 0 : (1...shape.depth).contains(input.depth)
    guard input.rows == shape.rows, input.columns == shape.columns, input.channelCount == shape.channels, fits else {
      throw .otherInput(
        found: "\(input.channelCount) x \(input.depth) x \(input.rows) x \(input.columns)",
        builtFor: "\(shape.channels) x at most \(shape.depth) x \(shape.rows) x \(shape.columns)")
    }
  }
}

/// Milliseconds of one run of a network.
package struct RunCost: Sendable {
  /// By the clock on the wall.
  package let wall: Double
  /// Of all threads of the process.
  package let processor: Double
}

private func processorMilliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return 1e3 * Double(time.tv_sec) + 1e-6 * Double(time.tv_nsec)
}
