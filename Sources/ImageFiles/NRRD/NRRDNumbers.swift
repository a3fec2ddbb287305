import Execution

/// Numbers as the NRRD format writes them: in decimal, with a decimal point, and with nothing after them.
///
/// teem reads numbers with `sscanf`, which stops at the first character that it does not understand: `1,25` becomes 1,
/// `0x5` becomes 0, and `1.25mm` becomes 1.25.
enum NRRDNumber {
  /// A number; also `nan` and `inf` with or without a sign, as teem writes them. `nil` for any other text.
  static func double(_ text: Substring) -> Double? {
    isDecimal(text) ? Double(text) : named(text)
  }

  /// A number in single precision, rounded only once; infinite if it is too large.
  static func float(_ text: Substring) -> Float? {
    isDecimal(text) ? Float(text) : named(text).map { Float($0) }
  }

  /// A whole number, also written as `3.0` or `3e2`. Beyond 2^53 only plain digits are read, because the other forms
  /// are not exact there.
  static func whole(_ text: Substring) -> Int? {
    if let number = Int(text) { return number }
    guard isDecimal(text), let number = Double(text), abs(number) <= 0x1p53 else { return nil }
    return Int(exactly: number)
  }

  private static func isDecimal(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains($0) }
  }

  private static func named(_ text: Substring) -> Double? {
    let isNegative = text.hasPrefix("-")
    switch text.drop(while: { $0 == "-" || $0 == "+" }).lowercased() {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }
}

extension NRRDText {
  /// Refuses fields of the header that are not whole numbers or numbers, because teem would read only their beginning.
  /// - Throws: `.unreadableNumber`.
  func checkNumbers(file: String) throws(ImageFileError) {
    for name in ["dimension", "spacedimension", "lineskip", "byteskip"] {
      guard let text = fields[name] else { continue }
      let value = text.trimmed[...]
      guard Int(value) != nil else { throw failure(name, value, "a whole number", file) }
    }
    for name in ["spacings", "thicknesses", "axismins", "axismaxs"] {
      for value in (fields[name] ?? "").split(whereSeparator: \.isWhitespace) {
        guard NRRDNumber.double(value) != nil else { throw failure(name, value, NRRDText.number, file) }
      }
    }
    for name in ["spaceorigin", "spacedirections"] {
      for value in components(of: fields[name] ?? "") where NRRDNumber.double(value) == nil {
        throw failure(name, value, NRRDText.number, file)
      }
    }
  }

  static let number = "a number (a decimal point, no unit)"

  /// The numbers in vectors such as `(1,0,0) none (0,0,3)`. Text outside brackets is left to teem, which refuses it.
  private func components(of text: String) -> [Substring] {
    text.split(separator: "(").flatMap { part -> [Substring] in
      guard let end = part.firstIndex(of: ")") else { return [] }
      return part[..<end].split(separator: ",").map { $0.trimmed[...] }
    }
  }

  private func failure(_ name: String, _ value: Substring, _ wanted: String, _ file: String) -> ImageFileError {
    let place = "the field \"\(NRRDText.spelled[name] ?? name)\" of its header"
    return ImageFileError(
      file, .unreadableNumber(place: place, value: fileText(String(value.prefix(40))), wanted: wanted))
  }

  private static let spelled = [
    "spacedimension": "space dimension", "lineskip": "line skip", "byteskip": "byte skip", "axismins": "axis mins",
    "axismaxs": "axis maxs", "spaceorigin": "space origin", "spacedirections": "space directions",
  ]
}
