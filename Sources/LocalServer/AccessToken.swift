/// The secret in the address of a server: whoever has the address may use it, and nobody else.
///
/// Other users of the machine, and pages that a browser shows, reach every port of the loopback interface. They cannot
/// guess 128 random bits.
package struct AccessToken: Hashable, Sendable {
  /// 32 hexadecimal digits.
  package let text: String

  /// A new token from the random numbers of the system.
  package init() {
    var source = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef")
    text = String(
      (0..<2).flatMap { _ -> [Character] in
        let bits = source.next() as UInt64
        return (0..<16).map { digits[Int(bits >> (4 * $0) & 15)] }
      })
  }

  /// Whether a client sent the token. The time does not depend on where a wrong one differs.
  package func isEqual(to candidate: String) -> Bool {
    let (own, other) = (Array(text.utf8), Array(candidate.utf8))
    guard own.count == other.count else { return false }
    return zip(own, other).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
