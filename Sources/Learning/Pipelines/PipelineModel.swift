/// A pipeline's model as data, from a table to scores, probabilities and calls. Nothing in it is executable.
public struct PipelineModel: Hashable, Sendable {
  /// Preparation and classifier of one completed table.
  public struct Member: Hashable, Codable, Sendable {
    /// The preparation.
    public let preparation: FittedPreparation
    /// The classifier.
    public let classifier: AnyTrainedClassifier
  }

  /// One member, or one per completion of a multiple imputation.
  public let members: [Member]
  /// From scores to probabilities; undefined where no held-out score could be had.
  public let calibration: ScoreCalibration
  /// A subject is called positive when its score is at least this; undefined as `calibration`.
  public let cutoff: ScoreCutoff

  /// The scores of the subjects of `table`, means over the members; higher means event.
  /// - Parameter batches: batches of the subjects by id, where the model harmonises; `nil` for those it was fitted
  ///   with.
  /// - Throws: ``LearningError``, such as a missing column or an unseen batch.
  public func scores(
    _ table: FeatureTable, batches: [String: String]? = nil
  ) throws(LearningError) -> [Double] {
    var sums = [Double](repeating: 0, count: table.subjects.count)
    for member in members {
      let rows = DenseMatrix(try member.preparation.transform(table, batches: batches))
      for row in 0..<rows.rows { sums[row] += member.classifier.decision(rows.row(row)) }
    }
    return sums.map { $0 / Double(members.count) }
  }

  /// Batches that it can bring together; `nil` where nothing is harmonised.
  public var batches: Set<String>? { members.first?.preparation.batches }

  /// Columns that a table must have to be scored: features, clinical columns, covariates of the harmonisation.
  public var inputs: [String] {
    var seen: Set<String> = []
    return members.flatMap(\.preparation.inputs).filter { seen.insert($0).inserted }
  }

  /// The model with one more batch, whose location and scale are those of the subjects of `table`; outcomes are not
  /// needed.
  /// - Throws: ``LearningError/smallBatch(_:subjects:)`` below 20 subjects, and ``LearningError/missingColumns(_:)``.
  public func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> PipelineModel {
    var extended: [Member] = []
    for member in members {
      extended.append(
        Member(preparation: try member.preparation.adding(batch, of: table), classifier: member.classifier))
    }
    return PipelineModel(members: extended, calibration: calibration, cutoff: cutoff)
  }

  /// The model without the ids of its training subjects. It keeps the names of batches; a new subject is scored with
  /// the name of its own batch.
  public var withoutSubjects: PipelineModel {
    let bare = members.map { Member(preparation: $0.preparation.withoutSubjects, classifier: $0.classifier) }
    return PipelineModel(members: bare, calibration: calibration, cutoff: cutoff)
  }

  /// Columns of the classifiers; of several completions, those that any of them has.
  public var columns: [String] {
    var seen: Set<String> = []
    return members.flatMap(\.preparation.columns).filter { seen.insert($0).inserted }
  }

  /// Whether `score` is called positive, or `nil` where there is no cutoff.
  public func call(_ score: Double) -> Bool? { cutoff.threshold.map { score >= $0 } }
}

extension PipelineModel {
  /// Why the model cannot be applied, read from a file; `nil` where it can. A fit never gives such a model; a file can,
  /// and a model that does not fit its own columns would stop the program instead of the prediction.
  public var fault: String? {
    if members.isEmpty { return "it has no member" }
    return members.lazy.compactMap(\.fault).first
  }
}

extension PipelineModel.Member {
  fileprivate var fault: String? {
    if let fault = preparation.fault { return fault }
    let own = classifier.model
    guard own.columns.isEmpty || own.columns == preparation.columns else {
      return "the classifier reads other columns than the preparation gives"
    }
    return own.fault
  }
}
