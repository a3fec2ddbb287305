import Foundation

/// Arrays of float64 in a safetensors file: what a fitted model keeps besides its description.
///
/// Weights of networks are float32 and are read by ``WeightSet``; the numbers of a fitted model must come back to the
/// last bit.
package struct TensorFile: Hashable, Sendable {
  /// An array.
  package struct Tensor: Hashable, Sendable {
    /// Lengths of the axes, slowest first.
    package let shape: [Int]
    /// Values in row-major order, all finite.
    package let values: [Double]

    /// `values.count` must be the product of `shape`.
    package init(shape: [Int], values: [Double]) {
      precondition(values.count == shape.reduce(1, *), "one value per element")
      (self.shape, self.values) = (shape, values)
    }
  }

  /// Arrays by name.
  package var tensors: [String: Tensor]

  /// A file of these arrays.
  package init(tensors: [String: Tensor] = [:]) { self.tensors = tensors }

  /// Reads a file of float64 arrays by the rules of ``WeightSet/init(contentsOf:source:)``; another element type and a
  /// value that is not finite are refused.
  /// - Parameter file: its name, for errors.
  package init(_ data: Data, file: String) throws(WeightFileError) {
    tensors = [:]
    do throws(WeightFileError.Kind) {
      let bytes = FileBytes(data)
      let (entries, start) = try safetensorsEntries(bytes)
      for entry in entries { tensors[entry.name] = try TensorFile.read(entry, of: bytes, start: start) }
    } catch {
      throw WeightFileError(file, error)
    }
  }

  private static func read(
    _ entry: SafetensorsEntry, of bytes: FileBytes, start: Int
  ) throws(WeightFileError.Kind) -> Tensor {
    let type = ElementType.float64
    guard entry.type == type.rawValue else { throw .elementType(entry.type, tensor: entry.name) }
    let values = try entry.withBytes(of: type, in: bytes, start: start) { bytes in
      stride(from: 0, to: bytes.count, by: type.size).map { offset in
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
    }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite(entry.name) }
    return Tensor(shape: entry.shape, values: values)
  }

  /// The file: names in their order, data on multiples of eight bytes; the same bytes for the same arrays.
  package var data: Data {
    var (lines, body, end): ([String], Data, Int) = ([], Data(), 0)
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      let next = end + tensor.values.count * ElementType.float64.size
      lines.append(
        "\(TensorFile.quoted(name)):{\"dtype\":\"F64\",\"shape\":[\(shape)],\"data_offsets\":[\(end),\(next)]}")
      tensor.values.map(\.bitPattern.littleEndian).withUnsafeBytes { body.append(contentsOf: $0) }
      end = next
    }
    var header = Data("{\(lines.joined(separator: ","))}".utf8)
    // The format allows spaces behind the header, and readers that map the file want the data aligned.
    header.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + body
  }

  private static func quoted(_ name: String) -> String {
    var text = "\""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
