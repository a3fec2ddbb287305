import Execution

/// Text in CP949 or in Windows-1252, told apart by how its bytes stand together.
///
/// Neither encoding says which it is, and many bytes have a meaning in both. Korean words are pairs of bytes, nearly
/// all among the 2350 syllables of KS X 1001, whose two bytes are both above A0. Words of Western languages have single
/// letters above 7F, at most two together. A text that is plausible as neither is of a third encoding (Shift JIS, GBK,
/// Windows-1251) and is not read, since any reading would be garbled.
struct LegacyText {
  let text: String
  let encoding: TextEncoding
  let doubt: DecodedText.Doubt?

  init?(_ bytes: [UInt8]) {
    let pairs = KoreanCount(bytes)
    let korean = pairs.isPlausible ? decodedText(bytes, from: "CP949") : nil
    let western =
      korean == nil || !pairs.isCertain
      ? WesternCount(bytes).isPlausible ? decodedText(bytes, from: "CP1252") : nil : nil
    switch (korean, western) {
    case (let korean?, let western):
      (text, encoding) = (korean, .korean)
      doubt = western.flatMap { Self.doubt(korean, $0, .western) }
    case (nil, let western?): (text, encoding, doubt) = (western, .western, nil)
    case (nil, nil): return nil
    }
  }

  /// The first word that differs between two readings.
  private static func doubt(_ text: String, _ other: String, _ encoding: TextEncoding) -> DecodedText.Doubt? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let others = other.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, pair) in zip(lines, others).enumerated() where pair.0 != pair.1 {
      let words = pair.0.split(whereSeparator: isSeparator), second = pair.1.split(whereSeparator: isSeparator)
      guard let at = zip(words, second).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset else {
        continue
      }
      return DecodedText.Doubt(
        line: number + 1, word: "\(words[at])", other: "\(second[at])", otherEncoding: encoding)
    }
    return nil
  }

  private static func isSeparator(_ character: Character) -> Bool {
    character.isWhitespace || [",", ";", "\"", "\t"].contains(character)
  }
}

/// What the pairs of bytes of a text would be in CP949.
private struct KoreanCount {
  /// Syllables of KS X 1001.
  private var common = 0
  /// The syllables that CP949 adds, each of them rare.
  private var rare = 0
  /// Signs, letters of other alphabets and forms, such as `㎝` and `→`.
  private var signs = 0
  /// Chinese characters.
  private var chinese = 0
  /// Bytes that have no meaning.
  private var faults = 0

  init(_ bytes: [UInt8]) {
    var at = 0
    while at < bytes.count {
      guard bytes[at] >= 0x80 else {
        at += 1
        continue
      }
      count(bytes[at], at + 1 < bytes.count ? bytes[at + 1] : 0)
      at += 2
    }
  }

  private mutating func count(_ lead: UInt8, _ trail: UInt8) {
    switch (lead, trail) {
    case (0xb0...0xc8, 0xa1...0xfe): common += 1
    case (0xa1...0xac, 0xa1...0xfe): signs += 1
    case (0xca...0xfd, 0xa1...0xfe): chinese += 1
    case (0x81...0xc6, 0x41...0x5a), (0x81...0xc6, 0x61...0x7a), (0x81...0xa0, 0x81...0xfe), (0xa1...0xc6, 0x81...0xa0):
      rare += 1
    default: faults += 1
    }
  }

  /// Rare syllables occur among common ones, not instead of them. Chinese characters are rarer still; in a Chinese text
  /// (GBK) about half of all characters would be those of Korean syllables, and the other half Chinese ones.
  var isPlausible: Bool {
    faults == 0 && common + signs > 0 && 4 * rare <= common + signs && 20 * chinese <= common + signs
  }

  /// By chance four letters of a Western text do not stand in pairs of this kind, and none elsewhere.
  var isCertain: Bool { common >= 4 && rare == 0 }
}

/// What the bytes of a text would be in Windows-1252.
private struct WesternCount {
  private var letters = 0
  private var oddities = 0
  private var longestRun = 0

  init(_ bytes: [UInt8]) {
    var run = 0
    for byte in bytes {
      let isLetter =
        byte >= 0xc0 && byte != 0xd7 && byte != 0xf7 || [0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e].contains(byte)
      run = isLetter ? run + 1 : 0
      longestRun = max(longestRun, run)
      if isLetter { letters += 1 } else if byte >= 0x80, !Self.signs.contains(byte) { oddities += 1 }
    }
  }

  /// Signs that clinical tables have: `€ … – — ‘ ’ “ ” ‚ „ ‹ › ‰ • ™ ± ² ³ ° µ · § ½ ¼ ¾ ª º « » ¿ ¡ £ ¹ ´ × ÷ ≤` and
  /// the space that does not break.
  private static let signs: Set<UInt8> = [
    0x80, 0x82, 0x84, 0x85, 0x89, 0x8b, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9b, 0xa0, 0xa1, 0xa3, 0xa7,
    0xa9, 0xaa, 0xab, 0xae,
    0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb7, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf, 0xd7, 0xf7,
  ]

  var isPlausible: Bool { oddities == 0 && longestRun <= 2 }
}
