import Cohorts
import Results
import StudyFiles

/// Two runs side by side: in what their settings, inputs and versions differ, whom they analysed, and what they found.
///
/// `apus diff` and the page of `apus serve` show it.
package struct RunComparison: Codable, Sendable {
  package let settings: [SettingDifference]
  package let inputs: [InputDifference]
  package let versions: [SettingDifference]
  package let patients: Patients
  package let rows: Rows
  package let measures: [Measure]
  package let scores: [ScoreDifference]
  /// Whether every result is the same, to the last bit.
  package let areResultsEqual: Bool

  /// An input that differs, by its hash.
  package struct InputDifference: Hashable, Codable, Sendable {
    /// What it is, such as `images of T2`.
    package let input: String
    /// SHA-256; `nil` where a run has no such input, and for images, of which ``patients`` names those that differ.
    package let first: String?
    package let second: String?
    /// Patients of both runs for whom it differs; empty for an input that is one file.
    package let patients: [String]
  }

  /// The patients who were analysed.
  package struct Patients: Codable, Sendable {
    package let both: Int
    package let onlyFirst: [String]
    package let onlySecond: [String]
    /// Patients whose outcome is another one.
    package let otherOutcome: [String]
    /// Patients on another side of the split.
    package let otherSide: [String]

    /// Whether both runs analysed the same ones.
    package var areEqual: Bool {
      onlyFirst.isEmpty && onlySecond.isEmpty && otherOutcome.isEmpty && otherSide.isEmpty
    }
  }

  /// The models that only one run has.
  package struct Rows: Codable, Sendable {
    package let onlyFirst: [String]
    package let onlySecond: [String]
  }

  /// A measure of a model on patients whom it has not seen.
  package struct Measure: Codable, Sendable {
    package let `protocol`: String
    package let model: String
    package let measure: String
    /// `nil` where the run has no such model.
    package let first: Estimate?
    package let second: Estimate?
    /// Second minus first, where both have a number.
    package let difference: Double?
  }

  /// A model whose scores of the same patients differ.
  package struct ScoreDifference: Codable, Sendable {
    package let `protocol`: String
    package let model: String
    /// Patients whom both runs scored.
    package let both: Int
    /// Those of them who have another score.
    package let differing: Int
    /// The largest difference, second minus first in absolute value.
    package let largest: Double
  }

  /// Compares two finished runs.
  package init(_ first: ComparedRun, _ second: ComparedRun) {
    settings = first.study.differences(from: second.study)
    inputs = first.inputs.differences(from: second.inputs)
    versions = Self.versions(first.results, second.results)
    patients = Patients(first.patients, second.patients)
    rows = Rows(first.results, second.results)
    measures = Self.measures(first.results, second.results)
    scores = Self.scores(first.results, second.results)
    areResultsEqual = first.digest == second.digest
  }

  private static func versions(_ first: StudyResults, _ second: StudyResults) -> [SettingDifference] {
    let own = [
      ("Apus", first.study.software, second.study.software),
      ("layout of results.json", "\(first.schema)", "\(second.schema)"),
    ]
    return own.filter { $0.1 != $0.2 }.map { SettingDifference(key: $0.0, first: $0.1, second: $0.2) }
      + libraries(first, second)
  }

  /// Libraries of another version, where both results record them.
  private static func libraries(_ first: StudyResults, _ second: StudyResults) -> [SettingDifference] {
    guard let own = first.provenance?.libraries, let others = second.provenance?.libraries else { return [] }
    let theirs = Dictionary(others.map { ($0.name, $0.version) }) { first, _ in first }
    let known = Dictionary(own.map { ($0.name, $0.version) }) { first, _ in first }
    let names = own.map(\.name) + others.map(\.name).filter { known[$0] == nil }
    return names.filter { known[$0] != theirs[$0] }
      .map { SettingDifference(key: $0, first: known[$0], second: theirs[$0]) }
  }
}

// Models and their figures.
extension RunComparison {
  /// A model of one protocol.
  private struct Place: Hashable {
    let evaluation: String
    let model: String
  }

  private struct Key: Hashable {
    let place: Place
    let measure: String
  }

  private static func measures(_ first: StudyResults, _ second: StudyResults) -> [Measure] {
    let (own, other) = (figures(first), figures(second))
    let (known, others) = (
      Dictionary(own) { first, _ in first }, Dictionary(other) { first, _ in first }
    )
    let keys = own.map(\.0) + other.map(\.0).filter { known[$0] == nil }
    return keys.map { key in
      let (a, b) = (known[key], others[key])
      let difference = a?.value.number.flatMap { a in b?.value.number.map { $0 - a } }
      return Measure(
        protocol: key.place.evaluation, model: key.place.model, measure: key.measure, first: a, second: b,
        difference: difference)
    }
  }

  private static func models(_ results: StudyResults) -> [(place: Place, model: ModelResult)] {
    results.protocols.flatMap { block in
      block.models.map { (Place(evaluation: block.evaluation.name.rawValue, model: $0.name), $0) }
    }
  }

  private static func figures(_ results: StudyResults) -> [(Key, Estimate)] {
    models(results).flatMap { place, model -> [(Key, Estimate)] in
      let key = { Key(place: place, measure: $0) }
      return [(key("AUC"), model.test.auc)]
        + (model.test.confusion.map { [(key("balanced accuracy"), Estimate($0.balancedAccuracy))] } ?? [])
        + [(key("Brier score"), Estimate(model.test.brier))]
    }
  }

  private static func scores(_ first: StudyResults, _ second: StudyResults) -> [ScoreDifference] {
    let others = Dictionary(models(second).map { ($0.place, $0.model) }) { first, _ in first }
    return models(first).compactMap { place, model in
      guard let other = others[place] else { return nil }
      let theirs = Dictionary(other.predictions.map { ($0.subject, $0.score) }) { first, _ in first }
      let pairs = model.predictions.compactMap { own in
        own.score.flatMap { score in (theirs[own.subject] ?? nil).map { (score, $0) } }
      }
      let differing = pairs.filter { $0.0 != $0.1 }
      guard !differing.isEmpty else { return nil }
      return ScoreDifference(
        protocol: place.evaluation, model: place.model, both: pairs.count, differing: differing.count,
        largest: differing.map { abs($0.1 - $0.0) }.max() ?? 0)
    }
  }
}

extension RunComparison.Rows {
  fileprivate init(_ first: StudyResults, _ second: StudyResults) {
    let names = { (results: StudyResults) in
      results.protocols.flatMap { block in block.models.map { "\($0.name) (\(block.evaluation.name.rawValue))" } }
    }
    let (own, others) = (names(first), names(second))
    onlyFirst = own.filter { !others.contains($0) }
    onlySecond = others.filter { !own.contains($0) }
  }
}

extension RunComparison.Patients {
  init(_ first: ComparedRun.Patients, _ second: ComparedRun.Patients) {
    let shared = Set(first.outcomes.keys).intersection(second.outcomes.keys)
    both = shared.count
    onlyFirst = first.outcomes.keys.filter { second.outcomes[$0] == nil }.sorted()
    onlySecond = second.outcomes.keys.filter { first.outcomes[$0] == nil }.sorted()
    otherOutcome = shared.filter { first.outcomes[$0] != second.outcomes[$0] }.sorted()
    otherSide = shared.filter { first.sides[$0] != second.sides[$0] }.sorted()
  }
}
