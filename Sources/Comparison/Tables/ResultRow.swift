import Statistics

/// One number of a comparison, as a row of a table.
public struct ResultRow: Hashable, Sendable {
  /// The model, or `first -> second`.
  public let subject: String
  /// Name of the statistic.
  public let statistic: String
  /// Its value.
  public let value: Statistic
  /// Its interval, with the method in ``note`` where several exist.
  public let interval: ConfidenceInterval?
  /// A note for the reader.
  public let note: String
  /// Whether the value is a count, which is printed without decimals.
  public let isCount: Bool

  /// A row.
  public init(
    _ subject: String, _ statistic: String, _ value: Statistic, _ interval: ConfidenceInterval? = nil,
    note: String = "",
    isCount: Bool = false
  ) {
    self.isCount = isCount
    (self.subject, self.statistic, self.value, self.interval) = (subject, statistic, value, interval)
    self.note = [value.reason?.explanation, note.isEmpty ? nil : note, interval?.replacement?.method.explanation]
      .compactMap(\.self).joined(separator: "; ")
  }
}

extension ResultRow {
  /// A row whose interval may be withheld: the reason then stands in place of the method of the interval.
  package init(
    _ subject: String, _ statistic: String, _ value: Statistic, _ interval: ConfidenceInterval?, note: String = "",
    withheld reason: UndefinedReason?
  ) {
    let missing = value.value == nil || interval != nil ? nil : reason
    self.init(subject, statistic, value, interval, note: missing.map { "no interval: \($0.explanation)" } ?? note)
  }

  /// The same number with another subject.
  package init(copying row: ResultRow, subject: String) {
    self.init(subject, row.statistic, row.value, row.interval, isCount: row.isCount, fullNote: row.note)
  }

  private init(
    _ subject: String, _ statistic: String, _ value: Statistic, _ interval: ConfidenceInterval?, isCount: Bool,
    fullNote: String
  ) {
    (self.subject, self.statistic, self.value, self.interval) = (subject, statistic, value, interval)
    (self.isCount, note) = (isCount, fullNote)
  }
}

extension PredictionComparison {
  /// Every number, models first, then pairs.
  public var rows: [ResultRow] { models.flatMap(\.rows) + pairs.flatMap(\.rows) + (subgroups?.rows ?? []) }
}

extension PredictionModelResult {
  /// The numbers of the model.
  public var rows: [ResultRow] {
    let areas = partialAUCs.flatMap { area in
      let name = "partial AUC, \(area.focus.rawValue) \(area.range.lowerBound) to \(area.range.upperBound)"
      return [ResultRow(self.name, name, area.area), ResultRow(self.name, name + " (McClish)", area.standardised)]
    }
    let fit =
      probabilities.map { $0.rows(name) }
      ?? [ResultRow(name, "calibration and Brier score", .undefined(.notProbabilities))]
    return [
      ResultRow(name, "AUC", auc.auc, auc.interval, note: methods.variance, withheld: auc.intervalReason),
      ResultRow(
        name, "AUC, bootstrap", auc.auc, bootstrapInterval, note: methods.bootstrap,
        withheld: auc.variance.reason == .pooledModels ? .pooledModels : .bootstrapBias),
    ] + areas + cutoffs.flatMap { $0.rows(name) } + fit
  }
}

