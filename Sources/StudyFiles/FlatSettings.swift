import Yams

extension StudyFile {
  /// Every key of the resolved study file with its value, such as `split.nested` and `5`. Values of a list stand on one
  /// line, so that a value within is seen beside the others.
  package var flatSettings: [(key: String, value: String)] { Self.flat(resolvedNode, under: "") }

  private static func flat(_ node: Node, under key: String) -> [(key: String, value: String)] {
    guard case .mapping(let mapping) = node, !mapping.isEmpty else { return [(key, line(node))] }
    return mapping.flatMap { name, value in
      flat(value, under: key.isEmpty ? line(name) : "\(key).\(line(name))")
    }
  }

  private static func line(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string
    case .sequence(let sequence): "[\(sequence.map(line).joined(separator: ", "))]"
    case .mapping(let mapping): "{\(mapping.map { "\(line($0)): \(line($1))" }.joined(separator: ", "))}"
    case .alias: ""
    }
  }
}
