import Foundation

/// A JSON schema (draft 2020-12), as far as the schemas of this package go.
///
/// A keyword that is not understood here is reported as a fault, so that no claim of a schema is left unchecked. PyPI's
/// `jsonschema` gives the same verdicts on the same files.
public struct JSONSchema {
  /// The schema as JSON.
  public let root: [String: Any]

  /// Reads a schema.
  public init(_ path: String) throws {
    let read = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
    guard let root = read as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
    self.root = root
  }

  /// The schema that is published of `results.json`.
  public static func results() throws -> JSONSchema {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONSchema(
      tests.deletingLastPathComponent().appending(path: "Documentation/results.schema.json").path)
  }

  /// What is wrong with a document, each with its JSON pointer; empty if it is valid.
  public func faults(in document: Data) throws -> [String] {
    faults(try JSONSerialization.jsonObject(with: document), root, at: "")
  }

  /// The properties of a definition, with those that it requires.
  public func properties(of definition: [String: Any]) -> (all: Set<String>, required: Set<String>) {
    let all = (definition["properties"] as? [String: Any]) ?? [:]
    return (Set(all.keys), Set(definition["required"] as? [String] ?? []))
  }

  /// The definitions by name.
  public var definitions: [String: [String: Any]] { root["$defs"] as? [String: [String: Any]] ?? [:] }

  /// Keywords that say something to a reader and nothing of a document.
  private static let words: Set<String> = ["$schema", "$id", "$defs", "title", "description", "contentEncoding"]

  private func faults(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
    schema.filter { !Self.words.contains($0.key) }.flatMap { keyword, claim in
      check(value, keyword, claim, in: schema, at: place)
    }
  }

  private func check(
    _ value: Any, _ keyword: String, _ claim: Any, in schema: [String: Any], at place: String
  ) -> [String] {
    switch keyword {
    case "$ref": return faults(value, target(claim as? String ?? ""), at: place)
    case "type": return (claim as? String).map { isOf($0, value) } == true ? [] : ["\(place): is no \(claim)"]
    case "const": return (value as? NSObject) == (claim as? NSObject) ? [] : ["\(place): is not \(claim)"]
    case "enum":
      let allowed = claim as? [NSObject] ?? []
      return (value as? NSObject).map(allowed.contains) == true ? [] : ["\(place): \(value) is none of \(allowed)"]
    case "minimum":
      let least = (claim as? NSNumber)?.doubleValue ?? .infinity
      return ((value as? NSNumber)?.doubleValue ?? least) >= least ? [] : ["\(place): is below \(least)"]
    case "oneOf", "anyOf":
      let all = (claim as? [[String: Any]] ?? []).map { faults(value, $0, at: place) }
      let fitting = all.count(where: \.isEmpty)
      return fitting == 1 || fitting > 1 && keyword == "anyOf"
        ? [] : ["\(place): fits \(fitting) of \(all.count) forms"]
    case "items":
      return (value as? [Any] ?? []).enumerated().flatMap { at, item in
        faults(item, claim as? [String: Any] ?? [:], at: "\(place)/\(at)")
      }
    case "required":
      guard let object = value as? [String: Any] else { return [] }
      return (claim as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): has no \($0)" }
    case "properties", "additionalProperties": return properties(value, keyword, in: schema, at: place)
    default: return ["\(place): this check does not know the keyword \(keyword)"]
    }
  }

  private func properties(_ value: Any, _ keyword: String, in schema: [String: Any], at place: String) -> [String] {
    guard let object = value as? [String: Any] else { return [] }
    let known = schema["properties"] as? [String: [String: Any]] ?? [:]
    return object.flatMap { name, below -> [String] in
      guard keyword == "additionalProperties" else {
        return known[name].map { faults(below, $0, at: "\(place)/\(name)") } ?? []
      }
      guard known[name] == nil else { return [] }
      if let others = schema[keyword] as? [String: Any] { return faults(below, others, at: "\(place)/\(name)") }
      return (schema[keyword] as? Bool) == false ? ["\(place)/\(name): is not in the schema"] : []
    }
  }

  private func target(_ reference: String) -> [String: Any] {
    let name = reference.replacing("#/$defs/", with: "")
    return definitions[name] ?? ["no such definition": reference]
  }

  private func isOf(_ type: String, _ value: Any) -> Bool {
    // Foundation reads a flag as a number of the type of a C character, and no number so.
    let isFlag = (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    switch type {
    case "object": return value is [String: Any]
    case "array": return value is [Any]
    case "string": return value is String
    case "boolean": return isFlag
    case "null": return value is NSNull
    case "number": return value is NSNumber && !isFlag
    case "integer": return !isFlag && (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
    default: return false
    }
  }
}
