// The rules of ``ColumnFilter`` as steps.

extension LearningStep {
  static let variance = LearningStep.filter(
    "variance", "drops small variances", [StepOption("at-most", .number(0...1e300), "0.01")]
  ) { choice, _ in [ColumnFilter.variance(atMost: choice.number("at-most"))] }

  static let correlation = LearningStep.filter(
    "correlation", "drops copies of columns further left", [StepOption("above", .shares, "0.9")]
  ) { choice, _ in [ColumnFilter.correlation(above: choice.number("above"))] }

  static let reliability = LearningStep.filter(
    "reliability", "keeps columns with a given intraclass correlation",
    [StepOption("table", .path, nil), StepOption("at-least", .number(-1...1), "0.75")]
  ) { choice, context in
    let values = context.reliability[choice.word("table")] ?? [:]
    return [ColumnFilter.reliability(values, atLeast: choice.number("at-least"))]
  }

  static let welch = LearningStep.test("welch", .welch, "Welch's t test", below: "0.05", best: "0")
  static let student = LearningStep.test("student", .student, "Student's t test", below: "0.05", best: "0")
  static let mannWhitney = LearningStep.test(
    "mann-whitney", .mannWhitney, "Mann and Whitney's test", below: "1", best: "20")

  /// `below` 1 and `best` 0 set no limit.
  private static func test(
    _ name: String, _ test: ColumnFilter.Test, _ words: String, below: String, best: String
  ) -> LearningStep {
    let options = [StepOption("below", .shares, below), StepOption("best", .whole(0...100_000), best)]
    return .filter(name, "keeps small or the smallest p-values of \(words)", options) { choice, _ in
      let (limit, count) = (choice.number("below"), choice.whole("best"))
      return (limit < 1 ? [ColumnFilter.pValue(test, below: limit)] : [])
        + (count > 0 ? [ColumnFilter.best(count, by: test)] : [])
    }
  }

  static let falseDiscovery = LearningStep.filter(
    "false-discovery", "keeps small p-values adjusted by Benjamini and Hochberg",
    [
      StepOption("test", .words(["welch", "student", "mann-whitney"]), "mann-whitney"),
      StepOption("below", .shares, "0.05"),
    ]
  ) { choice, _ in
    let test: ColumnFilter.Test =
      switch choice.word("test") {
      case "welch": .welch
      case "student": .student
      default: .mannWhitney
      }
    return [ColumnFilter.falseDiscoveryRate(test, below: choice.number("below"))]
  }

  static let auc = LearningStep.filter(
    "auc", "keeps an AUC far enough from 0.5 either way", [StepOption("at-least", .number(0.5...1), "0.6")]
  ) { choice, _ in [ColumnFilter.auc(atLeast: choice.number("at-least"))] }
}
