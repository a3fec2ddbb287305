import DeepRadiomics
import Foundation
import Testing
import Volumes

/// Grad-CAM against computations by hand, and the score of an ensemble against its slope.
@Suite(.serialized) struct GradCAMTests {
  /// Two maps of one row and two columns: A = (1, 3), B = (2, 0). The features are their means, 2 and 1. The score
  /// `a² - 3 b` has the derivatives 4 and -3 there, so `4 A - 3 B` is (-2, 12), and the rectifier leaves (0, 12).
  @Test func twoMapsByHand() throws {
    let maps = NetworkMaps(channels: 2, rows: 1, columns: 2, slices: [[0]], values: [1, 3, 2, 0])
    let score = ModelScore(name: "by hand", value: { $0[0] * $0[0] - 3 * $0[1] }, gradient: { [2 * $0[0], -3] })
    #expect(maps.features == [2, 1])
    #expect(maps.activation(of: .model(score)) == [[0, 12]])
    #expect(maps.activation(of: .model(ModelScore(name: "no slope", value: { $0[0] }))) == nil)
  }

  /// Two slices with the maps A = (1, 3), B = (2, 0) and A = (5, 1), B = (0, 2): features (2, 1) and (3, 1). A score
  /// with the derivatives (1, -1) by the first slice and (0.5, 2) by the second has the values 2 (A - B) = (-2, 6) and
  /// 2 (0.5 A + 2 B) = (5, 9): two slices of two places each, times the derivative by a place.
  @Test func twoSlicesByHand() throws {
    let maps = NetworkMaps(
      channels: 2, rows: 1, columns: 2, slices: [[0], [1]], values: [1, 3, 2, 0, 5, 1, 0, 2])
    let score = SliceScore(name: "by hand", value: { _ in 0 }, gradient: { _ in [[1, -1], [0.5, 2]] })
    #expect(maps.activation(of: score, areas: [1, 1]) == [[0, 6], [5, 9]])
  }

  /// For the maximum a feature's derivative belongs to the slice that won it: A is larger in the second slice, B is
  /// equal in both, and then the first slice has it.
  @Test func theMaximumBelongsToTheSliceThatWon() throws {
    let maps = NetworkMaps(
      channels: 2, rows: 1, columns: 2, slices: [[0], [1]], values: [1, 3, 2, 0, 5, 1, 0, 2])
    let vector = ModelScore(name: "by hand", value: { $0[0] + 3 * $0[1] }, gradient: { _ in [1, 3] })
    let score = SliceScore(vector, pooling: .max)
    #expect(maps.activation(of: score, areas: [1, 1]) == [[12, 0], [10, 2]])
    #expect(score.value(SliceBag([[2, 1], [3, 1]], areas: [1, 1])) == 6)
  }

