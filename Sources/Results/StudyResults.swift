import Statistics

/// Everything a study found: what `results.json` holds, and all that the report may show.
///
/// The report computes no result. Every number that it shows is a value here, so that the JSON and the page cannot
/// disagree.
public struct StudyResults: Codable, Sendable {
  /// Version of this layout; it increases when a field changes its meaning.
  public static let currentSchema = 3

  /// Layout version of this value.
  public var schema = StudyResults.currentSchema
  /// The question of the study: name, outcome, protocol, series, features.
  public var study: StudyDescription
  /// The findings that a reader must know before any number, the most serious first.
  public var findings: [Finding]
  /// From the patients screened to the patients analysed.
  public var flow: InclusionFlow
  /// Table 1: every recorded factor by split and by outcome.
  public var factors: [FactorSummary]
  /// Patients by scanner, series after series; `nil` if features were not computed from images.
  public var scanners: [ScannerGroup]?
  /// How the scores were obtained.
  public var evaluation: Evaluation
  /// A block per protocol, the main one first; that is `sound` if it was run.
  public var protocols: [ProtocolResults]
  /// The protocols side by side; empty if only one was run.
  public var differences: [ProtocolDifference] = []
  /// Negative controls; empty unless asked for.
  public var controls: [ControlResult] = []
  /// The audit: what fit log and predictions prove about leakage; `nil` in results that were not audited.
  public var audit: AuditReport?
  /// SHA-256 of the tables, fits and models that the run wrote besides this file, by file name.
  public var files: [String: String]?
  /// How each statistic and each step was computed, in sentences for the methods section.
  public var methods: [MethodNote]
  /// Libraries and inputs of the run; `nil` in results of an earlier version.
  package var provenance: RunProvenance?
  /// Small pictures of the lesions; `nil` for a study without images, and in results of an earlier version.
  package var lesions: [LesionSheet]?

  /// Assembles the parts.
  public init(
    study: StudyDescription, findings: [Finding], flow: InclusionFlow, factors: [FactorSummary],
    evaluation: Evaluation, models: [ModelResult], comparisons: [ModelComparison], methods: [MethodNote]
  ) {
    self.study = study
    self.findings = findings
    self.flow = flow
    self.factors = factors
    self.evaluation = evaluation
    let main = EvaluationProtocol.Name(rawValue: study.evaluationProtocol) == .asPublished
    protocols = [
      ProtocolResults(main ? .asPublished : .sound, models: models, comparisons: comparisons)
    ]
    self.methods = methods
  }

  /// Table 2 of the main protocol, in fixed order: clinical only, HCR (MR), HCR (MR+CF), lesion volume only.
  public var models: [ModelResult] {
    get { protocols.first?.models ?? [] }
    set { if !protocols.isEmpty { protocols[0].models = newValue } }
  }

  /// Paired tests between the models of the main protocol.
  public var comparisons: [ModelComparison] {
    get { protocols.first?.comparisons ?? [] }
    set { if !protocols.isEmpty { protocols[0].comparisons = newValue } }
  }

  /// The kind of the outcome.
  package var kind: OutcomeKind { study.outcomeKind ?? .binary }

  /// How the main protocol fits and evaluates.
  public var mainProtocol: EvaluationProtocol { protocols.first?.evaluation ?? .sound }
}

/// The question of the study.
public struct StudyDescription: Codable, Sendable {
  /// Title, as the study file gives it.
  public var name: String
  /// The event, in the words of the clinic, e.g. "non-complete response".
  public var event: String
  /// The negative class, e.g. "complete response".
  public var nonEvent: String
  /// Which protocols were run: `sound`, `as-published` or `both`.
  public var evaluationProtocol: String
  /// Seed of every random stream.
  public var seed: UInt64
  /// Series names in order, e.g. CE-T1, T2.
  public var series: [String]
  /// Clinical factors that the models use; other factors are only recorded.
  public var modelFactors: [String]
  /// Feature recipe: preset or parameter file, and the profile of definitions.
  public var featureRecipe: String
  /// Feature columns per patient, all series together.
  public var featureCount: Int
  /// Whether the cohort is synthetic; the report then says so at the top and in every figure.
  public var synthetic: Bool
  /// Name and version of the program.
  public var software: String
  /// SHA-256 of the resolved study file; two runs with the same hash had the same question and settings.
  public var studyHash: String
  /// Patients analysed, where they have several rows each (`cohort: group`); `nil` where a row is a patient.
  public var groupedPatients: Int?
  /// Labels of the clinical factors by the names of their columns; `nil` in results of an earlier version.
  package var factorLabels: [String: String]?
  /// Kind of the outcome; `nil` in results of an earlier version, in which it is binary.
  package var outcomeKind: OutcomeKind?

  /// Assembles the description.
  public init(
    name: String, event: String, nonEvent: String, evaluationProtocol: String, seed: UInt64, series: [String],
    modelFactors: [String], featureRecipe: String, featureCount: Int, synthetic: Bool, software: String,
    studyHash: String
  ) {
    self.name = name
    self.event = event
    self.nonEvent = nonEvent
    self.evaluationProtocol = evaluationProtocol
    self.seed = seed
    self.series = series
    self.modelFactors = modelFactors
    self.featureRecipe = featureRecipe
    self.featureCount = featureCount
    self.synthetic = synthetic
    self.software = software
    self.studyHash = studyHash
  }
}

/// One thing the reader must know.
public struct Finding: Codable, Sendable, Hashable {
  /// How serious it is.
  public enum Severity: String, Codable, Sendable, Comparable {
    case note, caution, nothingCanBeConcluded

    /// Orders severities; the most serious is the largest.
    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .note: 0
      case .caution: 1
      case .nothingCanBeConcluded: 2
      }
    }
  }

  /// How serious it is.
  public var severity: Severity
  /// One sentence, e.g. "5 events: nothing can be concluded about any model."
  public var title: String
  /// The reason, and what to do.
  public var detail: String

  /// A finding; the title ends with a full stop.
  public init(_ severity: Severity, _ title: String, detail: String = "") {
    self.severity = severity
    self.title = title
    self.detail = detail
  }
}

/// One paragraph of the methods section.
public struct MethodNote: Codable, Sendable, Hashable {
  /// The subject of the paragraph, e.g. "Feature selection".
  public var title: String
  /// The method in the past tense, with its parameters and its source.
  public var text: String

  /// A titled paragraph.
  public init(_ title: String, _ text: String) {
    self.title = title
    self.text = text
  }
}
