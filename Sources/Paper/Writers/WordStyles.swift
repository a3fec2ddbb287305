import Report

/// The styles of the document: those of a manuscript, in a serif letter, black, with the names that Word knows.
enum WordStyles {
  static let part: Markup = Word.root("w:styles") {
    Word.element("w:docDefaults") {
      Word.element("w:rPrDefault") {
        Word.element("w:rPr") {
          fonts
          Word.element("w:sz", ["w:val": "22"])
          Word.element("w:lang", ["w:val": "en-GB"])
        }
      }
      Word.element("w:pPrDefault") {
        Word.element("w:pPr") { Word.element("w:spacing", ["w:after": "120", "w:line": "276", "w:lineRule": "auto"]) }
      }
    }
    style("Normal", name: "Normal", isDefault: true)
    style("Title", name: "Title", size: 32, isBold: true, after: 60)
    style("Subtitle", name: "Subtitle", size: 20, after: 240)
    style("Heading1", name: "heading 1", size: 28, isBold: true, before: 240, after: 80, outline: 0)
    style("Heading2", name: "heading 2", size: 23, isBold: true, before: 160, after: 60, outline: 1)
    style("Caption", name: "caption", size: 20, before: 0, after: 80, keepsNext: true)
    style("FigureCaption", name: "Figure caption", size: 20, before: 80, after: 200)
    style("TableText", name: "Table text", size: 17, before: 20, after: 20, line: 240)
    style("TableNote", name: "Table note", size: 16, before: 40, after: 0, line: 240)
    style("ListBullet", name: "List Bullet", after: 60)
    style("Bibliography", name: "Bibliography", size: 20, after: 60, hanging: 400)
    style("Footer", name: "footer", size: 18, isCentred: true)
  }

  /// A serif letter that Word has, and that LibreOffice replaces by one of the same widths.
  private static let fonts = Word.element(
    "w:rFonts",
    ["w:ascii": "Times New Roman", "w:hAnsi": "Times New Roman", "w:cs": "Times New Roman", "w:eastAsia": "Batang"])

  private static func style(
    _ id: String, name: String, size: Int? = nil, isBold: Bool = false, before: Int = 0, after: Int? = nil,
    line: Int? = nil, outline: Int? = nil, keepsNext: Bool = false, hanging: Int? = nil, isCentred: Bool = false,
    isDefault: Bool = false
  ) -> Markup {
    let kind = ["w:type": "paragraph", "w:styleId": id].merging(isDefault ? ["w:default": "1"] : [:]) { $1 }
    return Word.element("w:style", kind) {
      Word.element("w:name", ["w:val": name])
      if !isDefault { Word.element("w:basedOn", ["w:val": "Normal"]) }
      Word.element("w:qFormat")
      Word.element("w:pPr") {
        if keepsNext || outline != nil { Word.element("w:keepNext") }
        if after != nil || line != nil {
          Word.element(
            "w:spacing",
            ["w:before": "\(before)", "w:after": "\(after ?? 120)"].merging(
              line.map { ["w:line": "\($0)", "w:lineRule": "auto"] } ?? [:]
            ) { $1 })
        }
        if let hanging { Word.element("w:ind", ["w:left": "\(hanging)", "w:hanging": "\(hanging)"]) }
        if isCentred { Word.element("w:jc", ["w:val": "center"]) }
        if let outline { Word.element("w:outlineLvl", ["w:val": "\(outline)"]) }
      }
      Word.element("w:rPr") {
        if isBold { Word.element("w:b") }
        if let size { Word.element("w:sz", ["w:val": "\(size)"]) }
      }
    }
  }
}
