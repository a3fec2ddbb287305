import Records

/// A study of a table of features that another program made.
struct FeatureStudy {
  private let request: StudyProposal.Request

  init(_ request: StudyProposal.Request) { self.request = request }

  func draft() throws(ProposalError) -> StudyDraft {
    let (features, path) = (request.images, request.table ?? request.images)
    let (source, table): (CSVTable, CSVTable)
    do throws(TableError) {
      source = try CSVTable(reading: features)
      table = path == features ? source : try CSVTable(reading: path)
    } catch {
      throw .table(error)
    }
    let columns = source.columns.indices.map { at in Set(source.rows.map { $0[at] }) }
    let joined = { (ids: [String]) in columns.map { own in ids.count(where: own.contains) }.max() ?? 0 }
    let clinical = try TableProposal(
      Self.clinicalPart(of: table), file: path, id: request.id, wanted: request.outcome, event: request.event,
      asks: request.asks, joined: joined)
    let ids = clinical.id.cells.compactMap(\.self)
    let unique = columns.indices.filter { columns[$0].count == source.rows.count }
    let best = unique.max { first, second in
      (ids.count(where: columns[first].contains), second) < (ids.count(where: columns[second].contains), first)
    }
    guard let best, ids.contains(where: columns[best].contains) else {
      throw .noFeatures(table: features, clinical: path)
    }
    let rows = ids.count(where: columns[best].contains)
    return StudyDraft(
      name: "Study of \(clinical.outcome.column)", table: request.path(path), clinical: clinical,
      source: .features(
        table: request.path(features), id: source.columns[best], exclude: Self.noFeatures(source, clinical)),
      remarks: ["\(rows) of \(ids.count) values of \(clinical.id.name) have a row of features."])
  }

  /// The columns of a table that are no calculated features. A table may hold both, and hundreds of features are no
  /// clinical factors.
  private static func clinicalPart(of table: CSVTable) -> CSVTable {
    let kept = table.columns.indices.filter { !isFeature(table.columns[$0]) }
    return CSVTable(
      columns: kept.map { table.columns[$0] }, rows: table.rows.map { row in kept.map { row[$0] } },
      separator: table.separator, lines: table.lines)
  }

  /// Whether a column has a name as programs of radiomics give it.
  private static func isFeature(_ column: String) -> Bool {
    let plain = column.lowercased()
    return ["original_", "wavelet", "log-sigma", "log_sigma", "square_", "exponential_", "gradient_", "lbp-", "lbp_"]
      .contains { plain.contains($0) } || column.contains(/_(firstorder|shape|glcm|glrlm|glszm|gldm|ngtdm)_/)
  }

  /// Columns of the table of features that no model may learn from, by the rules for clinical columns.
  private static func noFeatures(_ table: CSVTable, _ clinical: TableProposal) -> [String] {
    let own = Set(
      clinical.uses.compactMap { use -> String? in
        switch use.use {
        case .id, .key, .outcome, .group, .factor: use.column
        default: nil
        }
      })
    return table.columns.filter { column in
      guard !own.contains(column), !isFeature(column) else { return false }
      let profile = ColumnProfile(column, in: table)
      switch ColumnRules.leak(ColumnName(column), profile) {
      case nil, .feature: return false
      case _?: return true
      }
    }
  }
}
