import Execution
import Foundation
import SavedModels
import Testing

/// Digits of numbers, against C's `printf`.
@Suite struct DecimalDigitsTests {
  private static let forms: [DecimalDigits.Form] =
    (1...10).map { .significant($0) } + (0...4).map { .decimals($0) }

  private static func printed(_ value: Double, _ form: DecimalDigits.Form) -> String {
    switch form {
    case .significant(let count): return String(format: "%.\(count - 1)e", value)
    case .decimals(let count):
      let text = String(format: "%.\(count)f", value)
      let isZero = text.hasSuffix("0") && !text.contains { ("1"..."9").contains($0) }
      return text.hasPrefix("-") && isZero ? String(text.dropFirst()) : text
    }
  }

  /// Digits between the zeros at both ends.
  private static func significant(_ text: String) -> Int {
    let digits = text.prefix { $0 != "e" }.filter(\.isNumber)
    let trimmed = String(digits).trimmingCharacters(in: CharacterSet(charactersIn: "0"))
    return trimmed.count
  }

  private static func differing(_ values: [Double]) -> [String] {
    values.flatMap { value in
      forms.compactMap { form -> String? in
        var text: [UInt8] = []
        let digits = DecimalDigits(value, as: form)
        digits.write(to: &text)
        let (own, asked) = (String(decoding: text, as: UTF8.self), printed(value, form))
        let isSame = own == asked && digits.significant == significant(asked)
        return isSame ? nil : "\(value), \(form): \(own), printf has \(asked)"
      }
    }
  }

  /// Halves at every place, which rounding decides by the even digit, and their neighbours.
  @Test func halvesAreRoundedAsPrintfDoes() {
    var stream = RandomStream(seed: 11, name: "halves")
    let halves = (0..<2000).map { _ in ((40_000 * stream.uniform()).rounded() - 20_000) / 16 }
    #expect(Self.differing(halves.flatMap { [$0.nextDown, $0, $0.nextUp] }) == [])
    let decimal = (0..<2000).map { _ in ((2_000_000 * stream.uniform()).rounded() * 10 + 5) / 1_000_000 }
    #expect(Self.differing(decimal) == [])
  }

  @Test func numbersOfEverySizeAreWrittenAsPrintfDoes() {
    var stream = RandomStream(seed: 12, name: "sizes")
    let sizes = (0..<4000).map { _ in
      let exponent = 60 * stream.uniform() - 30
      return pow(10.0, exponent) * (stream.uniform() < 0.5 ? -1 : 1)
    }
    #expect(Self.differing(sizes) == [])
  }

  /// Where the logarithm is one off, and where 9.99 becomes 10.
  @Test func powersOfTenAndWhatLiesBesideThemAreWrittenAsPrintfDoes() {
    let powers = (-25...25).map { pow(10.0, Double($0)) }
    let beside = powers.flatMap { [$0.nextDown, $0, $0.nextUp, 9.9999999996 * $0, 9.995 * $0, -9.5 * $0] }
    #expect(Self.differing(beside) == [])
  }

  @Test func whatIsNotFiniteAndTheEndsOfTheRangeAreWrittenAsPrintfDoes() {
    let ends: [Double] = [
      0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    #expect(Self.differing(ends) == [])
  }
}
