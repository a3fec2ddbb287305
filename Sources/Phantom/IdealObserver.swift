import Mathematics

/// The AUC that observers who know the planted model reach: the ceiling for anything fitted to the cohort.
package struct IdealAUC: Hashable, Codable, Sendable {
  /// From the lesion's latents and size.
  package let imagesOnly: Double
  /// From the table.
  package let clinicalOnly: Double
  /// From both.
  package let both: Double

  /// Observers' probabilities against what happened; `nil` if everyone, or no one, had the event.
  package init?(_ patients: [ObserverProbabilities], outcomes: [Bool]) {
    self.init(patients, events: outcomes.map { $0 ? 1 : 0 })
  }

  /// Observers' probabilities against the true probabilities: the expectation over outcomes, for a large population.
  package init?(_ patients: [ObserverProbabilities], trueProbabilities: [Double]) {
    self.init(patients, events: trueProbabilities)
  }

  private init?(_ patients: [ObserverProbabilities], events: [Double]) {
    guard let imagesOnly = weightedAUC(patients.map(\.imagesOnly), events: events),
      let clinicalOnly = weightedAUC(patients.map(\.clinicalOnly), events: events),
      let both = weightedAUC(patients.map(\.both), events: events)
    else { return nil }
    self.imagesOnly = imagesOnly
    self.clinicalOnly = clinicalOnly
    self.both = both
  }
}

/// `Σᵢⱼ eᵢ (1 − eⱼ) ([sᵢ > sⱼ] + ½ [sᵢ = sⱼ]) / (Σ e Σ (1 − e))`: the AUC where patient i is an event with weight `eᵢ`.
///
/// With weights 0 and 1 it is the Mann-Whitney estimate. With probabilities it averages that over the outcomes, which
/// takes the outcomes' noise out of a simulation; pairs of a patient with itself are counted, which matters as 1 / n.
package func weightedAUC(_ scores: [Double], events: [Double]) -> Double? {
  precondition(scores.count == events.count, "one weight per score")
  let order = ascendingOrder(of: scores)
  var (concordant, eventSum, otherSum) = (CompensatedSum(), CompensatedSum(), 0.0)
  var start = 0
  while start < order.count {
    var end = start
    var (tiedEvents, tiedOthers) = (0.0, 0.0)
    while end < order.count, scores[order[end]] == scores[order[start]] {
      tiedEvents += events[order[end]]
      tiedOthers += 1 - events[order[end]]
      end += 1
    }
    concordant.add(tiedEvents * (otherSum + tiedOthers / 2))
    eventSum.add(tiedEvents)
    otherSum += tiedOthers
    start = end
  }
  let pairs = eventSum.value * otherSum
  return pairs > 0 ? concordant.value / pairs : nil
}
