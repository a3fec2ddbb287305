import Execution
import Foundation
import Records
import Testing

/// A key twice in one object of a JSON file: the audit would see another value than its reader.
struct RepeatedKeysTests {
  private func first(_ text: String) -> String? { RepeatedKeys.first(in: Data(text.utf8)) }

  @Test(arguments: [
    (#"{"a": 1, "a": 2}"#, "a"), (#"{"a": {"b": [1, {"c": 1, "d": 2, "c": 3}]}}"#, "a.b.c"),
    (#"[{"a": 1}, {"b": {"a": 1}, "b": 2}]"#, "b"), (#"{"a": 1, "\u0061": 2}"#, "a"),
    (#"{"x": "a", "y": [[], {}], "x" : 0}"#, "x"),
  ])
  func aRepeatedKeyIsFoundWithItsPath(text: String, key: String) { #expect(first(text) == key) }

  @Test(arguments: [
    "{}", "[]", "3", #"{"a": "a", "b": "a:", "c": ["a", "a"]}"#, #"[{"a": 1}, {"a": 1}]"#, #"{"a": {"a": {"a": 1}}}"#,
    #"{"a": "\"b\": 1, \"b\": 2"}"#, #"{"a": "\\", "b": "\\\"", "c": 1}"#, "{\"a\": \"{\", \"b\": \"}\"}", "",
    "{\"a\": 1, \"b", "\"",
  ])
  func soundTextsHaveNone(text: String) { #expect(first(text) == nil) }

  /// What an encoder writes has no key twice, whatever the values are. The seed is printed on failure.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func whatIsEncodedHasNone(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "json")
    func value(_ depth: Int) -> Any {
      switch random.index(below: depth > 4 ? 3 : 5) {
      case 0: return random.normal()
      case 1: return ["\"", "\\", "a\":", "{", "é", ""].randomElement(using: &random) ?? ""
      case 2: return random.index(below: 2) == 0
      case 3: return (0..<random.index(below: 4)).map { _ in value(depth + 1) }
      default:
        return Dictionary(
          (0..<random.index(below: 5)).map { _ in ("k\(random.index(below: 9))\"", value(depth + 1)) }
        ) { $1 }
      }
    }
    let data = try JSONSerialization.data(withJSONObject: ["a": value(0), "b": value(0)])
    #expect(RepeatedKeys.first(in: data) == nil, "seed \(seed)")
    let text = String(decoding: data, as: UTF8.self)
    #expect(RepeatedKeys.first(in: Data((text.dropLast() + ", \"a\": 0}").utf8)) == "a", "seed \(seed)")
  }
}