extension CutoffResult {
  package func rows(_ model: String) -> [ResultRow] {
    let place =
      switch origin {
      case "given": "at \(threshold.value)"
      case "frozen": "at the frozen cutoff"
      default: "at \(origin)"
      }
    let rule =
      tiedThresholds > 1
      ? "the lowest of \(tiedThresholds) tied thresholds"
      : "positive at or above the cutoff"
    let counts = [
      ("TP", table.truePositives), ("FN", table.falseNegatives), ("FP", table.falsePositives),
      ("TN", table.trueNegatives),
    ]
    return [ResultRow(model, "cutoff \(place)", .defined(threshold.value), note: rule)]
      + counts.map { ResultRow(model, "\($0.0) \(place)", .defined(Double($0.1)), isCount: true) }
      + proportions.flatMap { name, share in
        [
          ResultRow(
            model, "\(name) \(place)", share.estimate, wilson(share), note: "Wilson", withheld: intervalReason),
          ResultRow(
            model, "\(name) \(place), exact", share.estimate, exact(share), note: "Clopper-Pearson",
            withheld: intervalReason),
        ]
      } + indices.map { ResultRow(model, "\($0.name) \(place)", $0.value) }
  }
}

extension ProbabilityResult {
  /// The numbers of probabilities, if the model needs no name.
  package var lines: [ResultRow] { rows("") }

  package func rows(_ model: String) -> [ResultRow] {
    let imprecise = isImprecise ? "imprecise: fewer than \(SmallClasses.eventsForCalibration) events" : ""
    let missing = Statistic.undefined(curveReason ?? .tooManyTies)
    let index = [imprecise, curve?.iciInterval == nil ? "" : "bias-corrected bootstrap"].filter { !$0.isEmpty }
      .joined(separator: "; ")
    func error(_ part: KeyPath<CalibrationError, Double>) -> Statistic {
      curve.map { .defined($0.error[keyPath: part]) } ?? missing
    }
    func line(_ value: Statistic, error: Statistic) -> ConfidenceInterval? {
      guard let centre = value.value, let error = error.value, error.isFinite else { return nil }
      return ConfidenceInterval(centre: centre, standardError: error)
    }
    return [
      ResultRow(model, "Brier", brier.score),
      ResultRow(model, "Brier, scaled", brier.scaled, note: "1 - Brier / (prevalence (1 - prevalence))"),
      ResultRow(model, "Brier, class-weighted", brier.classWeighted, note: "a constant 0.5 has 0.25"),
      ResultRow(
        model, "calibration intercept", calibration.intercept,
        line(calibration.intercept, error: calibration.interceptStandardError), note: "0 when calibrated",
        withheld: intervalReason),
      ResultRow(
        model, "calibration slope", calibration.slope, line(calibration.slope, error: calibration.slopeStandardError),
        note: "1 when calibrated", withheld: intervalReason),
      ResultRow(
        model, "calibration in the large", calibration.inTheLarge,
        line(calibration.inTheLarge, error: calibration.inTheLargeStandardError), withheld: intervalReason),
      ResultRow(
        model, "observed / expected", calibration.observedToExpected, calibration.observedToExpectedInterval,
        note: "interval computed on the log scale", withheld: intervalReason),
      ResultRow(
        model, "ICI", error(\.ici), curve?.iciInterval, note: index,
        withheld: (curve?.resamples ?? 0) > 0 ? curve?.iciReason : nil),
      ResultRow(model, "E50", error(\.e50), note: imprecise), ResultRow(model, "E90", error(\.e90), note: imprecise),
      ResultRow(model, "Emax", error(\.maximum), note: imprecise),
      ResultRow(
        model, "Hosmer-Lemeshow chi-square", hosmerLemeshow.statistic, note: "\(hosmerLemeshow.groups) groups"),
      ResultRow(
        model, "Hosmer-Lemeshow p", hosmerLemeshow.pValue,
        note:
          "\(hosmerLemeshow.groups) groups, \(hosmerLemeshow.degreesOfFreedom) degrees of freedom, if probabilities "
          + "were fixed before these outcomes (doi 10.1002/9781118548387); if they were fitted on them, two fewer"),
    ] + benefits.flatMap { $0.rows(model, withheld: intervalReason) } + validation.rows(model)
  }
}

