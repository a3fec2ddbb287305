import Foundation
import Learning
import TestSupport

/// A data set of `oracles/sklearn_models.json` (scikit-learn 1.9.1), split as there: row `i` is test when `i % 3 == 2`.
struct ScikitLearn {
  let reference: [String: Any]
  let training: TrainingTable
  let test: TrainingTable

  static let names = ["wdbc", "radiomics167x400"]

  init(_ name: String) throws {
    let all = try JSONSerialization.jsonObject(
      with: Data(contentsOf: ReferenceData.file("oracles/sklearn_models.json")))
    let sets = (all as? [String: Any])?["datasets"] as? [String: Any]
    reference = sets?[name] as? [String: Any] ?? [:]
    let lines = try Self.unpack("oracles/data/\(name).csv.gz").split(whereSeparator: \.isNewline)
    let columns = lines[0].split(separator: ",").dropFirst(2).map(String.init)
    let fields = lines.dropFirst().map { $0.split(separator: ",") }
    let table = TrainingTable(
      subjects: fields.map { String($0[0]) }, columns: columns,
      rows: fields.map { $0.dropFirst(2).map { Double($0) } }, outcomes: fields.map { $0[1] == "1" })
    training = table.rows(table.subjects.indices.filter { $0 % 3 != 2 })
    test = table.rows(table.subjects.indices.filter { $0 % 3 == 2 })
  }

  private static func unpack(_ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-dc", try ReferenceData.file(path).path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// Training and test table, scaled by the training table.
  var scaled: (training: TrainingTable, test: FeatureTable) {
    var log = FitLog()
    let scaler = StandardScaling().fit(training, log: &log)
    return (
      TrainingTable(features: scaler.transform(training.features), outcomes: training.outcomes.events),
      scaler.transform(test.features)
    )
  }

  /// scikit-learn's `KFold(5, shuffle=True, random_state=10)` of the training rows, which is not stratified.
  var folds: Folds {
    var assignment = [Int](repeating: 0, count: training.subjects.count)
    for (fold, positions) in (dictionary("kfold")["test_folds"] as? [[Int]] ?? []).enumerated() {
      for position in positions { assignment[position] = fold }
    }
    return Folds(assignment: assignment)
  }

  func dictionary(_ key: String) -> [String: Any] { reference[key] as? [String: Any] ?? [:] }
}

/// The classifier of scikit-learn's parameters.
func classifier(_ parameters: [String: Any], tolerance: Double) -> SupportVectorClassifier {
  let cost = (parameters["C"] as? NSNumber)?.doubleValue ?? 1
  let gamma = (parameters["gamma"] as? NSNumber)?.doubleValue ?? 0
  let kernel: SupportVectorKernel =
    switch parameters["kernel"] as? String {
    case "rbf": .radial(gamma: gamma)
    case "sigmoid": .sigmoid(gamma: gamma)
    default: .linear
    }
  return SupportVectorClassifier(kernel: kernel, cost: cost, tolerance: tolerance)
}

/// Rows of a table as a classifier wants them.
func rows(_ table: FeatureTable) -> [[Double]] {
  table.subjects.indices.map { row in
    table.columns.indices.map { table.value(row: row, column: $0) ?? .nan }
  }
}

/// The largest difference of two lists.
func distance(_ found: [Double], _ expected: [Double]?) -> Double {
  guard let expected, expected.count == found.count else { return .infinity }
  return zip(found, expected).map { abs($0 - $1) }.max() ?? 0
}
