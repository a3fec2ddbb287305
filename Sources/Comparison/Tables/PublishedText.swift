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
      case 0: "no table gives the printed sensitivity, specificity, PPV and NPV"
      case 1: "one table, TP/FN/FP/TN \(tables[0].slashed)"
      default:
        "\(tables.count) tables, among them \(tables.prefix(5).map(\.slashed).joined(separator: ", ")); checked on the first"
      }
    return (["\(model.name): \(found)"] + checks.map { "  " + $0.text } + intervalText.map { "  " + $0 })
      .joined(separator: "\n")
  }

  private var intervalText: [String] {
    guard let interval = model.aucInterval else { return [] }
    let printed = "AUC interval \(interval.lower.text) to \(interval.upper.text)"
    guard !tablesBehindInterval.isEmpty else {
      return ["\(printed): no DeLong interval of hard labels; of scores, perhaps"]
    }
    let same = tablesBehindInterval.contains { tables.first == $0 }
    let names = tablesBehindInterval.map(\.slashed).joined(separator: ", ")
    return [
      "\(printed): DeLong's for the hard labels of \(names)\(same || tables.isEmpty ? "" : ", not of the table above")"
    ]
  }
}

extension PublishedModelAudit.Check {
  fileprivate var text: String {
    let number = computed.value.map { String(format: "%.6f", $0) } ?? "undefined"
    let verdict =
      switch agreement {
      case .rounded: "follows"
      case .roundedTwice: "follows, rounded twice"
      case .truncated: "follows, truncated"
      case .withinOneUnit: "one unit of the last decimal off"
      case nil: figure == .auc ? "is not the balanced accuracy: computed on scores, or an error" : "DOES NOT FOLLOW"
      }
    let equal = figure == .auc && agreement != nil ? ": it equals the balanced accuracy\(inference)" : ""
    return "\(figure.rawValue) \(printed.text), from the table \(number): \(verdict)\(equal)"
  }
}

extension PublishedModelAudit.Check {
  /// Two figures that agree by chance: of three decimals one in some hundred, of one decimal one in a few.
  private var inference: String {
    printed.decimals >= 3
      ? ", so it was computed on labels" : " as printed, which with \(printed.decimals) decimals may be chance"
  }
}

extension PrintedFigure {
  fileprivate var text: String { String(format: "%.\(decimals)f", value) }
}

extension PublishedTable.Step {
  /// Findings about one comparison.
  package var text: String {
    guard let audit else { return "\(first) -> \(second): needs exactly one table for both models on one test set" }
    return (["\(first) -> \(second)"] + audit.lines.map { "  " + $0 }).joined(separator: "\n")
  }
}

extension PublishedComparisonAudit {
  fileprivate var lines: [String] {
    var lines: [String] = []
    if reclassifications.isEmpty {
      lines.append("NRI: no reclassification between the two tables gives the printed figures, if any")
    } else {
      let found = reclassifications.map {
        "events \($0.eventsUp) up, \($0.eventsDown) down; non-events \($0.nonEventsUp) up, \($0.nonEventsDown) down"
      }
      lines.append("NRI: \(found.joined(separator: " or ")) (\(agreement.map { "\($0)" } ?? ""))")
    }
    if let idiEqualsNRI {
      lines.append(idiEqualsNRI ? "IDI: equals the NRI, so it was computed on labels" : "IDI: differs from the NRI")
    }
    if let idiFollowsFromLabels {
      lines.append("IDI with interval and p: \(idiFollowsFromLabels ? "follows" : "does not follow") from the labels")
    }
    if let p = labelPValue.value {
      let verdict = deLongAgreement == nil ? "is not that of labels" : "is that of labels, not of scores"
      lines.append("DeLong p: \(verdict) (\(String(format: "%.4f", p)))")
    }
    return lines
  }
}
