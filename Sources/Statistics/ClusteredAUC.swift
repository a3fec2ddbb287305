/// DeLong's variance where subjects come in clusters: several lesions, or visits, of a patient.
///
/// Placements are summed within each cluster, and clusters are taken as independent:
/// `S₁₀ = I₁/((I₁ − 1) n₁) Σᵢ (V₁ᵢ − n₁ᵢ θ)²`, `S₀₁` alike over non-events,
/// `S₁₁ = I/(I − 1) Σᵢ (V₁ᵢ − n₁ᵢ θ)(V₀ᵢ − n₀ᵢ θ)`, and `var = S₁₀/n₁ + S₀₁/n₀ + 2 S₁₁/(n₁ n₀)`, with `I₁` and `I₀`
/// clusters that hold an event or a non-event, and `I` of them in all. With one subject a cluster it is DeLong's
/// variance. For a difference of two scores the differences of placements take their place.
/// - SeeAlso: Obuchowski 1997, doi 10.2307/2533958.
enum ClusteredVariance {
  /// The variance of the mean of placements; `events` and `nonEvents` in the order of the subjects, `theta` their mean.
  static func variance(
    events: [Double], nonEvents: [Double], theta: Double, outcomes: [Bool], clusters labels: [Int]
  ) -> Statistic {
    precondition(labels.count == outcomes.count, "one cluster per subject")
    let clusters = Cluster.all(events, nonEvents, theta, outcomes, labels)
    let (first, second) = (clusters.filter { $0.events > 0 }, clusters.filter { $0.nonEvents > 0 })
    guard first.count > 1 else { return .undefined(.fewerThanTwoEvents) }
    guard second.count > 1 else { return .undefined(.fewerThanTwoNonEvents) }
    func unbiased(_ sum: Double, _ count: Int) -> Double { sum * Double(count) / Double(count - 1) }
    let (n1, n0) = (Double(events.count), Double(nonEvents.count))
    let ofEvents = unbiased(total(first.map { $0.ofEvents * $0.ofEvents }), first.count) / n1
    let ofNonEvents = unbiased(total(second.map { $0.ofNonEvents * $0.ofNonEvents }), second.count) / n0
    let mixed = unbiased(total(clusters.map { $0.ofEvents * $0.ofNonEvents }), clusters.count)
    let parts = [ofEvents / n1, ofNonEvents / n0, 2 * mixed / (n1 * n0)]
    let variance = parts.reduce(0, +)
    // Clusters that hold both classes can make the estimate negative in tiny samples, and parts that cancel leave
    // their rounding, from which no test follows.
    return .defined(variance > 1e-12 * parts.reduce(0) { $0 + abs($1) } ? variance : 0)
  }

  /// Sums of centred placements within a cluster.
  private struct Cluster {
    var (events, nonEvents) = (0, 0)
    var (ofEvents, ofNonEvents) = (0.0, 0.0)

    static func all(
      _ events: [Double], _ nonEvents: [Double], _ theta: Double, _ outcomes: [Bool], _ labels: [Int]
    ) -> [Cluster] {
      var (nextEvent, nextNonEvent) = (0, 0)
      var centred: [Double] = []
      for outcome in outcomes {
        centred.append((outcome ? events[nextEvent] : nonEvents[nextNonEvent]) - theta)
        if outcome { nextEvent += 1 } else { nextNonEvent += 1 }
      }
      return clusterMembers(labels).map { members in
        var cluster = Cluster()
        for member in members {
          if outcomes[member] {
            (cluster.events, cluster.ofEvents) = (cluster.events + 1, cluster.ofEvents + centred[member])
          } else {
            (cluster.nonEvents, cluster.ofNonEvents) = (cluster.nonEvents + 1, cluster.ofNonEvents + centred[member])
          }
        }
        return cluster
      }
    }
  }
}

extension AUCEstimate {
  /// The estimate where subjects with the same label in `clusters` belong together, by Obuchowski's variance.
  public init(scores: [Double], outcomes: [Bool], clusters: [Int], level: Double = 0.95) {
    let placements = Placements(scores: scores, outcomes: outcomes)
    let variance: Statistic =
      switch placements.auc {
      case .defined(let auc):
        ClusteredVariance.variance(
          events: placements.ofEvents, nonEvents: placements.ofNonEvents, theta: auc, outcomes: outcomes,
          clusters: clusters)
      case .undefined: placements.auc
      }
    let groups = [true, false].map { DependentRows.count($0, outcomes, clusters: clusters) }
    self.init(placements, variance: variance, level: level, groups: (groups[0], groups[1]))
  }
}

/// DeLong's test of two scores of the same subjects, who come in clusters: normal, by Obuchowski's variance of the
/// difference.
public func deLongTest(
  _ first: [Double], _ second: [Double], outcomes: [Bool], clusters: [Int], level: Double = 0.95
) -> AUCComparison {
  let a = Placements(scores: first, outcomes: outcomes)
  let b = Placements(scores: second, outcomes: outcomes)
  let change = difference(a.auc, b.auc)
  let variance: Statistic =
    switch change {
    case .defined(let change):
      ClusteredVariance.variance(
        events: zip(a.ofEvents, b.ofEvents).map(-), nonEvents: zip(a.ofNonEvents, b.ofNonEvents).map(-), theta: change,
        outcomes: outcomes, clusters: clusters)
    case .undefined: change
    }
  return AUCComparison(normal: change, variance: variance, level: level)
}

extension AUCEstimate {
  /// The difference of two AUCs of different subjects, this less the other, against the normal: for clusters, whose
  /// variances have no Welch degrees of freedom.
  public func difference(less other: AUCEstimate, level: Double = 0.95) -> AUCComparison {
    let change = Statistics.difference(auc, other.auc)
    let variance: Statistic =
      if let v = variance.value, let w = other.variance.value { .defined(v + w) } else {
        .undefined(variance.reason ?? other.variance.reason ?? .tooFewValues)
      }
    return AUCComparison(normal: change, variance: variance, level: level)
  }
}
