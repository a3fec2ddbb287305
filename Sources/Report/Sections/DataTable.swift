/// A table of one row a model, patient or claim, whose cells know the heads of their columns.
///
/// A narrow screen shows each row as a list of names and values instead of scrolling sideways; the names are in the
/// attribute `data-label`, where the style sheet finds them.
struct DataTable {
  /// A column behind the first.
  struct Column {
    /// A head over several columns.
    var group: String?
    let name: String
    var kind = Kind.number

    enum Kind: String {
      case number, words, brief

      var attribute: [Attribute] { self == .number ? [] : [.class(rawValue)] }
    }

    /// The name by itself, beside a value.
    var label: String { [group, name].compactMap(\.self).joined(separator: ", ") }
  }

  /// A row: its head and its cells.
  struct Row {
    let head: Markup
    let cells: [Markup]

    init(_ head: Markup, _ cells: [Markup]) { (self.head, self.cells) = (head, cells) }
    init(_ head: String, _ cells: [Markup]) { (self.head, self.cells) = (.text(head), cells) }
  }

  let label: String
  let caption: String
  let isSynthetic: Bool
  var notes = TableNotes()
  var footer: [String] = []
  /// What the capital letters in the cells mean; nothing without such letters.
  var legend = Markup.nothing
  /// The head of the first column.
  let first: String
  let columns: [Column]
  let rows: [Row]

  var markup: Markup {
    CaptionedTable(
      label: label, caption: caption, isSynthetic: isSynthetic, notes: notes, footer: footer, legend: legend,
      isStacked: true, isShort: rows.count <= Self.short, head: head,
      bodies: HTML.tbody { for row in rows { line(row) } }
    ).markup
  }

  /// The most rows of a table that is kept on one sheet of paper. Longer ones would leave too much of a sheet empty.
  private static let short = 5

  private func line(_ row: Row) -> Markup {
    HTML.tr {
      HTML.th(.scope(.row)) { row.head }
      for (column, cell) in zip(columns, row.cells) {
        Markup.element(HTML.td, [Attribute("data-label", column.label)] + column.kind.attribute, cell)
      }
    }
  }

  private var isGrouped: Bool { columns.contains { $0.group != nil } }

  private var head: Markup {
    guard isGrouped else { return HTML.tr { .group([HTML.th(first, .scope(.column))] + columns.map { name($0) }) } }
    return .group([
      HTML.tr { .group([HTML.th(first, .scope(.column), .rowSpan(2))] + groups) },
      HTML.tr { .group(columns.filter { $0.group != nil }.map { name($0) }) },
    ])
  }

  /// The upper row of heads: each group once, and every column without a group over both rows.
  private var groups: [Markup] {
    var heads: [Markup] = []
    for (at, column) in columns.enumerated() {
      guard let group = column.group else {
        heads.append(name(column, .rowSpan(2)))
        continue
      }
      guard at == 0 || columns[at - 1].group != group else { continue }
      let count = columns[at...].prefix { $0.group == group }.count
      heads.append(HTML.th(group, .scope(.columns), .columnSpan(count), .class("group")))
    }
    return heads
  }

  private func name(_ column: Column, _ further: Attribute...) -> Markup {
    .element(HTML.th, [.scope(.column)] + further + column.kind.attribute, .text(column.name))
  }
}

extension [DataTable.Column] {
  /// Columns of numbers with these heads.
  static func numbers(_ names: [String], under group: String? = nil) -> [DataTable.Column] {
    names.map { DataTable.Column(group: group, name: $0) }
  }
}
