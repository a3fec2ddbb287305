import DeepRadiomics
import Execution
import Learning
import Results
import Statistics

extension Outcomes {
  /// Whether each patient had the event, for heads, whose loss is that of two classes.
  var classes: [Bool] {
    switch self {
    case .binary(let classes): classes
    }
  }
}

/// The inputs of one fit of a deep row: features and encoded factors of the training patients and the scored patients.
struct DeepCohort {
  let features: FeatureTable
  /// The features of further views of the training patients, one table per view.
  private let views: [FeatureTable]
  /// The features of slices; `nil` where their mean alone is used.
  private let slices: PatientSlices?
  /// Which clinical factors the heads use; chosen anew on the patients of each fit.
  private let choice: FactorChoice
  private let outcomes: [Bool]
  private let seed: UInt64
  private let groups: [String: String]
  /// Encoded factors of all patients with a side, with missing values left missing; `nil` without the clinical branch.
  private let factors: FeatureTable?
  private let encoding: ClinicalEncodingModel?
  private let training: [Int]
  private let scored: [Int]
  /// Recorded factors of the whole cohort, and the levels of those that have some; `nil` without the clinical branch.
  private let recorded: ClinicalTable?
  private let levels: [String: [String]]
  let trainingIDs: [String]
  let scoredIDs: [String]
  let unseenLevels: [RowFlag]

  init(of row: FusionHeadRow, task: RowTask, log: inout FitLog) throws {
    features = try row.inputs.table(task, log: &log)
    (views, slices) = (row.inputs.views(task), row.inputs.slices(task))
    (training, scored, outcomes) = (task.training, task.scored, task.outcomes.classes)
    (choice, seed) = (row.factorChoice, task.budget.seed)
    (recorded, levels) = (row.usesFactors ? task.clinical?.table : nil, row.levels)
    groups = task.budget.dealing?.groups ?? [:]
    trainingIDs = task.training.map { row.subject($0) }
    scoredIDs = task.scored.map { row.subject($0) }
    guard row.usesFactors, let clinical = task.clinical else {
      (factors, encoding, unseenLevels) = (nil, nil, [])
      return
    }
    let fitted = try clinical.encoder.fit(clinical.table.rows(task.training), log: &log)
    encoding = fitted
    factors = try fitted.transform(clinical.table)
    unseenLevels = clinical.unseenLevels(task.scored, by: fitted).map { .unseenLevels($0) }
  }

  /// The patients that an input belongs to.
  enum Side { case training, scored }

  /// The inputs of heads that are fitted on the training patients at `positions`. The medians that fill missing factors
  /// come from these patients, and so does the choice of factors.
  func data(fittingOn positions: [Int], log: inout FitLog) throws -> Prepared {
    guard let factors, let encoding else { return Prepared(self, encoding: nil, factors: nil, medians: nil) }
    let filled = filling(factors, byPatientsAt: positions, log: &log)
    guard choice != .all else {
      return Prepared(self, encoding: encoding, factors: filled.table, medians: filled.medians)
    }
    let seen = TrainingTable(
      features: filled.table.rows(positions.map { training[$0] }), outcomes: positions.map { outcomes[$0] })
    let kept = encoding.keeping(choice.keep(encoding, on: seen, seed: seed, groups: groups, log: &log))
    guard !kept.factors.isEmpty else { return Prepared(self, encoding: nil, factors: nil, medians: nil) }
    let chosen = filling(try factors.columns(named: kept.columns), byPatientsAt: positions, log: &log)
    return Prepared(self, encoding: kept, factors: chosen.table, medians: chosen.medians)
  }

  private func filling(
    _ factors: FeatureTable, byPatientsAt positions: [Int], log: inout FitLog
  ) -> (table: FeatureTable, medians: MedianImputer) {
    let known = TrainingTable(
      features: factors.rows(positions.map { training[$0] }), outcomes: positions.map { _ in false })
    let medians = MedianImputation().fit(known, log: &log)
    return (medians.transform(factors), medians)
  }

