/// What an item counts, as far as the run decides it.
package enum ItemScore: Sendable, Hashable {
  /// A part of a weighted share: the weight, and whether it is earned; `nil` while that is open.
  case weight(Double, isEarned: Bool?)
  /// Points: the least and the most that are still possible.
  case points(ClosedRange<Int>)

  init?(_ worth: ChecklistItem.Worth, _ answer: Answer, in run: RunEvidence) {
    switch (worth, answer.kind) {
    case (.nothing, _), (.weight, .notApplicable): return nil
    case (.weight(let weight), .reported): self = .weight(weight, isEarned: true)
    case (.weight(let weight), .notDone): self = .weight(weight, isEarned: false)
    case (.weight(let weight), .partly), (.weight(let weight), .authors): self = .weight(weight, isEarned: nil)
    case (.points(let possible, _), .partly), (.points(let possible, _), .authors): self = .points(possible)
    case (.points(_, let earned), .reported), (.points(_, let earned), .notDone),
      (.points(_, let earned), .notApplicable):
      let points = earned(run)
      self = .points(points...points)
    }
  }
}

/// The score of a list: what the run alone earns, and what it becomes if the authors answer yes to all that is open.
package enum ChecklistScore: Sendable, Hashable {
  /// Earned weights over the weights of all items that apply, in per cent (METRICS).
  case share(ClosedRange<Double>)
  /// Sum of points (RQS).
  case points(ClosedRange<Int>)

  /// The sum of the items; `nil` if none counts.
  package init?(_ scores: [ItemScore]) {
    var (applicable, earned, open) = (0.0, 0.0, 0.0)
    var (least, most, hasPoints) = (0, 0, false)
    for score in scores {
      switch score {
      case .weight(let weight, let isEarned):
        applicable += weight
        if isEarned == true { earned += weight }
        if isEarned == nil { open += weight }
      case .points(let range): (least, most, hasPoints) = (least + range.lowerBound, most + range.upperBound, true)
      }
    }
    if hasPoints {
      self = .points(least...most)
    } else if applicable > 0 {
      self = .share(100 * earned / applicable...100 * (earned + open) / applicable)
    } else {
      return nil
    }
  }

  /// The words of METRICS for a share in per cent: steps of 20.
  package static func quality(_ share: Double) -> String {
    switch share {
    case ..<20: "very low"
    case ..<40: "low"
    case ..<60: "moderate"
    case ..<80: "good"
    default: "excellent"
    }
  }
}
