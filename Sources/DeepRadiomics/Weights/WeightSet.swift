import Foundation

/// Named tensors of one trained network, with where they came from and under which licence.
///
/// A weight set is data: reading one runs nothing, whatever the file says.
package struct WeightSet: Sendable {
  /// Tensors by the name the file gives them.
  package let tensors: [String: WeightTensor]
  /// Names of integer tensors, such as counts of batches, which no network here needs.
  package let skipped: [String]
  /// The network of an ONNX file, which holds layers and weights; `nil` for weights alone.
  package let network: ONNXModel?
  /// Where the set came from.
  package let source: Source

  /// Origin of a weight set, for the report.
  package struct Source: Hashable, Codable, Sendable {
    /// What the set is called.
    package let name: String
    /// Where the file was published, or the path it was imported from.
    package let origin: String
    /// Licence, as its publisher names it.
    package let licence: String

    /// A source; say `unknown` rather than nothing where the licence is not known.
    package init(name: String, origin: String, licence: String) {
      self.name = name
      self.origin = origin
      self.licence = licence
    }
  }

  /// A set from tensors in memory.
  package init(tensors: [String: WeightTensor], skipped: [String] = [], source: Source) {
    self.tensors = tensors
    self.skipped = skipped.sorted()
    self.source = source
    network = nil
  }

  /// A network of an ONNX file.
  package init(_ network: ONNXModel, source: Source) {
    (tensors, skipped, self.network, self.source) = ([:], [], network, source)
  }

  /// Reads a safetensors file or a PyTorch state dict, told apart by content and not by the file's name.
  /// - Parameter source: where the file came from; by default what ``KnownWeights`` knows of a file of this name.
  package init(contentsOf url: URL, source: Source? = nil) throws(WeightFileError) {
    let name = url.lastPathComponent
    let bytes = try FileBytes.mapped(url)
    do throws(WeightFileError.Kind) {
      let content = try readWeights(bytes)
      self.init(
        tensors: try WeightLayout(content.tensors).standard(), skipped: content.skipped,
        source: source ?? KnownWeights.named(fileName: name)?.source
          ?? Source(name: name, origin: url.path, licence: "unknown"))
    } catch {
      throw WeightFileError(name, error)
    }
  }

  /// The tensor `name`, which must have `shape`.
  package func tensor(_ name: String, shape: [Int]) throws(WeightFileError) -> WeightTensor {
    guard let tensor = tensors[name] else {
      throw WeightFileError(source.name, .missingTensor(name, nearest: nearest(to: name)))
    }
    guard tensor.shape == shape else {
      throw WeightFileError(source.name, .wrongShape(name, expected: shape, found: tensor.shape))
    }
    return tensor
  }

  /// The stored name that shares the longest beginning or end with `name`.
  private func nearest(to name: String) -> String? {
    func likeness(_ other: String) -> Int {
      other.commonPrefix(with: name).count
        + String(other.reversed()).commonPrefix(with: String(name.reversed())).count
    }
    return tensors.keys.max { (likeness($0), $0) < (likeness($1), $1) }
  }
}

/// What a weight file holds, before its source is known.
struct WeightContent {
  var tensors: [String: WeightTensor] = [:]
  var skipped: [String] = []
}

/// Reads whichever of the known formats the bytes are in.
func readWeights(_ bytes: FileBytes) throws(WeightFileError.Kind) -> WeightContent {
  guard bytes.count > 8 else { throw .truncated(what: "the file", needed: 9, available: bytes.count) }
  // Byte 8 decides first: it is the opening brace of every safetensors header, where a zip has its method (0) and a
  // torch pickle a byte of its magic number. Any length, PK and 0x80 included, may come before the brace.
  if bytes[8] == UInt8(ascii: "{") { return try readSafetensors(bytes) }
  if bytes[0] == UInt8(ascii: "P"), bytes[1] == UInt8(ascii: "K") { return try readTorchArchive(bytes) }
  if bytes[0] == 0x80, (2...5).contains(bytes[1]) { return try readLegacyTorch(bytes) }
  throw .notAWeightFile
}
