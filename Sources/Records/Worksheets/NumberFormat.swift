/// What a number means by the format of its cell.
///
/// Source: ECMA-376, part 1, 18.8.30 (built-in formats, with those of East Asian languages) and 18.8.31 (codes).
enum NumberFormat: Hashable, Sendable {
  case number
  case percentage
  /// Whole numbers with leading zeros up to this many digits, as hospital numbers are shown: `00000000`.
  case padded(Int)
  case date, dateAndTime, time, elapsed

  /// A built-in format; `.number` for those that are none of a date.
  init(builtIn number: Int) {
    switch number {
    case 9, 10: self = .percentage
    case 14...17, 27...31, 36, 50...54, 57, 58: self = .date
    case 22: self = .dateAndTime
    case 18...21, 32...35, 45, 47, 55, 56: self = .time
    case 46: self = .elapsed
    default: self = .number
    }
  }

  /// A format by its code, such as `yyyy"년" m"월" d"일"`. The section for positive numbers decides.
  init(code: String) {
    let (letters, brackets) = Self.plain(code)
    let isOfDay = letters.contains { $0 == "y" || $0 == "d" }
    let isOfClock = letters.contains { $0 == "h" || $0 == "s" }
    let hasMonthOrMinute = letters.contains("m")
    if brackets.contains(where: { !$0.isEmpty && $0.allSatisfy { "hms".contains($0) } }) {
      self = .elapsed
    } else if isOfDay || hasMonthOrMinute && !isOfClock {
      self = isOfClock ? .dateAndTime : .date
    } else if isOfClock {
      self = .time
    } else if letters.contains("%") {
      self = .percentage
    } else {
      self = letters.count > 1 && letters.allSatisfy { $0 == "0" } ? .padded(letters.count) : .number
    }
  }

  /// The first section of a code in lower case, without literal text, fillers, colours and languages; and what stands
  /// in brackets.
  private static func plain(_ code: String) -> (letters: String, brackets: [String]) {
    var (letters, brackets) = ("", [String]())
    var rest = code.lowercased()[...]
    while let first = rest.popFirst() {
      switch first {
      case ";": return (letters.without("general"), brackets)
      case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
      case "\\", "_", "*": rest = rest.dropFirst()
      case "[":
        brackets.append(String(rest.prefix { $0 != "]" }))
        rest = rest.drop { $0 != "]" }.dropFirst()
      default: letters.append(first)
      }
    }
    return (letters.without("general"), brackets)
  }

  /// The text that a number stands for.
  func text(_ value: Double, _ epoch: DayNumber.Epoch) -> String {
    let day = DayNumber(value, epoch)
    let shown: String? =
      switch self {
      case .number, .percentage: nil
      case .padded(let width): Self.padded(value, width)
      case .date: day?.date
      case .dateAndTime: day?.dateAndTime
      case .time: day?.time
      case .elapsed: day?.elapsed
      }
    return shown ?? Self.plain(value)
  }

  /// The shortest text that reads back as the number; whole numbers without a point or exponent, since they may be ids.
  private static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 0x1p53 ? "\(Int(value))" : "\(value)"
  }

  private static func padded(_ value: Double, _ width: Int) -> String? {
    guard value >= 0, value == value.rounded(), value < 0x1p53 else { return nil }
    let digits = "\(Int(value))"
    return String(repeating: "0", count: max(0, min(width, 40) - digits.count)) + digits
  }
}

extension String {
  fileprivate func without(_ word: String) -> String { replacing(word, with: "") }
}
