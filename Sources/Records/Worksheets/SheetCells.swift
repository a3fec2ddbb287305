/// The cells of a worksheet that have a value, as a spreadsheet program shows them.
struct SheetCells {
  /// A cell with its text.
  struct Cell {
    let column: Int
    var text: String
  }

  /// A row with its cells, from left to right.
  struct Row {
    let number: Int
    var cells: [Cell] = []
    var isHidden = false
  }

  /// Rows with a cell that has a value, from top to bottom.
  var rows: [Row] = []
  var merged: [CellRange] = []
  var hiddenColumns: [ClosedRange<Int>] = []
  /// Cells that show an error, such as `#DIV/0!`, and have no value.
  var errors: [(place: CellPlace, text: String)] = []
  /// Formulas whose values are not stored.
  var unsaved: [CellPlace] = []
  /// Columns with a number that is shown as a percentage.
  var percentages: Set<Int> = []
}

/// What the cells of all sheets of a workbook refer to.
struct CellMeaning {
  var strings: [String] = []
  var formats = CellFormats()
  var epoch = DayNumber.Epoch.from1900
}