  /// Inputs without missing values.
  struct Prepared {
    private let whole: DeepCohort
    /// The encoding of the chosen factors; `nil` for heads without the clinical branch.
    private let encoding: ClinicalEncodingModel?
    private let factors: FeatureTable?
    private let medians: MedianImputer?

    fileprivate init(
      _ whole: DeepCohort, encoding: ClinicalEncodingModel?, factors: FeatureTable?, medians: MedianImputer?
    ) {
      (self.whole, self.encoding, self.factors, self.medians) = (whole, encoding, factors, medians)
    }

    private var names: [String] { encoding?.factors.map(\.name) ?? [] }

    /// Whether the choice among the clinical factors left none.
    var hasLostEveryFactor: Bool { whole.factors != nil && factors == nil }

    private func positions(_ side: Side) -> [Int] { side == .training ? whole.training : whole.scored }

    /// The inputs of one side as a head expects them.
    /// - Parameter features: those of the patients of the cohort behind a trained block; `nil` for the frozen ones.
    func cohort(_ side: Side, outcomes: [Bool], features: FeatureTable? = nil) -> HeadCohort {
      HeadCohort(
        subjects: side == .training ? whole.trainingIDs : whole.scoredIDs,
        features: rows(features ?? whole.features, of: side),
        factors: factors.map { rows($0, of: side) }, events: outcomes,
        views: side == .training ? whole.views.map { rows($0, of: side) } : [], slices: slices(of: side),
        sliceViews: side == .training
          ? whole.slices?.views.map { all in positions(side).compactMap { all[$0] } } ?? [] : [])
    }

    /// The slices of one side; `nil` where their mean alone is used.
    private func slices(of side: Side) -> [SliceFeatures]? {
      whole.slices.map { slices in positions(side).map { slices.patients[$0] } }
    }

    private func rows(_ table: FeatureTable, of side: Side) -> [[Double]] {
      positions(side).map { row in table.columns.indices.map { table.value(row: row, column: $0) ?? 0 } }
    }

    /// Log odds of the mean probability of the heads.
    /// - Parameter own: the features of each head behind its own block; empty for heads on the frozen ones.
    func scores(of heads: [TrainedHead], on side: Side, _ own: [FeatureTable] = []) -> [Double] {
      guard !positions(side).isEmpty else { return [] }
      return probabilities(of: heads, on: side, own).map { heldLogit($0.mean) }
    }

    /// The standard deviation of each scored patient's probability between the heads; `nil` for a single head.
    func spreads(of heads: [TrainedHead], _ own: [FeatureTable] = []) -> [Double]? {
      guard heads.count > 1, !whole.scored.isEmpty else { return nil }
      return probabilities(of: heads, on: .scored, own).map(\.deviation)
    }

    /// The same, averaged over the scored patients.
    func spread(of heads: [TrainedHead], _ own: [FeatureTable] = []) -> Double? {
      spreads(of: heads, own).map { $0.reduce(0, +) / Double($0.count) }
    }

    private func probabilities(
      of heads: [TrainedHead], on side: Side, _ own: [FeatureTable]
    ) -> [(mean: Double, deviation: Double)] {
      // Scoring does not use the outcomes, so any will do.
      let outcomes = positions(side).map { _ in false }
      guard !own.isEmpty else { return HeadEnsemble(heads: heads).probabilities(of: cohort(side, outcomes: outcomes)) }
      return HeadEnsemble.joined(
        zip(heads, own).map { $0.probabilities(of: cohort(side, outcomes: outcomes, features: $1)) })
    }

