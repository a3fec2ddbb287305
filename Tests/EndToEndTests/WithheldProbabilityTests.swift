import Foundation
import Results
import Testing
import TestSupport

/// What is said of probabilities depends on the split.
@Suite struct WithheldProbabilityTests {
  private func results(_ split: String) throws -> StudyResults {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "", split: split)
    let run = try Command("study", "run", file, "-o", scratch.file("run"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.output.contains("separate the outcomes completely"))
    let page = try scratch.read("run/report.html")
    #expect(!page.contains("separate the outcomes completely"))
    return try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
  }

  @Test func leaveOneOutHasNoFigureOfProbabilitiesAndSaysWhy() throws {
    let results = try results("split: {leave-one-out: true}")
    #expect(!results.models.isEmpty)
    for model in results.models {
      #expect(model.test.probabilities == nil)
      #expect(model.test.brier == .undefined(.invertedProbabilities))
    }
    for comparison in results.comparisons {
      #expect(comparison.discrimination.map { $0.value.value.number == nil && $0.p.number == nil } ?? true)
      // Calls are pulled the same way: their tests would find something in a third of noise.
      let improvement = try #require(comparison.reclassification).total
      #expect(improvement.p.number == nil && improvement.value.lower == nil && improvement.value.value.number != nil)
      #expect(improvement.p == .undefined(.invertedCalls))
    }
    #expect(results.findings.contains { $0.title.contains("AUCs of this split are too low") })
  }

  @Test func stratifiedFoldsKeepThem() throws {
    let results = try results("split: {nested: 4}")
    #expect(!results.models.isEmpty && results.models.allSatisfy { $0.test.probabilities != nil })
  }

  /// Words in the keys of figures that are made of probabilities.
  private static let words = [
    "brier", "calibration", "probabilit", "netbenefit", "emax", "hosmer", "observedtoexpected", "imprecision",
  ]

  /// Every figure of probabilities in a JSON tree, with its path; those of training patients are of one model.
  private func figures(_ value: Any, _ path: String = "") -> [(path: String, value: Any)] {
    if let list = value as? [Any] { return list.enumerated().flatMap { figures($1, "\(path)[\($0)]") } }
    guard let fields = value as? [String: Any] else { return [] }
    return fields.sorted { $0.key < $1.key }.flatMap { key, value -> [(path: String, value: Any)] in
      let plain = key.lowercased()
      let isOfTraining = plain == "training" || plain == "outoffold" || plain == "methods" || plain == "files"
      // A row of predictions has the probability itself, which is named as such and no figure of merit.
      let isPrediction = plain == "predictions" || plain == "study"
      if isOfTraining || isPrediction { return [] }
      let isFigure = Self.words.contains(where: plain.contains) || plain == "discrimination" && path.hasSuffix("]")
      return (isFigure ? [("\(path).\(key)", value)] : []) + figures(value, "\(path).\(key)")
    }
  }

  /// Numbers in a figure.
  private func numbers(_ value: Any) -> [Double] {
    switch value {
    case let list as [Any]: list.flatMap(numbers)
    case let fields as [String: Any]: fields.values.flatMap(numbers)
    case let number as NSNumber: [number.doubleValue]
    default: []
    }
  }

  private func reasons(_ value: Any) -> [String] {
    switch value {
    case let list as [Any]: list.flatMap(reasons)
    case let fields as [String: Any]: fields.values.flatMap(reasons)
    case let text as String: [text]
    default: []
    }
  }

  /// Every key of `results.json` under every split: in leave-one-out no figure of probabilities has a number, and what
  /// is there says why; in all others some has.
  @Test(arguments: [
    "leave-one-out: true", "nested: 3", "repeated: {folds: 3, times: 2}", "site: side", "train: 0.6", "every: 3",
  ])
  func everyFigureOfProbabilitiesUnder(split: String) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "protocol: both", split: "split: {\(split)}")
    let clinical = try scratch.read("clinical.csv").split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? "side" : row % 2 == 0 ? "A" : "B")"
    }
    _ = try scratch.write(clinical.joined(separator: "\n"), to: "clinical.csv")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    try #require(run.status == 0, "\(run.errors)")
    let tree = try JSONSerialization.jsonObject(with: Data(scratch.read("run/results.json").utf8))
    let found = try figures(#require((tree as? [String: Any])?["protocols"]))
    #expect(!found.isEmpty)
    guard split.hasPrefix("leave-one-out") else {
      #expect(found.contains { !numbers($0.value).isEmpty }, "\(split)")
      return
    }
    // Reclassification and the published discrimination are of calls, which have no such fault.
    for figure in found where !(figure.path.hasSuffix("discrimination") && figure.path.hasPrefix("[1]")) {
      #expect(numbers(figure.value).isEmpty, "\(figure)")
      #expect(reasons(figure.value).contains { $0.contains("withheld") }, "\(figure)")
    }
    for part in (tree as? [String: Any])?["differences"] as? [[String: Any]] ?? [] {
      guard (part["measure"] as? String)?.lowercased() == "brier" else { continue }
      #expect(numbers(part["sound"] ?? "").isEmpty && numbers(part["difference"] ?? "").isEmpty, "\(part)")
    }
    // The page shows none either.
    let page = try scratch.read("run/report.html")
    #expect(page.contains("withheld"))
  }
}
