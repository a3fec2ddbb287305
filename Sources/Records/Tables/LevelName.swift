import Execution
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
    // A change of -1 is not one of 1.
    if let value = Double(text.replacing("\u{2212}", with: "-")), value < 0 { return number("\(value)") }
    // A range of numbers must not become the number that its digits form together.
    guard !range.isIn(text) else { return text }
    // A point between digits is a decimal point.
    let pointed = loosePoint.replacing(in: text) { String($0.0.filter { $0 != "." }) }
    let letters = pointed.replacing("stage", with: "").replacing("grade", with: "")
      .filter { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "<" || $0 == ">" || $0 == "." }
    if letters.isEmpty { return text }
    // A grade is written `G2` too, as a stage is written `cT2`.
    let short = clinical.whole(letters) ?? grade.whole(letters)
    let bare = short.map { String($0.1) } ?? number(letters)
    if let known = synonyms[bare] { return known }
    return roman.whole(bare).map {
      let plain = (numerals[String($0.1)] ?? "") + $0.2
      return synonyms[plain] ?? plain
    } ?? bare
  }

  private static let range = Pattern(/\d\s*[-–]\s*\d/)
  private static let loosePoint = Pattern(/(\D|^)[.]|[.](\D|$)/)
  private static let clinical = Pattern(/c([tnm]\d.*)/)
  private static let grade = Pattern(/g([1-4])/)
  private static let roman = Pattern(/(i{1,3}|iv|vi?)([abc]?\d?)/)

  /// Writes `1.0` as `1`.
  private static func number(_ text: String) -> String {
    guard let value = Double(text), value == value.rounded(), abs(value) < 1e9, text.contains(".") else { return text }
    return "\(Int(value))"
  }
}
