import Foundation
import Testing

/// An audit that accuses sound studies is worth nothing: a hundred of odd shapes, of which it may refute none.
///
/// Every seed names a table, a split and steps; what a seed gave is in the message of a failure.
@Suite struct SoundStudiesTests {
  private static let splits = [
    "split: {train: 0.66}", "split: {leave-one-out: true}", "split: {nested: 3}",
    "split: {repeated: {folds: 3, times: 2}}", "split: {site: scanner}", "split: {column: side}", "split: {every: 3}",
  ]
  private static let steps = [
    "", "", "",
    "learning: {select: [{name: mrmr, keep: 3}]}",
    "learning: {filters: [{name: welch}], classifier: {name: logistic}}",
    "learning: {harmonise: {batch: scanner, unseen: estimate}}",
    "learning: {impute: {name: multiple, completions: 2}}",
    "learning: {oversample: synthetic, classifier: {name: naive-bayes}}",
    "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: nearest-neighbours}}",
    "learning: {select: [{name: rfecv-logistic}], classifier: {name: naive-bayes}}",
    "learning: {select: [{name: lasso}], oversample: random, classifier: {name: naive-bayes}}",
  ]
  /// What is odd about the columns.
  private enum Oddity: CaseIterable {
    case none, constant, nearlyConstant, allConstant, ties, missing, oneColumn, wide, hugeScales
  }

  private struct Shape: CustomStringConvertible {
    let seed: Int
    let oddity: Oddity
    let split: String
    let steps: String
    let patients: Int
    let events: Int

    init(seed: Int) {
      self.seed = seed
      let draw = uniformDraws(seed: UInt64(seed) &* 7919 &+ 17)
      for _ in 0..<5 { _ = draw() }
      oddity = Oddity.allCases[seed % Oddity.allCases.count]
      split = SoundStudiesTests.splits[seed % SoundStudiesTests.splits.count]
      steps = SoundStudiesTests.steps[Int(draw() * Double(SoundStudiesTests.steps.count))]
      patients = 24 + Int(draw() * 30)
      // Down to one event a fold.
      events = seed % 4 == 0 ? 6 : patients * (25 + Int(draw() * 30)) / 100
    }

    var description: String { "seed \(seed): \(oddity), \(split), \(steps), \(events) of \(patients)" }
  }

  private static func write(_ shape: Shape, _ scratch: Scratch) throws -> String {
    let draw = uniformDraws(seed: UInt64(shape.seed) &+ 1)
    let columns = shape.oddity == .oneColumn ? 1 : shape.oddity == .wide ? 60 : 14
    var features = "id," + (0..<columns).map { "f\($0)" }.joined(separator: ",") + "\n"
    var clinical = "patient,response,size,scanner,side\n"
    for row in 0..<shape.patients {
      // Spread over the rows, so that every site and side has both classes.
      let isEvent = row * shape.events / shape.patients != (row + 1) * shape.events / shape.patients
      let values = (0..<columns).map { column in cell(shape.oddity, row, column, isEvent, shape.patients, draw) }
      features += "Q\(row),\(values.joined(separator: ","))\n"
      let scanner = ["A", "B", "C"][Int(draw() * 3)]
      clinical += "Q\(row),\(isEvent ? "non-CR" : "CR"),\(Int(20 + 60 * draw())),\(scanner),"
      clinical += "\(draw() < 0.6 ? "train" : "test")\n"
    }
    _ = try scratch.write(features, to: "features.csv")
    _ = try scratch.write(clinical, to: "clinical.csv")
    return try scratch.write(
      """
      apus: 1
      name: Sound
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors: {size: {type: continuous, cut: 50}}
      models: {selected-features: 4}
      features: {table: features.csv, id: id}
      \(shape.split)
      \(shape.steps)
      """, to: "study.yaml")
  }

  private static func cell(
    _ oddity: Oddity, _ row: Int, _ column: Int, _ isEvent: Bool, _ patients: Int, _ draw: () -> Double
  ) -> String {
    let value = draw() + draw() + draw() + (isEvent && column < 2 ? 0.4 : 0)
    switch oddity {
    case .none, .oneColumn, .wide: return "\(value)"
    case .constant: return column < 8 ? "3" : "\(value)"
    // Columns that differ in one patient only, so that the folds that hold this patient out have none.
    case .nearlyConstant: return row == patients / 2 ? "\(value)" : "1.5"
    case .allConstant: return "2"
    case .ties: return "\((value * 3).rounded() / 3)"
    case .missing: return draw() < 0.1 ? "" : "\(value)"
    case .hugeScales: return column % 2 == 0 ? "\(value * 1e9)" : "\(value * 1e-9)"
    }
  }

  @Test(arguments: 0..<100) func theAuditRefutesNothing(seed: Int) throws {
    let shape = Shape(seed: seed)
    let scratch = try Scratch()
    let run = try Command("study", "run", try Self.write(shape, scratch), "-o", scratch.file("run"), "--quiet")
    // Only a table without a column that varies may end without a model; every other study is audited.
    guard run.status == 0 || run.status == 2 else {
      #expect(shape.oddity == .allConstant && run.status == 1, "\(shape): \(run.status) \(run.errors)")
      return
    }
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 0, "\(shape)\n\(audit.output)")
  }
}
