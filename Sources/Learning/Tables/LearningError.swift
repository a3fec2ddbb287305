/// Why a fit or a prediction is impossible.
public enum LearningError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
  /// Training subjects all have the same outcome.
  case oneClass(events: Int, nonEvents: Int)
  /// The table lacks columns that are needed.
  case missingColumns([String])
  /// A class has too few subjects to hold one out.
  case tooFewToHoldOut(events: Int, nonEvents: Int)
  /// Subjects without a batch (site, scanner).
  case noBatch(subjects: [String])
  /// A batch the harmonisation was not fitted on.
  case unseenBatch(String)
  /// A batch with too few subjects for its location and scale.
  case smallBatch(String, subjects: Int)
  /// Batches and covariates of a harmonisation cannot be told apart.
  case confoundedBatches
  /// A factor has a value its encoding cannot read.
  case unreadableLevel(factor: String, value: String, expected: String)
  /// A value too large to be squared.
  case extremeValue(column: String, subject: String, value: Double)
  /// A library of linear algebra, or a function of it, that the system does not have.
  case missingLibrary(String)
  /// Less memory than the library of linear algebra needs, which would wait for it without end.
  case littleMemory(megabytes: Int)

  /// The cause and the next step.
  public var description: String {
    switch self {
    case .oneClass(let events, let nonEvents):
      "the training subjects have \(events) events and \(nonEvents) non-events; a model needs both: check the outcome "
        + "column and the event's name, or the split"
    case .missingColumns(let names):
      "\(names.count == 1 ? "a column is" : "\(names.count) columns are") missing: "
        + "\(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? " and others" : ""). Extract the features with the "
        + "settings the model was trained on"
    case .tooFewToHoldOut(let events, let nonEvents):
      "\(events) events and \(nonEvents) non-events leave nothing to hold out: give the setting instead of choosing it by "
        + "cross-validation, or collect more subjects"
    case .noBatch(let subjects):
      "\(subjects.count) subjects have no batch (site or scanner) to harmonise by: complete that column"
    case .unseenBatch(let batch):
      "batch \(batch) was not in training, so its location and scale are unknown: estimate them from at least 20 of its "
        + "patients, whose outcomes are not needed, or score without harmonisation"
    case .smallBatch(let batch, let subjects):
      "batch \(batch) has \(subjects) subjects: training needs 2 of each batch, a batch outside training 20; merge or leave out "
        + "small batches"
    case .confoundedBatches:
      "a covariate of the harmonisation is constant or follows from the batches: take it out"
    case .extremeValue(let column, let subject, let value):
      "\(column) of \(subject) is \(value), which is too large to be squared and summed: correct the value, or leave the column out"
    case .missingLibrary(let name):
      "\(name) cannot be loaded, so no linear model can be fitted: install liblapacke and libopenblas0, or run script/setup"
    case .littleMemory(let megabytes):
      "linear algebra needs \(megabytes) MB of memory per thread, but the system provides no such block: free memory, or "
        + "raise the limit (ulimit -v)"
    case .unreadableLevel(let factor, let value, let expected):
      "factor \(factor) has the value \(value); expected \(expected): correct the table or the factor's encoding"
    }
  }
}