    /// The heads with their encoding, as they are saved.
    /// - Parameter blocks: the numbers of the block of each head; `nil` for a frozen network.
    func model(
      _ heads: [TrainedHead], blocks: [[Float]]? = nil, heldOut: FusionHeadRow.Model.HeldOut? = nil
    ) -> FusionHeadRow.Model {
      FusionHeadRow.Model(encoding: encoding, medians: medians, heads: heads, blocks: blocks, heldOut: heldOut)
    }
  }
}

// Shapley values of the factors.
extension DeepCohort.Prepared {
  /// The factors with their exact contributions to the probability, the largest first.
  ///
  /// A factor is what the clinic records. The columns of its levels are therefore exchanged together.
  /// - Parameter own: the features of each head behind its own block; empty for heads on the frozen ones.
  func contributions(
    of heads: [TrainedHead], workers: Int, labels: [String: String], _ own: [FeatureTable] = []
  ) -> [DeepResult.Contribution] {
    guard let factors, let encoding, !whole.scored.isEmpty, names.count <= ShapleyValues.factorLimit else { return [] }
    let columns = names.map { name in
      let own = encoding.keeping([name]).columns
      return factors.columns.indices.filter { own.contains(factors.columns[$0]) }
    }
    let (features, given, background) = (
      heads.indices.map { rows(own.isEmpty ? whole.features : own[$0], of: .scored) },
      rows(factors, of: .scored), rows(factors, of: .training)
    )
    let slices = slices(of: .scored)
    let values = parallelMap(Array(given.indices), workers: workers) { patient in
      let models = heads.indices.map { head in
        slices.map { heads[head].clinicalModel(slices: $0[patient]) }
          ?? heads[head].clinicalModel(features: features[head][patient])
      }
      return explain(models, given: given[patient], background: background, columns: columns)
    }
    return names.indices.map { factor in
      // The first output is the mean over the heads, and the others are those of the heads.
      let own = values.map { $0[0].values[factor] }
      let sizes = heads.indices.map { head in Self.meanAbsolute(values.map { $0[1 + head].values[factor] }) }
      let position = FactorPosition(recorded(names[factor]), levels: whole.levels[names[factor]])
      return DeepResult.Contribution(
        factor: labels[names[factor]] ?? names[factor], meanAbsolute: Self.meanAbsolute(own), values: own,
        places: position.places, direction: position.direction(of: own),
        deviation: sampleStandardDeviation(sizes).value)
    }.sorted { $0.meanAbsolute > $1.meanAbsolute }
  }

  private static func meanAbsolute(_ values: [Double]) -> Double {
    values.map(abs).reduce(0, +) / Double(values.count)
  }

  /// What is recorded of a factor for the scored patients.
  private func recorded(_ name: String) -> [String?] {
    whole.scored.map { whole.recorded?.values[name]?[$0] }
  }

  /// To ``ShapleyValues`` a factor is the number of the patient that its value comes from, so that whole factors are
  /// exchanged. Patients with the same factors give the same output, which is computed once.
  /// - Parameter models: one for each head.
  /// - Returns: the values of the mean over the heads, then those of each head.
  private func explain(
    _ models: [([Double]) -> Double], given: [Double], background: [[Double]], columns: [[Int]]
  ) -> [ShapleyValues] {
    var known: [[Double]: [Double]] = [:]
    let rows = background + [given]
    let output = { (sources: [Double]) -> [Double] in
      var row = given
      for (factor, source) in sources.enumerated() { for at in columns[factor] { row[at] = rows[Int(source)][at] } }
      if let values = known[row] { return values }
      let own = models.map { $0(row) }
      let values = [own.reduce(0, +) / Double(models.count)] + own
      known[row] = values
      return values
    }
    let own = columns.map { _ in Double(background.count) }
    return ShapleyValues.all(
      of: own, background: background.indices.map { row in columns.map { _ in Double(row) } },
      outputs: 1 + models.count, model: output)
  }
}

extension FusionHeadRow {
  /// Id of the patient at a position of the cohort.
  package func subject(_ position: Int) -> String { inputs.subjects[position] }
}
