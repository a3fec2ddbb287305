/// The number whose origin in the image is asked for.
package enum AttributedScore: Sendable {
  /// Length of the feature vector: what the network reacts to at all.
  case norm
  /// One feature.
  case feature(Int)
  /// Log-odds of the event by a trained head, with a patient's clinical factors.
  case head(TrainedHead, factors: [Double])
  /// The score of a saved model.
  case model(ModelScore)
  /// The score of a saved model that joins slices in another way than by their mean.
  case slices(SliceScore)

  /// The score of a feature vector.
  package func value(_ features: [Double]) -> Double {
    switch self {
    case .norm: features.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .feature(let number): features[number]
    case .head(let head, let factors): head.logOdds(features: features, factors: factors)
    case .model(let score): score.value(features)
    case .slices(let score): score.value(SliceBag([features], areas: [1]))
    }
  }

  /// Its derivative by every feature; `nil` for a model that has none in closed form.
  package func gradient(_ features: [Double]) -> [Double]? {
    switch self {
    case .norm:
      let norm = value(features)
      return norm > 0 ? features.map { $0 / norm } : features
    case .feature(let number): return features.indices.map { $0 == number ? 1 : 0 }
    case .head(let head, let factors): return head.gradient(features: features, factors: factors)
    case .model(let score): return score.gradient?(features)
    case .slices(let score): return score.gradient?(SliceBag([features], areas: [1]))[0]
    }
  }

  /// Why the score cannot be taken of vectors of this length, or `nil`.
  package func fault(features count: Int) -> String? {
    switch self {
    case .norm, .model, .slices: nil
    case .feature(let number): (0..<count).contains(number) ? nil : "there are \(count) features, numbered from 0"
    case .head(let head, let factors):
      head.fault
        ?? (head.features != count
          ? "the head takes \(head.features) features, the network gives \(count)"
          : head.factors != factors.count ? "the head takes \(head.factors) clinical factors" : nil)
    }
  }
}
