import Cohorts
import Records
import Results
import StudyFiles

/// Two runs side by side: what they measured, in what their settings differ, and whom they analysed.
package struct RunComparison: Codable, Sendable {
  package let measures: [Measure]
  package let settings: [Setting]
  package let patients: Patients

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

  /// A key of the study file that the two runs give another value.
  package struct Setting: Codable, Sendable {
    package let key: String
    /// `nil` where the file has no such key.
    package let first: String?
    package let second: String?
  }

  /// The patients who were analysed.
  package struct Patients: Codable, Sendable {
    package let both: Int
    package let onlyFirst: [String]
    package let onlySecond: [String]
    /// Patients whose outcome is another one.
    package let otherOutcome: [String]
  }

  /// - Parameter files: the study files of the runs, as they were run.
  init(_ first: ComparedRun, _ second: ComparedRun) {
    measures = Self.measures(first.results, second.results)
    settings = Self.settings(first.study.flatSettings, second.study.flatSettings)
    patients = Patients(first.outcomes, second.outcomes)
  }

  private struct Key: Hashable {
    let evaluation: String
    let model: String
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
        protocol: key.evaluation, model: key.model, measure: key.measure, first: a, second: b, difference: difference)
    }
  }

  private static func figures(_ results: StudyResults) -> [(Key, Estimate)] {
    results.protocols.flatMap { block in
      block.models.flatMap { model -> [(Key, Estimate)] in
        let key = { Key(evaluation: block.evaluation.name.rawValue, model: model.name, measure: $0) }
        return [(key("AUC"), model.test.auc)]
          + (model.test.confusion.map { [(key("balanced accuracy"), Estimate($0.balancedAccuracy))] } ?? [])
          + [(key("Brier score"), Estimate(model.test.brier))]
      }
    }
  }

  private static func settings(
    _ first: [(key: String, value: String)], _ second: [(key: String, value: String)]
  ) -> [Setting] {
    let (known, others) = (
      Dictionary(first.map { ($0.key, $0.value) }) { first, _ in first },
      Dictionary(second.map { ($0.key, $0.value) }) { first, _ in first }
    )
    let keys = first.map(\.key) + second.map(\.key).filter { known[$0] == nil }
    return keys.filter { known[$0] != others[$0] }.map { Setting(key: $0, first: known[$0], second: others[$0]) }
  }
}

extension RunComparison.Patients {
  fileprivate init(_ first: [String: String], _ second: [String: String]) {
    let shared = Set(first.keys).intersection(second.keys)
    both = shared.count
    onlyFirst = first.keys.filter { second[$0] == nil }.sorted()
    onlySecond = second.keys.filter { first[$0] == nil }.sorted()
    otherOutcome = shared.filter { first[$0] != second[$0] }.sorted()
  }
}

/// What a comparison needs of a run.
struct ComparedRun {
  let results: StudyResults
  /// The study file as it was run.
  let study: StudyFile
  /// The patients who were analysed, with their outcomes.
  let outcomes: [String: String]

  init(_ run: Listing.Run, _ results: StudyResults) throws(ServeError) {
    self.results = results
    do {
      study = try StudyFile(reading: "\(run.path)/\(RunFile.study)")
      let table = try CSVTable(reading: "\(run.path)/\(RunFile.patients)")
      let pairs = zip(table[PatientFile.subject] ?? [], table[PatientFile.outcome] ?? [])
      outcomes = Dictionary(pairs.map { ($0, $1) }) { first, _ in first }
    } catch {
      throw .unreadable("\(error)")
    }
  }
}