extension DecisionCurve.Point {
  fileprivate func rows(_ model: String, withheld reason: UndefinedReason?) -> [ResultRow] {
    let place = "net benefit at \(threshold)"
    return [
      ResultRow(
        model, place, .defined(netBenefit), interval, note: "0 for treating nobody", withheld: reason),
      ResultRow(
        model, place + ", less that of treating everybody", .defined(netBenefit - netBenefitOfAll), intervalOverAll,
        withheld: reason),
    ]
  }
}

extension ValidationStatistics {
  /// The names of `rms::val.prob`.
  fileprivate func rows(_ model: String) -> [ResultRow] {
    func lowess(_ part: KeyPath<CalibrationError, Double>) -> Statistic {
      lowessErrors.map { .defined($0[keyPath: part]) } ?? .undefined(.noSubjects)
    }
    let figures: [(String, Statistic)] = [
      ("Dxy", somersD), ("R2", rSquared), ("D", discrimination), ("D:Chi-sq", discriminationTest.statistic),
      ("D:p", discriminationTest.pValue), ("U", unreliability), ("U:Chi-sq", unreliabilityTest.statistic),
      ("U:p", unreliabilityTest.pValue), ("Q", quality), ("Emax", lowess(\.maximum)), ("E90", lowess(\.e90)),
      ("Eavg", lowess(\.ici)), ("S:z", spiegelhalter.statistic), ("S:p", spiegelhalter.pValue),
    ]
    return figures.map { ResultRow(model, "val.prob \($0.0)", $0.1) }
  }
}

extension PredictionPairResult {
  /// The numbers of the pair.
  public var rows: [ResultRow] {
    let pair = "\(first) -> \(second)"
    var rows = test(of: pair, name: deLongName, deLong)
    if let bootstrap { rows += test(of: pair, name: "AUC difference, bootstrap", bootstrap) }
    rows += [
      ResultRow(pair, "DeLong p, Holm", holm), ResultRow(pair, "DeLong p, Benjamini-Hochberg", benjaminiHochberg),
    ]
    if let categorical { rows += reclassification(of: pair, name: "NRI (categories)", categorical) }
    if let continuous { rows += reclassification(of: pair, name: "NRI (continuous)", continuous) }
    if let idi { rows += improvement(of: pair, name: "IDI", idi.total) }
    if let mcNemar {
      rows.append(
        ResultRow(
          pair, "McNemar exact p", mcNemar.exactPValue,
          note: "correct classifications at each model's Youden cutoff"))
    }
    return rows
  }

  private func test(of pair: String, name: String, _ test: AUCComparison) -> [ResultRow] {
    [
      ResultRow(
        pair, name, test.difference, test.interval, note: "second minus first", withheld: test.intervalReason),
      ResultRow(pair, name + ", p", test.pValue),
    ]
  }

  private var deLongName: String {
    "AUC difference, DeLong paired" + (methods.variance == AUCMethods.overClusters ? " over clusters" : "")
  }

  private func improvement(of pair: String, name: String, _ improvement: Improvement) -> [ResultRow] {
    [
      ResultRow(
        pair, name, improvement.estimate, improvement.interval, note: "second minus first",
        withheld: improvement.pValue.reason ?? .zeroVariance),
      ResultRow(pair, name + ", p", improvement.pValue),
    ]
  }

  private func reclassification(of pair: String, name: String, _ nri: NetReclassification) -> [ResultRow] {
    improvement(of: pair, name: name + ", events", nri.events)
      + improvement(of: pair, name: name + ", non-events", nri.nonEvents)
      + improvement(of: pair, name: name + ", sum", nri.total)
  }
}

extension ResultRow {
  /// Names, numbers and notes in columns.
  package static func aligned(_ rows: [ResultRow]) -> [String] {
    let width = rows.map(\.statistic.count).max() ?? 0
    return rows.map { row in
      let note = row.note.isEmpty ? "" : "  (\(row.note))"
      return row.statistic + String(repeating: " ", count: width - row.statistic.count + 2) + row.number + note
    }
  }
}
