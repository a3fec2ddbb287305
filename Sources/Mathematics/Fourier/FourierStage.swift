/// One pass of Stockham's algorithm: `radix` interleaved parts of the line, combined by small transforms.
///
/// With `groups = rest / radix`: `y[j + s(p q + k)] = ω^(qk) Σᵣ x[j + s(q + groups r)] exp(-2πi rk / p)`, `s` the
/// stride, `p` the radix, `q < groups`, `j < s`, `ω = exp(-2πi / rest)`.
struct FourierStage: Sendable {
  private let radix: Int
  private let groups: Int
  private let stride: Int
  /// `ω^(qk)` for `k` from 1 to `radix - 1`, by group.
  private let twiddles: [UnitRoot]
  /// `exp(-2πi n / radix)`.
  private let roots: [UnitRoot]

  /// The stages of a transform of `length`, the product of `factors`.
  static func all(_ length: Int, _ factors: [Int]) -> [FourierStage] {
    var (rest, stride) = (length, 1)
    return factors.map { radix in
      defer { (rest, stride) = (rest / radix, stride * radix) }
      return FourierStage(radix: radix, rest: rest, stride: stride)
    }
  }

  private init(radix: Int, rest: Int, stride: Int) {
    self.radix = radix
    self.stride = stride
    groups = rest / radix
    twiddles = (0..<rest / radix).flatMap { q in (1..<radix).map { UnitRoot(q * $0, rest) } }
    roots = (0..<radix).map { UnitRoot($0, radix) }
  }

  /// Both lines hold the whole length and do not overlap.
  func run(_ source: LaneLine, _ target: LaneLine) {
    twiddles.withUnsafeBufferPointer { twiddles in
      for q in 0..<groups {
        let turns = UnsafeBufferPointer(rebasing: twiddles[q * (radix - 1)..<(q + 1) * (radix - 1)])
        let input = source.advanced(by: stride * q)
        let output = target.advanced(by: stride * radix * q)
        switch radix {
        case 2: pass2(input, output, turns)
        case 3: pass3(input, output, turns)
        case 4: pass4(input, output, turns)
        default: passAny(input, output, turns)
        }
      }
    }
  }

  @inline(__always)
  private func pass2(_ x: LaneLine, _ y: LaneLine, _ turns: UnsafeBufferPointer<UnitRoot>) {
    let (turn, half) = (turns[0], stride * groups)
    for j in 0..<stride {
      let (a, b) = (LaneValue(x, j), LaneValue(x, j + half))
      (a + b).store(y, j)
      (a - b).turned(turn).store(y, j + stride)
    }
  }

  @inline(__always)
  private func pass3(_ x: LaneLine, _ y: LaneLine, _ turns: UnsafeBufferPointer<UnitRoot>) {
    let (first, second, third) = (turns[0], turns[1], stride * groups)
    let sine = roots[1].im
    for j in 0..<stride {
      let (a, b, c) = (LaneValue(x, j), LaneValue(x, j + third), LaneValue(x, j + 2 * third))
      let (sum, difference) = (b + c, (b - c).scaled(sine).quarterTurned)
      let middle = a - sum.scaled(0.5)
      (a + sum).store(y, j)
      (middle + difference).turned(first).store(y, j + stride)
      (middle - difference).turned(second).store(y, j + 2 * stride)
    }
  }

  @inline(__always)
  private func pass4(_ x: LaneLine, _ y: LaneLine, _ turns: UnsafeBufferPointer<UnitRoot>) {
    let (first, second, third, quarter) = (turns[0], turns[1], turns[2], stride * groups)
    for j in 0..<stride {
      let (a, b) = (LaneValue(x, j), LaneValue(x, j + quarter))
      let (c, d) = (LaneValue(x, j + 2 * quarter), LaneValue(x, j + 3 * quarter))
      let (ac, bd) = (a + c, b + d)
      let (minus, turned) = (a - c, (b - d).quarterTurned)
      (ac + bd).store(y, j)
      (minus - turned).turned(first).store(y, j + stride)
      (ac - bd).turned(second).store(y, j + 2 * stride)
      (minus + turned).turned(third).store(y, j + 3 * stride)
    }
  }

  /// The definition, for 5 and the larger primes.
  @inline(__always)
  private func passAny(_ x: LaneLine, _ y: LaneLine, _ turns: UnsafeBufferPointer<UnitRoot>) {
    let part = stride * groups
    roots.withUnsafeBufferPointer { roots in
      for j in 0..<stride {
        for k in 0..<radix {
          var (sum, turn) = (LaneValue(x, j), 0)
          for r in 1..<radix {
            turn += k
            if turn >= radix { turn -= radix }
            sum = sum + LaneValue(x, j + r * part).turned(roots[turn])
          }
          (k == 0 ? sum : sum.turned(turns[k - 1])).store(y, j + k * stride)
        }
      }
    }
  }
}

/// A complex number a lane.
private struct LaneValue {
  let re: Lanes
  let im: Lanes

  @inline(__always) init(re: Lanes, im: Lanes) { (self.re, self.im) = (re, im) }

  @inline(__always) init(_ line: LaneLine, _ position: Int) {
    (re, im) = (line.re[position], line.im[position])
  }

  @inline(__always) func store(_ line: LaneLine, _ position: Int) {
    line.re[position] = re
    line.im[position] = im
  }

  @inline(__always) static func + (a: LaneValue, b: LaneValue) -> LaneValue {
    LaneValue(re: a.re + b.re, im: a.im + b.im)
  }

  @inline(__always) static func - (a: LaneValue, b: LaneValue) -> LaneValue {
    LaneValue(re: a.re - b.re, im: a.im - b.im)
  }

  @inline(__always) func scaled(_ factor: Double) -> LaneValue { LaneValue(re: re * factor, im: im * factor) }

  /// Times `i`.
  @inline(__always) var quarterTurned: LaneValue { LaneValue(re: Lanes.zero - im, im: re) }

  @inline(__always) func turned(_ root: UnitRoot) -> LaneValue {
    LaneValue(re: re * root.re - im * root.im, im: re * root.im + im * root.re)
  }
}
