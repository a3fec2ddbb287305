import Foundation
import Results

/// A generated study of a hundred patients, thirty features in six families and a clinical table, sound until a leak is
/// put in.
struct LeakyStudy {
  static let patients = 100
  let seed: UInt64
  let draw: () -> Double
  var ids: [String]
  var outcomes: [Bool]
  /// Features by column.
  var names: [String]
  var values: [[Double]]
  /// Columns of the clinical table besides id and outcome, cells as they are written.
  var clinical: [(name: String, cells: [String])]
  /// Factors of the study file by name, with their sections.
  var factors: [(name: String, section: String)]
  /// Further lines of the study file, and what stands in `cohort`.
  var extra = ""
  var cohort = ""
  var split = "split: {train: 0.8}"
  /// Cells of the feature table that are not the numbers, by column and row.
  var cells: [String: [Int: String]] = [:]

  init(seed: UInt64) {
    self.seed = seed
    let draw = uniformDraws(seed: seed &* 7919 &+ 3)
    self.draw = draw
    for _ in 0..<9 { _ = draw() }
    ids = (0..<Self.patients).map { "K\(101 + $0)" }
    outcomes = ids.map { _ in draw() < 0.42 }
    let own = outcomes
    let normal = { (-2 * log(1 - draw())).squareRoot() * cos(2 * Double.pi * draw()) }
    let causes = (0..<6).map { cause in own.map { normal() + ($0 && cause == 0 ? 0.5 : 0) } }
    names = (0..<30).map { "original_f\($0)" }
    values = (0..<30).map { at in
      let (shift, scale) = (20 * normal(), exp(normal()))
      return causes[at % 6].map { shift + scale * ($0 + 0.7 * normal()) }
    }
    let pick = { (levels: [String]) in own.map { _ in levels[Int(draw() * Double(levels.count))] } }
    clinical = [
      ("age", own.map { _ in "\(Int(35 + 45 * draw()))" }), ("stage", pick(["I", "II", "III"])),
      ("scanner", pick(["A", "B", "C"])),
    ]
    factors = [("age", "{type: continuous}"), ("stage", "{type: categorical}")]
  }

  mutating func normal() -> Double { (-2 * log(1 - draw())).squareRoot() * cos(2 * Double.pi * draw()) }

  /// A new clinical column that the models read.
  mutating func addFactor(_ name: String, _ type: String, _ cells: [String]) {
    clinical.append((name, cells))
    factors.append((name, "{type: \(type)}"))
  }

  /// A new feature.
  mutating func addFeature(_ name: String, _ column: [Double]) {
    names.append(name)
    values.append(column)
  }

  /// Rows of `count` in a row become one patient: one outcome and one age, features that differ by `spread` deviations.
  mutating func repeatPatients(_ count: Int, spread: Double) {
    for row in ids.indices { outcomes[row] = outcomes[row / count * count] }
    for at in values.indices {
      let column = values[at]
      let mean = column.reduce(0, +) / Double(column.count)
      let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)).squareRoot()
      for row in ids.indices { values[at][row] = column[row / count * count] + spread * deviation * normal() }
    }
  }

  /// The features become the `kept` of so many columns of noise whose means differ most between the classes.
  mutating func chooseFromNoise(_ kept: Int, of count: Int) {
    var noise: [[Double]] = []
    for _ in 0..<count { noise.append(ids.map { _ in normal() }) }
    let outcomes = outcomes
    func apart(_ column: [Double]) -> Double {
      let sides = [true, false].map { side in zip(column, outcomes).filter { $0.1 == side }.map(\.0) }
      return abs(sides[0].reduce(0, +) / Double(sides[0].count) - sides[1].reduce(0, +) / Double(sides[1].count))
    }
    values = Array(noise.map { ($0, apart($0)) }.sorted { $0.1 > $1.1 }.prefix(kept).map(\.0))
    names = values.indices.map { "f\($0)" }
  }

  func write(_ scratch: Scratch) throws -> String {
    var features = "id," + names.joined(separator: ",") + "\n"
    var table = "patient,response," + clinical.map(\.name).joined(separator: ",") + "\n"
    for row in ids.indices {
      let own = names.indices.map { cells[names[$0]]?[row] ?? "\(values[$0][row])" }
      features += "\(ids[row]),\(own.joined(separator: ","))\n"
      table +=
        "\(ids[row]),\(outcomes[row] ? "non-CR" : "CR"),\(clinical.map { $0.cells[row] }.joined(separator: ","))\n"
    }
    _ = try scratch.write(features, to: "features.csv")
    _ = try scratch.write(table, to: "clinical.csv")
    return try scratch.write(
      """
      apus: 1
      name: Leaks
      cohort: {table: clinical.csv, id: patient\(cohort)}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors: {\(factors.map { "\($0.name): \($0.section)" }.joined(separator: ", "))}
      models: {selected-features: 4}
      features: {table: features.csv, id: id}
      \(extra.contains("learning:") ? "" : "learning: {select: [{name: mrmr, keep: 4}], classifier: {name: logistic}}")
      \(split)
      \(extra)
      """, to: "study.yaml")
  }

  /// Titles of the findings of a run by the built command; the sentences of a refusal where it refuses.
  func findings(_ scratch: Scratch) throws -> [Finding] {
    let run = try Command("study", "run", write(scratch), "-o", scratch.file("run"), "--quiet")
    guard run.status == 0 || run.status == 2 else { return [Finding(.nothingCanBeConcluded, run.errors)] }
    let data = try Data(contentsOf: URL(filePath: scratch.file("run/results.json")))
    return try JSONDecoder().decode(StudyResults.self, from: data).findings
  }

  static func standardised(_ column: [Double]) -> [Double] {
    let mean = column.reduce(0, +) / Double(column.count)
    let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)).squareRoot()
    return column.map { ($0 - mean) / deviation }
  }

  /// The event's cell with a share of patients whose cell is that of the other class.
  mutating func flipped(_ event: String, _ other: String, _ share: Double) -> [String] {
    outcomes.map { ($0 != (draw() < share)) ? event : other }
  }
}
