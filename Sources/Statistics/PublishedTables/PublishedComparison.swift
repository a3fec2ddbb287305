/// The figures that a paper prints about the step from one model to another on the same test set.
public struct PublishedComparison: Hashable, Codable, Sendable {
  /// An estimate with its interval and p-value, as printed.
  public struct Row: Hashable, Codable, Sendable {
    /// The estimate.
    public let estimate: PrintedFigure
    /// Its interval.
    public let interval: PrintedInterval
    /// Its p-value.
    public let pValue: PrintedFigure?

    /// The printed row.
    public init(estimate: PrintedFigure, interval: PrintedInterval, pValue: PrintedFigure?) {
      (self.estimate, self.interval, self.pValue) = (estimate, interval, pValue)
    }

    /// The rarest agreement of all its figures with `improvement`.
    func agreement(with improvement: Improvement) -> PrintedFigure.Agreement? {
      guard let value = estimate.agreement(with: improvement.estimate.value),
        let ends = interval.agreement(with: improvement.packageInterval)
      else { return nil }
      guard let pValue else { return max(value, ends) }
      return pValue.agreement(with: improvement.pValue.value).map { max($0, value, ends) }
    }
  }

  /// The model compared with.
  public let old: ConfusionMatrix
  /// The model that should be better.
  public let new: ConfusionMatrix
  /// Printed net reclassification improvement.
  public let nri: Row?
  /// Printed integrated discrimination improvement.
  public let idi: Row?
  /// Printed p-value of DeLong's test.
  public let deLongP: PrintedFigure?

  /// The step between two models whose tables are known; both have the same group sizes.
  public init(old: ConfusionMatrix, new: ConfusionMatrix, nri: Row?, idi: Row?, deLongP: PrintedFigure?) {
    precondition(old.events == new.events && old.nonEvents == new.nonEvents, "one test set")
    (self.old, self.new, self.nri, self.idi, self.deLongP) = (old, new, nri, idi, deLongP)
  }
}

/// The reclassification tables that a printed NRI and IDI can come from.
public struct PublishedComparisonAudit: Hashable, Codable, Sendable {
  /// Reclassifications that the two tables allow and that give the printed NRI with interval and p-value, those with
  /// the most usual agreement only.
  public let reclassifications: [ReclassificationCounts]
  /// How the figures became the printed ones.
  public let agreement: PrintedFigure.Agreement?
  /// NRI of the two tables, whatever the reclassification.
  public let nri: Statistic
  /// Whether the printed NRI and IDI are one number: then the IDI was computed on labels, not on probabilities.
  public let idiEqualsNRI: Bool?
  /// Whether the printed IDI with interval and p-value is that of hard labels under the first reclassification.
  public let idiFollowsFromLabels: Bool?
  /// DeLong's p-value on hard labels under the first reclassification, which is the IDI's.
  public let labelPValue: Statistic
  /// How the printed p-value of DeLong's test follows from the labels; `nil` when it does not: it was computed on
  /// scores.
  public let deLongAgreement: PrintedFigure.Agreement?

  /// Searches all reclassifications between the tables of `comparison`.
  public init(_ comparison: PublishedComparison) {
    let all = PublishedComparisonAudit.reclassifications(from: comparison.old, to: comparison.new)
    let matches = all.compactMap { counts in
      comparison.nri?.agreement(with: NetReclassification(counts).total).map { (counts, $0) }
    }.filter { $0.1 <= .truncated }
    agreement = matches.map(\.1).min()
    reclassifications = matches.filter { [agreement] in $0.1 == agreement }.map(\.0)
    nri = all.first.map { NetReclassification($0).total.estimate } ?? .undefined(.noSubjects)
    let labels = reclassifications.first.map(PublishedComparisonAudit.labelIDI)
    idiEqualsNRI = comparison.nri.flatMap { nri in comparison.idi.map { $0.estimate == nri.estimate } }
    idiFollowsFromLabels = comparison.idi.flatMap { idi in labels.map { idi.agreement(with: $0) != nil } }
    labelPValue = labels?.pValue ?? .undefined(.noSubjects)
    deLongAgreement = comparison.deLongP?.agreement(with: labelPValue.value)
  }

  /// All ways to move subjects that turn the margins of one table into those of the other.
  private static func reclassifications(
    from old: ConfusionMatrix, to new: ConfusionMatrix
  ) -> [ReclassificationCounts] {
    let events = moves(from: old.truePositives, to: new.truePositives, of: old.events)
    let nonEvents = moves(from: old.falsePositives, to: new.falsePositives, of: old.nonEvents)
    return events.flatMap { event in
      nonEvents.map { nonEvent in
        ReclassificationCounts(
          eventsUp: event.up, eventsDown: event.down, events: old.events, nonEventsUp: nonEvent.up,
          nonEventsDown: nonEvent.down, nonEvents: old.nonEvents)
      }
    }
  }

  /// Up from the negatives and down from the positives, with the right balance.
  private static func moves(from old: Int, to new: Int, of total: Int) -> [(up: Int, down: Int)] {
    (0...old).map { down in (new - old + down, down) }.filter { up, _ in up >= 0 && up <= total - old }
  }

  /// The IDI of labels: the NRI with divisor `n − 1` in its variances.
  private static func labelIDI(_ counts: ReclassificationCounts) -> Improvement {
    func part(_ right: Int, _ wrong: Int, _ total: Int) -> (Double, Double) {
      let (n, net) = (Double(total), Double(right - wrong))
      return (net / n, (Double(right + wrong) - net * net / n) / (n * (n - 1)))
    }
    let events = part(counts.eventsUp, counts.eventsDown, counts.events)
    let nonEvents = part(counts.nonEventsDown, counts.nonEventsUp, counts.nonEvents)
    guard counts.events > 1, counts.nonEvents > 1 else {
      return Improvement(
        .undefined(.tooFewValues), variance: .undefined(.tooFewValues), in: ReportedStatistic.idi.range)
    }
    return Improvement(
      .defined(events.0 + nonEvents.0), variance: .defined(max(0, events.1 + nonEvents.1)),
      in: ReportedStatistic.idi.range)
  }
}
