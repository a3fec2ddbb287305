import Foundation

/// Shows paths as they stand below the folder that is served. Where that folder lies tells of the machine and of its
/// users, which no page needs.
struct ShownPlaces: Sendable {
  private let root: String

  init(root: String) { self.root = root }

  /// A sentence with its paths so.
  func shown(_ text: String) -> String {
    root == "/" ? text : text.replacing(root + "/", with: "").replacing(root, with: "the folder that is served")
  }

  /// A value with all its texts so.
  func shown<Value: Codable>(_ value: Value) -> Value {
    guard root != "/", let data = try? encoder.encode(value), let own = try? encoder.encode(root) else { return value }
    // Between the quotation marks stands the path as JSON has it.
    let path = String(decoding: own.dropFirst().dropLast(), as: UTF8.self)
    let text = String(decoding: data, as: UTF8.self)
    guard text.contains(path) else { return value }
    let plain = text.replacing(path + "/", with: "").replacing(path, with: "the folder that is served")
    return (try? JSONDecoder().decode(Value.self, from: Data(plain.utf8))) ?? value
  }

  private var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }
}
