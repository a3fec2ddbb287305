import Execution
import Foundation
import Testing

@Suite struct SHA256DigestTests {
  /// Messages and digests of FIPS 180-2, appendix B.
  private static let published = [
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ]

  private func digest(_ bytes: [UInt8], parts: [Int]) -> String {
    var digest = SHA256Digest()
    var start = 0
    for part in parts + [bytes.count] {
      let end = min(bytes.count, start + part)
      bytes[start..<end].withUnsafeBytes { digest.add($0) }
      start = end
    }
    return digest.finish()
  }

  @Test(arguments: published)
  func digestsAreThePublishedOnes(message: String, expected: String) {
    #expect(digest(Array(message.utf8), parts: []) == expected)
    #expect(Data(message.utf8).sha256 == expected)
  }

  /// Blocks begin wherever the parts before have ended.
  @Test func partsDoNotMatter() {
    var stream = RandomStream(seed: 180, name: "parts of a message")
    let (message, expected) = Self.published[2]
    let bytes = Array(message.utf8)
    for turn in 0..<20 {
      let parts = (0..<12).map { _ in stream.index(below: stream.index(below: 2) == 0 ? 70 : 4000) }
      #expect(digest(bytes, parts: parts) == expected, "seed 180, turn \(turn): \(parts)")
    }
  }
}
