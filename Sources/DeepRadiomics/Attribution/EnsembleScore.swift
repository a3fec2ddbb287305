import Glibc

/// The score of an ensemble of heads for one patient: the log-odds of the mean probability.
///
/// `S = log(mean p / (1 - mean p))` with `p = σ(l)` of each head's log-odds `l`. It is computed from the logarithms of
/// `p` and `1 - p`, so that maps do not vanish where the heads are sure.
package struct EnsembleScore: Sendable {
  /// The heads, all of the same factors. They read the same vector; where every head has a network of its own, the
  /// vector holds that of the first, then that of the second, and so on.
  package let heads: [TrainedHead]
  /// Clinical factors of the patient; empty for heads without the clinical branch.
  package let factors: [Double]

  /// Takes both as given.
  package init(heads: [TrainedHead], factors: [Double] = []) {
    (self.heads, self.factors) = (heads, factors)
  }

  /// The score of a feature vector.
  package func value(_ features: [Double]) -> Double { value(odds: odds(features)) }

  /// The score of slices, which every head joins in its own way.
  package func value(_ slices: SliceFeatures) -> Double { value(odds: odds(slices)) }

  private func odds(_ features: [Double]) -> [Double] {
    heads.enumerated().map { number, head in
      head.logOdds(features: Array(features[own(number, of: features)]), factors: factors)
    }
  }

  /// The part of a vector that a head reads.
  private func own(_ number: Int, of features: [Double]) -> Range<Int> {
    let width = heads[number].features
    precondition(features.count == width || features.count == heads.count * width, "a vector for all, or one for each")
    return features.count == width ? features.indices : (number * width)..<((number + 1) * width)
  }

  private func odds(_ slices: SliceFeatures) -> [Double] {
    heads.map { $0.logOdds(features: $0.pooled(slices), factors: factors) }
  }

  private func value(odds: [Double]) -> Double {
    logOfSum(odds.map(logOfLogistic)) - logOfSum(odds.map { logOfLogistic(-$0) })
  }

  /// Its derivative by every feature: `Σ σ(l) σ(-l) (1 / Σ σ(l) + 1 / Σ σ(-l)) ∂l`, summed over the heads.
  package func gradient(_ features: [Double]) -> [Double] {
    let weights = weights(odds: odds(features))
    var sum = [Double](repeating: 0, count: features.count)
    for (number, head) in heads.enumerated() {
      let own = own(number, of: features)
      for (place, slope) in zip(own, head.gradient(features: Array(features[own]), factors: factors)) {
        sum[place] += weights[number] * slope
      }
    }
    return sum
  }

  /// Its derivative by every feature of the slices of one branch.
  package func gradient(_ slices: SliceFeatures, branch: Int) -> [[Double]] {
    var sum = slices.branches[branch].areas.map { _ in [Double](repeating: 0, count: slices.branches[branch].width) }
    for (head, weight) in zip(heads, weights(odds: odds(slices))) {
      for (slice, slopes) in head.sliceGradient(slices, factors: factors)[branch].enumerated() {
        for (feature, slope) in slopes.enumerated() { sum[slice][feature] += weight * slope }
      }
    }
    return sum
  }

  /// The derivative of the score by the log-odds of each head.
  private func weights(odds: [Double]) -> [Double] {
    let (above, below) = (odds.map(logOfLogistic), odds.map { logOfLogistic(-$0) })
    let (sure, unsure) = (logOfSum(above), logOfSum(below))
    return odds.indices.map { number in
      let both = above[number] + below[number]
      return exp(both - sure) + exp(both - unsure)
    }
  }
}

extension EnsembleScore {
  /// The score as a function of one branch of the vector, where the rest of the patient's vector stays as it is.
  /// - Parameters:
  ///   - places: those of the branch in `features`.
  ///   - features: the whole vector of the patient.
  package func branch(_ places: [Int], of features: [Double]) -> ModelScore {
    let whole = { @Sendable (part: [Double]) in
      precondition(part.count == places.count, "a number for every place")
      var all = features
      for (place, value) in zip(places, part) { all[place] = value }
      return all
    }
    return ModelScore(
      name: name, value: { value(whole($0)) },
      gradient: { part in
        let slopes = gradient(whole(part))
        return places.map { slopes[$0] }
      })
  }

  /// The score as a function of the slices of one branch, where the other branches stay as they are.
  package func branch(_ number: Int, of slices: SliceFeatures) -> SliceScore {
    let whole = { @Sendable (part: SliceBag) in
      var branches = slices.branches
      branches[number] = part
      return SliceFeatures(branches)
    }
    return SliceScore(
      name: name, value: { value(whole($0)) }, gradient: { gradient(whole($0), branch: number) })
  }

  private var name: String {
    let count = heads.count == 1 ? "the head" : "the mean probability of \(heads.count) heads"
    return "log-odds of the event by \(count)"
  }
}

/// A score as a function of the slices of one pass through the network.
package struct SliceScore: Sendable {
  /// What the score is.
  package let name: String
  /// The score of slices.
  package let value: @Sendable (SliceBag) -> Double
  /// Its derivative by every slice's features; `nil` for a model that has none in closed form.
  package let gradient: (@Sendable (SliceBag) -> [[Double]])?

  /// Takes every part as given.
  package init(
    name: String, value: @escaping @Sendable (SliceBag) -> Double,
    gradient: (@Sendable (SliceBag) -> [[Double]])? = nil
  ) {
    (self.name, self.value, self.gradient) = (name, value, gradient)
  }

  /// A score of vectors, of slices that are joined by a pooling that is not learned.
  package init(_ score: ModelScore, pooling: SlicePooling) {
    self.init(
      name: score.name, value: { score.value($0.pooled(by: pooling)) },
      gradient: score.gradient.map { gradient in
        { @Sendable bag in bag.gradients(gradient(bag.pooled(by: pooling)), by: pooling) }
      })
  }
}

/// A score of a model as a function of a feature vector.
package struct ModelScore: Sendable {
  /// What the score is.
  package let name: String
  /// The score of a vector.
  package let value: @Sendable ([Double]) -> Double
  /// Its derivative by every feature; `nil` for a model that has none in closed form.
  package let gradient: (@Sendable ([Double]) -> [Double])?

  /// Takes every part as given.
  package init(
    name: String, value: @escaping @Sendable ([Double]) -> Double,
    gradient: (@Sendable ([Double]) -> [Double])? = nil
  ) {
    (self.name, self.value, self.gradient) = (name, value, gradient)
  }
}

/// `log σ(x)`, which does not underflow.
private func logOfLogistic(_ x: Double) -> Double { x >= 0 ? -log1p(exp(-x)) : x - log1p(exp(x)) }

/// The logarithm of the sum of the numbers whose logarithms are given.
private func logOfSum(_ logarithms: [Double]) -> Double {
  let most = logarithms.max() ?? -.infinity
  guard most.isFinite else { return most }
  return most + log(logarithms.reduce(0) { $0 + exp($1 - most) })
}
