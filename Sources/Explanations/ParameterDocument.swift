import Extraction
import Yams

/// A PyRadiomics parameter file as a tree, in which one setting can be changed while everything else stays as written.
package struct ParameterDocument: Sendable, Hashable {
  private let text: String

  /// The text of a parameter file; empty for PyRadiomics' defaults.
  init(_ text: String) { self.text = text }

  /// The settings; `nil` if this version refuses them.
  package var settings: ExtractionSettings? { try? ExtractionSettings(pyRadiomicsText: text, file: "alternative") }

  /// Sets `setting.KEY` to a value (YAML) or removes it. Image types lose a value of their own for the key.
  package func setting(_ changes: [(key: String, value: String?)]) -> ParameterDocument {
    var root = mapping
    var setting = root["setting"]?.mapping ?? Node.Mapping([])
    var types = root["imageType"]?.mapping ?? Node.Mapping([])
    for (key, value) in changes {
      setting[Node(key)] = value.flatMap { try? compose(yaml: $0) }
      for type in types.keys {
        guard var own = types[type]?.mapping else { continue }
        own[Node(key)] = nil
        types[type] = .mapping(own)
      }
    }
    root["setting"] = .mapping(setting)
    if !types.isEmpty { root["imageType"] = .mapping(types) }
    return ParameterDocument(root)
  }

  /// Reduced to the given image types and feature classes.
  package func narrowed(types wanted: Set<String>, classes: Set<String>) -> ParameterDocument {
    var root = mapping
    if let types = root["imageType"]?.mapping {
      let kept = types.filter { $0.key.string.map(wanted.contains) ?? false }
      if !kept.isEmpty { root["imageType"] = .mapping(Node.Mapping(kept.map { ($0.key, $0.value) })) }
    }
    let given = root["featureClass"]?.mapping ?? Node.Mapping([])
    let all =
      given.isEmpty ? classes.sorted().map { (Node($0), Node("", Tag(.null))) } : given.map { ($0.key, $0.value) }
    let kept = all.filter { $0.0.string.map(classes.contains) ?? false }
    if !kept.isEmpty { root["featureClass"] = .mapping(Node.Mapping(kept)) }
    return ParameterDocument(root)
  }

  private init(_ root: Node.Mapping) { text = (try? serialize(node: .mapping(root))) ?? "" }

  private var mapping: Node.Mapping {
    let node = try? compose(yaml: text)
    return node?.mapping ?? Node.Mapping([])
  }

  /// The image type that the first part of a column name stands for.
  package static func type(of prefix: Substring) -> String {
    switch prefix {
    case _ where prefix.hasPrefix("wavelet"): "Wavelet"
    case _ where prefix.hasPrefix("log-sigma"): "LoG"
    case _ where prefix.hasPrefix("lbp-2D"): "LBP2D"
    case _ where prefix.hasPrefix("lbp-3D"): "LBP3D"
    case "squareroot": "SquareRoot"
    default: prefix.prefix(1).uppercased() + prefix.dropFirst()
    }
  }
}
