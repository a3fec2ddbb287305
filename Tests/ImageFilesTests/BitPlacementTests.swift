import Execution
import ImageFiles
import TestSupport
import Testing

/// Where the values of pixels lie in their cells, against what BitsStored, HighBit and PixelRepresentation say of it:
/// they are read as they are, or refused.
struct BitPlacementTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// How a value is laid into a cell.
  private enum Placement: CaseIterable {
    /// Up to HighBit, with zeros above.
    case left
    /// Up to HighBit, with its sign repeated above.
    case leftExtended
    /// In the lowest bits, with zeros above.
    case right
    /// In the lowest bits, with its sign repeated to the end of the cell.
    case rightExtended
    /// In the lowest bits, with its sign repeated up to HighBit.
    case rightToHighBit

    func cell(_ value: Int, _ layout: Layout) -> Int {
      switch self {
      case .left: value << layout.low & (1 << (layout.high + 1) - 1)
      case .leftExtended: value << layout.low & (1 << layout.allocated - 1)
      case .right: value & (1 << layout.stored - 1)
      case .rightExtended: value & (1 << layout.allocated - 1)
      case .rightToHighBit: value & (1 << (layout.high + 1) - 1)
      }
    }
  }

  private struct Layout {
    let allocated, stored, high: Int
    var low: Int { high + 1 - stored }
  }

  private static let layouts = [(8, 5), (8, 6), (16, 10), (16, 12), (16, 15), (32, 12), (32, 20)].flatMap {
    allocated, stored in
    Array(stored - 1...allocated - 1).filter { allocated < 32 || $0 < stored + 3 || $0 == 31 }.map {
      Layout(allocated: allocated, stored: stored, high: $0)
    }
  }

  private func file(
    _ pixels: DICOMElement, _ layout: Layout, isSigned: Bool, syntax: String = "1.2.840.10008.1.2.1"
  ) throws -> String {
    let elements: [DICOMElement] = [
      .text(0x0008_0060, "CS", "MR"), .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"),
      .short(0x0028_0010, 20), .short(0x0028_0011, 24), .short(0x0028_0100, layout.allocated),
      .short(0x0028_0101, layout.stored), .short(0x0028_0102, layout.high), .short(0x0028_0103, isSigned ? 1 : 0),
      pixels,
    ]
    return try scratch.write(
      DICOMElement.file(elements, objectClass: "1.2.840.10008.5.1.4.1.1.4", syntax: syntax), to: "image.dcm")
  }

  private func native(_ cells: [Int], _ layout: Layout) -> DICOMElement {
    .pixels(
      cells.flatMap { cell in stride(from: 0, to: layout.allocated, by: 8).map { UInt8(cell >> $0 & 255) } },
      vr: layout.allocated == 8 ? "OB" : "OW")
  }

  /// What a file is read as; `nil` where it is refused because header and pixels contradict each other.
  private func read(_ path: String) throws -> [Double]? {
    do {
      return try storedPixels(ofFile: path)
    } catch {
      guard error.kind.name == "contradictory-stream" else { throw error }
      #expect(
        ["HighBit", "BitsStored", "PixelRepresentation"].contains { error.description.contains($0) }, "\(error)")
      return nil
    }
  }

  /// A slope with noise, over the whole range of the numbers, in the lower quarter of it, or around 0.
  private func images(_ stored: Int, isSigned: Bool, seed: UInt64) -> [[Int]] {
    var random = RandomStream(seed: seed, name: "placed bits")
    let range = 1 << stored
    let ends =
      isSigned
      ? [(-range / 2, range / 2 - 1), (-range / 5, range / 6), (0, range / 2 - 1)] : [(0, range - 1), (0, range / 4)]
    return ends.map { low, high in
      (0..<480).map { n in
        let share = (Double(n % 24) / 23 + Double(n / 24) / 19) / 2
        let noise = Double(range) / 60 * (random.uniform() - 0.5)
        return min(high, max(low, low + Int(share * Double(high - low) + noise)))
      }
    }
  }

  /// Every combination of BitsAllocated, BitsStored, HighBit and PixelRepresentation with every placement: no value
  /// that is not in the file.
  @Test(arguments: layouts.indices) func valuesAreReadAsTheyAreOrRefused(index: Int) throws {
    let layout = Self.layouts[index]
    for isSigned in [false, true] {
      for (n, values) in images(layout.stored, isSigned: isSigned, seed: UInt64(index)).enumerated() {
        for placement in Placement.allCases {
          let cells = values.map { placement.cell($0, layout) }
          let found = try read(file(native(cells, layout), layout, isSigned: isSigned))
          let place = "\(layout) \(placement) signed \(isSigned) image \(n)"
          #expect(found == nil || found == values.map(Double.init), "\(place)")
          // What the header says is read, whatever the bits above hold of a sign.
          let isSound = layout.low == 0 || placement == .left || placement == .leftExtended
          if isSound { #expect(found != nil, "\(place)") }
        }
      }
    }
  }

  /// PixelRepresentation is wrong: negative numbers with their sign repeated, and positive ones above half of the
  /// range.
  @Test(arguments: layouts.indices) func aWrongSignIsRefused(index: Int) throws {
    let layout = Self.layouts[index]
    let negative = images(layout.stored, isSigned: true, seed: UInt64(index))[1]
    let cells = negative.map { Placement.rightExtended.cell($0, layout) }
    #expect(try read(file(native(cells, layout), layout, isSigned: false)) == nil, "\(layout)")
    let positive = images(layout.stored, isSigned: false, seed: UInt64(index))[0]
    for placement in [Placement.left, .right] {
      let cells = positive.map { placement.cell($0, layout) }
      #expect(try read(file(native(cells, layout), layout, isSigned: true)) == nil, "\(layout) \(placement)")
    }
  }

  /// All 16 bits are stored, so that only neighbours tell. Sound images beside them: any sign, a stencil of both ends
  /// of the range, and phases that turn over.
  @Test(arguments: 0..<8 as Range<UInt64>) func aWrongSignOfWholeCellsIsRefused(seed: UInt64) throws {
    let layout = Layout(allocated: 16, stored: 16, high: 15)
    var stream = RandomStream(seed: seed, name: "whole cells")
    func image(_ value: (Double, Double) -> Double) -> [Int] {
      (0..<480).map { Int(value(Double($0 % 24) - 12, Double($0 / 24) - 10) + 8 * stream.normal()) }
    }
    func found(_ values: [Int], isSigned: Bool) throws -> [Double]? {
      try read(file(native(values.map { $0 & 0xffff }, layout), layout, isSigned: isSigned))
    }
    let around = image { 9 * $0 + 5 * $1 }
    #expect(try found(around, isSigned: false) == nil, "seed \(seed): signed numbers called unsigned")
    #expect(try found(around, isSigned: true) == around.map(Double.init), "seed \(seed)")
    let high = image { 32_768 + 9 * $0 - 4 * $1 }
    #expect(try found(high, isSigned: true) == nil, "seed \(seed): unsigned numbers called signed")
    #expect(try found(high, isSigned: false) == high.map(Double.init), "seed \(seed)")
    let stencil = (0..<480).map { $0 % 3 == 0 ? 65_535 : 0 }
    #expect(try found(stencil, isSigned: false) == stencil.map(Double.init))
    let phases = image { 5_461 * $0 + 2_000 * $1 }.map { $0 & 0xffff }
    #expect(try found(phases, isSigned: false) == phases.map(Double.init), "seed \(seed)")
  }

  @Test(arguments: layouts.indices) func compressedValuesAreReadAsTheyAreOrRefused(index: Int) throws {
    let layout = Self.layouts[index]
    guard layout.allocated == 16 else { return }
    for isSigned in [false, true] {
      for values in images(layout.stored, isSigned: isSigned, seed: UInt64(index)) {
        for placement in Placement.allCases {
          let cells = values.map { placement.cell($0, layout) }
          let place = "\(layout) \(placement) signed \(isSigned)"
          let packed = DICOMElement.encapsulated([runLength(cells, columns: 24)])
          let found = try read(file(packed, layout, isSigned: isSigned, syntax: "1.2.840.10008.1.2.5"))
          #expect(found == nil || found == values.map(Double.init), "RLE \(place)")
          for precision in Set([layout.stored, 16]) where cells.allSatisfy({ $0 < 1 << precision }) {
            let stream = DICOMElement.encapsulated([losslessJPEG(cells, columns: 24, precision: precision)])
            let found = try read(file(stream, layout, isSigned: isSigned, syntax: "1.2.840.10008.1.2.4.70"))
            // A sample of as many bits as are stored can only lie in the lowest ones; the stream has no others.
            if precision == layout.stored, layout.low > 0, placement != .right { continue }
            #expect(found == nil || found == values.map(Double.init), "JPEG \(precision) \(place)")
            if precision == layout.stored, placement == .right { #expect(found != nil, "JPEG \(place)") }
          }
        }
      }
    }
  }

  /// The note names HighBit where the stream decides against it.
  @Test func aHighBitThatAStreamCannotHaveIsNoted() throws {
    let values = (0..<480).map { $0 * 8 }
    let layout = Layout(allocated: 16, stored: 12, high: 15)
    let stream = DICOMElement.encapsulated([losslessJPEG(values, columns: 24, precision: 12)])
    let header: [DICOMElement] = [
      .text(0x0008_0060, "CS", "MR"), .text(0x0020_000e, "UI", "2.25.7"), .short(0x0028_0002, 1),
      .text(0x0028_0004, "CS", "MONOCHROME2"), .short(0x0028_0010, 20), .short(0x0028_0011, 24),
      .short(0x0028_0100, 16),
      .short(0x0028_0101, layout.stored), .short(0x0028_0102, layout.high), .short(0x0028_0103, 0),
      .numbers(0x0018_0050, [3]), .numbers(0x0020_0032, [0, 0, 0]), .numbers(0x0020_0037, [1, 0, 0, 0, 1, 0]),
      .numbers(0x0028_0030, [1, 1]), stream,
    ]
    let bytes = DICOMElement.file(header, objectClass: "1.2.840.10008.5.1.4.1.1.4", syntax: "1.2.840.10008.1.2.4.70")
    let found = try readNotedVolume(scratch.write(bytes, to: "moved.dcm"))
    #expect(found.volume.voxels == values.map(Double.init))
    #expect(found.notes == [.attributeTaken(attribute: "HighBit (0028,0102)", value: "15", taken: "11")])
  }

  /// Sound signed images whose bits above HighBit hold no sign: phases that turn over, air and tissue, a phantom of two
  /// values.
  @Test(arguments: 0..<20 as Range<UInt64>) func signedValuesWithoutTheSignAboveAreRead(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "signed images")
    let layout = Layout(allocated: 16, stored: 12, high: 11)
    let phases = (0..<480).map { ($0 % 24 * 700 + $0 / 24 * 90) % 4096 - 2048 }
    let tissue = (0..<480).map { n in
      ((n % 24 - 12) * (n % 24 - 12) + (n / 24 - 10) * (n / 24 - 10) < 64 ? 0 : -1000) + random.index(below: 60) - 30
    }
    let phantom = (0..<480).map { $0 % 24 < 12 ? -1024 : 1500 }
    let inserts = (0..<480).map { n in n % 24 < 3 ? -2048 : n % 6 == 0 ? 1900 : random.index(below: 120) - 60 }
    for values in [phases, tissue, phantom, inserts] {
      let cells = values.map { $0 & 4095 }
      #expect(try read(file(native(cells, layout), layout, isSigned: true)) == values.map(Double.init), "seed \(seed)")
    }
  }
}
