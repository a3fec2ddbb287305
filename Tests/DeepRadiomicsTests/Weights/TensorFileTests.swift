import DeepRadiomics
import Foundation
import Testing

/// Arrays of fitted models: float64 there and back, and nothing else.
@Suite struct TensorFileTests {
  private func failure(_ content: [UInt8]) -> WeightFileError.Kind? {
    do { _ = try TensorFile(Data(content), file: "model.safetensors") } catch {
      #expect(error.description.hasPrefix("model.safetensors: "))
      return error.kind
    }
    return nil
  }

  @Test func everyNumberComesBackToItsLastBit() throws {
    let values = [
      0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.pi, 1.0.nextUp, 1e308, 2.5,
    ]
    let file = TensorFile(tensors: [
      "pipeline.model.vectors": .init(shape: [4, 2], values: values), "b \"\\\u{1}é": .init(shape: [1], values: [2]),
    ])
    let read = try TensorFile(file.data, file: "model.safetensors")
    #expect(read == file)
    #expect(
      read.tensors["pipeline.model.vectors"]?.values.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(read.data == file.data)
  }

  /// The layout is the public one: the reader of network weights, written from the format's description, reads it too.
  @Test func otherReadersOfTheFormatReadIt() throws {
    let file = TensorFile(tensors: [
      "a": .init(shape: [2], values: [1.5, -2]), "c": .init(shape: [1, 1], values: [7]),
    ])
    let bytes = [UInt8](file.data)
    let length = bytes[0..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    #expect((8 + length) % 8 == 0 && bytes.count == 8 + length + 24)
    let set = try withTemporaryFile("model.safetensors", bytes) { try WeightSet(contentsOf: $0) }
    #expect(set.tensors["a"] == WeightTensor(shape: [2], values: [1.5, -2]))
    #expect(set.tensors["c"] == WeightTensor(shape: [1, 1], values: [7]))
  }

  @Test func hostileFilesAreRefusedByName() {
    let number = bytes((1.0).bitPattern)
    let line = "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
    #expect(failure(safetensors(line, number)) == nil)
    #expect(failure(safetensors(line, number, announced: 1 << 40)) != nil)
    #expect(failure(safetensors(line, Array(number.dropLast()))) == .outOfBounds("a"))
    #expect(failure(safetensors(line, number + [0])) == .unusedBytes(1, before: "the end of the file"))
    #expect(failure(safetensors(line, bytes(Double.nan.bitPattern))) == .notFinite("a"))
    #expect(failure(safetensors(line, bytes(Double.infinity.bitPattern))) == .notFinite("a"))
    #expect(
      failure(safetensors(line.replacing("F64", with: "F32").replacing("[0,8]", with: "[0,4]"), [0, 0, 0, 0]))
        == .elementType("F32", tensor: "a"))
    #expect(
      failure(safetensors(line.replacing("[1]", with: "[2]"), number))
        == .wrongByteCount(tensor: "a", expected: 16, found: 8))
    #expect(failure([]) != nil && failure([1, 2, 3]) != nil)
  }
}
