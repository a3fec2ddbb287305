import Foundation
import ImageFiles
import Testing

/// Label images of very thin or very small regions, of which one is asked for by its number.
struct AskedLabelTests {
  private let scratch: Scratch
  private static let size = SIMD3(24, 20, 10)

  init() throws { scratch = try Scratch() }

  private func file(_ value: (SIMD3<Int>) -> Int) throws -> String {
    var file = NIfTIBytes()
    let size = Self.size
    (file.sizes, file.spacing) = ([Int16(size.x), Int16(size.y), Int16(size.z)], [1, 1, 1])
    file.data = (0..<size.x * size.y * size.z).flatMap { n -> [UInt8] in
      let number = value(SIMD3(n % size.x, n / size.x % size.y, n / (size.x * size.y)))
      return [UInt8(number & 255), UInt8(number >> 8)]
    }
    return try scratch.write(file.bytes, to: "mask.nii")
  }

  private func radius(_ index: SIMD3<Int>) -> Double {
    let (x, y, z) = (Double(index.x) - 11.5, Double(index.y) - 9.5, Double(index.z) - 4.5)
    return (x * x + y * y + z * z).squareRoot()
  }

  private func isRefused(_ path: String, label: Int) throws -> Bool {
    do {
      _ = try readMask(path, label: label)
      return false
    } catch {
      guard case .imageAsMask = error.kind else { throw error }
      return true
    }
  }

  /// Shells of one voxel around a core of label 9, as rings around a tumour are numbered.
  @Test func thinShellsAreLabels() throws {
    let shells = try file { index in max(0, 9 - max(0, Int(radius(index) - 1))) }
    for label in 2...9 {
      let wanted = try readVolume(shells).voxels.count { $0 == Double(label) }
      #expect(try readMask(shells, label: label).count == wanted && wanted > 0)
    }
    // Nobody asked: a map of distances is as likely.
    #expect(try isRefused(shells, label: 1))
    #expect(try readNotedMask(shells, label: 1, isAsked: true).mask.count > 0)
  }

  @Test(arguments: [2, 3]) func smallSupervoxelsAreLabels(side: Int) throws {
    let (columns, rows) = (24 / side, (20 + side - 1) / side)
    let path = try file { 1 + $0.x / side + columns * ($0.y / side) + columns * rows * ($0.z / side) }
    #expect(try readMask(path, label: 40).count == side * side * side)
    // Numbers of a column that is not there are left out.
    let sparse = try file { 1 + $0.x / side + (columns + 1) * ($0.y / side + rows * ($0.z / side)) }
    #expect(try readMask(sparse, label: 40).count == side * side * side)
  }

  @Test func fourHundredSingleVoxelsAreLabels() throws {
    // 400 places in no order, 1201 being prime to the 4,800 voxels.
    let places = Dictionary(uniqueKeysWithValues: (0..<400).map { ($0 * 1_201 % 4_800, $0 + 1) })
    let path = try file { places[$0.x + 24 * ($0.y + 20 * $0.z)] ?? 0 }
    #expect(try readMask(path, label: 7).count == 1)
  }

  /// Noise has each value everywhere, distances have shells of wide boxes, and a scanner leaves values out.
  @Test func intensitiesStayIntensitiesWhateverIsAsked() throws {
    let noise = try file { index in 1 + (index.x * 7_919 + index.y * 104_729 + index.z * 1_299_709) % 61 }
    #expect(try isRefused(noise, label: 2))
    let distances = try file { Int(max(0, 40 - 3 * radius($0))) }
    #expect(try isRefused(distances, label: 30))
    let gaps = try file { 2 * ($0.x + 24 * $0.y) }
    #expect(try isRefused(gaps, label: 40))
  }
}
