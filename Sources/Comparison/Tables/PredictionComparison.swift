import Statistics

/// All results of `apus compare` for a table of predictions.
public struct PredictionComparison: Hashable, Codable, Sendable {
  /// File compared.
  public let file: String
  /// Complete subjects.
  public let subjects: Int
  /// Events among them.
  public let events: Int
  /// Rows left out because the outcome or a score is missing, by number from 1 below the header.
  public let incompleteRows: [Int]
  /// Columns that are not scores of a model: row numbers, and columns named like subjects or outcomes.
  public let columnsLeftOut: [String]
  /// Observations about the table that a reader must know, as sentences.
  public let remarks: [String]
  /// The direction of all differences of a pair.
  public let signs: String
  /// Settings.
  public let settings: PredictionSettings
  /// Number of bootstrap samples for AUCs; in large tables fewer than requested.
  public let resamples: Int
  /// One entry per model.
  public let models: [PredictionModelResult]
  /// One entry per pair of models, in the order of the columns.
  public let pairs: [PredictionPairResult]
  /// Number of clusters of rows; `nil` if all rows are independent.
  public let clusters: Int?
  /// Number of pairs of each protocol of a run, over which p-values are adjusted; `nil` if all pairs are one family.
  package let families: [Int]?
  /// The results for each level of the column of subgroups, with the differences between levels.
  public let subgroups: Subgroups?

  /// The direction of all differences of a pair, with the same words in text, JSON and HTML.
  public static let signs =
    "differences of AUCs, NRI and IDI are all second model minus first: above 0 the second is better"
  /// The most subjects drawn over all bootstrap samples, unless there would then be fewer than 200 samples.
  private static let drawLimit = 40_000_000

  /// Compares the models of `table`.
  public init(_ table: PredictionTable, settings: PredictionSettings = PredictionSettings()) {
    file = table.file
    subjects = table.subjects.count
    events = table.outcomes.count { $0 }
    incompleteRows = table.incompleteRows
    columnsLeftOut = table.columnsLeftOut
    (remarks, signs) = (table.remarks, PredictionComparison.signs)
    self.settings = settings
    let count = min(settings.resamples, max(200, PredictionComparison.drawLimit / max(1, table.subjects.count)))
    resamples = count
    clusters = table.clusters.map { Set($0).count }
    subgroups = Subgroups(of: table, settings: settings)
    let scheme = table.scheme(settings)
    let methods = AUCMethods(scheme, withheld: table.pooled)
    let bootstrap =
      table.pooled != nil
      ? nil
      : try? AUCBootstrap.draw(
        table.scores, outcomes: table.outcomes, resamples: count, seed: settings.seed, scheme: scheme
      ).get()
    models = table.models.indices.map { index in
      PredictionModelResult(table, model: index, settings: settings, bootstrap: bootstrap, methods: methods)
    }
    families = table.families.count > 1 ? table.families.map(\.count) : nil
    pairs = table.families.flatMap { places in
      let tests = places.map { place in
        table.deLong(place.second, against: place.first)
          .withheld(for: table.pooled ?? SmallClasses.reason(table.outcomes, clusters: table.clusters))
      }
      let (holm, discovery) = PredictionComparison.adjusted(tests)
      return places.indices.map { index in
        PredictionPairResult(
          table, models: places[index], test: tests[index], settings: settings, bootstrap: bootstrap,
          methods: methods, holm: holm[index], discovery: discovery[index])
      }
    }
  }

  /// Adjusted p-values; a pair without a p-value keeps its reason and counts as a comparison made.
  private static func adjusted(_ tests: [AUCComparison]) -> (holm: [Statistic], discovery: [Statistic]) {
    let defined = tests.indices.filter { tests[$0].pValue.value != nil }
    let raw = defined.compactMap { tests[$0].pValue.value }
    var (holm, discovery) = (tests.map(\.pValue), tests.map(\.pValue))
    for (place, value) in zip(defined, holmAdjusted(raw, comparisons: tests.count)) { holm[place] = .defined(value) }
    for (place, value) in zip(defined, benjaminiHochbergAdjusted(raw, comparisons: tests.count)) {
      discovery[place] = .defined(value)
    }
    return (holm, discovery)
  }
}

extension PredictionModelResult {
  fileprivate init(
    _ table: PredictionTable, model index: Int, settings: PredictionSettings, bootstrap: AUCBootstrap?,
    methods: AUCMethods
  ) {
    self.methods = methods
    let (scores, outcomes) = (table.scores[index], table.outcomes)
    name = table.models[index]
    auc = table.auc(index)
    bootstrapInterval = bootstrap?.interval(of: index)
    let ranges =
      settings.partials.isEmpty
      ? PartialAUC.Focus.allCases.map { PartialRange($0, settings.partialFrom...1) } : settings.partials
    partialAUCs = ranges.map { PartialAUC(scores: scores, outcomes: outcomes, focus: $0.focus, range: $0.range) }
    let curve = ROCCurve(scores: scores, outcomes: outcomes)
    let chosen = ([.youden, .closestToTopLeft] + settings.rules).compactMap { rule in
      (try? ChosenCutoff.find(rule, on: curve).get()).map { found in
        CutoffResult(
          origin: rule.words, threshold: found.threshold, ties: found.tied.count, scores: scores, outcomes: outcomes,
          clusters: table.clusters)
      }
    }
    let given = settings.cutoffs.map {
      CutoffResult(
        origin: "given", threshold: ExtendedReal($0), ties: 1, scores: scores, outcomes: outcomes,
        clusters: table.clusters)
    }
    cutoffs = chosen + given
    probabilities = table.risks[index].map {
      ProbabilityResult($0, outcomes: outcomes, settings: settings, clusters: table.clusters)
    }
  }
}

