import Testing

import Mathematics

/// Values of R 4.2.2, `quantile(x, p, type = 7)` printed with 17 digits, and of NumPy 2.4.6, `repr(numpy.quantile(x,
/// p))`.
@Suite struct QuantileTests {
  static let probabilities = [0, 0.05, 0.1, 0.25, 1.0 / 3, 0.5, 0.6, 0.75, 0.9, 0.975, 1]
  static let samples: [[Double]] = [[0.1, 0.7, 1.3, 2.9, 3.1, 4.7, 8.3], [-3.2, 0.3, 0.9, 11.7]]
  static let r: [[Double]] = [
    [
      0.10000000000000001, 0.28000000000000003, 0.46000000000000002, 1, 1.3, 2.8999999999999999, 3.02,
      3.9000000000000004, 6.1400000000000023, 7.7599999999999998, 8.3000000000000007,
    ],
    [
      -3.2000000000000002, -2.6750000000000007, -2.1499999999999999, -0.57500000000000007, 0.29999999999999999,
      0.59999999999999998, 0.77999999999999992, 3.5999999999999996, 8.4600000000000009, 10.889999999999999,
      11.699999999999999,
    ],
  ]
  static let numPy: [[Double]] = [
    [0.1, 0.28, 0.46, 1, 1.3, 2.9, 3.02, 3.9000000000000004, 6.1400000000000015, 7.76, 8.3],
    [-3.2, -2.675, -2.15, -0.575, 0.3, 0.6, 0.7799999999999999, 3.5999999999999996, 8.46, 10.889999999999997, 11.7],
  ]

  /// R weights both neighbours, which is the same but for rounding: two units in the last place of the larger one.
  @Test(arguments: [0, 1])
  func quantilesAreThoseOfR(sample: Int) {
    let sorted = Self.samples[sample]
    let rounding = 2 * (sorted[sorted.count - 1]).ulp
    for (p, expected) in zip(Self.probabilities, Self.r[sample]) {
      #expect(abs(quantile(ofSorted: sorted, p) - expected) <= rounding, "p = \(p)")
    }
  }

  @Test(arguments: [0, 1])
  func fromTheNearerEndTheyAreThoseOfNumPyToTheLastBit(sample: Int) {
    let sorted = Self.samples[sample]
    for (p, expected) in zip(Self.probabilities, Self.numPy[sample]) {
      let place = QuantilePlace(p, of: sorted.count)
      #expect(place.valueFromNearerEnd(sorted[place.below], sorted[place.above]) == expected, "p = \(p)")
    }
  }

  /// Why there are two forms, and a median beside them: whoever makes one of them changes results that are compared to
  /// the last digit.
  @Test func theFormsDifferInTheLastPlace() {
    let sorted = Self.samples[1]
    #expect(quantile(ofSorted: sorted, 0.5) == 0.6000000000000001)
    #expect(middle(ofSorted: sorted) == 0.6)
    #expect(quantile(ofSorted: sorted, 0.25) == -0.5750000000000002)
  }

  @Test func theLastValueHasNoNeighbour() {
    let place = QuantilePlace(1, of: 7)
    #expect(place.below == 6)
    #expect(place.above == 6)
    #expect(place.share == 0)
    #expect(quantile(ofSorted: [4], 0.3) == 4)
  }

  @Test func theMiddleOfAnOddNumberIsAValue() {
    #expect(middle(ofSorted: [0.1, 0.3, 0.7]) == 0.3)
    #expect(middle(ofSorted: [5]) == 5)
  }
}
