import ArgumentParser
import Comparison
import Foundation
import Records
import Report
import Statistics

/// `apus compare PREDICTIONS.csv` and `apus compare --published TABLE.csv`.
struct CompareCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare models by their scores, or check a published table.",
    usage: """
      apus compare PREDICTIONS.csv [--cutoff 0.5] [--csv F] [--json F] [--html F] [--latex F]
      apus compare RUN/predictions.csv OTHER/predictions.csv
      apus compare FIRST.csv SECOND.csv --unpaired
      apus compare --published TABLE.csv [--comparisons F] --events 19 --non-events 66
      """,
    discussion: """
      PREDICTIONS.csv has a column of subjects (id or subject), one of outcomes (y or outcome), and one of scores per \
      model; higher scores mean the event. The predictions.csv of a study run is recognised: its models are compared, \
      each protocol by itself, and those of several runs side by side. Documentation/compare.md lists the methods and the columns of a published \
      table.
      Exit codes: 0 complete; 64 usage; 65 bad input.

      Examples:
        apus compare results/predictions.csv --html compare.html
        apus compare ours.csv theirs.csv --unpaired
        apus compare --published table2.csv --events 19 --non-events 66
      """)

  @Argument(help: "Table of predictions; with --published a table of published results.", completion: .file())
  var table: String

  @Argument(
    help: "The predictions.csv of further runs; with --unpaired one more table, with scores of different subjects.",
    completion: .file())
  var others: [String] = []

  @Flag(help: "Compare the AUCs of two tables of different subjects.")
  var unpaired = false

  @Option(help: "Column of clusters: rows with the same value belong together, such as the lesions of a patient.")
  var cluster: String?

  @Option(help: "Column of subgroups: all results for each of its levels, and comparisons of AUCs between them.")
  var by: String?

  @Flag(help: "Reconstruct the 2x2 tables behind published results and say which results are consistent.")
  var published = false

  @Option(help: "Table of published comparisons of the models, with --published.", completion: .file())
  var comparisons: String?

  @Option(help: "Events of the published test set.")
  var events: Int?

  @Option(help: "Non-events of the published test set.")
  var nonEvents: Int?

  @Option(help: "Column of subjects (default: id or subject).")
  var subject: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: "A code for \"missing\" in columns of scores, such as -999; repeatable.")
  var missing: [String] = []

  @Flag(help: "Accept values that look like codes for \"missing\" as scores.")
  var keepCodes = false

  @Option(help: "Column of outcomes (default: y or outcome).")
  var outcome: String?

  @Option(
    parsing: .unconditional, help: "Value of the outcome that is the event (default: 1, if the other is 0).")
  var event: String?

  @Option(
    name: [.customLong("score"), .customLong("columns")],
    help: "Column of scores of a model, or a model of a run by its key; repeatable (default: all).")
  var score: [String] = []

  @Option(parsing: .unconditionalSingleValue, help: "A cutoff in addition to Youden's; repeatable.")
  var cutoff: [Double] = []

  @Option(
    name: .customLong("at-sensitivity"),
    help: "Use the most specific cutoff with at least this sensitivity; repeatable.")
  var sensitivities: [Double] = []

  @Option(
    name: .customLong("at-specificity"),
    help: "Use the most sensitive cutoff with at least this specificity; repeatable.")
  var specificities: [Double] = []

  @Option(
    help:
      "Use the cutoff with the lowest expected cost; a missed event costs this many false alarms. Repeatable."
  )
  var missCost: [Double] = []

  @Option(help: "Prevalence for --miss-cost (default: that of the table).")
  var prevalence: Double?

  @Option(help: "Start of the ranges of the partial AUCs; they end at 1.")
  var partialFrom = 0.8

  @Option(help: "Range of a partial AUC, such as specificity:0.7-0.9 or sensitivity:0.8-1; repeatable.")
  var partial: [PartialRange] = []

  @OptionGroup var probability: ProbabilityOptions

  @Option(
    parsing: .unconditionalSingleValue,
    help: "A boundary between risk categories of the NRI; repeatable (default: 0.5).")
  var category: [Double] = []

  @OptionGroup var resampling: ResamplingOptions

  @Option(help: "CSV file for all results.", completion: .file())
  var csv: String?

  @Option(help: "JSON file for all results, with curves.", completion: .file())
  var json: String?

  @Option(help: "HTML file for the results.", completion: .file())
  var html: String?

  @Option(help: "LaTeX file for the tables.", completion: .file())
  var latex: String?

  func validate() throws {
    guard (cutoff + category).allSatisfy(\.isFinite) else {
      throw ValidationError(
        "--cutoff and --category take finite numbers.")
    }
    guard (sensitivities + specificities).allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      throw ValidationError("--at-sensitivity and --at-specificity take a share above 0 and at most 1, such as 0.9.")
    }
    let files = [csv, json, html, latex].compactMap(\.self)
    guard Set(files).count == files.count else {
      throw ValidationError(
        "The same file is given for two results. Give each result a different file.")
    }
    guard missCost.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw ValidationError("--miss-cost takes a number above 0.")
    }
    guard (0..<1).contains(partialFrom) else {
      throw ValidationError(
        "--partial-from takes a share of at least 0 and below 1.")
    }
    if let prevalence, missCost.isEmpty || !(prevalence > 0 && prevalence < 1) {
      throw ValidationError("--prevalence takes a share between 0 and 1 and needs --miss-cost.")
    }
    if published, csv != nil || html != nil || latex != nil {
      throw ValidationError("--published prints text. It can be combined with --json, but not with other result files.")
    }
    guard !unpaired || others.count == 1 else {
      throw ValidationError("--unpaired needs two tables, but \(others.count + 1) were given.")
    }
    guard others.isEmpty || !published else { throw ValidationError("--published takes one table.") }
    guard others.isEmpty || unpaired || by == nil else {
      throw ValidationError("--by needs one table. Give the predictions of a run alone.")
    }
    if unpaired, html != nil || latex != nil || published || by != nil {
      throw ValidationError(
        "--unpaired prints text. It can be combined with --csv and --json, but not "
          + "with --published, --by or other result files.")
    }
    if !published, comparisons != nil || events != nil || nonEvents != nil {
      throw ValidationError("--comparisons, --events and --non-events need --published.")
    }
  }

  func run() throws {
    do {
      if published { try audit() } else if unpaired { try compare(with: others[0]) } else { try compare() }
    } catch let error as PredictionError {
      // Tables that no run wrote lack an option, not a cell.
      try refuse(error, code: error.problem == .notOfRun ? .usage : .badInput)
    } catch let error as PublishedTableError {
      try refuse(error)
    } catch let error as StoreError {
      try refuse(error)
    }
  }

  private func refuse(_ error: some Error, code: ExitCode = .badInput) throws {
    complain("\(error)")
    throw code
  }

  private func audit() throws {
    let target = try target(json)
    let audit = try PublishedTable(reading: table, comparisons: comparisons, events: events, nonEvents: nonEvents)
    if let target { try target.write(audit.json()) }
    print(audit.text, terminator: "")
  }

  /// Where a file is written; it must not replace the table that is read.
  private func target(_ path: String?) throws(StoreError) -> OutputTarget? {
    guard let path else { return nil }
    return try OutputTarget(path, inputs: [table] + others + [comparisons].compactMap(\.self))
  }

  private var columns: PredictionTable.Columns {
    PredictionTable.Columns(
      subject: subject, outcome: outcome, scores: score, event: event, missing: missing, keepsCodes: keepCodes,
      cluster: cluster, group: by)
  }

  private var settings: PredictionSettings {
    var settings = PredictionSettings(
      cutoffs: cutoff, categories: category.isEmpty ? [0.5] : category.sorted(), resamples: resampling.resamples,
      seed: resampling.seed)
    (settings.partialFrom, settings.partials) = (partialFrom, partial)
    settings.isStratified = resampling.stratified
    probability.apply(to: &settings)
    settings.addRules(
      sensitivities: sensitivities, specificities: specificities, missCosts: missCost, prevalence: prevalence)
    return settings
  }

  private func compare(with other: String) throws {
    let targets = (csv: try target(csv), json: try target(json))
    // With two names, the first is for the first table and the second for the other. One name, or none, is for both.
    var (own, their) = (columns, columns)
    if score.count == 2 { (own.scores, their.scores) = ([score[0]], [score[1]]) }
    let comparison = try UnpairedComparison(
      PredictionTable(reading: table, columns: own), PredictionTable(reading: other, columns: their),
      settings: settings)
    try targets.csv?.write(comparison.csv)
    try targets.json?.write(comparison.json())
    print(comparison.text, terminator: "")
  }

  private func compare() throws {
    let targets = (csv: try target(csv), json: try target(json), latex: try target(latex), html: try target(html))
    let predictions =
      others.isEmpty
      ? try PredictionTable(reading: table, columns: columns)
      : try PredictionTable(sideBySide: [table] + others, columns: columns)
    let comparison = PredictionComparison(predictions, settings: settings)
    try targets.csv?.write(comparison.csv)
    try targets.json?.write(comparison.json())
    try targets.latex?.write(comparison.latex)
    try targets.html?.write(ComparisonPage(comparison).html)
    print(comparison.text, terminator: "")
  }
}

extension PartialRange: ExpressibleByArgument {
  /// `specificity:0.7-0.9`.
  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let focus = PartialAUC.Focus(rawValue: String(parts[0])) else { return nil }
    let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low >= 0, low < high, high <= 1 else { return nil }
    self.init(focus, low...high)
  }
}
