internal import CMessageDigest
import Foundation

/// SHA-256 of bytes that come in parts: by the processor's own instructions where it has them, else by libmd.
///
/// The images of a cohort are hashed at every run, to find what the cache holds of them. By libmd that took a tenth of
/// the time of their features.
package struct SHA256Digest {
  private var context = SHA256_CTX()

  /// The digest of nothing yet.
  package init() { SHA256Init(&context) }

  /// Adds bytes as they are.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // Invariant: the buffer is valid for this call, and libmd copies what it keeps.
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count > 0 else { return }
    guard Self.isFast else { return SHA256Update(&context, start, bytes.count) }
    // libmd counts bits, and keeps the bytes that fill no block; so the blocks begin where it has kept none.
    let kept = Int(context.bitcount.0 / 8 % 64)
    let head = min((64 - kept) % 64, bytes.count)
    let blocks = (bytes.count - head) / 64
    SHA256Update(&context, start, head)
    withUnsafeMutablePointer(to: &context.state.st32) {
      $0.withMemoryRebound(to: UInt32.self, capacity: 8) { apus_sha256_blocks($0, start + head, blocks) }
    }
    context.bitcount.0 += UInt64(blocks) * 512
    SHA256Update(&context, start + head + 64 * blocks, bytes.count - head - 64 * blocks)
  }

  private static let isFast = apus_sha256_is_fast() != 0

  /// Adds the UTF-8 bytes of text.
  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// 64 hexadecimal digits.
  package consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

extension Data {
  /// SHA-256 of the bytes, as `sha256sum` prints it.
  package var sha256: String {
    var digest = SHA256Digest()
    withUnsafeBytes { digest.add($0) }
    return digest.finish()
  }
}
