import Foundation
import Mathematics

/// One attribute to write: where it stands in the data set, and its value as DICOM text.
package struct DICOMAttribute: Hashable, Sendable {
  /// Path from the root of the data set, as `CDICOMWriter.h` spells it.
  let path: String
  /// Components separated by a backslash; empty for a type 2 attribute without a value.
  let value: String

  /// An attribute of the data set itself.
  package init(_ tag: Tag, _ value: String) { self.init(under: "", tag, value) }

  /// An attribute inside sequence items.
  /// - Parameter items: the way down, as `(sequence, item counted from 0)`.
  package init(in items: [(sequence: Tag, item: Int)], _ tag: Tag, _ value: String) {
    self.init(under: items.map { "\($0.sequence.text)[\($0.item)]." }.joined(), tag, value)
  }

  private init(under parents: String, _ tag: Tag, _ value: String) {
    precondition(value.utf8.allSatisfy { $0 != 0 }, "a DICOM value holds no NUL")
    self.path = parents + tag.text
    self.value = value
  }

  /// An attribute tag, `0xGGGGEEEE`.
  package struct Tag: RawRepresentable, Hashable, Sendable {
    /// Group in the upper, element in the lower 16 bits.
    package let rawValue: UInt32

    /// The tag of a group and element.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    var text: String { "(\(Self.hexadecimal(rawValue >> 16)),\(Self.hexadecimal(rawValue & 0xffff)))" }

    private static func hexadecimal(_ half: UInt32) -> String {
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}

extension DICOMAttribute {
  /// A number as a decimal string: at most 16 characters, as the representation DS demands.
  ///
  /// - Parameter decimals: digits kept after the point; the result reads back within half a unit of the last.
  package static func decimal(_ value: Double, decimals: Int = 6) -> String {
    let scale = power(10, decimals)
    let rounded = (value * scale).rounded() / scale
    let text = rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    precondition(text.utf8.count <= 16, "a decimal string has at most 16 characters")
    return text
  }

  /// Several numbers as one value.
  package static func decimals(_ values: [Double], decimals places: Int = 6) -> String {
    values.map { decimal($0, decimals: places) }.joined(separator: "\\")
  }

  /// A number as a decimal string, as exact as 16 characters allow. A number that was read from one comes out equal.
  package static func shortest(_ number: Double) -> String {
    let whole = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    guard whole.utf8.count > 16 else { return whole }
    // Nine digits with sign, point and an exponent of three digits always fit.
    let texts = stride(from: 15, through: 9, by: -1).lazy.map { String(format: "%.\($0)g", number) }
    return texts.first { $0.utf8.count <= 16 } ?? String(format: "%.8g", number)
  }

  /// Several numbers as one value, each as exact as 16 characters allow.
  package static func shortest(_ values: [Double]) -> String { values.map(shortest).joined(separator: "\\") }

  /// A text as one value of a limited length: a backslash would begin another value, and control characters are none.
  package static func words(_ text: String, atMost length: Int) -> String {
    let plain = text.unicodeScalars.map { scalar in
      scalar == "\\" ? "/" : scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar
    }
    // Characters of DICOM are code points.
    return String(String.UnicodeScalarView(plain.prefix(length)))
  }
}
