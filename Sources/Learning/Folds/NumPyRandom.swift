/// NumPy's legacy `RandomState(seed)`, as far as its `shuffle`: MT19937 with masked rejection.
///
/// Only for folds that must be those of scikit-learn's `KFold(shuffle=True, random_state=seed)`, as in the study's
/// published code.
/// - SeeAlso: Matsumoto and Nishimura 1998, doi 10.1145/272991.272995; NumPy NEP 19, which freezes this stream.
package struct NumPyRandom {
  private var state: [UInt32]
  private var position = 624

  package init(seed: UInt32) {
    state = [seed]
    for turn in 1..<624 {
      let last = state[turn - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(turn))
    }
  }

  private mutating func refill() {
    for turn in 0..<624 {
      let joined = state[turn] & 0x8000_0000 | state[(turn + 1) % 624] & 0x7fff_ffff
      state[turn] = state[(turn + 397) % 624] ^ (joined >> 1) ^ (joined & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }

  /// Next 32 random bits.
  package mutating func next() -> UInt32 {
    if position == 624 { refill() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  /// Uniform in `0...largest`.
  mutating func index(upTo largest: Int) -> Int {
    guard largest > 0 else { return 0 }
    let mask = UInt32.max >> UInt32(UInt32(largest).leadingZeroBitCount)
    while true {
      let word = next() & mask
      if word <= UInt32(largest) { return Int(word) }
    }
  }

  /// `0..<count` in the order of `RandomState(seed).permutation(count)`.
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, index(upTo: last)) }
    return order
  }
}
