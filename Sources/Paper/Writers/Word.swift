import Report

/// The elements of WordprocessingML that a paper has.
enum Word {
  /// An element; attributes are written in the order of their names, since the bytes must not depend on a hash.
  static func element(
    _ name: String, _ attributes: [String: String] = [:], @MarkupBuilder content: () -> Markup = { .nothing }
  ) -> Markup {
    let sorted = attributes.sorted { $0.key < $1.key }.map { Attribute($0.key, $0.value) }
    return .element(Tag(name), sorted, content())
  }

  /// The root of a part.
  static func root(_ name: String, @MarkupBuilder content: () -> Markup) -> Markup {
    element(
      name,
      [
        "xmlns:w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "xmlns:r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "xmlns:wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "xmlns:a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "xmlns:pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
      ], content: content)
  }

  /// A paragraph of a style.
  static func paragraph(
    style: String, _ properties: Markup = .nothing, @MarkupBuilder content: () -> Markup
  ) -> Markup {
    element("w:p") {
      element("w:pPr") {
        element("w:pStyle", ["w:val": style])
        properties
      }
      content()
    }
  }

  /// Words, bold or raised. A line feed in them begins a line of the same paragraph.
  static func run(_ words: String, isBold: Bool = false, isRaised: Bool = false) -> Markup {
    element("w:r") {
      if isBold || isRaised {
        element("w:rPr") {
          if isBold { element("w:b") }
          if isRaised { element("w:vertAlign", ["w:val": "superscript"]) }
        }
      }
      for (at, line) in words.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if at > 0 { element("w:br") }
        element("w:t", ["xml:space": "preserve"]) { String(line) }
      }
    }
  }

  /// A field that Word may update, with its value now.
  static func field(_ instruction: String, shown: String, isBold: Bool = false) -> Markup {
    element("w:fldSimple", ["w:instr": " \(instruction) "]) { run(shown, isBold: isBold) }
  }

  /// Twentieths of a point in a millimetre.
  static let twentieths = 1440 / 25.4
  /// English Metric Units in a millimetre.
  static let metricUnits = 36_000.0

  /// A4 with margins of 25 mm, in portrait or landscape.
  static func section(isWide: Bool) -> Markup {
    let (width, height) = isWide ? ("16838", "11906") : ("11906", "16838")
    return element("w:sectPr") {
      element("w:footerReference", ["w:type": "default", "r:id": "rId2"])
      element("w:type", ["w:val": "nextPage"])
      if isWide {
        element("w:pgSz", ["w:w": width, "w:h": height, "w:orient": "landscape"])
      } else {
        element("w:pgSz", ["w:w": width, "w:h": height])
      }
      element(
        "w:pgMar",
        [
          "w:top": "1417", "w:right": "1417", "w:bottom": "1417", "w:left": "1417", "w:header": "708",
          "w:footer": "708", "w:gutter": "0",
        ])
    }
  }

  /// Width of the text in twentieths of a point.
  static func textWidth(isWide: Bool) -> Int { (isWide ? 16838 : 11906) - 2 * 1417 }
}
