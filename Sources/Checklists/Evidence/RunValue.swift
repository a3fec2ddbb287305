import Yams

/// A value of a file of a run, as JSON and YAML have it.
///
/// The files are read as trees and not as ``StudyResults``: a list must say of each field whether this run holds it,
/// and a type refuses the whole file when one field is missing.
package indirect enum RunValue: Sendable, Hashable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([RunValue])
  case map([String: RunValue])
}

extension RunValue: Decodable {
  /// Reads any JSON value.
  package init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if let number = try? single.decode(Double.self) {
      self = .number(number)
    } else if let text = try? single.decode(String.self) {
      self = .text(text)
    } else if let list = try? single.decode([RunValue].self) {
      self = .list(list)
    } else if let map = try? single.decode([String: RunValue].self) {
      self = .map(map)
    } else if let flag = try? single.decode(Bool.self) {
      self = .flag(flag)
    } else {
      self = .null
    }
  }
}

extension RunValue {
  /// A node of YAML. Scalars stay the texts that stand in the file.
  init(_ node: Node) {
    if let map = node.mapping {
      let pairs = map.compactMap { key, value in key.string.map { ($0, RunValue(value)) } }
      self = .map(Dictionary(pairs) { first, _ in first })
    } else if let list = node.sequence {
      self = .list(list.map(RunValue.init))
    } else {
      self = node.null == nil ? .text(node.string ?? "") : .null
    }
  }

  /// The text, if it is one.
  package var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The number, if it is one; a quantity that is undefined is none.
  package var number: Double? { if case .number(let number) = self { number } else { nil } }
}
