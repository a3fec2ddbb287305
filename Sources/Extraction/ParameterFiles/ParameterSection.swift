internal import Yams

/// One mapping of a parameter file, its keys checked against those of PyRadiomics.
struct ParameterSection {
  let file: String
  let path: String
  private let mapping: Node.Mapping?

  /// An absent or empty node is an empty section.
  init(_ node: Node?, file: String, path: String) throws(ParameterFileError) {
    self.file = file
    self.path = path
    guard let node, !node.isNull else {
      mapping = nil
      return
    }
    guard let mapping = node.mapping else {
      let problem = ParameterFileError.Problem.wrongValue(
        key: path.isEmpty ? "the file" : path, found: node.shown, expected: "a mapping")
      throw ParameterFileError(file, line: node.mark?.line, problem)
    }
    self.mapping = mapping
  }

  /// Keys in the order of the file.
  var keys: [String] { mapping?.keys.compactMap(\.string) ?? [] }

  /// Line of its first key; `nil` where it has none.
  var startLine: Int? { mapping?.first?.key.mark?.line }

  /// The value of a key; `nil` where absent or null, which PyRadiomics reads as its default.
  func node(_ key: String) -> Node? {
    guard let node = mapping?[key], !node.isNull else { return nil }
    return node
  }

  /// Refuses names that PyRadiomics does not know, and those that are not built unless their value changes nothing.
  func check(known: Set<String>, unsupported: [String: NeutralValue] = [:]) throws(ParameterFileError) {
    for key in keys where !known.contains(key) {
      guard let neutral = unsupported[key] else {
        if path == "setting", ParameterFile.voxelKeys.contains(key) {
          throw error(key, .misplaced(key, in: path, belongs: "voxelSetting"))
        }
        if path.isEmpty, ParameterFile.settingKeys.contains(key) {
          throw error(key, .misplaced(key, in: "the top level", belongs: "setting"))
        }
        let all = known.union(unsupported.keys)
        throw error(key, .unknownKey(key, in: path.isEmpty ? "the file" : path, known: Array(all)))
      }
      guard neutral.matches(node(key)) else {
        throw error(
          key,
          .notSupported(
            qualified(key),
            why:
              "PyRadiomics takes it under an image type and ignores it, as image and mask are prepared once. Put it under setting"
          ))
      }
    }
  }

  func number(_ key: String, expecting expected: String, where isValid: (Double) -> Bool) throws(ParameterFileError)
    -> Double?
  {
    guard let node = node(key) else { return nil }
    guard let value = node.float, value.isFinite, isValid(value) else { throw wrong(key, node, expecting: expected) }
    return value
  }

  func integer(_ key: String, expecting expected: String, where isValid: (Int) -> Bool) throws(ParameterFileError)
    -> Int?
  {
    guard let node = node(key) else { return nil }
    guard let value = node.int, isValid(value) else { throw wrong(key, node, expecting: expected) }
    return value
  }

  /// The label, where the file chooses one. The examples of PyRadiomics have `label: 1` whatever their masks are, so 1
  /// counts as not given: it contradicts neither the name of a region nor the number of its segment.
  var givenLabel: Int? {
    get throws(ParameterFileError) {
      let label = try integer("label", expecting: "a whole number above 0") { $0 > 0 }
      return label == RegionChoice.usualLabel ? nil : label
    }
  }

  func flag(_ key: String) throws(ParameterFileError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.bool else { throw wrong(key, node, expecting: "true or false") }
    return value
  }

  func numbers(_ key: String, expecting expected: String, where isValid: ([Double]) -> Bool) throws(ParameterFileError)
    -> [Double]?
  {
    guard let node = node(key) else { return nil }
    let values = node.sequence?.compactMap(\.float) ?? []
    guard values.count == node.sequence?.count, isValid(values) else { throw wrong(key, node, expecting: expected) }
    return values
  }

  /// One of a few words.
  func text(_ key: String, of known: [String]) throws(ParameterFileError) -> String? {
    guard let node = node(key) else { return nil }
    guard let value = node.string, known.contains(value) else {
      throw wrong(key, node, expecting: known.joined(separator: ", "))
    }
    return value
  }

  func wrong(_ key: String, _ node: Node, expecting expected: String) -> ParameterFileError {
    error(key, .wrongValue(key: qualified(key), found: node.shown, expected: expected))
  }

  func error(_ key: String, _ problem: ParameterFileError.Problem) -> ParameterFileError {
    let line = mapping?.first { $0.key.string == key }?.key.mark?.line
    return ParameterFileError(file, line: line, problem)
  }

  func qualified(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

/// A value of an unsupported key that leaves the result as it is.
enum NeutralValue {
  case none
  case any
  case null
  case flag(Bool)
  case integer(Int)
  case text(String)

  func matches(_ node: Node?) -> Bool {
    guard let node else { return true }
    switch self {
    case .none, .null: return false
    case .any: return true
    case .flag(let value): return node.bool == value
    case .integer(let value): return node.int == value
    case .text(let value): return node.string == value
    }
  }
}
