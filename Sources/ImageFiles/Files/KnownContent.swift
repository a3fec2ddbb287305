import Foundation

/// What a file is that is no image, in words, by its first bytes; `nil` for what is not known.
///
/// A path that was mistyped mostly leads to a neighbour: a table, a result, a saved model. Their first bytes may also
/// be those that a DICOM file without preamble begins with (safetensors begin with the length of their header), so
/// these kinds are asked first.
func knownContent(_ bytes: [UInt8], size: Int) -> String? {
  if isSafetensors(bytes, size: size) { return "a safetensors file (arrays of a saved model or a network)" }
  for (start, name) in binaryStarts where bytes.starts(with: start) { return name }
  return textContent(bytes)
}

/// The length of a JSON header, of 8 bytes, and then the header.
private func isSafetensors(_ bytes: [UInt8], size: Int) -> Bool {
  guard bytes.count > 8, bytes[8] == UInt8(ascii: "{"), bytes[7] == 0 else { return false }
  let length = bytes[..<7].reversed().reduce(0) { $0 << 8 | Int($1) }
  return length >= 2 && length <= size - 8
}

private let binaryStarts: [([UInt8], String)] = [
  ([0x93] + Array("NUMPY".utf8), "a NumPy array (.npy)"),
  (Array("PK\u{3}\u{4}".utf8), "a ZIP archive (.zip, .npz, .xlsx, .docx or weights of PyTorch)"),
  (Array("%PDF".utf8), "a PDF document"),
  ([0x89] + Array("PNG".utf8), "a PNG picture"),
  ([0xff, 0xd8, 0xff], "a JPEG picture"),
  ([0x89] + Array("HDF".utf8), "an HDF5 file (.h5, .mat or MINC)"),
  (Array("MATLAB".utf8), "a MATLAB file (.mat)"),
  (Array("ObjectType".utf8), "a MetaImage (.mha or .mhd)"),
  (Array("SQLite".utf8), "a database"),
]

/// Kinds of text, where all the bytes are text.
private func textContent(_ bytes: [UInt8]) -> String? {
  let isText = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || [9, 10, 13].contains($0) }
  guard isText, !bytes.isEmpty else { return nil }
  let text = String(decoding: bytes, as: UTF8.self)
  let start = text.drop { $0.isWhitespace || $0 == "\u{feff}" }
  if start.hasPrefix("{") || start.hasPrefix("[") { return "a JSON file" }
  if start.hasPrefix("<") { return "an HTML, SVG or XML file" }
  let line = text.prefix { !$0.isNewline }
  return [",", ";", "\t"].contains { line.contains($0) } ? "a table of text (CSV)" : "a file of text"
}
