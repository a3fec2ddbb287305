import Arms
import Comparison
import DeepRadiomics
import Learning

/// A fitted row of Table 2 as data that scores new patients. It contains no ids, but neighbours, support vectors and
/// donors are rows of values of patients.
package enum RowPredictor: Hashable, Sendable {
  /// A pipeline on columns of a table.
  case table(encoding: ClinicalEncodingModel?, model: PipelineModel)
  /// Heads on deep features; `columns` are in the order of a head's input. Where every head has a network of its own,
  /// they are the columns of the first head, then those of the second, and so on.
  case heads(encoding: ClinicalEncodingModel?, medians: MedianImputer?, columns: [String], heads: [TrainedHead])

  /// The encoding of its clinical factors; `nil` without factors.
  package var encoding: ClinicalEncodingModel? {
    switch self {
    case .table(let encoding, _), .heads(let encoding, _, _, _): encoding
    }
  }

  /// The numeric columns that it uses besides those of clinical factors.
  package var columns: [String] {
    let own = Set(encoding?.columns ?? [])
    let all: [String]
    switch self {
    case .table(_, let model): all = model.inputs
    case .heads(_, _, let columns, _): all = columns
    }
    return all.filter { !own.contains($0) }
  }

  /// How it joins the features of slices; the mean for other models too.
  package var pooling: SlicePooling {
    if case .heads(_, _, _, let heads) = self { heads.first?.settings.pooling ?? .mean } else { .mean }
  }

  /// The batches that it can harmonise; `nil` if it does not harmonise.
  package var batches: Set<String>? {
    if case .table(_, let model) = self { model.batches } else { nil }
  }

  /// Whether it uses columns of clinical factors. A selection leaves all of them out only if none varies.
  package var usesFactors: Bool { encoding != nil }

  /// The score of one patient, higher for the event, by the same arithmetic as in the run of the study.
  /// - Parameters:
  ///   - numbers: one row with at least ``columns``.
  ///   - clinical: one row with the recorded factors; used if ``usesFactors``.
  ///   - batch: site or scanner; used if the model harmonises (see ``batches``).
  ///   - slices: the features of every slice; used by heads with attention.
  package func score(
    _ numbers: FeatureTable, clinical: ClinicalTable?, batch: String? = nil, slices: SliceFeatures? = nil
  ) throws -> Double {
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
      guard missing.isEmpty, slices != nil || !pooling.isLearned else { throw LearningError.missingColumns(missing) }
      let factors = medians.flatMap { medians in encoded.map { medians.transform($0) } }
      let row = FusionHeadRow.numbers(features)
      return Self.scores(
        of: heads, subjects: numbers.subjects, rows: [row], factors: factors.map { [FusionHeadRow.numbers($0)] },
        slices: pooling.isLearned ? slices.map { [$0] } : nil)[0]
    }
  }

  /// Scores of many patients by a model that uses only numeric columns, in the order of `numbers`; `nil` for a model
  /// that uses factors or batches, and for heads if a patient lacks a feature.
  /// - Parameter slices: the features of every slice of each patient; used by heads with attention.
  package func scores(
    _ numbers: FeatureTable, slices: [SliceFeatures]? = nil
  ) throws(LearningError) -> [Double]? {
    switch self {
    case .table(nil, let model) where model.batches == nil: return try model.scores(numbers)
    case .heads(nil, _, let columns, let heads):
      let features = try numbers.columns(named: columns)
      let rows = numbers.subjects.indices.map { row in
        columns.indices.map { features.value(row: row, column: $0) }
      }
      guard rows.allSatisfy({ !$0.contains(nil) }), slices != nil || !pooling.isLearned else { return nil }
      return Self.scores(
        of: heads, subjects: numbers.subjects, rows: rows.map { $0.compactMap(\.self) }, factors: nil,
        slices: pooling.isLearned ? slices : nil)
    case .table, .heads: return nil
    }
  }

  /// Log odds of the mean probability of the heads, each of which reads all columns or its own part of them.
  private static func scores(
    of heads: [TrainedHead], subjects: [String], rows: [[Double]], factors: [[Double]]?, slices: [SliceFeatures]?
  ) -> [Double] {
    let all = heads.enumerated().map { number, head in
      let width = head.features
      let own = rows.map { $0.count == width ? $0 : Array($0[(number * width)..<((number + 1) * width)]) }
      return head.probabilities(
        of: HeadCohort(
          subjects: subjects, features: own, factors: factors, events: subjects.map { _ in false }, slices: slices))
    }
    return HeadEnsemble.joined(all).map { heldLogit($0.mean) }
  }

  /// A contradiction inside a model that was read from a file; `nil` if there is none.
  package var fault: String? {
    if let fault = encoding?.fault { return fault }
    switch self {
    case .table(_, let model): return model.fault
    case .heads(let encoding, let medians, let columns, let heads):
      guard Set(columns).count == columns.count else { return "a column occurs twice" }
      if let fault = medians?.fault { return fault }
      guard (medians == nil) == (encoding == nil), medians.map({ $0.columns == encoding?.columns }) ?? true else {
        return "medians and encoding have different columns"
      }
      let factors = encoding?.columns.count ?? 0
      guard let features = heads.first?.features, [features, features * heads.count].contains(columns.count),
        heads.allSatisfy({ $0.features == features && $0.factors == factors })
      else {
        return "the heads do not match its \(columns.count) features and \(factors) factor columns"
      }
      return heads.lazy.compactMap(\.fault).first
    }
  }
}

extension FusionHeadRow {
  /// The first row of a table as the input of a head.
  package static func numbers(_ table: FeatureTable) -> [Double] {
    table.columns.indices.map { table.value(row: 0, column: $0) ?? 0 }
  }
}

/// A row's fit that can be saved for new patients.
package protocol SavableFit {
  /// The part that scores patients, without the patients of the fit.
  /// - Parameter deepColumns: columns of the deep features in the order of a head's input, by the pooling of slices.
  func predictor(deepColumns: (SlicePooling) -> [String]) -> RowPredictor

  /// The rest of the fit, which names its patients.
  var record: any Encodable & Sendable { get }
}

extension TableRow.Model: SavableFit {
  package func predictor(deepColumns: (SlicePooling) -> [String]) -> RowPredictor {
    .table(encoding: encoding, model: pipeline.model.withoutSubjects)
  }

  package var record: any Encodable & Sendable { pipeline.record }
}

extension FusionHeadRow.Model: SavableFit {
  package func predictor(deepColumns: (SlicePooling) -> [String]) -> RowPredictor {
    let features = deepColumns(heads.first?.settings.pooling ?? .mean)
    let columns = blocks == nil ? features : heads.indices.flatMap { DeepInputs.columns(features, ofHead: $0) }
    return .heads(encoding: encoding, medians: medians, columns: columns, heads: heads.map(\.withoutSubjects))
  }

  /// The patients used for early stopping of each head, and the held-out scores behind calibration and cutoff. The
  /// learning curves are in `results.json`.
  package struct Record: Codable, Sendable {
    package let stoppedBy: [[String]]
    package let heldOut: HeldOut?
  }

  package var record: any Encodable & Sendable { Record(stoppedBy: heads.map(\.stoppedBy), heldOut: heldOut) }
}
