import Testing

import Mathematics

/// Values of R 4.2.2 with 17 digits; the tolerance is what the C library's `exp` and `log` leave, some units in the
/// last place.
@Suite struct LogisticTests {
  static let odds = [-800, -40, -3.5, -0.25, 0, 0.25, 3.5, 40, 800]

  private func isEqual(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) <= 8 * expected.ulp }

  /// `plogis(x)`.
  @Test func theLogisticFunctionIsThatOfR() {
    let expected = [
      0, 4.2483542552915889e-18, 0.029312230751356319, 0.43782349911420193, 0.5, 0.56217650088579807,
      0.97068776924864364, 1, 1,
    ]
    for (x, value) in zip(Self.odds, expected) { #expect(isEqual(logistic(x), value), "x = \(x)") }
  }

  /// `-plogis(-x, log.p = TRUE)`.
  @Test func softplusIsThatOfR() {
    let expected = [
      0, 4.2483542552915889e-18, 0.029750418272620566, 0.57593941987884356, 0.69314718055994529, 0.82593941987884356,
      3.5297504182726205, 40, 800,
    ]
    for (x, value) in zip(Self.odds, expected) { #expect(isEqual(softplus(x), value), "x = \(x)") }
  }

  /// `qlogis(p)`.
  @Test func theLogitIsThatOfR() {
    let probabilities = [1e-300, 1e-12, 0.1, 0.5, 0.9]
    let expected = [-690.77552789821368, -27.631021115927549, -2.1972245773362191, 0, 2.1972245773362196]
    for (p, value) in zip(probabilities, expected) {
      #expect(abs(logit(p) - value) <= 8 * max(1, abs(value)).ulp, "p = \(p)")
    }
    #expect(logit(0) == -.infinity)
    #expect(logit(1) == .infinity)
  }
}

@Suite struct PowerTests {
  /// Whole numbers below 2⁵³ are exact.
  @Test func powersOfWholeNumbersAreExact() {
    #expect(power(10, 0) == 1)
    #expect(power(10, 15) == 1e15)
    #expect(power(-3, 3) == -27)
    #expect(power(7, 18) == 1_628_413_597_910_449)
  }

  /// Not `pow`: the product of the factors in their order, each step rounded.
  @Test func powersAreProductsInOrder() {
    let base = 0.774
    #expect(power(base, 4) == ((base * base) * base) * base)
  }

  @Test func gaussianWeightsAreEvenAndOneInTheMiddle() {
    let weights = gaussianWeights(sigma: 1.5, reach: 4)
    #expect(weights.count == 9)
    #expect(weights[4] == 1)
    #expect(weights == weights.reversed())
    // At one standard deviation and two: e^(-1/2) and e^(-2), by R's exp.
    let even = gaussianWeights(sigma: 1, reach: 2)
    #expect(abs(even[3] - 0.60653065971263342) <= 0x1p-53)
    #expect(abs(even[4] - 0.1353352832366127) <= 0x1p-55)
  }
}

/// The examples of NumPy's documentation of `isclose`, and NaN.
@Suite struct ClosenessTests {
  @Test func closenessIsThatOfNumPy() {
    #expect(isClose(1e10, to: 1.00001e10))
    #expect(!isClose(1e-7, to: 1e-8))
    #expect(isClose(1e-8, to: 1e-9))
    // NumPy 2.4.6: isclose(inf, inf) is true; of (1, inf), (inf, 1), (inf, -inf) and (nan, nan) it is false.
    #expect(isClose(.infinity, to: .infinity))
    #expect(!isClose(1, to: .infinity) && !isClose(.infinity, to: 1) && !isClose(.infinity, to: -.infinity))
    #expect(!isClose(.nan, to: .nan))
    #expect(!isClose(1e10, to: 1.0001e10))
    #expect(!isClose(.nan, to: .nan))
  }

  @Test func theReferenceSetsTheScale() {
    #expect(isClose(100, to: 110, relative: 0.1, absolute: 0))
    #expect(!isClose(111, to: 100, relative: 0.1, absolute: 0))
    #expect(isClose(-100, to: -110, relative: 0.1, absolute: 0))
  }
}

@Suite struct SumTests {
  /// Neumaier's own example: the plain sum is 0.
  @Test func smallTermsSurviveLargeOnes() {
    var sum = CompensatedSum()
    for term in [1, 1e100, 1, -1e100] { sum.add(term) }
    #expect(sum.value == 2)
  }

  /// R: `mean(w)`, `sum((w - mean(w))^2)` and `sqrt(mean((w - mean(w))^2))`; a unit in the last place for each of the
  /// five terms.
  @Test func plainMomentsAreThoseOfR() {
    let moments = PlainMoments([1.5, 2.25, -7, 1e3, 0.1])
    #expect(moments.count == 5)
    #expect(abs(moments.mean - 199.37) <= 5 * 199.37.ulp)
    #expect(abs(moments.squares - 801314.33800000011) <= 5 * 801314.338.ulp)
    #expect(abs(moments.deviation - 400.3284496510334) <= 5 * 400.32.ulp)
  }

  /// The compensated mean is 0.5: whoever exchanges the sums moves limits of intensities.
  @Test func plainMomentsDoNotCompensate() {
    #expect(PlainMoments([1, 1e100, 1, -1e100]).mean == 0)
  }
}
