import Foundation

/// The spelling of levels.
package enum LevelName {
  private static let synonyms: [String: String] = [
    "pos": "positive", "+": "positive", "1": "positive", "yes": "positive", "y": "positive", "true": "positive",
    "present": "positive", "neg": "negative", "-": "negative", "0": "negative", "no": "negative", "n": "negative",
    "false": "negative", "absent": "negative", "m": "male", "f": "female",
  ]
  private static let numerals = ["i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"]
  /// Letters of other alphabets that look like Latin ones.
  private static let twins = Dictionary(
    uniqueKeysWithValues: zip("авекмнорстухіѕјαβεζηικμνορτυχ", "abekmhopctyxisjabezhikmnoptyx"))

  /// A level without case, signs, look-alike letters of other alphabets and words such as "stage". Numbers, also Roman
  /// ones, become their value, and `cT2` becomes `T2`.
  package static func plain(_ level: String) -> String {
    let folded = level.precomposedStringWithCompatibilityMapping.lowercased()
    let text = String(folded.map { twins[$0] ?? $0 }).trimmingCharacters(in: .whitespaces)
    if let known = synonyms[number(text)] { return known }
    // A range of numbers must not become the number that its digits form together.
    guard !text.contains(/\d\s*[-–]\s*\d/) else { return text }
    // A point between digits is a decimal point.
    let pointed = text.replacing(/(\D|^)[.]|[.](\D|$)/) { String($0.output.0.filter { $0 != "." }) }
    let letters = pointed.replacing("stage", with: "").replacing("grade", with: "")
      .filter { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "<" || $0 == ">" || $0 == "." }
    if letters.isEmpty { return text }
    // A grade is written `G2` too, as a stage is written `cT2`.
    let short = letters.wholeMatch(of: /c([tnm]\d.*)/) ?? letters.wholeMatch(of: /g([1-4])/)
    let bare = short.map { String($0.output.1) } ?? number(letters)
    if let known = synonyms[bare] { return known }
    return bare.wholeMatch(of: /(i{1,3}|iv|vi?)([abc]?\d?)/).map {
      let plain = (numerals[String($0.output.1)] ?? "") + $0.output.2
      return synonyms[plain] ?? plain
    } ?? bare
  }

  /// Writes `1.0` as `1`.
  private static func number(_ text: String) -> String {
    guard let value = Double(text), value == value.rounded(), abs(value) < 1e9, text.contains(".") else { return text }
    return "\(Int(value))"
  }
}
