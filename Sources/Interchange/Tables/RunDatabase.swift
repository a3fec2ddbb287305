import Features
import Foundation
import Learning
import Records
import Results
import Statistics

/// Features, predictions and results of a run as tables of one SQLite database.
///
/// Features are long, one row for each patient and column: a table of SQLite has at most 2,000 columns, and the arms of
/// a study have more.
package struct RunDatabase {
  private let run: ExportedRun

  /// The database of a run.
  package init(_ run: ExportedRun) { self.run = run }

  /// Writes the database to a file, which is replaced if it is there.
  package func write(to path: String) throws {
    let draft = "\(path).\(getpid()).part"
    try? FileManager.default.removeItem(atPath: draft)
    do {
      let database = try Database(at: draft, for: path)
      try database.write(tables())
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
    guard rename(draft, path) == 0 else {
      throw StoreError.cannotWrite(path: path, cause: WriteFailure(code: errno))
    }
  }

  private func tables() throws -> [RelationalTable] {
    let tables = try [RunFile.features, .deepFeatures].compactMap { try run.table($0) }
    return [study, models, comparisons, predictions, selected] + [try patients()].compactMap(\.self)
      + [definitions(tables), values(tables)]
  }
}

// From the results.
extension RunDatabase {
  private var results: StudyResults { run.results }
  private var rows: [(protocolName: ProtocolName, model: ModelResult)] {
    results.protocols.flatMap { block in block.models.map { (block.evaluation.name, $0) } }
  }

  private var study: RelationalTable {
    let study = results.study
    let facts: [(String, String)] = [
      ("name", study.name), ("event", study.event), ("non_event", study.nonEvent), ("seed", "\(study.seed)"),
      ("software", study.software), ("study_sha256", study.studyHash), ("synthetic", study.synthetic ? "1" : "0"),
      ("screened", "\(results.flow.screened)"), ("analysed", "\(results.flow.analysed.total)"),
      ("events", "\(results.flow.analysed.events)"),
    ]
    return RelationalTable(
      name: "study", columns: [("fact", .text), ("value", .text)], rows: facts.map { [.text($0.0), .text($0.1)] })
  }

  private var models: RelationalTable {
    RelationalTable(
      name: "models",
      columns: [
        ("model", .text), ("name", .text), ("protocol", .text), ("family", .text), ("setting", .text),
        ("cutoff", .real), ("auc", .real), ("auc_lower", .real), ("auc_upper", .real), ("brier", .real),
        ("sensitivity", .real), ("specificity", .real), ("calibration_slope", .real), ("training_auc", .real),
        ("out_of_fold_auc", .real),
      ],
      rows: rows.map { name, model in
        let test = model.test
        return [
          .text(model.id), .text(model.name), .text(name.rawValue), .text(model.family.rawValue), .text(model.setting),
          .init(model.cutoff), .init(test.auc.value.number), .init(test.auc.lower), .init(test.auc.upper),
          .init(test.brier.number), .init(test.confusion?.sensitivity.value.number),
          .init(test.confusion?.specificity.value.number), .init(test.probabilities?.slope.value.number),
          .init(model.training?.auc.value.number), .init(model.outOfFold?.auc.value.number),
        ]
      })
  }

  private var comparisons: RelationalTable {
    RelationalTable(
      name: "comparisons",
      columns: [
        ("protocol", .text), ("first", .text), ("second", .text), ("auc_difference", .real), ("lower", .real),
        ("upper", .real), ("p", .real), ("p_holm", .real),
      ],
      rows: results.protocols.flatMap { block in
        block.comparisons.map { pair in
          [
            .text(block.evaluation.name.rawValue), .text(pair.first), .text(pair.second),
            .init(pair.difference.value.number), .init(pair.difference.lower), .init(pair.difference.upper),
            .init(pair.p.number), .init(pair.adjustedP?.number),
          ]
        }
      })
  }

  private var predictions: RelationalTable {
    RelationalTable(
      name: "predictions",
      columns: [
        ("subject", .text), ("model", .text), ("outcome", .integer), ("score", .real), ("probability", .real),
        ("predicted_event", .integer), ("spread", .real), ("prediction_set", .text),
      ],
      rows: rows.flatMap { _, model in
        model.predictions.map { one in
          [
            .text(one.subject), .text(model.id), .init(one.outcome.hadEvent), .init(one.score), .init(one.probability),
            .init(one.isCalledEvent), .init(one.spread), .init(one.set?.rawValue),
          ]
        }
      })
  }

  private var selected: RelationalTable {
    RelationalTable(
      name: "selected_columns", columns: [("model", .text), ("place", .integer), ("column", .text)],
      rows: rows.flatMap { _, model in
        model.selectedColumns.enumerated().map { [.text(model.id), .integer($0 + 1), .text($1)] }
      })
  }
}

// From the tables.
extension RunDatabase {
  private func patients() throws -> RelationalTable? {
    try run.table(.patients).map { table in
      RelationalTable(
        name: "patients", columns: table.columns.map { ($0, $0 == "outcome" ? .integer : .text) },
        rows: table.rows.map { row in
          zip(table.columns, row).map { column, cell in
            column == "outcome" ? Int(cell).map(RelationalTable.Cell.integer) ?? .absent : .text(cell)
          }
        })
    }
  }

  /// Columns that hold no value of a feature.
  private static func isFeature(_ column: String) -> Bool {
    !["subject", "outcome"].contains(column) && !column.hasPrefix("diagnostics_")
  }

  private func definitions(_ tables: [CSVTable]) -> RelationalTable {
    RelationalTable(
      name: "feature_columns",
      columns: [
        ("column", .text), ("series", .text), ("image", .text), ("class", .text), ("feature", .text), ("ibsi", .text),
        ("unit", .text),
      ],
      rows: tables.flatMap { $0.columns.filter(Self.isFeature) }.map { column in
        let name = FeatureName(column, series: results.study.series)
        return [
          .text(column), .init(name?.series), .init(name?.image), .init(name?.entry.featureClass.rawValue),
          .init(name?.entry.name), .init(name?.entry.ibsi), .init(name?.entry.unit.rawValue),
        ]
      })
  }

  /// A cell without a number has no row: undefined values are absent, as they are empty in the table of the run.
  private func values(_ tables: [CSVTable]) -> RelationalTable {
    RelationalTable(
      name: "features", columns: [("subject", .text), ("column", .text), ("value", .real)],
      rows: tables.flatMap { table -> [[RelationalTable.Cell]] in
        guard let subject = table.columns.firstIndex(of: "subject") else { return [] }
        let columns = table.columns.indices.filter { Self.isFeature(table.columns[$0]) }
        return table.rows.flatMap { row in
          columns.compactMap { at in
            Double(row[at]).map { [.text(row[subject]), .text(table.columns[at]), .real($0)] }
          }
        }
      })
  }
}
