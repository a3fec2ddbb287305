import DeepRadiomics
import Foundation
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  private func read(_ content: [UInt8]) throws -> WeightSet {
    try withTemporaryFile("weights.safetensors", content) { try WeightSet(contentsOf: $0) }
  }

  private func failure(_ content: [UInt8]) throws -> WeightFileError.Kind? {
    do { _ = try read(content) } catch let error as WeightFileError {
      #expect(error.description.hasPrefix("weights.safetensors: "))
      return error.kind
    }
    return nil
  }

  /// Bit patterns by IEEE 754: 1.5, -2 and 2^-24 (the smallest subnormal float16) in each format.
  @Test func everyFloatFormatIsReadExactly() throws {
    let header = """
      {"__metadata__":{"format":"pt"},"half":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},
      "brain":{"dtype":"BF16","shape":[1,2],"data_offsets":[6,10]},"count":{"dtype":"I64","shape":[],"data_offsets":[10,18]},
      "single":{"dtype":"F32","shape":[2],"data_offsets":[18,26]}}
      """
    let halves = [0x3e00, 0xc000, 0x0001].flatMap { bytes(UInt16($0)) }
    let brains = [0x3fc0, 0xc000].flatMap { bytes(UInt16($0)) }
    let set = try read(safetensors(header, halves + brains + bytes(Int64(9)) + bytes([1.5, -2])))
    #expect(set.tensors["half"] == WeightTensor(shape: [3], values: [1.5, -2, 0x1p-24]))
    #expect(set.tensors["brain"] == WeightTensor(shape: [1, 2], values: [1.5, -2]))
    #expect(set.tensors["single"] == WeightTensor(shape: [2], values: [1.5, -2]))
    #expect(set.skipped == ["count"])
  }

  @Test func aHeaderBeyondTheFileOrTheLimitIsRefused() throws {
    let beyond = try failure(safetensors("{}        ", announced: 5000))
    #expect(beyond == .headerTooLarge(bytes: 5000, limit: 10))
    let huge = try failure(safetensors("{}        ", announced: .max))
    #expect(huge == .headerTooLarge(bytes: .max, limit: 100_000_000))
  }

  @Test func overlapsGapsAndWrongSizesAreRefusedByName() throws {
    func two(_ first: String, _ second: String) -> [UInt8] {
      safetensors(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[\(first)]},"
          + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[\(second)]}}", bytes([1, 2, 3, 4]))
    }
    #expect(try failure(two("0,8", "8,16")) == nil)
    #expect(try failure(two("0,8", "4,12")) == .overlap("a", "b"))
    #expect(try failure(two("0,8", "0,8")) == .overlap("a", "b"))
    #expect(try failure(two("0,8", "12,20")) == .outOfBounds("b"))
    #expect(try failure(two("0,8", "9,16")) == .unusedBytes(1, before: "b"))
    #expect(try failure(two("0,8", "8,12")) == .unusedBytes(4, before: "the end of the file"))
    #expect(try failure(two("0,4", "4,16")) == .wrongByteCount(tensor: "a", expected: 8, found: 4))
    #expect(try failure(two("8,0", "8,16")) == .outOfBounds("a"))
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, #"{"a":{"dtype":"F32"}}"#,
    #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, #"{"a":[[[[[[[["#, "{\"a", "{}x",
    "{",
    #"{"a":{"dtype":"Q4","shape":[],"data_offsets":[0,4]}}"#, #"{"a\u12":{}}"#, #"{"a":{"shape":[],"shape":[]}}"#,
  ])
  func aHeaderThatIsNotTheFormatIsRefused(header: String) throws {
    #expect(try failure(safetensors(header, [0, 0, 0, 0])) != nil)
  }

  @Test func anythingElseIsNotAWeightFile() throws {
    #expect(try failure(Array("<html>not found</html>".utf8)) == .notAWeightFile)
    #expect(try failure([]) == .truncated(what: "the file", needed: 9, available: 0))
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: EfficientNet-Lite0 weights are not on this machine"))
  func aRealFileIsReadWhole() throws {
    let set = try WeightSet(contentsOf: try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors"))
    #expect(set.tensors.count == 247)
    #expect(set.skipped.count == 49)
    #expect(set.tensors["_conv_stem.weight"]?.shape == [32, 3, 3, 3])
  }
}
