import Execution
import Yams

/// A mapping of a YAML file. It records which keys were read, so that all others can be refused by name.
package final class YAMLSection {
  package let file: String
  package let path: String
  private let mapping: Node.Mapping
  private var asked = Set<String>()

  init(_ node: Node, file: String, path: String) throws(StudyFileError) {
    guard let mapping = node.mapping else {
      throw StudyFileError(
        file: file, line: node.mark?.line,
        problem: path.isEmpty
          ? .notYAML("it has no keys. Give a study file; \"apus study show\" prints one")
          : .wrongValue(key: path, found: node.shown, expected: "a mapping of keys to values"))
    }
    self.mapping = mapping
    self.file = file
    self.path = path
    var seen = Set<String>()
    // Yams refuses equal keys, and takes `yes` and "yes" for two.
    for case let (text?, line) in mapping.map({ ($0.key.scalar?.string, $0.key.mark?.line) })
    where !seen.insert(text).inserted {
      throw StudyFileError(file: file, line: line, problem: .otherwise("the key \"\(inner(text))\" stands twice"))
    }
  }

  /// The value of a key; `nil` if absent or empty.
  package func node(_ key: String) -> Node? {
    asked.insert(key)
    guard let node = mapping[named: key], !node.isNull else { return nil }
    return node
  }

  /// Keys in the order of the file.
  package var keys: [String] { mapping.keys.compactMap { $0.scalar?.string } }

  package func string(_ key: String) throws(StudyFileError) -> String? {
    guard let node = node(key) else { return nil }
    guard let text = node.scalar?.string else { throw wrong(key, node, expecting: "a text") }
    return text
  }

  package func required(_ key: String) throws(StudyFileError) -> String {
    guard let text = try string(key) else { throw missing(key) }
    return text
  }

  /// A value, or a list of values, as texts.
  func strings(_ key: String) throws(StudyFileError) -> [String]? {
    guard let node = node(key) else { return nil }
    if let text = node.scalar?.string { return [text] }
    guard let items = node.sequence, items.allSatisfy({ $0.scalar != nil }) else {
      throw wrong(key, node, expecting: "a value or a list of values")
    }
    return items.compactMap { $0.scalar?.string }
  }

  package func number(_ key: String, expecting expected: String, where isValid: (Double) -> Bool) throws(StudyFileError)
    -> Double?
  {
    guard let node = node(key) else { return nil }
    guard let value = node.scalar.flatMap({ Double($0.string) }), isValid(value) else {
      throw wrong(key, node, expecting: expected)
    }
    return value
  }

  package func integer(_ key: String, expecting expected: String, where isValid: (Int) -> Bool) throws(StudyFileError)
    -> Int?
  {
    guard let node = node(key) else { return nil }
    guard let value = node.scalar.flatMap({ Int($0.string) }), isValid(value) else {
      throw wrong(key, node, expecting: expected)
    }
    return value
  }

  package func flag(_ key: String) throws(StudyFileError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.bool else { throw wrong(key, node, expecting: "true or false") }
    return value
  }

  package func section(_ key: String) throws(StudyFileError) -> YAMLSection? {
    guard let node = node(key) else { return nil }
    return try YAMLSection(node, file: file, path: inner(key))
  }

  func requiredSection(_ key: String) throws(StudyFileError) -> YAMLSection {
    guard let section = try section(key) else { throw missing(key) }
    return section
  }

  /// The mappings of a list.
  package func sections(_ key: String) throws(StudyFileError) -> [YAMLSection] {
    guard let node = node(key) else { return [] }
    guard let items = node.sequence else { throw wrong(key, node, expecting: "a list") }
    var result: [YAMLSection] = []
    for item in items { result.append(try YAMLSection(item, file: file, path: inner(key))) }
    return result
  }

  /// This mapping, completed by keys of another one except for those in `own`; its path stays.
  package func filled(from other: YAMLSection, except own: Set<String>) -> YAMLSection {
    var merged = mapping
    for (key, value) in other.mapping {
      guard let name = key.scalar?.string, mapping[named: name] == nil, !own.contains(name) else { continue }
      merged[key] = value
    }
    return YAMLSection(merged, file: file, path: path)
  }

  /// A mapping without keys, in the place of one that is absent.
  package static func empty(of whole: YAMLSection, _ key: String) -> YAMLSection {
    YAMLSection(Node.Mapping([]), file: whole.file, path: whole.inner(key))
  }

  private init(_ mapping: Node.Mapping, file: String, path: String) {
    (self.mapping, self.file, self.path) = (mapping, file, path)
  }

  /// Refuses every key that was not read.
  package func finish() throws(StudyFileError) {
    let unknown = keys.filter { !asked.contains($0) }
    guard let first = unknown.first else { return }
    let line = mapping.first { $0.key.scalar?.string == first }?.key.mark?.line
    throw StudyFileError(
      file: file, line: line, problem: .unknownKeys(unknown.map(inner), known: asked.map(inner).sorted()))
  }

  package func missing(_ key: String) -> StudyFileError {
    let near = nearest(to: key, among: keys.filter { !asked.contains($0) })
    let line = near.flatMap { near in mapping.first { $0.key.scalar?.string == near }?.key.mark?.line }
    return StudyFileError(file: file, line: line, problem: .missingKey(inner(key), near: near.map(inner)))
  }

  package func wrong(_ key: String, _ node: Node, expecting expected: String) -> StudyFileError {
    StudyFileError(
      file: file, line: node.mark?.line,
      problem: .wrongValue(key: inner(key), found: node.shown, expected: expected))
  }

  package func fail(_ key: String, _ problem: StudyFileError.Problem) -> StudyFileError {
    StudyFileError(file: file, line: mapping[named: key]?.mark?.line, problem: problem)
  }

  private func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension YAMLSection {
  /// A value by its name in a list; `nil` if the key is absent.
  func choice<Value>(_ key: String, of known: [(String, Value)]) throws(StudyFileError) -> Value? {
    guard let name = try string(key) else { return nil }
    guard let found = known.first(where: { $0.0 == name }) else {
      throw fail(key, .unknownName(name, in: "\(path).\(key)", known: known.map(\.0)))
    }
    return found.1
  }

  /// A value of an enumeration by its raw name.
  func choice<Value: CaseIterable & RawRepresentable>(
    _ key: String
  ) throws(StudyFileError) -> Value? where Value.RawValue == String {
    try choice(key, of: Value.allCases.map { ($0.rawValue, $0) })
  }
}

extension Node.Mapping {
  /// The value under a text.
  ///
  /// YAML types its keys: `yes` is true, `null` nothing, `1` a number, and Yams then finds none of them under their
  /// text. Keys of a study file are names, also those that users choose for factors and levels.
  subscript(named text: String) -> Node? { first { $0.key.scalar?.string == text }?.value }
}
