import Extraction
import Foundation
import ImageFiles
import TestSupport
import Testing

/// Which segment of a SEG is meant by a name, a number or both.
@Suite struct SegmentChoiceTests {
  /// Two segments of one name, and one whose name is the number of another.
  private static let confusing: [(number: Int, label: String)] = [(1, "GTV"), (2, "GTV"), (3, "1"), (4, "Node")]

  private func object(_ segments: [(number: Int, label: String)]) throws -> SegmentationObject {
    var made = GeneratedSegmentation(heights: [6, 9], thickness: 3)
    made.segments = segments
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).dcm")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(made.bytes).write(to: url)
    return try SegmentationObject(reading: url.path)
  }

  /// The number of the segment, or the name of the error.
  private func chosen(_ object: SegmentationObject, roi: String? = nil, label: Int? = nil) -> String {
    do throws(RegionChoiceError) {
      return "\(try RegionChoice(roi: roi, label: label).segment(of: object).number)"
    } catch {
      switch error {
      case .region: return "needsROI"
      case .file(let error): return "\(error.kind.name)"
      }
    }
  }

  @Test func aNumberTellsSegmentsOfOneNameApart() throws {
    let object = try object(Self.confusing)
    for number in 1...4 { #expect(chosen(object, label: number) == "\(number)") }
    for number in 1...2 { #expect(chosen(object, roi: "GTV", label: number) == "\(number)") }
    #expect(Int(chosen(object, roi: "GTV")) == nil && Int(chosen(object)) == nil)
    #expect(Int(chosen(object, label: 5)) == nil)
  }

  @Test func aNameThatIsTheNumberOfAnotherSegmentStaysAName() throws {
    let object = try object(Self.confusing)
    #expect(chosen(object, roi: "1") == "3" && chosen(object, roi: "1", label: 3) == "3")
    // No segment has this name, so it is a number.
    #expect(chosen(object, roi: "4") == "4" && chosen(object, roi: "4", label: 4) == "4")
  }

  @Test func aNameAndANumberThatContradictEachOtherAreRefused() throws {
    let object = try object(Self.confusing)
    for (name, label) in [("GTV", 4), ("Node", 1), ("1", 1), ("4", 1), ("No*", 2)] {
      #expect(Int(chosen(object, roi: name, label: label)) == nil, "\(name) \(label)")
    }
    #expect(chosen(object, roi: "no*", label: 4) == "4")
    #expect(Int(chosen(object, roi: "CTV", label: 1)) == nil)
  }

  /// Whatever the names are, a number means one segment, and with its name the same one.
  @Test(arguments: 0..<40) func aNumberMeansOneSegment(seed: UInt64) throws {
    var generator = Numbers(state: seed)
    let names = ["GTV", "gtv", "1", "2", "3", "Node 1", "*"]
    let segments = (1...5).map { ($0, names[Int.random(in: 0..<names.count, using: &generator)]) }
    let object = try object(segments)
    for (number, name) in segments {
      #expect(chosen(object, label: number) == "\(number)", "seed \(seed): \(segments)")
      #expect(chosen(object, roi: name, label: number) == "\(number)", "seed \(seed): \(segments)")
    }
  }

  /// SplitMix64.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }
}
