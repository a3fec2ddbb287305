import Execution

/// Why a network in an ONNX file cannot be read or computed, as facts.
package struct ONNXError: Error, Hashable, Sendable {
  /// Name of the file.
  package let file: String
  /// What is wrong.
  package let kind: Kind

  /// An error about `file`.
  package init(_ file: String, _ kind: Kind) {
    self.file = file
    self.kind = kind
  }

  /// Everything that can be wrong with a network.
  package enum Kind: Error, Hashable, Sendable {
    /// The content contradicts the format.
    case malformed(String, byte: Int)
    /// The file holds no graph: it is no ONNX model.
    case noGraph
    /// The file does not say which version of ONNX's operators it uses.
    case noOpset
    /// More of something than is read.
    case tooMany(String, found: Int, most: Int)
    /// A version of the operators that is not known.
    case opset(Int)
    /// A tensor whose numbers are in another file, and why they cannot be taken from there.
    case externalData(String, cause: String)
    /// A number format that is not read.
    case elementType(String, tensor: String)
    /// A tensor whose numbers do not match its shape.
    case wrongCount(tensor: String, expected: Int, found: Int)
    /// A tensor with a negative length, or of too many numbers.
    case shape([Int], tensor: String)
    /// Two values of one name.
    case duplicateName(String)
    /// A node that reads what nothing makes.
    case missingValue(String, node: NodeLabel)
    /// Nodes that wait for each other.
    case cycle(NodeLabel)
    /// Operators that are not computed here, with a node of each.
    case operators([NodeLabel])
    /// An attribute that is not computed here.
    case attribute(String, node: NodeLabel)
    /// A node whose inputs or attributes are not those of its operator, or are beyond what is computed here.
    case node(NodeLabel, String)
    /// The graph's input is not one image.
    case input(String)
    /// The sides of the images that the graph takes are others than those that it is given.
    case side(rows: Int, columns: Int, given: Int)
    /// The graph takes volumes of this many slices.
    case depth(Int, given: Int)
    /// A graph for slices is used for volumes, or the other way round.
    case dimensions(takesVolumes: Bool)
    /// No tensor has this name.
    case unknownLayer(String, candidates: [Candidate])
    /// No rule says which tensor holds the features.
    case openLayer(String, candidates: [Candidate])
    /// A tensor that is no vector of features.
    case layerShape(String, [Int], candidates: [Candidate])
    /// Weights that are not finite.
    case notFinite(String)
    /// No weight differs from 0.
    case allZero
    /// All of the image is multiplied by 0.
    case constant
  }

  /// A tensor that may hold features.
  package struct Candidate: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Its shape; `nil` where the network cannot be computed so far.
    package let shape: [Int]?

    /// A tensor.
    package init(name: String, shape: [Int]?) { (self.name, self.shape) = (name, shape) }
  }

  /// A node as a message names it.
  package struct NodeLabel: Hashable, Sendable {
    /// Its operator, with the domain where that is not ONNX's own.
    package let operation: String
    /// Its name, else that of its first output.
    package let name: String

    /// Both names.
    package init(operation: String, name: String) { (self.operation, self.name) = (operation, name) }
  }
}

extension ONNXError: CustomStringConvertible {
  /// `FILE: cause. Next step.`
  package var description: String {
    let (cause, step) = kind.sentences
    return "\(file): \(cause). \(step)."
  }
}

extension ONNXError.Candidate: CustomStringConvertible {
  /// `flatten_3 (1 x 2048)`
  package var description: String {
    name.printable + (shape.map { " (\($0.map(String.init).joined(separator: " x ")))" } ?? "")
  }
}

extension ONNXError.NodeLabel: CustomStringConvertible {
  /// `Conv (conv1)`
  package var description: String { "\(operation.printable) (\(name.printable))" }
}

private let again = "Export or copy the file again"
private let another = "Export the network without it, or use another network"

