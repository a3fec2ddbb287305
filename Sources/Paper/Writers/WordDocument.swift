import Archives
import Foundation
import Report

/// A document as WordprocessingML (ECMA-376, Part 1), the format of Word: a zip archive of XML parts.
///
/// It is written by hand because no package for it exists that is kept up, and a manuscript needs few of its elements.
/// No time stands in it, so that equal results give equal bytes.
package struct WordDocument {
  package let document: PaperDocument
  /// Name of the program, which Word shows as the author.
  package let software: String

  /// Takes both parts as given.
  package init(document: PaperDocument, software: String) { (self.document, self.software) = (document, software) }

  /// The bytes of the file.
  package var data: Data {
    var body = WordBody(references: document.references)
    let content = body.xml(of: document)
    let parts: [(String, [UInt8])] =
      [
        ("[Content_Types].xml", Self.contentTypes.bytes), ("_rels/.rels", Self.packageRelations.bytes),
        ("word/document.xml", content.part), ("word/styles.xml", WordStyles.part.part),
        ("word/footer1.xml", Self.footer.part), ("word/numbering.xml", Self.numbering.part),
        ("word/_rels/document.xml.rels", relations(body.pictures.count).bytes),
        ("docProps/core.xml", core.part),
      ] + body.pictures.enumerated().map { ("word/media/image\($0 + 1).png", [UInt8]($1)) }
    return Data(PlainZip.bytes(of: parts.map { (name: $0.0, data: $0.1) }))
  }

  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let types = "application/vnd.openxmlformats-officedocument.wordprocessingml"

  private static let contentTypes =
    declaration + """
      <Types xmlns="\(package)/content-types">\
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      <Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>\
      <Override PartName="/word/document.xml" ContentType="\(types).document.main+xml"/>\
      <Override PartName="/word/styles.xml" ContentType="\(types).styles+xml"/>\
      <Override PartName="/word/numbering.xml" ContentType="\(types).numbering+xml"/>\
      <Override PartName="/word/footer1.xml" ContentType="\(types).footer+xml"/>\
      <Override PartName="/docProps/core.xml" \
      ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
      """

  private static let packageRelations =
    declaration + """
      <Relationships xmlns="\(package)/relationships">\
      <Relationship Id="rId1" Type="\(office)/officeDocument" Target="word/document.xml"/>\
      <Relationship Id="rId2" Type="\(package)/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
      </Relationships>
      """

  private func relations(_ pictures: Int) -> String {
    let images = (0..<pictures).map {
      "<Relationship Id=\"\(Self.pictureID($0))\" Type=\"\(Self.office)/image\" Target=\"media/image\($0 + 1).png\"/>"
    }
    return Self.declaration + """
      <Relationships xmlns="\(Self.package)/relationships">\
      <Relationship Id="rId1" Type="\(Self.office)/styles" Target="styles.xml"/>\
      <Relationship Id="rId2" Type="\(Self.office)/footer" Target="footer1.xml"/>\
      <Relationship Id="rId3" Type="\(Self.office)/numbering" Target="numbering.xml"/>\
      \(images.joined())</Relationships>
      """
  }

  /// Relation of a picture.
  static func pictureID(_ index: Int) -> String { "rId\(10 + index)" }

  private var core: Markup {
    .element(
      Tag("cp:coreProperties"),
      [
        Attribute("xmlns:cp", "\(Self.package)/metadata/core-properties"),
        Attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
      ],
      .group([
        Tag("dc:title")(document.title), Tag("dc:creator")(software), Tag("dc:language")("en-GB"),
      ]))
  }

  private static let footer: Markup = Word.root("w:ftr") {
    Word.paragraph(style: "Footer") { Word.field("PAGE", shown: "1") }
  }

  /// One kind of list: a dot before each point.
  private static let numbering: Markup = Word.root("w:numbering") {
    Word.element("w:abstractNum", ["w:abstractNumId": "0"]) {
      Word.element("w:lvl", ["w:ilvl": "0"]) {
        Word.element("w:numFmt", ["w:val": "bullet"])
        Word.element("w:lvlText", ["w:val": "\u{2022}"])
        Word.element("w:pPr") { Word.element("w:ind", ["w:left": "360", "w:hanging": "360"]) }
      }
    }
    Word.element("w:num", ["w:numId": "1"]) { Word.element("w:abstractNumId", ["w:val": "0"]) }
  }
}

extension Markup {
  /// The markup as a part of an archive.
  fileprivate var part: [UInt8] {
    ("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + rendered).bytes
  }
}

extension String {
  fileprivate var bytes: [UInt8] { Array(utf8) }
}
