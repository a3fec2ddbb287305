import Cohorts
import Results
import Statistics
import StudyFiles

/// The sample size that models need, computed before any image is opened.
package struct StudySize: Hashable, Codable, Sendable {
  /// A model that the study will develop, with the number of columns considered in its development.
  package struct Model: Hashable, Codable, Sendable {
    /// Name as in Table 2.
    package let name: String
    /// Candidate parameters.
    package let parameters: Int

    /// A model with its candidate parameters.
    package init(name: String, parameters: Int) {
      precondition(parameters >= 1, "a model has a parameter")
      (self.name, self.parameters) = (name, parameters)
    }
  }

  /// Subjects with the event.
  package let events: Int
  /// Subjects without it.
  package let nonEvents: Int
  /// Share of each class used for training.
  package let trainingShare: Double
  /// Expected AUC.
  package let auc: Double
  /// The models.
  package let models: [Model]
  /// Whether every patient is tested once, by models fitted on others. The test set is then the whole cohort, not one
  /// fold.
  package let testsEverybody: Bool
  /// Threshold probability at which an external validation must estimate net benefit; `nil` for none.
  package let threshold: Double?
  /// Number of rows, where patients have several; then all other numbers are of patients. `nil` where a row is a
  /// patient.
  package let rows: Int?
  /// Number of rows that a review excluded, and that no other number counts; `nil` for none.
  package let reviewed: Int?

  /// The size of a study; both classes must occur.
  package init(
    events: Int, nonEvents: Int, trainingShare: Double, auc: Double, models: [Model], testsEverybody: Bool = false,
    threshold: Double? = nil, rows: Int? = nil, reviewed: Int? = nil
  ) {
    precondition(events >= 1 && nonEvents >= 1, "a size needs both classes")
    precondition(trainingShare > 0 && trainingShare <= 1, "a share lies above 0, up to 1")
    precondition(auc > 0.5 && auc < 1, "a hoped-for AUC lies strictly between 0.5 and 1")
    (self.events, self.nonEvents, self.trainingShare) = (events, nonEvents, trainingShare)
    (self.auc, self.models) = (auc, models)
    (self.testsEverybody, self.threshold, self.rows) = (testsEverybody, threshold, rows)
    self.reviewed = reviewed
  }

  /// Share of events.
  package var prevalence: Double { Double(events) / Double(events + nonEvents) }
  /// Events and non-events in training: `⌈p n⌉` of each class, as in the split.
  package var training: (events: Int, nonEvents: Int) {
    func share(_ count: Int) -> Int { min(count, Int((trainingShare * Double(count)).rounded(.up))) }
    return (share(events), share(nonEvents))
  }
  /// Events and non-events in the test: those that never train, or all patients if folds test everybody in turn.
  package var test: (events: Int, nonEvents: Int) {
    testsEverybody ? (events, nonEvents) : (events - training.events, nonEvents - training.nonEvents)
  }

  /// Riley's minimum for a model.
  package func minimum(of model: Model) -> MinimumSampleSize {
    MinimumSampleSize(prevalence: prevalence, parameters: model.parameters, auc: auc)
  }

  /// The sample size for an external validation of such a model.
  package var validation: ValidationSampleSize {
    ValidationSampleSize(prevalence: prevalence, auc: auc, threshold: threshold)
  }

  /// The expected 95 % interval of the test AUC; `nil` if the test has only one class.
  package var expectedTestInterval: ConfidenceInterval? {
    guard test.events >= 1, test.nonEvents >= 1 else { return nil }
    return expectedInterval(auc: auc, events: test.events, nonEvents: test.nonEvents)
  }
}

extension StudySize {
  /// The size of a study as its file and clinical table give it; no image is opened.
  /// - Parameter decisions: those of a review; patients whom they exclude are not counted.
  /// - Throws: ``StudyRunError``: no table, no usable feature settings, or patients of one class only.
  package init(
    of study: StudyFile, honouring decisions: ReviewDecisions = .none, auc: Double, threshold: Double? = nil
  ) throws {
    let cohort = try study.readCohort(honouring: decisions)
    let columns = try study.columnCount()
    let patients = cohort.patients.unitCounts
    guard patients.events > 0, patients.nonEvents > 0 else {
      throw StudyRunError.oneClass(patients, event: study.outcome.eventName)
    }
    let share: Double =
      switch study.split {
      case .share(let share): share
      case .repeated(let folds, _), .nested(let folds): 1 - 1 / Double(folds)
      case .every(let step): 1 - 1 / Double(step)
      case .site: 1 - 1 / Double(max(2, Set(cohort.patients.map(\.site)).count))
      case .column: Double(max(1, cohort.patients.trainingUnits)) / Double(patients.total)
      default: Double(patients.total - 1) / Double(patients.total)
      }
    let clinical = study.models.factors.reduce(0) { $0 + study.parameters(of: $1, among: cohort.patients) }
    var models: [Model] = []
    if clinical > 0 { models.append(Model(name: "Clinical only", parameters: clinical)) }
    let isHandcrafted = study.arms.contains(.handcrafted)
    if isHandcrafted { models.append(Model(name: "HCR (MR)", parameters: columns)) }
    if isHandcrafted, clinical > 0 { models.append(Model(name: "HCR (MR+CF)", parameters: columns + clinical)) }
    if study.knowsVolume { models.append(Model(name: "Lesion volume only", parameters: 1)) }
    self.init(
      events: patients.events, nonEvents: patients.nonEvents, trainingShare: share, auc: auc,
      models: models, testsEverybody: study.split.testsEverybody, threshold: threshold,
      rows: patients.total < cohort.patients.count ? cohort.patients.count : nil,
      reviewed: cohort.reviewed.isEmpty ? nil : cohort.reviewed.count)
  }
}

extension [Patient] {
  /// Number of patients on the training side.
  fileprivate var trainingUnits: Int { units.members.count { $0.contains { self[$0].side == .training } } }
}

extension StudyFile.Split {
  /// Whether every patient is tested, in turn.
  fileprivate var testsEverybody: Bool {
    switch self {
    case .leaveOneOut, .repeated, .nested, .site: true
    case .share, .column, .every: false
    }
  }
}

extension StudyFile {
  /// Whether lesion volumes are known: always with images; with a feature table if a column is named.
  fileprivate var knowsVolume: Bool {
    guard case .table(let source) = features else { return true }
    return source.volume != nil
  }

  /// Number of parameters of a factor: the degrees of freedom of its columns in the models.
  ///
  /// A continuous or cut factor is one column. One of k levels that patients have takes k - 1: its columns sum to 1.
  /// Unknown is a further level where the encoding makes a column of it and a patient has it.
  fileprivate func parameters(of name: String, among patients: [Patient]) -> Int {
    guard let position = factors.firstIndex(where: { $0.name == name }) else { return 0 }
    guard case .oneHot = factors[position].encoding(unknown: models.unknown) else { return 1 }
    let values = patients.map { $0.factors[position] }
    let levels = Set(values.compactMap(\.level)).count
    let hasUnknown = values.contains(.unknown) && learning?.imputesFactors != true
    return max(1, levels + (hasUnknown ? 1 : 0) - 1)
  }
}
