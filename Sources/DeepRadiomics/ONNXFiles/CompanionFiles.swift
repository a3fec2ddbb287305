import Execution
import Foundation

/// Files beside an ONNX file that hold numbers of its tensors: PyTorch's exporter writes `encoder.onnx.data` by
/// default.
///
/// The graph names them, so a name is taken only if it is a file in the same folder: with a path, a graph from
/// elsewhere could name any file of this machine.
final class CompanionFiles {
  /// More files than any exporter writes that is not asked for one a tensor.
  private static let most = 1_000

  /// More bytes than the weights of any encoder have.
  private static let mostBytes = 4 << 30

  private let folder: URL?
  private var files: [String: FileBytes] = [:]
  /// Bytes that tensors have taken of each file. Tensors that share them would let a small file fill all memory.
  private var taken: [String: Int] = [:]

  /// - Parameter url: the ONNX file; `nil` where the bytes of the graph are no file.
  init(beside url: URL?) { folder = url?.deletingLastPathComponent() }

  /// The names of the files that were read.
  var names: [String] { files.keys.sorted() }

  /// Where the numbers of a tensor are.
  /// - Parameter place: `location`, and maybe `offset` and `length`, in bytes.
  func numbers(
    at place: [String: String], of tensor: String
  ) throws(ONNXError.Kind) -> (file: FileBytes, range: Range<Int>) {
    let name = place["location"] ?? ""
    let file = try file(name, for: tensor)
    func number(_ key: String, or standard: Int) throws(ONNXError.Kind) -> Int {
      guard let text = place[key] else { return standard }
      guard let value = Int(text), value >= 0 else {
        throw .externalData(tensor, cause: "\(key) \(text.printable) is no number of bytes")
      }
      return value
    }
    let start = try number("offset", or: 0)
    guard start <= file.count else { throw Self.ends(name, tensor) }
    let length = try number("length", or: file.count - start)
    guard length <= file.count - start else { throw Self.ends(name, tensor) }
    taken[name, default: 0] += length
    guard taken[name, default: 0] <= min(file.count, Self.mostBytes) else {
      throw .externalData(tensor, cause: "tensors take more of \(name.printable) than it holds, or than 4 GiB")
    }
    return (file, start..<(start + length))
  }

  private static func ends(_ name: String, _ tensor: String) -> ONNXError.Kind {
    .externalData(tensor, cause: "\(name.printable) ends before them")
  }

  private func file(_ name: String, for tensor: String) throws(ONNXError.Kind) -> FileBytes {
    if let file = files[name] { return file }
    guard let folder else { throw .externalData(tensor, cause: "none was given") }
    guard !name.isEmpty, name != ".", name != "..", !name.contains("/"), !name.unicodeScalars.contains("\0") else {
      throw .externalData(tensor, cause: "\(name.printable) is no file of the same folder")
    }
    guard files.count < Self.most else {
      throw .tooMany("files with numbers", found: files.count + 1, most: Self.most)
    }
    guard let file = try? FileBytes.mapped(folder.appending(path: name)) else {
      throw .externalData(tensor, cause: "\(name.printable) is not there, or is no file that can be read")
    }
    files[name] = file
    return file
  }

  /// SHA-256 of a graph with the files it reads: that of the graph alone where it reads none.
  func digest(with graph: FileBytes) -> String {
    guard !files.isEmpty else { return graph.sha256 }
    var text = CanonicalText("onnx with companions", 1)
    text.add("graph", graph.sha256)
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      text.add("file", name)
      text.add("sha256", file.sha256)
    }
    var hash = SHA256Digest()
    hash.add(text.text)
    return hash.finish()
  }
}
