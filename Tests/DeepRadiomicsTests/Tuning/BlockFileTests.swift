import DeepRadiomics
import Execution
import Foundation
import Testing

/// The file of trained blocks beside a saved model.
@Suite struct BlockFileTests {
  private let block = LastBlock(blocks: 1, isBottleneck: false, width: 1, depth: nil, rows: 2, columns: 2)

  private func numbers(_ seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed, name: "block file")
    return (0..<block.parameterCount).map { _ in Float(stream.normal()) }
  }

  @Test func numbersComeBackToTheLastBit() throws {
    let heads = [numbers(1), numbers(2)]
    let data = BlockFile.data(heads, of: block)
    #expect(try BlockFile.blocks(data, of: block, count: 2, file: "block") == heads)
    #expect(data == BlockFile.data(heads, of: block) && data.count > 2 * 4 * block.parameterCount)
  }

  /// The format is that of any reader of safetensors.
  @Test func theFileIsAWeightFile() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "block-\(UUID().uuidString).safetensors")
    try BlockFile.data([numbers(1)], of: block).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let first = block.layers[0]
    let read = try WeightSet(contentsOf: path)
    #expect(read.tensors["head1.\(first.name).weight"]?.values == Array(numbers(1)[first.kernelRange]))
  }

  private func refusal(_ data: Data, count: Int = 1, of other: LastBlock? = nil) -> WeightFileError? {
    do throws(WeightFileError) {
      _ = try BlockFile.blocks(data, of: other ?? block, count: count, file: "block")
      return nil
    } catch {
      return error
    }
  }

  @Test func whatIsNoBlockOfTheModelIsRefused() throws {
    let data = BlockFile.data([numbers(1)], of: block)
    #expect(refusal(data) == nil)
    #expect(refusal(data, count: 2)?.description.contains("head2.") == true)
    let wide = LastBlock(blocks: 1, isBottleneck: false, width: 2, depth: nil, rows: 2, columns: 2)
    #expect(refusal(data, of: wide) != nil)
    #expect(refusal(data.dropLast(4)) != nil && refusal(Data(data.prefix(20))) != nil && refusal(Data()) != nil)
    var other = numbers(1)
    other[3] = .nan
    #expect(refusal(BlockFile.data([other], of: block)) != nil)
    let text = String(decoding: data.dropFirst(8).prefix { $0 != UInt8(ascii: "}") }, as: UTF8.self)
    #expect(text.contains("\"F32\""))
    let halves =
      Data(data.prefix(8)) + Data(data.dropFirst(8)).replacing(Data("\"F32\"".utf8), with: Data("\"I32\"".utf8))
    #expect(refusal(halves) != nil)
  }
}
