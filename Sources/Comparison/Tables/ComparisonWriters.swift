import Foundation
import Mathematics
import Records
import Statistics

extension PredictionComparison {
  /// Results in full, keys sorted.
  public func json() throws -> String { try encoded(self) }

  /// One line per number.
  public var csv: String {
    CSVWriter.text(
      columns: ["models", "statistic", "value", "lower", "upper", "note"],
      rows: rows.map { row in
        [
          inert(row.subject), inert(row.statistic), row.value.value.map(CSVWriter.number) ?? "",
          row.interval.map { CSVWriter.number($0.lower) } ?? "", row.interval.map { CSVWriter.number($0.upper) } ?? "",
          inert(row.note),
        ]
      })
  }

  /// A table of models and a table of pairs for a manuscript.
  public var latex: String {
    let head = "Model & AUC (95\\,\\% CI) & Sensitivity & Specificity & PPV & NPV & MCC & Brier \\\\"
    let lines = models.map { "\(escaped($0.name)) & \($0.latexCells.joined(separator: " & ")) \\\\" }
    let pairHead =
      "Models (second less first) & AUC difference (95\\,\\% CI) & $p$ & $p$ (Holm) & NRI$_1$ & NRI$_0$ & IDI "
      + "(95\\,\\% CI) \\\\"
    let pairLines = pairs.map { pair in
      "\(escaped(pair.first)) -- \(escaped(pair.second)) & \(pair.latexCells.joined(separator: " & ")) \\\\"
    }
    return tabular("lrrrrrrr", head: head, lines: lines) + tabular("lrrrrrr", head: pairHead, lines: pairLines)
  }

  private func tabular(_ columns: String, head: String, lines: [String]) -> String {
    "\\begin{tabular}{\(columns)}\n\\hline\n\(head)\n\\hline\n\(lines.joined(separator: "\n"))"
      + "\n\\hline\n\\end{tabular}\n"
  }
}

extension PredictionModelResult {
  fileprivate var latexCells: [String] {
    let table = cutoffs.first?.table
    let shares = [
      table?.sensitivity, table?.specificity, table?.positivePredictiveValue, table?.negativePredictiveValue,
    ]
    return [spanned(auc.auc, interval: auc.interval)] + shares.map { decimal($0?.estimate.value) }
      + [decimal(table?.matthewsCorrelation.value), decimal(probabilities?.brier.score.value)]
  }
}

extension PredictionPairResult {
  fileprivate var latexCells: [String] {
    [
      spanned(deLong.difference, interval: deLong.interval), significance(deLong.pValue.value),
      significance(holm.value),
      decimal(categorical?.events.estimate.value), decimal(categorical?.nonEvents.estimate.value),
      idi.map { spanned($0.total.estimate, interval: $0.total.interval) } ?? "--",
    ]
  }
}

/// Three decimals, or a dash.
private func decimal(_ value: Double?, places: Int = 3) -> String {
  value.map { String(format: "$%.\(places)f$", $0) } ?? "--"
}

/// A p-value is never printed as 0.
private func significance(_ p: Double?) -> String { p.map { $0 < 0.001 ? "$<0.001$" : decimal($0) } ?? "--" }

private func spanned(_ value: Statistic, interval: ConfidenceInterval?) -> String {
  guard value.value != nil, let interval else { return decimal(value.value) }
  let places = decimals(showing: interval.lower, interval.upper, atLeast: 3)
  let limits = [interval.lower, interval.upper].map { decimal($0, places: places) }
  return "\(decimal(value.value, places: places)) (\(limits.joined(separator: " to ")))"
}

/// Text in which all special characters of LaTeX are escaped.
private func escaped(_ text: String) -> String {
  text.map { character in
    switch character {
    case "\\": "\\textbackslash{}"
    case "~": "\\textasciitilde{}"
    case "^": "\\textasciicircum{}"
    // In LaTeX's old font encoding these characters would print as others.
    case "<": "\\textless{}"
    case ">": "\\textgreater{}"
    case "|": "\\textbar{}"
    case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
    case let character where character.isNewline: " "
    default: "\(character)"
    }
  }.joined()
}

/// Text that no spreadsheet reads as a formula: an apostrophe is put before a character that would start one.
func inert(_ text: String) -> String {
  guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
  return "'" + text
}

package func encoded(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
