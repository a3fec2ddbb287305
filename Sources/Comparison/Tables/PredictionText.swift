import Foundation
import Statistics

extension PredictionComparison {
  /// All numbers as aligned text, after the notes that must be known first.
  public var text: String {
    var lines = ["\(file): \(subjects) subjects, \(events) events, \(models.count) models"]
    lines += caveats.map { "note: \($0)" }
    let names = rows.map { "\($0.subject)  \($0.statistic)" }
    let width = names.map(\.count).max() ?? 0
    for (name, row) in zip(names, rows) {
      let note = row.note.isEmpty ? "" : "  (\(row.note))"
      lines.append(name + String(repeating: " ", count: width - name.count + 2) + row.number + note)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Notes that must be known before any number.
  public var caveats: [String] {
    var list: [String] = []
    if !incompleteRows.isEmpty {
      let shown = incompleteRows.prefix(10).map { "\($0)" }.joined(separator: ", ")
      list.append(
        """
        \(incompleteRows.count == 1 ? "1 row" : "\(incompleteRows.count) rows") left out because an outcome or score \
        is missing (the first below the header is row 1): \(shown)\(incompleteRows.count > 10 ? ", …" : "")
        """
      )
    }
    if !columnsLeftOut.isEmpty {
      let names = columnsLeftOut.map { $0.isEmpty ? "a column without a name" : "\"\($0)\"" }.joined(separator: ", ")
      list.append(
        "columns left out, because they do not look like scores of a model: \(names); "
          + "name columns of scores with --score")
    }
    list.append("models: " + models.map { "\"\($0.name)\"" }.joined(separator: ", "))
    list += remarks
    if let clusters {
      list.append(
        "\(subjects) rows of \(clusters) clusters: AUCs, their differences and the bootstrap account for clusters; "
          + "intervals and tests of shares, calibration, net benefit, NRI, IDI and McNemar are withheld, "
          + "because they take rows as independent")
    }
    if let subgroups { list.append(subgroups.caveat) }
    if events == 0 || events == subjects {
      list.append(
        "all subjects have the same outcome, so nothing can be compared")
    }
    if events > 0, events < subjects {
      list += SmallClasses.sentence(events: events, nonEvents: subjects - events).map { [$0] } ?? []
    }
    if events < SmallClasses.eventsForCalibration {
      list.append("there are fewer than 100 events, so calibration curve and ICI are imprecise")
    }
    if resamples < settings.resamples { list.append("only \(resamples) bootstrap samples, because the table is large") }
    if !pairs.isEmpty {
      list.append(signs)
      list.append(
        "\(pairs.count) comparison\(pairs.count == 1 ? " was" : "s were") made; the adjustments of the DeLong "
          + "p-values by Holm and by Benjamini-Hochberg are over "
          + (families.map { "those of each protocol (\($0.map { "\($0)" }.joined(separator: ", ")))" } ?? "all of them")
      )
      list.append(NetReclassification.warning)
    }
    list.append("Youden cutoffs were chosen on these same subjects, so results at these cutoffs are too optimistic")
    return list
  }
}

extension ResultRow {
  /// The value with its interval, or a dash.
  public var number: String {
    guard let value = value.value else { return "-" }
    if isCount { return "\(Int(value))" }
    let text = ResultRow.printed(value)
    guard let interval else { return text }
    return "\(text) (\(ResultRow.printed(interval.lower)) to \(ResultRow.printed(interval.upper)))"
  }

  private static func printed(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e6, abs(value) > 1 { return "\(Int(value))" }
    if value != 0, abs(value) < 0.0005 { return String(format: "%.2e", value) }
    return value.isFinite ? String(format: "%.3f", value) : "\(value)"
  }
}
