internal import CVectorGraphics
import Foundation

/// SVG as PDF and as PNG, by librsvg, Cairo and Pango, which are loaded when they are first used.
///
/// A drawing is as large as its `width` and `height` say, best in millimetres. Equal drawings on a machine with equal
/// libraries and fonts give equal bytes: nothing of the time enters a file.
package enum SVGRenderer {
  /// Pixels an inch that journals ask of figures with text and lines in colour.
  package static let journalDPI = 300.0

  /// A PDF of one page with paths as paths and text as text, its fonts embedded.
  /// - Parameters:
  ///   - svg: the file as text; what is not inside it is not read.
  ///   - title: what a reader shows as the title of the document.
  package static func pdf(_ svg: String, title: String) throws(RenderingError) -> Data {
    try file(of: svg) { bytes, sink, message in
      apus_vector_pdf(bytes.baseAddress, bytes.count, title, collect, sink, message.baseAddress, message.count)
    }
  }

  /// A PNG on white that states its resolution.
  /// - Parameter dpi: pixels an inch, above 0.
  package static func png(_ svg: String, dpi: Double = journalDPI) throws(RenderingError) -> Data {
    precondition(dpi > 0 && dpi.isFinite, "a resolution is above 0")
    let plain = try file(of: svg) { bytes, sink, message in
      apus_vector_png(bytes.baseAddress, bytes.count, dpi, collect, sink, message.baseAddress, message.count)
    }
    return PNGResolution(dpi: dpi).stated(in: plain)
  }

  /// Characters of a drawing that no font of this machine has: boxes stand in their place.
  package static func unknownCharacters(in svg: String) throws(RenderingError) -> [Character] {
    try load()
    // Every font has those of ASCII, of which the markup consists.
    let others = Set(svg.filter { !$0.isASCII }).sorted()
    return others.filter { apus_vector_unknown_glyphs(String($0), "sans-serif") > 0 }
  }

  /// Width of a line in ems with the fonts of this machine.
  package static func width(of text: String, families: String, isBold: Bool) throws(RenderingError) -> Double {
    try load()
    return apus_vector_text_width(text, families, isBold ? 1 : 0)
  }

  /// What draws, with versions.
  package static func library() throws(RenderingError) -> String {
    try load()
    let (svg, shapes) = (apus_vector_rsvg_version(), apus_vector_cairo_version())
    let parts = [("librsvg", svg), ("Cairo", shapes), ("Pango", apus_vector_pango_version())]
    return parts.map { name, version in "\(name) \(version.map { String(cString: $0) } ?? "of an unknown version")" }
      .joined(separator: ", ")
  }

  private static func load() throws(RenderingError) {
    if let missing = apus_vector_load() { throw .missingLibrary(String(cString: missing)) }
  }

  /// Where the C functions put the bytes of a file.
  private final class Sink { var data = Data() }

  private static func file(
    of svg: String,
    _ draw: (UnsafeBufferPointer<UInt8>, UnsafeMutableRawPointer, UnsafeMutableBufferPointer<CChar>)
      -> apus_vector_status
  ) throws(RenderingError) -> Data {
    try load()
    let (sink, text) = (Sink(), Array(svg.utf8))
    var message = [CChar](repeating: 0, count: 500)
    let status = message.withUnsafeMutableBufferPointer { message in
      text.withUnsafeBufferPointer { draw($0, Unmanaged.passUnretained(sink).toOpaque(), message) }
    }
    let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch status {
    case apus_vector_drawn: return sink.data
    case apus_vector_unreadable: throw .unreadable(words)
    case apus_vector_no_size: throw .withoutSize
    default: throw .failed(words)
    }
  }

  /// Appends bytes to the sink behind `context`.
  private static let collect: apus_vector_sink = { context, bytes, count in
    guard let context, let bytes else { return }
    Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().data.append(bytes, count: count)
  }
}