  /// The definition of Selvaraju et al. for heads that join slices in another way than by their mean: the derivative of
  /// the score by the values of the last maps, by finite differences.
  @Test(arguments: SlicePooling.allCases) func slicesMapsAreThoseOfTheDefinition(pooling: SlicePooling) throws {
    let network = try FeatureNetwork(
      NetworkSettings(architecture: .resNet18, depth: .slices), weights: Self.weights,
      input: NetworkInputShape(depth: 3, rows: 112, columns: 112), threads: 2)
    let maps = try network.lastMaps(of: GeneratedTensors.input(slices: 3, side: 112))
    let (places, step) = (maps.rows * maps.columns, 1e-4)
    let means = maps.slices.indices.map { position in
      (0..<maps.channels).map { maps.map(position, $0).reduce(0.0) { $0 + Double($1) } / Double(places) }
    }
    let bag = SliceBag(means, areas: [5, 1, 9])
    let training = (0..<24).map { syntheticSlices([3], width: maps.channels, seed: $0) }
    var settings = HeadSettings.sound
    (settings.hiddenUnits, settings.epochs, settings.pooling) = (8, 3, pooling)
    let cohort = HeadCohort(
      subjects: training.indices.map { "P\($0)" }, features: training.map { $0.vector(by: .mean) },
      events: training.indices.map { $0 % 3 == 0 }, slices: training)
    let heads = try (1...2 as ClosedRange<UInt64>).map {
      settings.seed = $0
      return try TrainedHead.fit(settings, on: cohort, stopping: .shareOfTraining(0.25, seed: 1))
    }
    let score = EnsembleScore(heads: heads).branch(0, of: SliceFeatures([bag]))
    let found = try #require(maps.activation(of: score, areas: bag.areas))
    #expect(found.joined().contains { $0 > 0 }, "a map that is 0 everywhere would prove nothing")
    for position in 0..<3 {
      // A change of one value of a map changes the slice's feature by a share of it.
      let slopes = (0..<maps.channels).map { channel in
        let changed = [step, -step].map { change -> Double in
          var features = means[position]
          features[channel] += change / Double(places)
          return score.value(bag.replacing(position, by: features))
        }
        return (changed[0] - changed[1]) / (2 * step)
      }
      for place in 0..<places {
        let sum = (0..<maps.channels).reduce(0.0) { sum, channel in
          let map = Array(maps.map(position, channel))
          return sum + slopes[channel] * Double(map[place])
        }
        #expect(abs(found[position][place] - 3 * Double(places) * max(0, sum)) < 1e-5)
      }
    }
  }

  private static let weights = GeneratedTensors.resNet(blocks: [2, 2, 2, 2], isBottleneck: false)

  private func heads(features: Int, factors: Int, count: Int) throws -> [TrainedHead] {
    let cohort = syntheticCohort(patients: 24, features: features, factors: factors, seed: 5)
    return try (0..<count).map { number in
      var settings = HeadSettings.published
      (settings.hiddenUnits, settings.epochs, settings.seed) = (8, 3, UInt64(number))
      return try TrainedHead.fit(settings, on: cohort, stopping: .shareOfTraining(0.25, seed: 1))
    }
  }

  /// The definition of Selvaraju et al. on a real network: the derivative of the score by every value of the last maps
  /// by finite differences, its mean over the places of a map as the weight of that map, and the rectifier.
  @Test func aNetworksMapsAreThoseOfTheDefinition() throws {
    let network = try FeatureNetwork(
      NetworkSettings(architecture: .resNet18, depth: .slices), weights: Self.weights,
      input: NetworkInputShape(depth: 2, rows: 112, columns: 112), threads: 2)
    let maps = try network.lastMaps(of: GeneratedTensors.input(slices: 2, side: 112))
    let ensemble = EnsembleScore(heads: try heads(features: maps.channels, factors: 1, count: 2), factors: [1])
    let own = ensemble.branch(Array(0..<maps.channels), of: maps.features)
    // The score of the event and that of its absence: what lowers the one raises the other.
    let other = ModelScore(name: "less", value: { -own.value($0) }) { own.gradient?($0).map { -$0 } ?? [] }
    let found = try [own, other].map { try compare(maps, .model($0)) }
    #expect(found.contains(true), "a map that is 0 everywhere would prove nothing")
  }

  /// Compares the map of a score with the definition; whether a place of it is not 0.
  private func compare(_ maps: NetworkMaps, _ score: AttributedScore) throws -> Bool {
    let (places, step) = (maps.rows * maps.columns, 1e-4)
    let all = Double(maps.slices.count * places)
    // A change of one value of map c changes feature c by a share of it, wherever in the map the value is.
    let weights = maps.features.indices.map { channel in
      var (above, below) = (maps.features, maps.features)
      above[channel] += step / all
      below[channel] -= step / all
      return (score.value(above) - score.value(below)) / (2 * step)
    }
    let found = try #require(maps.activation(of: score))
    for position in maps.slices.indices {
      for place in 0..<places {
        let sum = (0..<maps.channels).reduce(0.0) { sum, channel in
          let map = Array(maps.map(position, channel))
          return sum + weights[channel] * Double(map[place])
        }
        #expect(abs(found[position][place] - all * max(0, sum)) < 1e-6)
      }
    }
    return found.joined().contains { $0 > 0 }
  }

