import Foundation

/// A safetensors file with trained blocks, in float32 and under the names of the weight file:
/// `head1.layer4.0.conv1.weight` is a kernel with the batch normalisation folded in, `head1.layer4.0.conv1.bias` its
/// bias.
package enum BlockFile {
  /// The file; the same bytes for the same numbers.
  package static func data(_ blocks: [[Float]], of block: LastBlock) -> Data {
    var (lines, body) = ([String](), Data())
    for (head, numbers) in blocks.enumerated() {
      for part in block.parts(ofHead: head) {
        let shape = part.shape.map { "\($0)" }.joined(separator: ",")
        let end = body.count + part.range.count * MemoryLayout<Float>.stride
        lines.append(
          "\"\(part.name)\":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(body.count),\(end)]}")
        // Invariant: every machine that Apus runs on is little-endian, as the format is.
        numbers[part.range].withUnsafeBytes { body.append(contentsOf: $0) }
      }
    }
    var header = Data("{\(lines.joined(separator: ","))}".utf8)
    header.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + body
  }

  /// The numbers of `count` blocks. A tensor that is absent, of another shape, not float32 or not finite is refused.
  /// - Parameter file: its name, for errors.
  package static func blocks(
    _ data: Data, of block: LastBlock, count: Int, file: String
  ) throws(WeightFileError) -> [[Float]] {
    let set: WeightSet
    do throws(WeightFileError.Kind) {
      let bytes = FileBytes(data)
      for entry in try safetensorsEntries(bytes).entries where entry.type != ElementType.float32.rawValue {
        throw .elementType(entry.type, tensor: entry.name)
      }
      set = WeightSet(
        tensors: try readSafetensors(bytes).tensors, source: .init(name: file, origin: file, licence: "unknown"))
    } catch {
      throw WeightFileError(file, error)
    }
    var blocks: [[Float]] = []
    for head in 0..<count {
      var numbers: [Float] = []
      for part in block.parts(ofHead: head) { numbers += try set.finite(part.name, shape: part.shape) }
      blocks.append(numbers)
    }
    return blocks
  }
}

extension LastBlock {
  fileprivate struct Part {
    let name: String
    let shape: [Int]
    let range: Range<Int>
  }

  /// The tensors of the file for a head, in the order of the vector that is trained.
  fileprivate func parts(ofHead head: Int) -> [Part] {
    layers.flatMap { layer in
      [
        Part(name: "head\(head + 1).\(layer.name).weight", shape: layer.kernel, range: layer.kernelRange),
        Part(name: "head\(head + 1).\(layer.name).bias", shape: [layer.biasRange.count], range: layer.biasRange),
      ]
    }
  }
}
