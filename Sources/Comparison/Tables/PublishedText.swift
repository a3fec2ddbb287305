import Foundation
import Statistics

extension ConfusionMatrix {
  /// TP/FN/FP/TN.
  var slashed: String { "\(truePositives)/\(falseNegatives)/\(falsePositives)/\(trueNegatives)" }
}

extension PublishedModelAudit {
  /// Findings about one model.
  package var text: String {
    let found =
      switch tables.count {
      case 0: "no 2x2 table gives the published sensitivity, specificity, PPV and NPV"
      case 1: "one 2x2 table fits, TP/FN/FP/TN \(tables[0].slashed)"
      default:
        "\(tables.count) 2x2 tables fit, among them \(tables.prefix(5).map(\.slashed).joined(separator: ", ")); "
          + "the checks use the first"
      }
    return (["\(model.name): \(found)"] + checks.map { "  " + $0.text } + intervalText.map { "  " + $0 })
      .joined(separator: "\n")
  }

  private var intervalText: [String] {
    guard let interval = model.aucInterval else { return [] }
    let printed = "AUC interval \(interval.lower.text) to \(interval.upper.text)"
    guard !tablesBehindInterval.isEmpty else {
      return ["\(printed): not a DeLong interval of predicted classes, but possibly one of scores"]
    }
    let same = tablesBehindInterval.contains { tables.first == $0 }
    let names = tablesBehindInterval.map(\.slashed).joined(separator: ", ")
    return [
      "\(printed): DeLong's interval for the predicted classes of "
        + "\(names)\(same || tables.isEmpty ? "" : ", not of the table above")"
    ]
  }
}

extension PublishedModelAudit.Check {
  fileprivate var text: String {
    let number = computed.value.map { String(format: "%.6f", $0) } ?? "undefined"
    let verdict =
      switch agreement {
      case let agreement?: agreement.words
      case nil: figure == .auc ? "is not the balanced accuracy: computed from scores, or an error" : "NOT CONSISTENT"
      }
    let equal = figure == .auc && agreement != nil ? ": it equals the balanced accuracy\(inference)" : ""
    return "\(figure.rawValue) \(printed.text), from the table \(number): \(verdict)\(equal)"
  }
}

extension PublishedModelAudit.Check {
  /// Two numbers may agree by chance: with three decimals once in some hundred cases, with one decimal once in a few.
  private var inference: String {
    printed.decimals >= 3
      ? ", so it was computed from predicted classes"
      : " as published, which with \(printed.decimals) decimals may be chance"
  }
}

extension PrintedFigure {
  fileprivate var text: String { String(format: "%.\(decimals)f", value) }
}

extension PublishedTable.Step {
  /// Findings about one comparison.
  package var text: String {
    guard let audit else {
      return "\(first) -> \(second): the check needs exactly one 2x2 table for each of the models, on the same test set"
    }
    return (["\(first) -> \(second)"] + audit.lines.map { "  " + $0 }).joined(separator: "\n")
  }
}

extension PublishedComparisonAudit {
  fileprivate var lines: [String] {
    var lines: [String] = []
    if reclassifications.isEmpty {
      lines.append("NRI: no reclassification between the two 2x2 tables gives the published numbers, if there are any")
    } else {
      let found = reclassifications.map {
        "events \($0.eventsUp) up, \($0.eventsDown) down; non-events \($0.nonEventsUp) up, \($0.nonEventsDown) down"
      }
      lines.append("NRI: \(found.joined(separator: " or "))\(agreement.map { " (\($0.words))" } ?? "")")
    }
    if let idiEqualsNRI {
      lines.append(
        idiEqualsNRI
          ? "IDI: equals the NRI, so it was computed from predicted classes"
          : "IDI: differs from the NRI")
    }
    if let idiFollowsFromLabels {
      lines.append(
        "IDI with interval and p: \(idiFollowsFromLabels ? "consistent" : "not consistent") with a "
          + "computation from predicted classes")
    }
    if let p = labelPValue.value {
      let verdict =
        deLongAgreement == nil
        ? "is not that of predicted classes"
        : "is that of predicted classes, not of scores"
      lines.append("DeLong p: \(verdict) (\(String(format: "%.4f", p)))")
    }
    return lines
  }
}

extension PrintedFigure.Agreement {
  /// How a printed figure follows from the exact one, in words.
  fileprivate var words: String {
    switch self {
    case .rounded: "follows"
    case .roundedTwice: "consistent, if rounded twice"
    case .truncated: "consistent, if truncated"
    case .withinOneUnit: "differs by one unit of the last decimal"
    }
  }
}
