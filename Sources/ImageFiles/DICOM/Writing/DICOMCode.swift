import Execution

/// A coded concept: value, coding scheme, meaning.
package struct DICOMCode: Hashable, Sendable {
  /// Value in the scheme.
  package let value: String
  /// Designator of the scheme: `DCM`, `SCT`, `UCUM`, `IBSI`, or one of our own.
  package let scheme: String
  /// Meaning in words, at most 64 characters of it.
  package let meaning: String

  /// Characters of a value (SH). Longer ones have an attribute of their own, which readers such as highdicom do not
  /// look for in every item.
  private static let length = 16

  /// A code of a published scheme.
  package init(_ value: String, _ scheme: String, _ meaning: String) {
    precondition(!value.isEmpty && value.utf8.count <= Self.length, "a code has a value of at most 16 characters")
    precondition(!scheme.isEmpty && scheme.utf8.count <= Self.length, "a code has a scheme")
    (self.value, self.scheme, self.meaning) = (value, scheme, DICOMAttribute.words(meaning, atMost: 64))
  }

  /// A code of an own scheme for a name of any length: the name itself, or its beginning and a part of its hash.
  package init(named name: String, scheme: String, _ meaning: String) {
    let isShort = name.utf8.count <= Self.length && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x5c }
    var hash = SHA256Digest()
    hash.add(name)
    let start = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(9)
    self.init(isShort && !name.isEmpty ? name : "\(start)-\(hash.finish().prefix(6))", scheme, meaning)
  }

  /// Its attributes as the first item of a sequence.
  func attributes(
    in items: [(sequence: DICOMAttribute.Tag, item: Int)], _ sequence: DICOMAttribute.Tag
  ) -> [DICOMAttribute] {
    let path = items + [(sequence, 0)]
    return [
      DICOMAttribute(in: path, .codeValue, value), DICOMAttribute(in: path, .codingSchemeDesignator, scheme),
      DICOMAttribute(in: path, .codeMeaning, meaning),
    ]
  }
}

extension DICOMAttribute.Tag {
  static let codeValue = Self(rawValue: 0x0008_0100)
  static let codingSchemeDesignator = Self(rawValue: 0x0008_0102)
  static let codeMeaning = Self(rawValue: 0x0008_0104)
}
