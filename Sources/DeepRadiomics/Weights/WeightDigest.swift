import CMessageDigest
import Execution

/// SHA-256 by libmd.
struct SHA256Digest {
  private var context = SHA256_CTX()

  init() { SHA256Init(&context) }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // Invariant: the buffer is valid for this call, and libmd copies what it keeps.
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    SHA256Update(&context, start.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// 64 hexadecimal digits.
  consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

extension WeightSet {
  /// SHA-256 over names, shapes and values, whatever file they came in: the same network has the same digest as `.pth` and as
  /// safetensors.
  public func digest(workers: Int = 1) -> String {
    let names = tensors.keys.sorted()
    let parts = parallelMap(names, workers: workers) { name -> String in
      var hash = SHA256Digest()
      hash.add("\(name)\n\(tensors[name]?.shape ?? [])\n")
      tensors[name]?.values.withUnsafeBytes { hash.add($0) }
      return hash.finish()
    }
    var hash = SHA256Digest()
    for part in parts { hash.add(part) }
    return hash.finish()
  }
}
