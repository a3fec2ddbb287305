import DeepRadiomics
import Execution
import Foundation
import Testing

/// Slices of made-up patients: as many as `counts` says in each branch, with features that differ between slices.
func syntheticSlices(_ counts: [Int], width: Int, seed: UInt64) -> SliceFeatures {
  var stream = RandomStream(seed: seed, name: "slices")
  return SliceFeatures(
    counts.map { count in
      SliceBag(
        (0..<count).map { _ in (0..<width).map { _ in Double(Float(abs(stream.normal()))) } },
        areas: (0..<count).map { _ in 1 + 20 * stream.uniform() })
    })
}

@Suite struct SlicePoolingTests {
  /// Three slices of two features with lesions of 4, 10 and 6 pixels; by hand.
  private static let bag = SliceBag([[1, -0.5], [0.2, 0.8], [-1.5, 0.3]], areas: [4, 10, 6])

  /// Mean (1 + 0.2 - 1.5) / 3 and (-0.5 + 0.8 + 0.3) / 3; maxima of the first and the second slice; by area
  /// 0.2 · 1 + 0.5 · 0.2 - 0.3 · 1.5 and -0.2 · 0.5 + 0.5 · 0.8 + 0.3 · 0.3.
  @Test(arguments: [
    (SlicePooling.mean, [-0.1, 0.2]), (.max, [1, 0.8]), (.area, [-0.15, 0.39]),
  ])
  func threeSlicesByHand(pooling: SlicePooling, expected: [Double]) {
    for (found, wanted) in zip(Self.bag.pooled(by: pooling), expected) { #expect(abs(found - wanted) < 1e-15) }
  }

  /// Numbers of an independent script in numpy 1.x (`a = softmax((tanh(H V) * sigmoid(H U)) w)`, with V, U and w as
  /// below and every other unit 0), the derivatives of `0.3 f_0 - 1.1 f_1` by every feature of every slice among them.
  @Test func attentionOfThreeSlicesByHand() {
    let gate = AttentionGate(
      components: 2, tanhWeights: 0..<64, sigmoidWeights: 64..<128, outputWeights: 128..<160)
    var parameters = [Double](repeating: 0, count: 160)
    (parameters[0], parameters[1], parameters[32], parameters[33]) = (0.7, -0.2, 0.1, 0.9)
    (parameters[64], parameters[65], parameters[96], parameters[97]) = (-0.4, 0.5, 0.3, -0.6)
    (parameters[128], parameters[129]) = (1.5, -2)
    let slices = Rows(count: 3, width: 2, values: Self.bag.values)
    let batch = SliceBatch(starts: [0, 3], slices: slices, components: slices)
    let pass = gate.weigh(batch, parameters)
    let expected = [0.7354841757221653, 0.17997378834259958, 0.08454203593523504]
    for (found, wanted) in zip(pass.weights, expected) { #expect(abs(found - wanted) < 1e-14) }
    let joined = Self.bag.weighted(by: pass.weights)
    for (found, wanted) in zip(joined, [0.6446658794878326, -0.19840044640643248]) {
      #expect(abs(found - wanted) < 1e-14)
    }
    let slope = [0.3, -1.1]
    var gradient = [Double](repeating: 0, count: 160)
    let slopes = (0..<3).map { k in zip(Self.bag.slice(k), slope).reduce(0.0) { $0 + $1.0 * $1.1 } }
    let through = gate.backward(pass, batch, parameters, slopes: slopes, to: &gradient)
    let wanted = [
      [0.37769391574840566, -1.0947459224940312], [-0.05041240804507012, -0.15305100267696187],
      [-0.011522503776752102, -0.06429239579011727],
    ]
    for slice in 0..<3 {
      for feature in 0..<2 {
        let own = pass.weights[slice] * slope[feature] + through[slice, feature]
        #expect(abs(own - wanted[slice][feature]) < 1e-14, "slice \(slice), feature \(feature)")
      }
    }
  }

  @Test func withoutALesionInAnySliceAreaIsTheMean() {
    let blind = SliceBag([[1, 4], [2, 0]], areas: [0, 0])
    #expect(blind.pooled(by: .area) == blind.pooled(by: .mean))
    #expect(blind.areaWeights == [0.5, 0.5])
  }

  /// The first of two equal slices wins, so that the derivative is not counted twice.
  @Test func ofEqualSlicesTheFirstHasTheDerivativeOfTheMaximum() {
    let equal = SliceBag([[1, 4], [1, 4], [0, 5]], areas: [1, 1, 1])
    #expect(equal.gradients([2, 3], by: .max) == [[2, 0], [0, 0], [0, 3]])
  }

  @Test(arguments: SlicePooling.allCases.filter { !$0.isLearned }, 0..<10 as Range<UInt64>)
  func theOrderOfSlicesDoesNotMatterAndOneSliceIsItself(pooling: SlicePooling, seed: UInt64) {
    let bag = syntheticSlices([7], width: 5, seed: seed).branches[0]
    var stream = RandomStream(seed: seed, name: "order")
    let order = Array(0..<7).shuffled(using: &stream)
    let other = SliceBag(order.map { Array(bag.slice($0)) }, areas: order.map { bag.areas[$0] })
    for (a, b) in zip(bag.pooled(by: pooling), other.pooled(by: pooling)) {
      #expect(abs(a - b) < 1e-14, "seed \(seed)")
    }
    let one = SliceBag([Array(bag.slice(3))], areas: [bag.areas[3]])
    #expect(one.pooled(by: pooling) == Array(bag.slice(3)), "seed \(seed)")
  }
}

@Suite struct SliceReductionTests {
  /// The components of training slices have mean 0 and variance 1 and are uncorrelated.
  @Test(arguments: 0..<5 as Range<UInt64>) func componentsAreStandardised(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "rows")
    let rows = Rows(count: 40, width: 12, values: (0..<480).map { Double($0 % 12 + 1) * stream.normal() + 3 })
    let reduction = SliceReduction(rows, most: 5)
    let found = reduction.components(of: rows)
    #expect(reduction.count == 5)
    for a in 0..<5 {
      for b in 0...a {
        let product = (0..<40).reduce(0.0) { $0 + found[$1, a] * found[$1, b] } / 40
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-9, "seed \(seed)")
      }
      #expect(abs((0..<40).reduce(0.0) { $0 + found[$1, a] }) < 1e-9, "seed \(seed)")
    }
  }

  /// Two features of variance 900 and 400 among eight of variance 1: the first two components are these, whatever the
  /// sign.
  @Test func theFirstComponentsAreThoseOfTheLargestVariance() {
    var stream = RandomStream(seed: 1, name: "rows")
    let scales = [1.0, 30, 1, 1, 20, 1, 1, 1, 1, 1]
    let rows = Rows(count: 400, width: 10, values: (0..<4000).map { scales[$0 % 10] * stream.normal() })
    let found = SliceReduction(rows, most: 2).components(of: rows)
    for (component, feature) in [(0, 1), (1, 4)] {
      let product = (0..<400).reduce(0.0) { $0 + found[$1, component] * rows[$1, feature] } / 400
      #expect(abs(abs(product) / scales[feature] - 1) < 0.1)
    }
  }

  @Test func slicesThatAreAllTheSameHaveNoComponents() {
    #expect(SliceReduction(Rows(count: 5, width: 3, values: [Double](repeating: 2, count: 15))).count == 0)
    #expect(SliceReduction(Rows(count: 1, width: 3, values: [1, 2, 3])).count == 0)
  }
}
