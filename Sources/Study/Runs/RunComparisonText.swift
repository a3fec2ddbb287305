import Foundation
import Results
import StudyFiles

extension RunComparison {
  /// Why two runs differ, in words: causes first, then results.
  /// - Parameter names: what the runs are called.
  package func text(_ names: (first: String, second: String)) -> String {
    let blocks = [settingLines, inputLines, versionLines, patientLines, rowLines, measureLines].filter { !$0.isEmpty }
    return (["first: \(names.first)", "second: \(names.second)", conclusion] + blocks.flatMap { [""] + $0 })
      .joined(separator: "\n") + "\n"
  }

  /// What a reader learns in one sentence.
  package var conclusion: String {
    let causes = [
      (settings.count, "setting"), (inputs.count, "input"), (versions.count, "version"),
      (patients.areEqual ? 0 : 1, "cohort"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    switch (areResultsEqual, causes.isEmpty) {
    case (true, true): return "The runs are identical: the same settings, inputs and results."
    case (true, false): return "The results are identical although \(causes.joined(separator: ", ")) differ."
    case (false, false): return "The results differ, and so do: \(causes.joined(separator: ", "))."
    case (false, true):
      return
        "The results differ, but no setting, recorded input, version or patient does. An input that is not recorded "
        + "may have changed (clinical factors, weights), or one results.json was changed: apus verify and apus audit find "
        + "out."
    }
  }

  private var settingLines: [String] {
    settings.isEmpty
      ? [] : ["Settings (first instead of second)"] + settings.map { "  \($0)" }
  }

  private var inputLines: [String] {
    inputs.isEmpty ? [] : ["Inputs"] + inputs.map { "  \($0.words)" }
  }

  private var versionLines: [String] {
    versions.isEmpty ? [] : ["Versions"] + versions.map { "  \($0)" }
  }

  private var patientLines: [String] {
    guard !patients.areEqual else {
      return ["Patients", "  \(patients.both) in both runs, with the same outcomes and sides"]
    }
    let groups = [
      ("only in the first", patients.onlyFirst), ("only in the second", patients.onlySecond),
      ("with another outcome", patients.otherOutcome), ("on another side of the split", patients.otherSide),
    ]
    return ["Patients", "  \(patients.both) in both runs"]
      + groups.filter { !$0.1.isEmpty }.map { name, ids in
        "  \(ids.count) \(name): \(ids.prefix(10).joined(separator: ", "))\(ids.count > 10 ? ", ..." : "")"
      }
  }

  private var rowLines: [String] {
    let lines =
      rows.onlyFirst.map { "  only in the first: \($0)" } + rows.onlySecond.map { "  only in the second: \($0)" }
      + scores.map { one in
        "  \(one.model) (\(one.protocol)): \(one.differing) of \(one.both) patients have another score, by up to "
          + String(format: "%.4g", one.largest)
      }
    return lines.isEmpty ? [] : ["Models"] + lines
  }

  private var measureLines: [String] {
    let changed = measures.filter { $0.first?.value != $0.second?.value }
    guard !changed.isEmpty else {
      return areResultsEqual ? [] : ["Results", "  no AUC, balanced accuracy or Brier score differs"]
    }
    let number = { (value: Estimate?) in value?.value.number.map { String(format: "%.3f", $0) } ?? "-" }
    return ["Results (first, second, second minus first; without a test, since the runs are not of one question)"]
      + changed.map { one in
        "  \(one.model) (\(one.protocol)), \(one.measure): \(number(one.first)), \(number(one.second))"
          + (one.difference.map { String(format: ", %+.3f", $0) } ?? "")
      }
  }
}
