// The contracts of steps, place by place. A step is one file that keeps one of them and says in a ``LearningStep`` what
// a study file may write; its line in ``StepRegistry`` is all that the rest of the program needs to know of it.

/// Fills missing values.
public protocol Imputation: Fitting where Model: Imputer {
  /// Number of completed tables; more than one for multiple imputation only.
  var completions: Int { get }
}

extension Imputation {
  /// One completed table.
  public var completions: Int { 1 }
}

/// A fitted imputation, as data.
public protocol Imputer: Registered {
  /// The columns it reads.
  var columns: [String] { get }
  /// Columns that it adds to those.
  var added: [String] { get }
  /// Completion number `completion` of `table`, whose columns are those of the imputer in the same order.
  func transform(_ table: FeatureTable, completion: Int) -> FeatureTable
  /// What gives the columns called `names` the same values, and reads no more than that needs.
  func selecting(_ names: Set<String>) -> Self
  /// Why a completion of it, read from a file, cannot be made; `nil` where it can.
  func fault(_ completion: Int) -> String?
}

extension Imputer {
  /// No columns.
  public var added: [String] { [] }
}

/// Brings columns to one scale.
public protocol Scaling: Fitting where Model: Scaler {}

/// Fitted scales, as data.
public protocol Scaler: Registered {
  /// The columns it was fitted on.
  var columns: [String] { get }
  /// The scaled table; its columns are those of the scaler in the same order.
  func transform(_ table: FeatureTable) -> FeatureTable
  /// The part for the columns called `names`, all of them its own.
  func selecting(_ names: [String]) -> Self
  /// Why a model that was read from a file cannot be applied; `nil` if it can.
  var fault: String? { get }
}

/// Brings batches (sites, scanners) together.
public protocol Harmonisation: Fitting where Model: Harmoniser {
  /// Columns that are protected.
  var covariates: [String] { get }
  /// Without the covariates that are not among `columns`: one that does not vary in training protects nothing.
  func protecting(only columns: Set<String>) -> Self
}

/// A fitted harmonisation, as data.
public protocol Harmoniser: Registered {
  /// Columns that are harmonised.
  var columns: [String] { get }
  /// Columns that are protected.
  var covariates: [String] { get }
  /// Batches that it knows.
  var batchNames: Set<String> { get }
  /// The table with its columns and covariates first, harmonised, and all others after them as they are.
  /// - Parameter batches: batches of the subjects by id; `nil` for those of the training subjects.
  func applied(to table: FeatureTable, batches: [String: String]?) throws(LearningError) -> FeatureTable
  /// The same with one more batch, whose location and scale are those of `table`'s subjects; outcomes are not needed.
  func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> Self
  /// The part for the columns called `names`; covariates stay.
  func selecting(_ names: Set<String>) -> Self
  /// Without the ids of training subjects.
  var withoutSubjects: Self { get }
  /// Why it cannot be applied, read from a file; `nil` where it can.
  var fault: String? { get }
}

/// Drops columns one by one.
public protocol Filter: Fitting where Model == KeptColumns {}

/// Chooses columns from a prepared table.
public protocol ColumnSelector: Hashable, Sendable {
  /// The columns of `table` that are kept, in the selector's order; on up to `workers` threads, whose number changes
  /// nothing.
  func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String]
}

/// Settings of a classifier.
public protocol Classifier: Fitting, Registered where Model: TrainedClassifier {
  /// The setting in words, for a reader.
  var setting: String { get }
  /// The setting as a value with every option: an audit counts and compares settings by it.
  var fitSetting: FitSetting { get }
  /// Subjects that a fit sees at most, drawn by class where there are more; `nil` for all of them.
  var mostSubjects: Int? { get }
  /// Whether the solution follows the order of subjects, so that the order of the table is kept.
  var keepsTableOrder: Bool { get }
  /// Whether a fit holds subjects out, so that it needs their ids and cannot learn from invented ones.
  var holdsOut: Bool { get }
  /// Learns from rows that may be invented, in their order: no log, no check. Both classes occur, and there is a
  /// column.
  func train(_ matrix: DenseMatrix, outcomes: [Bool], columns: [String]) -> Trained<Model>
}

extension Classifier {
  /// All subjects.
  public var mostSubjects: Int? { nil }
  /// Subjects are sorted by id.
  public var keepsTableOrder: Bool { false }
  /// Nobody is held out.
  public var holdsOut: Bool { false }
}

/// A model, and the outcome of its training.
public struct Trained<Model: Sendable>: Sendable {
  /// The model.
  public let model: Model
  /// A fact of the training that an audit or a flag needs, such as that a solver stopped early; `nil` if there is none.
  public let fact: FitFact?

  /// A model, and the outcome of its training.
  public init(_ model: Model, fact: FitFact? = nil) { (self.model, self.fact) = (model, fact) }
}

/// A fitted classifier, as data.
public protocol TrainedClassifier: Hashable, Codable, Sendable {
  /// The columns it reads.
  var columns: [String] { get }
  /// The decision value of a row whose values stand in the order of ``columns``; higher means event.
  func decision(_ row: [Double]) -> Double
  /// Why it cannot be applied, read from a file; `nil` where it can.
  var fault: String? { get }
}

/// A value that files hold under a code of its own, so that its reader knows the step that it belongs to.
public protocol Registered: Hashable, Codable, Sendable {
  /// The code. It never changes, also if the Swift type is renamed.
  ///
  /// `nil` for a type that files held before there was another one to choose from. It is written without a code, and a
  /// value without a code is read as this type.
  static var code: String? { get }
}
