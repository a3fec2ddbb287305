import Foundation
import Learning
import Testing

/// Feature tables whose numbers are as large, as small and as odd as a file can hold, through every step that a study
/// file can name: a named error or a result, never the end of the process.
@Suite struct HostileStudyTests {
  private typealias Cell = @Sendable (_ row: Int, _ value: Double) -> String
  private static let cells: [(name: String, text: Cell)] = [
    ("one 1e155", { row, value in row == 7 ? "1e155" : "\(value)" }),
    ("all 1e155", { row, value in "\(1e155 * (value + Double(row)))" }),
    ("one 1e308", { row, value in row == 3 ? "1e308" : row == 4 ? "-1e308" : "\(value)" }),
    ("below 1e100", { row, value in row == 5 ? "9e99" : "\(1e99 * value)" }),
    ("smallest", { row, _ in row % 3 == 0 ? "5e-324" : "0" }),
    ("minus zero", { row, _ in row % 2 == 0 ? "-0.0" : "0.0" }),
    ("variance 1e-300", { _, value in "\(1e-150 * value)" }),
    ("tiny beside large", { row, value in row == 9 ? "1e99" : "\(1e-150 * value)" }),
    ("infinite", { row, value in row == 2 ? "inf" : "\(value)" }),
    ("not a number", { row, value in row == 6 ? "nan" : "\(value)" }),
    ("rounding of a large mean", { _, value in "\(1e15 + value)" }),
  ]

  /// Every step of the registry as the line of a study file; those that read a table or a batch have one.
  private static let steps: [String] = StepRegistry.all.filter(\.isNamed).compactMap { step in
    let keep = step.options.contains { $0.key == "keep" } ? ", keep: 3" : ""
    let named = "{name: \(step.name)\(keep)}"
    return switch step.place {
    case .impute: "impute: \(named), select: none, classifier: {name: naive-bayes}"
    case .scale:
      "scale: \(step.name), select: none, classifier: {name: nearest-neighbours, neighbours: [3], by-distance: [false]}"
    case .harmonise: "harmonise: {name: \(step.name), batch: scanner}, select: none, classifier: {name: naive-bayes}"
    case .filters:
      step.name == "reliability" ? nil : "filters: [\(named)], select: none, classifier: {name: naive-bayes}"
    case .select:
      "select: [\(step.name == "rfecv-forest" || step.name == "boruta" ? "{name: \(step.name), trees: 5}" : named)], classifier: {name: naive-bayes}"
    case .classifier:
      step.name == "naive-bayes"
        ? "select: none, classifier: {name: naive-bayes}"
        : "select: none, search: random, settings: 2, classifier: {name: \(step.name)}"
    }
  }

  private func write(_ scratch: Scratch, _ seed: UInt64, _ steps: String, only: Int?) throws -> String {
    let draw = uniformDraws(seed: seed)
    let columns = only.map { [Self.cells[$0]] } ?? Self.cells
    var features = "id," + columns.indices.map { "h\($0)" }.joined(separator: ",") + ",f0,f1,f2\n"
    var clinical = "patient,response,scanner\n"
    for row in 0..<26 {
      let isEvent = row % 5 < 2
      let values =
        columns.map { $0.text(row, draw() + draw()) } + (0..<3).map { "\(draw() + (isEvent && $0 == 0 ? 0.7 : 0))" }
      features += "Q\(row),\(values.joined(separator: ","))\n"
      clinical += "Q\(row),\(isEvent ? "non-CR" : "CR"),\(row % 2 == 0 ? "A" : "B")\n"
    }
    _ = try scratch.write(features, to: "features.csv")
    _ = try scratch.write(clinical, to: "clinical.csv")
    return try scratch.write(
      """
      apus: 1
      name: Hostile
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      features: {table: features.csv, id: id}
      models: {selected-features: 3}
      split: {train: 0.6}
      learning: {\(steps)}
      """, to: "study.yaml")
  }

  private func expectAnEnd(_ scratch: Scratch, _ file: String, _ what: String) throws {
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect([0, 1, 2, 65].contains(run.status), "\(what): \(run.status) \(run.errors)")
    if run.status != 0 { #expect(!run.errors.isEmpty, "\(what)") }
    guard [0, 2].contains(run.status) else { return }
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 0, "\(what): \(audit.output) \(audit.errors)")
  }

  @Test(arguments: steps.indices) func everyStepEnds(at: Int) throws {
    let scratch = try Scratch()
    print("hostile seed \(at + 1), \(Self.steps[at])")
    try expectAnEnd(scratch, write(scratch, UInt64(at + 1), Self.steps[at], only: nil), Self.steps[at])
  }

  @Test(arguments: cells.indices) func everyKindOfNumberEndsWithTheStudysOwnSteps(at: Int) throws {
    let scratch = try Scratch()
    print("hostile seed \(at + 100), \(Self.cells[at].name)")
    let file = try write(scratch, UInt64(at + 100), "search: random, settings: 3", only: at)
    try expectAnEnd(scratch, file, Self.cells[at].name)
  }
}
