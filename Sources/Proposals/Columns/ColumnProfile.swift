import Records

/// What the cells of a column of the clinical table are.
struct ColumnProfile: Sendable {
  let name: String
  /// Cells from top to bottom; `nil` where there is no value.
  let cells: [String?]
  /// The numbers in them.
  let numbers: [Double?]
  /// How the table writes numbers.
  let mark: DecimalMark
  /// Different values with the number of their cells, most frequent first, then in the order of the table.
  let counts: [(value: String, count: Int)]

  init(_ name: String, in table: CSVTable) {
    let all = table[name] ?? []
    self.name = name
    mark = table.decimalMark
    // A mark such as `-` is a value where it stands among words only.
    let given = all.filter { !MissingCodes.isEmpty($0) }
    let areNumbers = 2 * given.count { table.number($0) != nil } > given.count
    cells = all.map { MissingCodes.isEmpty($0, asText: !areNumbers) ? nil : $0 }
    numbers = cells.map { $0.flatMap(table.number) }
    var (counts, order) = ([String: Int](), [String: Int]())
    for case let cell? in cells {
      counts[cell, default: 0] += 1
      if order[cell] == nil { order[cell] = order.count }
    }
    self.counts = counts.sorted { ($1.value, order[$0.key] ?? 0) < ($0.value, order[$1.key] ?? 0) }
      .map { ($0.key, $0.value) }
  }

  /// The number of cells with a value.
  var given: Int { cells.count { $0 != nil } }

  /// The number of cells without one.
  var missing: Int { cells.count - given }

  /// Cells with a value that is no number.
  var words: [String] { zip(cells, numbers).compactMap { $1 == nil ? $0 : nil } }

  /// Whether most cells are numbers, and so many of them that they are no codes of levels.
  var isContinuous: Bool {
    let known = numbers.compactMap(\.self)
    guard 2 * known.count > given else { return false }
    return Set(known).count > 6 || known.contains { $0 != $0.rounded() } && Set(known).count > 2
  }

  /// Whether every row has a value of its own.
  var isUnique: Bool { missing == 0 && counts.count == cells.count }
}
