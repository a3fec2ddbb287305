import Arms
import Comparison
import DeepRadiomics
import Learning

/// A fitted row of Table 2 as data that scores new patients. It has no ids; neighbours, support vectors and donors are
/// rows of patients.
package enum RowPredictor: Hashable, Sendable {
  /// A pipeline on columns of a table.
  case table(encoding: ClinicalEncodingModel?, model: PipelineModel)
  /// Heads on deep features, whose `columns` stand in the order that the heads take.
  case heads(encoding: ClinicalEncodingModel?, medians: MedianImputer?, columns: [String], heads: [TrainedHead])

  /// The levels of its clinical factors; `nil` without factors.
  package var encoding: ClinicalEncodingModel? {
    switch self {
    case .table(let encoding, _), .heads(let encoding, _, _, _): encoding
    }
  }

  /// Columns of numbers that it reads besides those of clinical factors.
  package var columns: [String] {
    let own = Set(encoding?.columns ?? [])
    let all: [String]
    switch self {
    case .table(_, let model): all = model.inputs
    case .heads(_, _, let columns, _): all = columns
    }
    return all.filter { !own.contains($0) }
  }

  /// Batches that it harmonises; `nil` where it need not know any.
  package var batches: Set<String>? {
    if case .table(_, let model) = self { model.batches } else { nil }
  }

  /// Whether it reads columns of clinical factors: a selection can leave all of them out only where they vary nowhere.
  package var usesFactors: Bool { encoding != nil }

  /// The score of one patient, higher for the event; the same arithmetic as in the study's run.
  /// - Parameters:
  ///   - numbers: one row with at least ``columns``.
  ///   - clinical: one row with the recorded factors; read where ``usesFactors``.
  ///   - batch: site or scanner; read where ``batches`` are harmonised.
  package func score(_ numbers: FeatureTable, _ clinical: ClinicalTable?, batch: String? = nil) throws -> Double {
    let encoded = try encoding.map {
      try $0.transform(clinical ?? ClinicalTable(subjects: numbers.subjects, values: [:]))
    }
    let table = encoded.map { numbers.appending($0) } ?? numbers
    switch self {
    case .table(_, let model):
      return try model.scores(table, batches: batch.map { [table.subjects[0]: $0] } ?? [:])[0]
    case .heads(_, let medians, let columns, let heads):
      let features = try numbers.columns(named: columns)
      let missing = columns.indices.filter { features.value(row: 0, column: $0) == nil }.map { columns[$0] }
      guard missing.isEmpty else { throw LearningError.missingColumns(missing) }
      let factors = medians.flatMap { medians in encoded.map { medians.transform($0) } }
      let cohort = HeadCohort(
        subjects: numbers.subjects, features: [FusionHeadRow.numbers(features)],
        factors: factors.map { [FusionHeadRow.numbers($0)] }, events: [false])
      return heldLogit(HeadEnsemble(heads: heads).probabilities(of: cohort)[0].mean)
    }
  }

  /// Scores of many patients by a model that reads numbers alone, in the order of `numbers`; `nil` for one that reads
  /// factors, batches or the features of a network.
  package func scores(_ numbers: FeatureTable) throws(LearningError) -> [Double]? {
    switch self {
    case .table(nil, let model) where model.batches == nil: return try model.scores(numbers)
    case .table, .heads: return nil
    }
  }

  /// What contradicts itself in a model from a file; `nil` where nothing does.
  package var fault: String? {
    if let fault = encoding?.fault { return fault }
    switch self {
    case .table(_, let model): return model.fault
    case .heads(let encoding, let medians, let columns, let heads):
      guard Set(columns).count == columns.count else { return "a column occurs twice" }
      if let fault = medians?.fault { return fault }
      guard (medians == nil) == (encoding == nil), medians.map({ $0.columns == encoding?.columns }) ?? true else {
        return "medians and encoding are of different columns"
      }
      let factors = encoding?.columns.count ?? 0
      guard !heads.isEmpty, heads.allSatisfy({ $0.features == columns.count && $0.factors == factors }) else {
        return "heads do not take its \(columns.count) features and \(factors) factor columns"
      }
      return heads.lazy.compactMap(\.fault).first
    }
  }
}

extension FusionHeadRow {
  /// The first row of a table as a head takes it.
  package static func numbers(_ table: FeatureTable) -> [Double] {
    table.columns.indices.map { table.value(row: 0, column: $0) ?? 0 }
  }
}

/// The data of a row's fit that can be saved for new patients.
package protocol SavableFit {
  /// The part that scores, without the patients of the fit.
  /// - Parameter deepColumns: columns of the deep features, in the order of a head's input.
  func predictor(deepColumns: [String]) -> RowPredictor

  /// What ``predictor(deepColumns:)`` leaves behind: the patients of the fit.
  var record: any Encodable & Sendable { get }
}

extension TableRow.Model: SavableFit {
  package func predictor(deepColumns: [String]) -> RowPredictor {
    .table(encoding: encoding, model: pipeline.model.withoutSubjects)
  }

  package var record: any Encodable & Sendable { pipeline.record }
}

extension FusionHeadRow.Model: SavableFit {
  package func predictor(deepColumns: [String]) -> RowPredictor {
    .heads(encoding: encoding, medians: medians, columns: deepColumns, heads: heads.map(\.withoutSubjects))
  }

  /// The patients who stopped each head; its learning curve is in `results.json`.
  private struct Record: Encodable {
    let stoppedBy: [[String]]
  }

  package var record: any Encodable & Sendable { Record(stoppedBy: heads.map(\.stoppedBy)) }
}
