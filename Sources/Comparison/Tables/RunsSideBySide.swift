import Execution
import Foundation
import Learning
import Records

extension PredictionTable {
  /// The `predictions.csv` of several runs side by side, on the patients whom all of them scored.
  ///
  /// Each model is compared with itself in the other runs: what another setting changed is asked, and every further
  /// pair would make each adjusted p-value larger. Runs that have no model in common are compared model by model.
  /// - Throws: ``PredictionError`` for a file of another kind, for patients of whom runs know different outcomes, and
  ///   for runs that hardly share a patient.
  package init(sideBySide paths: [String], columns: Columns = Columns()) throws(PredictionError) {
    precondition(paths.count > 1, "several runs")
    var tables: [PredictionTable] = []
    for path in paths {
      let table = try PredictionTable(reading: path, columns: columns)
      guard table.protocols != nil else { throw PredictionError(file: path, problem: .notOfRun) }
      if let first = tables.first { try table.requireSamePatients(as: first) }
      tables.append(table)
    }
    let labels = Self.labels(paths)
    let shared = tables[0].subjects.filter { subject in
      tables.allSatisfy { $0.positions[subject] != nil }
    }
    guard shared.count > 1 else {
      throw PredictionError(file: paths[1], problem: .fewShared(shared.count, other: paths[0]))
    }
    let parts = tables.map { table in table.part(shared.compactMap { table.positions[$0] }) }
    let places = parts.indices.flatMap { run in parts[run].models.indices.map { (run: run, model: $0) } }
    self.init(
      file: paths.joined(separator: ", "), subjects: shared, outcomes: parts[0].outcomes,
      models: places.map { "\(labels[$0.run]): \(parts[$0.run].models[$0.model])" },
      scores: places.map { parts[$0.run].scores[$0.model] }, risks: places.map { parts[$0.run].risks[$0.model] },
      clusters: parts.compactMap(\.clusters).first, families: Self.families(parts, places),
      protocols: places.map { parts[$0.run].protocols?[$0.model] ?? .sound },
      pooled: parts.compactMap(\.pooled).first, remarks: Self.remarks(tables, labels: labels, shared: shared.count))
  }

  private var positions: [String: Int] {
    Dictionary(subjects.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Refuses runs of other patients, and of another question on the same ones.
  private func requireSamePatients(as other: PredictionTable) throws(PredictionError) {
    let known = other.positions
    let shared = subjects.enumerated().compactMap { at, subject in known[subject].map { (own: at, other: $0) } }
    if let wrong = shared.first(where: { outcomes[$0.own] != other.outcomes[$0.other] }) {
      throw PredictionError(file: file, problem: .otherOutcome(subjects[wrong.own], other: other.file))
    }
    guard shared.count * 2 >= min(subjects.count, other.subjects.count) else {
      throw PredictionError(file: file, problem: .fewShared(shared.count, other: other.file))
    }
  }

  /// The names of the folders, or the paths if two folders have one name.
  private static func labels(_ paths: [String]) -> [String] {
    let names = paths.map { URL(filePath: $0).standardizedFileURL.deletingLastPathComponent().lastPathComponent }
    return Set(names).count == names.count ? names : paths
  }

  /// The pairs of each protocol: a model in two runs, or if no model is in two runs, any two of different runs.
  private static func families(
    _ parts: [PredictionTable], _ places: [(run: Int, model: Int)]
  ) -> [[ModelPair]] {
    let own = places.map { parts[$0.run].protocols?[$0.model] ?? .sound }
    let across = ProtocolName.allCases.map { name in
      ModelPair.all(of: places.indices.filter { own[$0] == name }).filter {
        places[$0.first].run != places[$0.second].run
      }
    }
    let name = { (at: Int) in parts[places[at].run].models[places[at].model] }
    let same = across.map { $0.filter { name($0.first) == name($0.second) } }
    return (same.allSatisfy(\.isEmpty) ? across : same).filter { !$0.isEmpty }
  }

  private static func remarks(_ tables: [PredictionTable], labels: [String], shared: Int) -> [String] {
    let lost = zip(labels, tables).filter { $1.subjects.count > shared }.map { label, table in
      "\(table.subjects.count - shared) of \(table.subjects.count) in \(label)"
    }
    let own = zip(labels, tables).flatMap { label, table in table.remarks.map { "\(label): \($0)" } }
    return [
      "runs side by side: a model is compared with itself in another run. Runs can differ in patients, in settings or in "
        + "both; apus diff says in what"
    ]
      + (lost.isEmpty ? [] : ["patients whom not every run scored are left out: \(lost.joined(separator: ", "))"]) + own
  }
}