extension CutoffRule {
  /// The name of the rule in tables.
  fileprivate var words: String {
    switch self {
    case .youden: "Youden"
    case .closestToTopLeft: "top left"
    case .sensitivity(let least): "sensitivity from \(least)"
    case .specificity(let least): "specificity from \(least)"
    case .cost(let miss, let prevalence):
      "cost \(miss) of a miss" + (prevalence.map { ", prevalence \($0)" } ?? "")
    }
  }
}

extension CutoffResult {
  /// - Parameter clusters: the patient of each score; `nil` where every score is of another patient.
  package init(
    origin: String, threshold: ExtendedReal, ties: Int, scores: [Double], outcomes: [Bool], clusters: [Int]? = nil
  ) {
    (self.origin, self.threshold, tiedThresholds) = (origin, threshold, ties)
    intervalReason = DependentRows.reason(clusters)
    table = ConfusionMatrix(scores: scores, outcomes: outcomes, threshold: threshold.value)
  }
}

extension ProbabilityResult {
  /// Above this number of subjects there are no bands, because every bootstrap sample needs a new fit of the curve.
  private static let bandLimit = 20_000

  /// - Parameter clusters: the patient of each score; `nil` where every score is of another patient. Intervals and
  ///   tests are withheld where patients have several rows, and patients with an event are counted.
  package init(
    _ scores: [Double], outcomes: [Bool], settings: PredictionSettings, clusters: [Int]? = nil
  ) {
    let reason = DependentRows.reason(clusters)
    // Below ten of a class nothing is tested; the intervals stay, which are wide there.
    let untested = reason ?? SmallClasses.reason(outcomes)
    intervalReason = reason
    brier = BrierScore(probabilities: scores, outcomes: outcomes)
    calibration = CalibrationFit(probabilities: scores, outcomes: outcomes).withheld(for: reason)
    isImprecise =
      DependentRows.count(true, outcomes, clusters: clusters) < SmallClasses.eventsForCalibration
    let needsBands = isImprecise && reason == nil && scores.count <= ProbabilityResult.bandLimit
    let fit = CalibrationCurve.fit(
      probabilities: scores, outcomes: outcomes, resamples: needsBands ? settings.calibrationResamples : 0,
      seed: settings.seed)
    switch fit {
    case .success(let found): (curve, curveReason) = (found, nil)
    case .failure(let undefined): (curve, curveReason) = (nil, undefined.reason)
    }
    // Scores are taken as held-out or from frozen models, so nothing was fitted on these outcomes.
    hosmerLemeshow =
      HosmerLemeshowTest(
        probabilities: scores, outcomes: outcomes, groups: settings.hosmerLemeshowGroups, of: .fixed
      ).refusingSmallCounts.withheld(for: untested)
    decisionCurve = DecisionCurve(probabilities: scores, outcomes: outcomes).withheld(for: reason)
    benefits =
      DecisionCurve(probabilities: scores, outcomes: outcomes, thresholds: settings.thresholds)
      .withheld(for: reason).points
    validation = ValidationStatistics(probabilities: scores, outcomes: outcomes).withheld(for: untested)
  }
}

extension PredictionPairResult {
  fileprivate init(
    _ table: PredictionTable, models place: PredictionTable.ModelPair, test: AUCComparison,
    settings: PredictionSettings,
    bootstrap: AUCBootstrap?, methods: AUCMethods, holm: Statistic, discovery: Statistic
  ) {
    self.methods = methods
    let outcomes = table.outcomes
    (first, second, deLong) = (table.models[place.first], table.models[place.second], test)
    let small = SmallClasses.reason(outcomes, clusters: table.clusters)
    self.bootstrap = bootstrap?.comparison(place.second, place.first).withheld(for: small)
    let dependent = small ?? DependentRows.reason(table.clusters)
    // NRI and IDI need probabilities. For other scores a category or a mean difference has no meaning.
    let risks = table.risks[place.first].flatMap { old in table.risks[place.second].map { (old: old, new: $0) } }
    categorical = risks.map { risks in
      NetReclassification(
        ReclassificationCounts(old: risks.old, new: risks.new, outcomes: outcomes, cutoffs: settings.categories)
      ).withheld(for: dependent)
    }
    continuous = risks.map { risks in
      NetReclassification(ReclassificationCounts(old: risks.old, new: risks.new, outcomes: outcomes))
        .withheld(for: dependent)
    }
    idi = risks.map { risks in
      IntegratedDiscrimination(old: risks.old, new: risks.new, outcomes: outcomes).withheld(for: dependent)
    }
    // McNemar's test is exact in its own counts, but the cutoffs behind them were chosen on these few patients.
    mcNemar = PredictionPairResult.mcNemar(
      old: table.scores[place.first], new: table.scores[place.second], outcomes: outcomes)?
      .withheld(for: table.pooled ?? dependent)
    (self.holm, benjaminiHochberg) = (holm, discovery)
  }

  private static func mcNemar(old: [Double], new: [Double], outcomes: [Bool]) -> McNemarResult? {
    guard let first = try? YoudenCutoff.find(scores: old, outcomes: outcomes).get(),
      let second = try? YoudenCutoff.find(scores: new, outcomes: outcomes).get()
    else { return nil }
    func isRight(_ scores: [Double], at cutoff: YoudenCutoff) -> [Bool] {
      zip(scores, outcomes).map { ($0 >= cutoff.threshold.value) == $1 }
    }
    return McNemarResult(isRight(old, at: first), isRight(new, at: second))
  }
}
