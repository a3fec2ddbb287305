import Foundation

/// A number rounded to some decimal digits. Its text is that of C's `printf`, to the last digit, except that a zero has
/// no sign.
///
/// The number is multiplied or divided by a power of ten. If the result is exactly half-way between two whole numbers,
/// the rounding error of that one operation shows on which side the exact number lies, so the digits are always right.
/// `String(format:)` was replaced because it took a sixth of a run of 20,000 patients (`Documentation/performance.md`).
package struct DecimalDigits: Hashable {
  /// Which digits are kept.
  package enum Form: Hashable {
    /// This number of significant digits, from 1 to 10; written as `%.(N - 1)e`.
    case significant(Int)
    /// This number of decimals, from 0 to 4; written as `%.Nf`, but a number that is rounded to 0 has no sign.
    case decimals(Int)

    /// The same with one digit less.
    var coarser: Form {
      switch self {
      case .significant(let count): .significant(count - 1)
      case .decimals(let count): .decimals(count - 1)
      }
    }
  }

  private enum Kept: Hashable {
    /// The kept digits as a whole number. `exponent` is the power of ten of the first one, and 0 if decimals are kept.
    case digits(UInt64, exponent: Int, isNegative: Bool)
    /// The text of `printf`, for a number that is not finite, too large, or beyond the powers of ten that a `Double`
    /// holds exactly.
    case text(String)
  }

  private let form: Form
  private let kept: Kept

  /// - Parameter value: any number.
  package init(_ value: Double, as form: Form) {
    self.form = form
    kept = DecimalDigits.digits(value, as: form) ?? .text(DecimalDigits.printed(value, as: form))
  }

  /// Number of digits without the zeros at both ends and without the power of ten; 0 for a zero.
  package var significant: Int {
    switch kept {
    case .digits(let digits, _, _):
      var rest = digits
      while rest > 0, rest.isMultiple(of: 10) { rest /= 10 }
      return DecimalDigits.length(rest)
    case .text(let text):
      let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
      return digits.count - digits.reversed().prefix { $0 == "0" }.count
    }
  }

  private static func printed(_ value: Double, as form: Form) -> String {
    switch form {
    case .significant(let count): String(format: "%.\(count - 1)e", value)
    case .decimals(let count): String(format: "%.\(count)f", value)
    }
  }
}

// Rounding.
extension DecimalDigits {
  private static func digits(_ value: Double, as form: Form) -> Kept? {
    guard value.isFinite else { return nil }
    switch form {
    case .decimals(let count):
      guard let digits = rounded(value.magnitude, tenTo: count) else { return nil }
      return .digits(digits, exponent: 0, isNegative: value < 0 && digits > 0)
    case .significant(let count):
      guard let (digits, exponent) = leading(count, of: value.magnitude) else { return nil }
      return .digits(digits, exponent: exponent, isNegative: value < 0)
    }
  }

  private static func leading(_ count: Int, of size: Double) -> (digits: UInt64, exponent: Int)? {
    guard size > 0 else { return (0, 0) }
    var exponent = Int(log10(size).rounded(.down))
    // Next to a power of ten the logarithm may be off by one, and rounding up may give one digit more.
    for _ in 0..<3 {
      guard let digits = rounded(size, tenTo: count - 1 - exponent) else { return nil }
      switch length(digits) {
      case count: return (digits, exponent)
      case ..<count: exponent -= 1
      default: exponent += 1
      }
    }
    return nil
  }

  /// `size × 10^power`, rounded to the nearest whole number, and at equal distances to the even one; `nil` if it is too
  /// large or the power of ten is not exact.
  private static func rounded(_ size: Double, tenTo power: Int) -> UInt64? {
    guard abs(power) < powersOfTen.count else { return nil }
    let ten = powersOfTen[abs(power)]
    let scaled = power < 0 ? size / ten : size * ten
    guard scaled < 0x1p51 else { return nil }
    // The rounding error. For a product it is exact. For a quotient only its sign is right, and only the sign is used.
    let error = power < 0 ? size.addingProduct(-scaled, ten) : (-scaled).addingProduct(size, ten)
    let whole = scaled.rounded(.down)
    let part = scaled - whole
    let isOdd = UInt64(whole) % 2 == 1
    let isUp = part > 0.5 || part == 0.5 && (error > 0 || error == 0 && isOdd)
    return UInt64(whole) + (isUp ? 1 : 0)
  }

  /// The powers of ten that a `Double` holds exactly.
  private static let powersOfTen: [Double] = (0...22).map { power in
    // Exact, because 10^22 is 2^22 · 5^22, and 5^22 has 52 bits.
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  private static func length(_ number: UInt64) -> Int {
    var (length, rest) = (0, number)
    while rest > 0 { (length, rest) = (length + 1, rest / 10) }
    return length
  }
}

// Text.
extension DecimalDigits {
  /// Appends the text that `printf` writes, except for the sign of a zero.
  package func write(to text: inout [UInt8]) {
    switch (kept, form) {
    case (.text(let printed), _): text.append(contentsOf: printed.utf8)
    case (.digits(let digits, _, let isNegative), .decimals(let count)):
      if isNegative { text.append(UInt8(ascii: "-")) }
      DecimalDigits.write(digits, decimals: count, to: &text)
    case (.digits(let digits, let exponent, let isNegative), .significant(let count)):
      if isNegative { text.append(UInt8(ascii: "-")) }
      DecimalDigits.write(digits, decimals: count - 1, to: &text)
      text.append(UInt8(ascii: "e"))
      text.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
      // The exponent has at most two digits, because `printf` writes numbers from about 10^32 on.
      text.append(UInt8(ascii: "0") + UInt8(abs(exponent) / 10))
      text.append(UInt8(ascii: "0") + UInt8(abs(exponent) % 10))
    }
  }

  /// Writes the digits with a point before the last `count` of them, and at least one digit before the point.
  private static func write(_ digits: UInt64, decimals count: Int, to text: inout [UInt8]) {
    let start = text.count
    var (rest, written) = (digits, 0)
    while rest > 0 || written <= count {
      if written == count, count > 0 { text.append(UInt8(ascii: ".")) }
      text.append(UInt8(ascii: "0") + UInt8(rest % 10))
      (rest, written) = (rest / 10, written + 1)
    }
    text[start...].reverse()
  }
}
