internal import CMessageDigest
import Foundation

/// SHA-256 of bytes that come in parts, by libmd.
package struct SHA256Digest {
  private var context = SHA256_CTX()

  /// The digest of nothing yet.
  package init() { SHA256Init(&context) }

  /// Adds bytes as they are.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // Invariant: the buffer is valid for this call, and libmd copies what it keeps.
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    SHA256Update(&context, start.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

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
