import DeepRadiomics
import Execution
import Testing

/// A block's features and gradient, compared with float64.
///
/// All numbers are small multiples of powers of two, so that every product and sum is exact in float32: nothing is left
/// to a tolerance. The biases of the layers have ever smaller odd parts, so that no sum before a rectifier is 0, where
/// there is no derivative.
@Suite struct BlockGradientTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    let blocks: Int
    let isBottleneck: Bool
    let depth: Int?

    var testDescription: String {
      "\(blocks) \(isBottleneck ? "bottlenecks" : "basic blocks") \(depth.map { "of \($0) slices" } ?? "slice by slice")"
    }

    var block: LastBlock {
      LastBlock(blocks: blocks, isBottleneck: isBottleneck, width: 2, depth: depth, rows: 8, columns: 8)
    }
  }

  static let shapes = [
    Shape(blocks: 1, isBottleneck: false, depth: nil), Shape(blocks: 2, isBottleneck: false, depth: nil),
    Shape(blocks: 1, isBottleneck: true, depth: nil), Shape(blocks: 2, isBottleneck: true, depth: nil),
    Shape(blocks: 2, isBottleneck: false, depth: 4), Shape(blocks: 1, isBottleneck: true, depth: 2),
  ]

  private struct Problem {
    let block: LastBlock
    let parameters: [Float]
    let patients: [EntranceMaps]
    let slopes: [[Double]]

    init(_ shape: Shape, seed: UInt64) {
      var stream = RandomStream(seed: seed, name: "block gradient")
      let block = shape.block
      self.block = block
      var parameters = [Float](repeating: 0, count: block.parameterCount)
      var part: Float = 0.5
      for layer in block.layers {
        // About six terms of a sum are not 0, so sums stay small.
        let inputs = layer.kernelRange.count / layer.kernel[0]
        for i in layer.kernelRange where stream.uniform() * Double(inputs) < 6 {
          parameters[i] = stream.uniform() < 0.5 ? -1 : 1
        }
        for i in layer.biasRange { parameters[i] = Float(stream.index(below: 3)) + part }
        part /= 2
      }
      self.parameters = parameters
      // Numbers of slices that are powers of two, in more than one chunk of eight and across its ends.
      let counts = shape.depth == nil ? [[4, 1], [16, 8], [2, 1]] : [[1], [2]]
      patients = counts.map { branches in
        EntranceMaps(
          branches: branches.map { slices in
            (0..<(slices * block.entranceCount)).map { _ in Float(stream.index(below: 3)) }
          })
      }
      slopes = counts.map { branches in
        (0..<(branches.count * block.features)).map { _ in Double(stream.index(below: 5)) - 2 }
      }
    }

    func reference(_ parameters: [Double]) -> [[Double]] {
      let own = ReferenceBlock(block: block, parameters: parameters)
      return patients.map { patient in
        patient.branches.flatMap { maps -> [Double] in
          let count = maps.count / block.entranceCount
          let slices = (0..<count).map {
            own.features(maps[($0 * block.entranceCount)..<(($0 + 1) * block.entranceCount)])
          }
          return (0..<block.features).map { feature in slices.reduce(0) { $0 + $1[feature] } / Double(count) }
        }
      }
    }

    func score(_ parameters: [Double]) -> Double {
      zip(reference(parameters), slopes).reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }

  @Test(arguments: shapes) func featuresAreThoseOfFloat64ToTheLastBit(_ shape: Shape) throws {
    let problem = Problem(shape, seed: 3)
    let own = try BlockFeatures(problem.block, problem.parameters).features(of: problem.patients)
    #expect(own == problem.reference(problem.parameters.map { Double($0) }))
    #expect(Set(own.flatMap(\.self)).count > 20, "features that differ")
  }

  /// The maps behind the block of each head, whatever head came before, in the order of slices and of a volume.
  @Test(arguments: shapes) func lastMapsAreThoseOfFloat64ToTheLastBit(_ shape: Shape) throws {
    let (problem, other) = (Problem(shape, seed: 4), Problem(shape, seed: 6))
    let block = BlockMaps(problem.block)
    for parameters in [problem.parameters, other.parameters, problem.parameters] {
      let reference = ReferenceBlock(block: problem.block, parameters: parameters.map { Double($0) })
      // Any number of slices, or one volume at a time.
      let size = problem.block.entranceCount
      let all = problem.patients.flatMap(\.branches)
      let entries =
        shape.depth == nil
        ? all
        : all.flatMap { maps in stride(from: 0, to: maps.count, by: size).map { Array(maps[$0..<($0 + size)]) } }
      for entering in entries {
        let passes = stride(from: 0, to: entering.count, by: size).map {
          reference.lastMaps(entering[$0..<($0 + size)])
        }
        let (length, values) = (passes[0].size, passes.flatMap(\.values))
        // A slice has one position, a volume one for each slice of its maps.
        let positions = passes.count * length[1]
        let found = try block.maps(behind: parameters, of: entering, slices: (0..<positions).map { [$0] })
        let plane = length[2] * length[3]
        for position in 0..<positions {
          for channel in 0..<length[0] {
            let start = shape.depth == nil ? position * length[0] + channel : channel * length[1] + position
            let wanted = values[(start * plane)..<((start + 1) * plane)]
            #expect(found.map(position, channel).map { Double($0) } == Array(wanted), "\(position), \(channel)")
          }
        }
      }
    }
  }

  /// The score is linear in each number between two kinks, so a central difference is its derivative; two widths show
  /// that no kink is between them.
  @Test(arguments: shapes) func theGradientIsThatOfCentralDifferencesToTheLastBit(_ shape: Shape) throws {
    let problem = Problem(shape, seed: 5)
    let own = try BlockFeatures(problem.block, problem.parameters)
      .gradient(of: problem.patients, slopes: problem.slopes)
    let start = problem.parameters.map { Double($0) }
    var stream = RandomStream(seed: 5, name: "places")
    for layer in problem.block.layers {
      let kernel = (0..<3).map { _ in layer.kernelRange.lowerBound + stream.index(below: layer.kernelRange.count) }
      let bias = (0..<1).map { _ in layer.biasRange.lowerBound + stream.index(below: layer.biasRange.count) }
      let differences = (kernel + bias).map { place in
        [0x1p-22, 0x1p-23].map { width -> Double in
          var (up, down) = (start, start)
          up[place] += width
          down[place] -= width
          return (problem.score(up) - problem.score(down)) / (2 * width)
        }
      }
      for (place, pair) in zip(kernel + bias, differences) {
        #expect(pair[0] == pair[1], "no kink")
        #expect(Double(own[place]) == pair[1], "\(layer.name), place \(place)")
      }
      #expect(differences.contains { $0[1] != 0 }, "\(layer.name) has derivatives")
    }
  }

  /// One basic block of a slice of 2 x 2, which becomes a single place, by hand: see `Tests/Fixtures/tuning/block.py`.
  @Test func aBlockOfOnePlaceIsThatOfTheHandComputation() throws {
    let block = LastBlock(blocks: 1, isBottleneck: false, width: 1, depth: nil, rows: 2, columns: 2)
    let own = HandComputedBlock(block)
    let maps = [EntranceMaps(branches: [own.maps])]
    let features = BlockFeatures(block, own.parameters)
    #expect(try features.features(of: maps) == [HandComputedBlock.features])
    let gradient = try features.gradient(of: maps, slopes: [HandComputedBlock.slopes])
    for (layer, expected) in zip(block.layers, HandComputedBlock.gradientSums) {
      let kernel = gradient[layer.kernelRange].map { Double($0) }
      #expect(kernel.reduce(0, +) == expected.kernel, "\(layer.name)")
      #expect(kernel.reduce(0) { $0 + $1 * $1 } == expected.square, "\(layer.name)")
      #expect(Double(gradient[layer.biasRange].reduce(0, +)) == expected.bias, "\(layer.name)")
    }
  }

  /// A frozen trunk with the block behind it is the whole network, up to the order of sums.
  @Test(arguments: [DepthTreatment.slices, .inflated(.average), .inflated(.centre)])
  func trunkAndBlockAreTheNetwork(_ depth: DepthTreatment) throws {
    let settings = NetworkSettings(architecture: .resNet18, depth: depth, pooling: .standard)
    let weights = try WeightSet.random(for: settings)
    let shape = NetworkInputShape(channels: 3, depth: depth == .slices ? 8 : 9, rows: 64, columns: 64)
    var stream = RandomStream(seed: 2, name: "slices")
    let input = NetworkInput(
      greys: (0..<(9 * 64 * 64)).map { _ in Float(stream.uniform()) }, rows: 64, columns: 64,
      normalisation: Array(repeating: ChannelStatistics(mean: 0.5, standardDeviation: 0.25), count: 3))
    let whole = try FeatureNetwork(settings, weights: weights, input: shape).features(of: input)
    let block = try #require(try LastBlock(of: settings, for: shape))
    let trunk = try FeatureNetwork(
      settings, weights: weights, input: shape, threads: 2, eliminatesSlices: false, part: .trunk)
    let maps = try trunk.lastMaps(of: input)
    let entrance =
      block.isVolume
      ? (0..<maps.channels).flatMap { channel in maps.slices.indices.flatMap { maps.map($0, channel) } } : maps.values
    let numbers = try block.start(weights, inflation: depth.inflation)
    let own = try BlockFeatures(block, numbers).features(of: [EntranceMaps(branches: [entrance])])[0]
    let largest = whole.map(abs).max() ?? 0
    // 1e-5 of the largest feature is what sums in another order may make (`Documentation/deep.md`).
    #expect(zip(whole, own).allSatisfy { abs(Double($0) - $1) < 1e-5 * Double(largest) } && largest > 0)
  }

  /// A new patient goes through the block alone, and has the bits of the study all the same.
  @Test(arguments: shapes) func aPatientAloneHasTheBitsOfTheCohort(_ shape: Shape) throws {
    let problem = Problem(shape, seed: 9)
    let own = BlockFeatures(problem.block, problem.parameters.map { $0 * 0.1 })
    #expect(try problem.patients.map { try own.features(of: [$0])[0] } == own.features(of: problem.patients))
  }

  @Test(arguments: [2, 8]) func noBitDependsOnTheNumberOfThreads(workers: Int) throws {
    let problems = (0..<6).map { Problem(Self.shapes[$0 % 4], seed: UInt64($0)) }
    let gradients = { (workers: Int) in
      try parallelMap(problems, workers: workers) { problem throws in
        // Numbers that are not exact, so that an order of sums would show.
        try BlockFeatures(problem.block, problem.parameters.map { $0 * 0.1 })
          .gradient(of: problem.patients, slopes: problem.slopes)
      }.map { try $0.get() }
    }
    #expect(try gradients(workers) == gradients(1))
  }
}
