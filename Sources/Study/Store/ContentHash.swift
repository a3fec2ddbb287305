import CMessageDigest
import Volumes

/// SHA-256 over a sequence of values, by libmd; the address of cached results and the fingerprint of inputs.
package struct ContentHash {
  private var context = SHA256_CTX()

  /// The hash of nothing yet.
  package init() { SHA256Init(&context) }

  /// Adds text and its length, so that `ab, c` and `a, bc` differ.
  package mutating func add(_ text: String) {
    var text = text
    add(text.utf8.count)
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// Adds a whole number.
  package mutating func add(_ number: Int) { withUnsafeBytes(of: Int64(number).littleEndian) { add($0) } }

  /// Adds an image: where it lies and what it holds.
  package mutating func add(_ volume: Volume) {
    add(volume.grid)
    add(volume.precision.rawValue)
    if let range = volume.storedRange { add("\(range)") }
    volume.voxels.withUnsafeBytes { add($0) }
  }

  /// Adds a mask: where it lies and what it holds.
  package mutating func add(_ mask: Mask) {
    add(mask.grid)
    mask.voxels.withUnsafeBytes { add($0) }
  }

  /// The digest in 64 hexadecimal digits.
  package consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The digest of one text.
  package static func of(_ text: String) -> String {
    var hash = ContentHash()
    hash.add(text)
    return hash.finish()
  }

  /// The digest of a file's bytes, as `sha256sum` gives it.
  static func of(bytes: [UInt8]) -> String {
    var hash = ContentHash()
    hash.add(bytes)
    return hash.finish()
  }

  private mutating func add(_ grid: Grid) {
    add(Array("\(grid.size) \(grid.spacing) \(grid.origin) \(grid.axes.i) \(grid.axes.j) \(grid.axes.k)".utf8))
  }

  /// Adds bytes as they are.
  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // Invariant: the buffer is valid for this call, and libmd copies what it keeps.
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    SHA256Update(&context, start.assumingMemoryBound(to: UInt8.self), bytes.count)
  }
}