extension ONNXError.Kind {
  /// The cause and the next step, without full stops.
  fileprivate var sentences: (cause: String, step: String) {
    fileSentences ?? graphSentences ?? inputSentences ?? layerSentences
  }

  private var fileSentences: (String, String)? {
    switch self {
    case .malformed(let what, let byte): ("the file is damaged at byte \(byte): \(what)", again)
    case .noGraph: ("this is no ONNX model: it holds no graph", "Give a file that was exported as ONNX")
    case .noOpset: ("it does not say which version of ONNX's operators it uses", again)
    case .tooMany(let what, let found, let most): ("it has \(found) \(what); at most \(most) are read", another)
    case .opset(let version):
      (
        "it uses version \(version) of ONNX's operators; versions \(ONNXModel.opsets.lowerBound) to "
          + "\(ONNXModel.opsets.upperBound) are known", "Export it again with another opset"
      )
    case .externalData(let tensor, let cause):
      (
        "the numbers of \(tensor.printable) are in another file: \(cause)",
        "Put the files that the export wrote into one folder, or export the network as one file (PyTorch: "
          + "external_data=False)"
      )
    case .elementType(let type, let tensor):
      ("\(tensor.printable) is stored as \(type), which is not read", "Export the network in float32")
    case .wrongCount(let tensor, let expected, let found):
      ("\(tensor.printable) needs \(expected) numbers by its shape, but has \(found)", again)
    case .shape(let shape, let tensor): ("\(tensor.printable) has the impossible shape \(shape)", again)
    default: nil
    }
  }

  private var graphSentences: (String, String)? {
    switch self {
    case .duplicateName(let name): ("\(name.printable) is made twice", again)
    case .missingValue(let name, let node): ("\(node) reads \(name.printable), which nothing makes", again)
    case .cycle(let node): ("nodes wait for each other in a circle, \(node) among them", again)
    case .operators(let nodes):
      (
        "these operators are not computed here: \(nodes.prefix(8).map(\.description).joined(separator: ", "))",
        "Supported are \(ONNXOperator.all.keys.sorted().joined(separator: ", ")). Take an earlier layer, or export "
          + "the network in these operators"
      )
    case .attribute(let name, let node): ("the attribute \(name.printable) of \(node) is not computed here", another)
    case .node(let node, let cause): ("\(node): \(cause)", another)
    case .notFinite(let tensor): ("\(tensor.printable) holds weights that are not finite", again)
    case .constant: ("all of the image is multiplied by 0, so all images would have the same features", again)
    case .allZero: ("every weight is 0, so all images would have the same features", again)
    default: nil
    }
  }

  private var inputSentences: (String, String)? {
    switch self {
    case .input(let cause): (cause, "Export an encoder that takes one image of 1 or 3 channels in float32")
    case .side(let rows, let columns, let given) where rows == columns:
      ("the network takes slices of \(rows) x \(columns), not \(given) x \(given)", "Set the side to \(rows)")
    case .side(let rows, let columns, _):
      ("the network takes slices of \(rows) x \(columns); square ones are made here", "Export it for square slices")
    case .depth(let depth, let given):
      ("the network takes volumes of \(depth) slices, not \(given)", "Set the depth to \(depth)")
    case .dimensions(true): ("the network takes volumes", "Set the inflation to trained")
    case .dimensions(false): ("the network takes slices", "Set the inflation to none")
    default: nil
    }
  }

  private var layerSentences: (String, String) {
    func listed(_ candidates: [ONNXError.Candidate]) -> String {
      candidates.isEmpty
        ? "Take another network" : "Name the layer, e.g. \(candidates.map(\.description).joined(separator: ", "))"
    }
    return switch self {
    case .unknownLayer(let name, let candidates):
      ("no tensor that is computed from the image is called \(name.printable)", listed(candidates))
    case .openLayer(let cause, let candidates): (cause, listed(candidates))
    case .layerShape(let name, let shape, let candidates):
      ("\(name.printable) has the shape \(shape), which holds no features of one image", listed(candidates))
    default: ("no reason is known", "Report this")
    }
  }
}
