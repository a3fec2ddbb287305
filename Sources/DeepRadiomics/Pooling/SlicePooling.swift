/// How the features of a patient's slices become one vector.
package enum SlicePooling: String, Hashable, Codable, Sendable, CaseIterable {
  /// The mean over the slices.
  case mean
  /// The largest value of each feature over the slices.
  case max
  /// The mean weighted by the area of the lesion in each slice.
  case area
  /// The mean weighted by gated attention, which is trained with the head (Ilse, Tomczak and Welling 2018, arXiv
  /// 1802.04712, equation 9).
  case attention

  /// Whether the weights are trained with a head, so that the slices themselves have to be kept.
  package var isLearned: Bool { self == .attention }

  /// What the vector holds, for texts: `mean`, `maximum`, and so on.
  package var words: String {
    switch self {
    case .mean: "the mean"
    case .max: "the maximum"
    case .area: "the mean weighted by the area of the lesion"
    case .attention: "gated attention"
    }
  }
}

extension [SlicePooling] {
  /// The pooling of models that need one vector for each patient: the first that is not learned, else the mean.
  package var ofVectors: SlicePooling { first { !$0.isLearned } ?? .mean }
}