  @Test(arguments: [0, 2]) func theGradientOfAnEnsembleIsItsSlope(factors: Int) throws {
    let own = [1.0, 2].prefix(factors)
    let score = EnsembleScore(heads: try heads(features: 6, factors: factors, count: 3), factors: Array(own))
    let features = (0..<6).map { 0.3 + 0.2 * Double($0) }
    let mean = score.heads.map { $0.probability(features: features, factors: Array(own)) }.reduce(0, +) / 3
    #expect(abs(score.value(features) - log(mean / (1 - mean))) < 1e-12)
    let gradient = score.gradient(features)
    for feature in features.indices {
      var (above, below) = (features, features)
      above[feature] += 1e-5
      below[feature] -= 1e-5
      let slope = (score.value(above) - score.value(below)) / 2e-5
      #expect(abs(slope - gradient[feature]) < 1e-6 * max(1, abs(slope)))
    }
    // A branch has its own part of the gradient, and the rest of the vector stays.
    let branch = score.branch([2, 3], of: features)
    #expect(branch.value(Array(features[2..<4])) == score.value(features))
    #expect(branch.gradient?(Array(features[2..<4])) == Array(gradient[2..<4]))
  }

  /// A vector so far out that every probability is 0 or 1 in float64: an ensemble of one opinion has the slope of its
  /// head. Heads that are sure of opposite answers have a mean that no small change moves, and that is no fault.
  @Test func sureHeadsKeepTheirSlope() throws {
    let heads = try heads(features: 6, factors: 0, count: 3)
    let far = (0..<6).map { _ in 1e6 }
    for head in heads {
      let score = EnsembleScore(heads: [head, head, head])
      let slope = head.gradient(features: far)
      #expect(abs(score.value(far) / head.logOdds(features: far) - 1) < 1e-9)
      for (own, wanted) in zip(score.gradient(far), slope) { #expect(abs(own - wanted) < 1e-9 * max(1, abs(wanted))) }
    }
    #expect(EnsembleScore(heads: heads).value(far).isFinite)
    #expect(EnsembleScore(heads: heads).gradient(far).allSatisfy { $0.isFinite })
  }

  /// Pixels of the input show the lesion where the voxel behind them is in the mask, in a crop and in a whole frame.
  @Test func theOutlineLiesOnTheLesion() throws {
    let size = 40
    let inside = (0..<(size * size * 4)).map { at in
      UInt8((10..<30).contains(at % size) && (20..<30).contains(at / size % size) ? 1 : 0)
    }
    let voxels = GeneratedTensors.uniform("T2", size * size * 4).map { 100 + 500 * $0 }
    let image = SyntheticImage.image(size: [size, size, 4], voxels, inside: inside)
    for (settings, fit, share) in [
      (try InputSettings.wholeFrame.with(side: 112), InputFit(depth: 4), 0.125),
      (try InputSettings.sound.with(side: 112), InputFit(depth: 1, crop: CropFit(side: 40, depth: nil)), 0.125),
    ] {
      let extractor = try DeepExtractor(
        network: NetworkSettings(architecture: .resNet18, depth: .slices), weights: Self.weights, input: settings,
        fit: fit, threads: 2)
      let found = try AttributedNetwork(extractor, weights: Self.weights).attribution(of: [image], to: .norm)
      let shown = found.lesion(image.mask, slice: 1)
      #expect(shown.count == 112 * 112)
      #expect(abs(Double(shown.count { $0 }) / Double(112 * 112) - share) < 0.01, "\(settings.region)")
      #expect(found.activation != nil && found.occlusion == nil)
    }
  }
}
