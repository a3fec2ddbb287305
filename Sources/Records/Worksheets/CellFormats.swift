/// The formats of the cells of a workbook, by the number that a cell has: `xl/styles.xml`.
struct CellFormats {
  private var formats: [NumberFormat] = []

  /// Without styles, every number is a number.
  init() {}

  init(_ part: [UInt8]) throws(XMLFault) {
    var scanner = try XMLScanner(part)
    var custom: [Int: NumberFormat] = [:]
    var isOfCells = false
    while true {
      switch try scanner.next() {
      case .finish: return
      case .text: continue
      case .end: if scanner.name == "cellXfs" { isOfCells = false }
      case .start:
        switch scanner.name {
        case "cellXfs": isOfCells = true
        case "numFmt":
          guard let id = try scanner.attribute("numFmtId").flatMap({ Int($0) }),
            let code = try scanner.attribute("formatCode")
          else { continue }
          custom[id] = NumberFormat(code: code)
        case "xf" where isOfCells:
          let id = try scanner.attribute("numFmtId").flatMap { Int($0) } ?? 0
          formats.append(custom[id] ?? NumberFormat(builtIn: id))
        default: continue
        }
      }
    }
  }

  /// The format of a cell; a number beyond the list is that of no format.
  subscript(_ number: Int) -> NumberFormat { formats.indices.contains(number) ? formats[number] : .number }
}
