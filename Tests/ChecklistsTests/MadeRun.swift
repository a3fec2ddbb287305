import Checklists
import Foundation
import Learning
import Results
import Statistics

/// The folder of a run on paper, for rules that ask only what its files hold.
final class MadeRun {
  let folder: String
  /// `results.json` as a tree that tests change.
  private(set) var results: [String: Any]

  /// Writes a run whose audit has these findings besides those of a sound run.
  init(_ protocols: [EvaluationProtocol] = [.sound], against: [AuditFinding] = []) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: "\(folder)/figures", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: "\(folder)/models", withIntermediateDirectories: true)
    let made = Self.made(protocols, against: against)
    results = try JSONSerialization.jsonObject(with: JSONEncoder().encode(made)) as? [String: Any] ?? [:]
    try write("features.csv", Self.features)
    try write("predictions.csv", "subject,outcome,hcr_mr_score,hcr_mr_probability,hcr_mr_call\nP1,0,0.1,0.2,0\n")
    try write("exclusions.csv", "subject,kind,cause,detail\nP9,planned,surgery,\n")
    try write("study.yaml", Self.study)
    try write("training.json", "[]")
    try write("figures/flowchart.svg", "<svg/>")
    try writeResults()
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var run: RunEvidence { get throws { try RunEvidence(folder) } }

  /// The lists, answered from the folder as it is now.
  var filled: [FilledChecklist] { get throws { FilledChecklist.all(from: try run) } }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  func writeResults() throws {
    try JSONSerialization.data(withJSONObject: results).write(to: URL(filePath: "\(folder)/results.json"))
  }

  /// Writes the results without the value at a JSON pointer.
  func writeResults(without pointer: [String]) throws {
    let tree = Self.without(pointer[...], in: results) ?? [String: Any]()
    try JSONSerialization.data(withJSONObject: tree).write(to: URL(filePath: "\(folder)/results.json"))
  }

  private static func without(_ steps: ArraySlice<String>, in value: Any) -> Any? {
    guard let step = steps.first else { return nil }
    if var map = value as? [String: Any] {
      map[step] = map[step].flatMap { without(steps.dropFirst(), in: $0) }
      return map
    }
    guard var list = value as? [Any], let at = Int(step), list.indices.contains(at) else { return value }
    // A place in a list stays, so that other pointers keep their meaning.
    list[at] = without(steps.dropFirst(), in: list[at]) ?? NSNull()
    return list
  }
}

// What the files hold.
extension MadeRun {
  private static let features = """
    subject,outcome,diagnostics_Versions_Apus,diagnostics_Configuration_Profile,diagnostics_Configuration_Settings,\
    T1_original_glcm_Contrast,T1_wavelet-LLL_firstorder_Mean
    P1,0,0.2.0,pyradiomics,sha256:00,1,2
    """

  private static let study = """
    apus: 1
    outcome: {column: response}
    series: {T1: {image: "{id}/t1.nii", mask: "{id}/mask.nii"}}
    factors: {age: {type: continuous}}
    features: {recipe: jeong2024}
    """

  private static func made(_ protocols: [EvaluationProtocol], against: [AuditFinding]) -> StudyResults {
    let study = StudyDescription(
      name: "Made", event: "relapse", nonEvent: "none", evaluationProtocol: "sound", seed: 1, series: ["T1"],
      modelFactors: ["Age"], featureRecipe: "made", featureCount: 2, synthetic: false, software: "Apus",
      studyHash: "00")
    let classes = InclusionFlow.ClassCounts(events: 20, nonEvents: 30)
    let flow = InclusionFlow(
      screened: 51,
      exclusions: [.init(cause: "surgery", isFailure: false, subjects: [.init(id: "P9")])], analysed: classes,
      split: .init(training: classes, test: classes))
    let test = FactorSummary.TestResult(method: "Welch t", p: .value(0.3))
    let factor = FactorSummary(
      name: "Age", rows: [.init(label: "mean", all: "50", training: "50", test: "51", events: "50", nonEvents: "50")],
      splitTest: test, outcomeTest: test, isInModels: true)
    var results = StudyResults(
      study: study, findings: [Finding(.caution, "The test set is small.")], flow: flow, factors: [factor],
      evaluation: .heldOut(rule: "random"), models: [], comparisons: [],
      methods: RunEvidence.Method.allCases.map { MethodNote($0.rawValue, "How it was done.") })
    results.protocols = protocols.map { evaluation in
      ProtocolResults(evaluation, models: [row(.baseline), row(.handcrafted)], comparisons: [comparison])
    }
    results.audit = AuditReport(sound(protocols, but: against) + against)
    return results
  }

  private static func sound(_ protocols: [EvaluationProtocol], but others: [AuditFinding]) -> [AuditFinding] {
    protocols.flatMap { evaluation in
      AuditFinding.Check.allCases.filter { check in
        !others.contains { $0.check == check && $0.evaluation == evaluation.name }
      }.map { AuditFinding($0, evaluation.name, basis: "Checked.", against: []) }
    }
  }

  private static let comparison = ModelComparison(
    first: "HCR (MR+CF)", second: "Clinical only", difference: Estimate(.value(0.1), lower: 0, upper: 0.2),
    p: .value(0.04), adjustedP: .value(0.08))

  private static func row(_ family: ModelFamily) -> ModelResult {
    let share = Estimate(.value(0.8), lower: 0.7, upper: 0.9)
    let slope = Estimate(.value(0.9), lower: 0.4, upper: 1.4)
    let table = Confusion(
      truePositives: 15, falseNegatives: 5, falsePositives: 6, trueNegatives: 24, sensitivity: share,
      specificity: share, ppv: share, npv: share, balancedAccuracy: .value(0.8), f1: .value(0.7), mcc: .value(0.5))
    var performance = Performance(
      patients: .init(events: 20, nonEvents: 30), auc: share, curve: [], confusion: table, brier: .value(0.2))
    performance.probabilities = ProbabilityPerformance(
      brier: .value(0.2), scaledBrier: .value(0.1), weightedBrier: .value(0.2), intercept: slope, slope: slope,
      observedToExpected: .value(1), calibrationIndex: .value(0.1), curve: [],
      netBenefit: [.init(threshold: 0.1, model: 0.2, everybody: 0.1)],
      imprecision: .init(events: 20, resamples: 200, index: nil))
    return ModelResult(
      id: family == .baseline ? "clinical" : "hcr_mr_cf",
      name: family == .baseline ? "Clinical only" : "HCR (MR+CF)", summary: "A row.", test: performance,
      training: performance, outOfFold: performance, selectedColumns: ["T1_original_glcm_Contrast"],
      setting: "SVM", cutoff: 0.1, flags: [], predictions: [], family: family,
      tuning: .init(settings: 28, auc: 0.7))
  }
}
