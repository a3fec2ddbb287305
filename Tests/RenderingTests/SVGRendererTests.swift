import Foundation
import Rendering
import Testing

/// Whether librsvg is there; without it these tests are skipped by name.
private let hasLibrary = (try? SVGRenderer.library()) != nil

@Suite(.enabled(if: hasLibrary, "skipped: librsvg (Debian: librsvg2-2)")) struct SVGRendererTests {
  /// Half a column of a journal, with letters and a shape that is half transparent.
  private func drawing(_ words: String, width: String = "85mm", height: String = "40mm") -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 440 207" \
    font-family="Arial, Liberation Sans, sans-serif"><rect width="440" height="207" fill="#ffffff"/>\
    <rect x="40" y="40" width="200" height="100" fill="#0072b2" fill-opacity="0.4"/>\
    <text x="20" y="100" font-size="14">\(words)</text></svg>
    """
  }

  private func word(_ data: Data, at place: Int) -> Int {
    data.dropFirst(place).prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  @Test(arguments: [72.0, 150, 300, 600]) func aPNGIsAsLargeAsItsMillimetresAndStatesItsResolution(dpi: Double) throws {
    let file = try SVGRenderer.png(drawing("AUC"), dpi: dpi)
    let (width, height) = (word(file, at: 16), word(file, at: 20))
    #expect(abs(Double(width) - 85 / 25.4 * dpi) <= 0.5 && abs(Double(height) - 40 / 25.4 * dpi) <= 0.5)
    #expect(file.dropFirst(37).prefix(4) == Data("pHYs".utf8))
    #expect(abs(Double(word(file, at: 41)) * 0.0254 - dpi) < 0.02)
    #expect(file.dropFirst(49).first == 1, "the unit is the metre")
  }

  @Test(.enabled(if: OtherProgram(name: "identify").isPresent, "skipped: identify (Debian: imagemagick)"))
  func anotherProgramReadsThePNG() throws {
    let file = try SVGRenderer.png(drawing("AUC"))
    // A wrong check sum of the chunk that we write is a complaint of libpng.
    let text = try OtherProgram(name: "identify").output(
      on: file, as: "a.png", before: ["-units", "PixelsPerInch", "-format", "%m %w %h %x"])
    #expect(text.hasPrefix("PNG 1004 472 300"), "\(text)")
  }

  @Test(.enabled(if: OtherProgram(name: "pdftotext").isPresent, "skipped: pdftotext (Debian: poppler-utils)"))
  func textInThePDFIsText() throws {
    let file = try SVGRenderer.pdf(drawing("Sensitivity \u{2212}0.5 &amp; 95 % CI"), title: "ROC curves")
    let text = try OtherProgram(name: "pdftotext").output(on: file, as: "a.pdf", after: ["-"])
    #expect(text.contains("Sensitivity \u{2212}0.5 & 95 % CI"))
  }

  @Test(.enabled(if: OtherProgram(name: "pdffonts").isPresent, "skipped: pdffonts (Debian: poppler-utils)"))
  func everyFontOfThePDFIsEmbedded() throws {
    let file = try SVGRenderer.pdf(drawing("Sensitivity"), title: "ROC curves")
    let rows = try OtherProgram(name: "pdffonts").output(on: file, as: "a.pdf").split(separator: "\n").dropFirst(2)
    #expect(!rows.isEmpty)
    // Columns: name, type, encoding, embedded, subset, Unicode, object.
    #expect(rows.allSatisfy { $0.split(separator: " ").suffix(5).prefix(3) == ["yes", "yes", "yes"] }, "\(rows)")
  }

  @Test func aPDFIsVectorsInItsOwnSizeWithoutADate() throws {
    let file = try SVGRenderer.pdf(drawing("Sensitivity"), title: "ROC curves")
    let text = String(decoding: file, as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1.4") && !text.contains("Date"))
    #expect(text.contains("/Title (ROC curves)") && !text.contains("/Subtype /Image"))
    let box = try #require(text.firstMatch(of: /\/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]/))
    #expect(abs(try #require(Double(box.1)) - 85 / 25.4 * 72) < 0.01)
    #expect(abs(try #require(Double(box.2)) - 40 / 25.4 * 72) < 0.01)
  }

  @Test func equalDrawingsGiveEqualBytes() throws {
    for words in ["AUC", "민감도", "1 \u{2212} specificity"] {
      let drawing = drawing(words)
      #expect(try SVGRenderer.pdf(drawing, title: words) == SVGRenderer.pdf(drawing, title: words))
      #expect(try SVGRenderer.png(drawing) == SVGRenderer.png(drawing))
    }
  }

  @Test func severalThreadsDrawAlike() throws {
    let drawing = drawing("AUC")
    let expected = try SVGRenderer.pdf(drawing, title: "")
    let all = (0..<8).map { _ in Mailbox() }
    DispatchQueue.concurrentPerform(iterations: 8) { all[$0].put(try? SVGRenderer.pdf(drawing, title: "")) }
    #expect(all.allSatisfy { $0.content == expected })
  }

  @Test func whatIsNoDrawingIsRefusedWithAReason() {
    #expect { try SVGRenderer.pdf("no markup", title: "") } throws: { error in
      if case RenderingError.unreadable(let words) = error { !words.isEmpty } else { false }
    }
    #expect(throws: RenderingError.withoutSize) {
      try SVGRenderer.png("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>")
    }
    #expect(throws: RenderingError.withoutSize) { try SVGRenderer.png(drawing("", width: "9000mm")) }
    #expect(throws: RenderingError.withoutSize) { try SVGRenderer.png(drawing("", width: "0mm")) }
  }

  /// Whoever shares a figure shares no file of his disk with it.
  @Test func aDrawingCannotBringAFileOfTheMachine() throws {
    let picture = URL.temporaryDirectory.appending(path: "apus-rendering-\(UUID().uuidString).png")
    try SVGRenderer.png(drawing("AUC")).write(to: picture)
    defer { try? FileManager.default.removeItem(at: picture) }
    let open = "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm'></svg>"
    let linked = open.replacing("></svg>", with: "><image href='file://\(picture.path)' width='90' height='90'/></svg>")
    #expect(try SVGRenderer.png(open) == SVGRenderer.png(linked))
  }

  @Test func charactersWithoutAFontAreNamed() throws {
    // U+10FFFD is for private use: no font of a sound machine has it.
    #expect(try SVGRenderer.unknownCharacters(in: drawing("AUC \u{2212} \u{10FFFD}")) == ["\u{10FFFD}"])
    #expect(try SVGRenderer.unknownCharacters(in: drawing("AUC")) == [])
  }
}

/// What one thread leaves for the test.
private final class Mailbox: @unchecked Sendable {
  private(set) var content: Data?
  func put(_ data: Data?) { content = data }
}

@Suite struct RenderingErrorTests {
  @Test func aMissingLibraryIsNamedWithItsPackage() {
    let words = "\(RenderingError.missingLibrary("librsvg-2.so.2"))"
    #expect(words.contains("librsvg-2.so.2") && words.contains("apt-get install librsvg2-2"))
  }
}
