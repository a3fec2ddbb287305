import Execution
import Foundation
import Volumes

/// SHA-256 over a sequence of values. It is the key of cached results and the fingerprint of inputs.
package struct ContentHash {
  private var digest = SHA256Digest()

  /// A hash to which nothing was added.
  package init() {}

  /// Adds a text after its length, so that `ab, c` and `a, bc` differ.
  package mutating func add(_ text: String) {
    add(text.utf8.count)
    digest.add(text)
  }

  /// Adds a whole number.
  package mutating func add(_ number: Int) { withUnsafeBytes(of: Int64(number).littleEndian) { digest.add($0) } }

  /// Adds bytes as they are; their number is for the caller to add.
  package mutating func add(_ data: Data) { data.withUnsafeBytes { digest.add($0) } }

  /// Adds the grid and the voxels of an image.
  package mutating func add(_ volume: Volume) {
    add(volume.grid)
    add(volume.precision.rawValue)
    if let range = volume.storedRange { add("\(range.lowerBound)...\(range.upperBound)") }
    volume.voxels.withUnsafeBytes { digest.add($0) }
  }

  /// Adds the grid and the voxels of a mask.
  package mutating func add(_ mask: Mask) {
    add(mask.grid)
    mask.voxels.withUnsafeBytes { digest.add($0) }
  }

  /// The digest as 64 hexadecimal digits.
  package consuming func finish() -> String { digest.finish() }

  /// The digest of one text.
  package static func of(_ text: String) -> String {
    var hash = ContentHash()
    hash.add(text)
    return hash.finish()
  }

  private mutating func add(_ grid: Grid) {
    let vectors = [grid.spacing, grid.origin, grid.axes.i, grid.axes.j, grid.axes.k]
    digest.add(
      (["SIMD3<Int>(\(grid.size.x), \(grid.size.y), \(grid.size.z))"] + vectors.map(Self.text)).joined(separator: " "))
  }

  /// The words are those of Apus 0.1, so that its keys stay; they are written here, whatever Swift prints of a vector.
  private static func text(_ vector: SIMD3<Double>) -> String {
    "SIMD3<Double>(\(vector.x), \(vector.y), \(vector.z))"
  }
}
