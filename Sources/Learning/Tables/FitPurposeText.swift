// The text of a purpose. It is written and read only here.
//
// Names come from the user: a site may be called "A / B", a patient "fold 1 of 5". The text is plain if it can be read
// again, so that logs keep their bytes. If it could not be read again, its names are quoted with backslashes.
extension FitPurpose: LosslessStringConvertible {
  /// Such as `as-published / HCR (MR) / split / fold 2 of 5`; no two purposes have the same.
  public var description: String {
    let plain = pieces(FitPurposeText.plain).joined(separator: FitPurposeText.separator)
    return FitPurpose(plain) == self ? plain : pieces(FitPurposeText.quoted).joined(separator: FitPurposeText.separator)
  }

  private func pieces(_ text: FitPurposeText) -> [String] {
    text.pieces(of: owner, isFollowed: trainingSet != nil) + (trainingSet.map { [text.piece(of: $0)] } ?? [])
      + parts.map(\.description)
  }

  /// The purpose of a text. Every text has one: a set of no study is ``TrainingSet/other(_:)``, and an unknown name is
  /// a row.
  public init(_ text: String) {
    var pieces = FitPurposeText.pieces(of: text)
    // Parts come last. Everything between the owner and the parts is the name of a set, with or without separators.
    var parts: [Part] = []
    while let part = pieces.last.flatMap(Part.init) {
      parts.insert(part, at: 0)
      pieces.removeLast()
    }
    let owner = FitPurposeText.owner(&pieces)
    let set = pieces.isEmpty ? nil : FitPurposeText.trainingSet(pieces.joined(separator: FitPurposeText.separator))
    self.init(owner, trainingSet: set, parts: parts)
  }
}

extension FitPurpose: ExpressibleByStringLiteral {
  /// The purpose of its text, so that a log of one's own can be made `FitLog(purpose: "HCR")`.
  public init(stringLiteral text: String) { self.init(text) }
}

extension FitPurpose: Codable {
  /// Reads the text.
  public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension FitPurpose.Part: LosslessStringConvertible {
  /// Such as `fold 2 of 5`.
  public var description: String {
    switch self {
    case .fold(let number, let count): "fold \(number) of \(count)"
    case .allTraining: "all training"
    }
  }

  /// The part of a text; `nil` where it names none.
  public init?(_ text: String) {
    let numbers = text.numbers
    let found: FitPurpose.Part = numbers.count == 2 ? .fold(numbers[0], of: numbers[1]) : .allTraining
    guard found.description == text else { return nil }
    self = found
  }
}

/// How names stand in the text of a purpose.
private enum FitPurposeText {
  case plain, quoted

  static let separator = " / "
  private static let mark = "\\"
  private static let normalisation = "normalisation of "

  /// Text between separators, found by bytes from the left.
  static func pieces(of text: String) -> [String] {
    let (bytes, separator) = (Array(text.utf8), Array(separator.utf8))
    var (found, start, at) = ([String](), 0, 0)
    while at + separator.count <= bytes.count {
      if bytes[at..<at + separator.count].elementsEqual(separator) {
        found.append(String(decoding: bytes[start..<at], as: UTF8.self))
        at += separator.count
        start = at
      } else {
        at += 1
      }
    }
    return found + [String(decoding: bytes[start...], as: UTF8.self)]
  }

  private func name(_ name: String) -> String { self == .plain ? name : FitPurposeText.quote(name) }

  // A mark in front says that a whole piece is a name, whatever it looks like.
  private func whole(_ name: String) -> String {
    self == .plain ? name : FitPurposeText.mark + FitPurposeText.quote(name)
  }

  func piece(of set: TrainingSet) -> String {
    if case .other(let words) = set { return whole(words) }
    return set.text(quoting: name)
  }

  func pieces(of owner: FitPurpose.Owner, isFollowed: Bool) -> [String] {
    switch owner {
    case .unnamed: self == .quoted && isFollowed ? [""] : []
    case .row(let name, let protocolName):
      (protocolName == .sound ? [] : [protocolName.rawValue]) + [whole(name)]
    case .normalisation(let series): [FitPurposeText.normalisation + name(series)]
    }
  }

  /// Takes the owner from the front of `pieces`.
  static func owner(_ pieces: inout [String]) -> FitPurpose.Owner {
    guard let first = pieces.first else { return .unnamed }
    if first.isEmpty {
      pieces.removeFirst()
      return .unnamed
    }
    if let series = first.after(normalisation) {
      pieces.removeFirst()
      return .normalisation(series: unquote(series))
    }
    if pieces.count > 1, let other = ProtocolName(rawValue: first), other != .sound {
      let name = rowName(pieces[1])
      pieces.removeFirst(2)
      return .row(name, in: other)
    }
    guard first.after(mark) != nil || isOther(first) else { return .unnamed }
    pieces.removeFirst()
    return .row(rowName(first), in: .sound)
  }

  private static func rowName(_ piece: String) -> String { unquote(piece.after(mark) ?? piece) }

  private static func isOther(_ piece: String) -> Bool {
    if case .other = TrainingSet(piece) { true } else { false }
  }

  static func trainingSet(_ text: String) -> TrainingSet {
    text.after(mark).map { .other(unquote($0)) } ?? TrainingSet(text, unquoting: unquote)
  }

  static func quote(_ name: String) -> String {
    var result: [UInt8] = []
    for byte in name.utf8 {
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/") { result.append(UInt8(ascii: "\\")) }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  static func unquote(_ text: String) -> String {
    var (result, bytes) = ([UInt8](), text.utf8[...])
    while let byte = bytes.popFirst() {
      let isQuoted = byte == UInt8(ascii: "\\") && [UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(bytes.first)
      result.append(isQuoted ? bytes.removeFirst() : byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
