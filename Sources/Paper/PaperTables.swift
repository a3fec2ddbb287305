import Report
import Results

/// Which tables a paper has: those of Jeong et al. 2024, and those of the supplement.
struct PaperTables {
  private(set) var main: [PaperTable] = []
  private(set) var supplement: [PaperTable] = []
  /// Why a table is absent.
  private(set) var absences: [String] = []
  private(set) var labels = PaperLabels()

  init(_ run: FinishedRun) {
    let results = run.results
    switch results.kind {
    case .binary: addClasses(run, results)
    }
  }

  private mutating func addClasses(_ run: FinishedRun, _ results: StudyResults) {
    guard let block = results.protocols.first else { return }
    let comparisons = ComparisonPaperTable(results: results, block: block)
    add(
      FactorPaperTable(results: results).table, as: .factors,
      orElse: "Characteristics of the patients: the study file records no clinical factor.")
    add(
      PerformancePaperTable(results: results, block: block).table, as: .performance,
      orElse: "Performance: no model could be fitted.")
    add(
      comparisons.primary, as: .primary,
      orElse: "Primary comparisons: the study names none, and has none of the rows of the default.")
    let parts = RunPaperTables(run: run)
    further(parts.exclusions, orElse: "Patients left out: nobody was.")
    further(parts.scanners, orElse: "Acquisition by scanner: the run does not know the scanners of its images.")
    further(parts.models, orElse: "Chosen settings: no model could be fitted.")
    further(SelectionPaperTable(run: run).table, orElse: "Columns of the models: no model keeps a column of a table.")
    further(TuningPaperTable(run: run).table, orElse: "Settings tried: no model was tuned over several settings.")
    further(comparisons.all, as: .comparisons, orElse: "All comparisons: there are fewer than two models.")
    further(parts.choices, orElse: "")
    for published in results.protocols.dropFirst() {
      further(PerformancePaperTable(results: results, block: published).table, orElse: "")
      further(ComparisonPaperTable(results: results, block: published).all, orElse: "")
    }
    further(parts.audit, orElse: "Audit: the results were not audited.")
    further({ parts.settings($0) }, as: .settings, orElse: "")
    further(
      parts.provenance, as: .provenance, orElse: "Libraries and inputs: the results are of a version without them.")
  }

  private mutating func add(
    _ make: (PaperLabel) -> PaperTable?, as item: PaperLabels.Item, orElse reason: String
  ) {
    guard let table = make(PaperLabel(.table, main.count + 1)) else { return absences.append(reason) }
    main.append(table)
    labels.set(item, table.label)
  }

  private mutating func further(
    _ make: (PaperLabel) -> PaperTable?, as item: PaperLabels.Item? = nil, orElse reason: String
  ) {
    guard let table = make(PaperLabel(.table, supplement.count + 1, isSupplementary: true)) else {
      if !reason.isEmpty { absences.append(reason) }
      return
    }
    supplement.append(table)
    if let item { labels.set(item, table.label) }
  }
}
