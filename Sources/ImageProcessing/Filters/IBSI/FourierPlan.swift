import Glibc

/// Eight complex lines side by side: element `n` of all eight is one vector, so that a transform needs no shuffling.
package typealias Lanes = SIMD8<Double>

/// Real and imaginary parts of a line, or of several one after the other.
package struct LaneLine {
  package let re: UnsafeMutablePointer<Lanes>
  package let im: UnsafeMutablePointer<Lanes>

  /// The line that starts `offset` elements further on.
  package func advanced(by offset: Int) -> LaneLine { LaneLine(re: re + offset, im: im + offset) }

  /// One number of one of the eight lines.
  @inline(__always) package func store(_ re: Double, _ im: Double, at position: Int, lane: Int) {
    UnsafeMutableRawPointer(self.re + position).storeBytes(of: re, toByteOffset: 8 * lane, as: Double.self)
    UnsafeMutableRawPointer(self.im + position).storeBytes(of: im, toByteOffset: 8 * lane, as: Double.self)
  }

  /// One number of one of the eight lines.
  @inline(__always) package func value(at position: Int, lane: Int) -> (re: Double, im: Double) {
    (
      UnsafeRawPointer(re + position).load(fromByteOffset: 8 * lane, as: Double.self),
      UnsafeRawPointer(im + position).load(fromByteOffset: 8 * lane, as: Double.self)
    )
  }

  /// Parts exchanged: the forward transform of this is the inverse transform of the line, times its length.
  package var swapped: LaneLine { LaneLine(re: im, im: re) }
}

/// The discrete Fourier transform of lines of one length, `X(k) = Σₙ x(n) exp(-2πi kn / N)`, unscaled.
///
/// Own code, as none of the permitted libraries fits: FFTW is GPL, and Debian's kissfft is float32, takes one line at a time and
/// is quadratic in prime factors, of which image sizes have many. Stockham's self-sorting mixed-radix algorithm (Van
/// Loan 1992, section 1.7) for lengths whose prime factors are at most 13, Bluestein's chirp transform (1970) for others.
package struct FourierPlan: Sendable {
  /// Elements of a line.
  package let length: Int
  /// Elements of the workspace that ``transform(_:workspace:)`` needs.
  package let workspace: Int
  private let stages: [FourierStage]
  private let chirp: ChirpTransform?

  /// A plan for lines of `length >= 1` elements.
  package init(length: Int) {
    precondition(length > 0, "a line has elements")
    let factors = Self.factors(of: length)
    self.length = length
    if let largest = factors.max(), largest > 13 {
      let chirp = ChirpTransform(length: length)
      (stages, self.chirp, workspace) = ([], chirp, chirp.workspace)
    } else {
      (stages, chirp, workspace) = (FourierStage.all(length, factors), nil, length)
    }
  }

  /// Transforms `line` in place.
  package func transform(_ line: LaneLine, workspace: LaneLine) {
    if let chirp { return chirp.transform(line, workspace) }
    var (source, target) = (line, workspace)
    for stage in stages {
      stage.run(source, target)
      swap(&source, &target)
    }
    guard !stages.count.isMultiple(of: 2) else { return }
    line.re.update(from: workspace.re, count: length)
    line.im.update(from: workspace.im, count: length)
  }

  /// The smallest length from `minimum` on with no prime factor above 5.
  static func fastLength(_ minimum: Int) -> Int {
    (max(minimum, 1)...).first { (factors(of: $0).max() ?? 1) <= 5 } ?? minimum
  }

  /// Fours first, as they cost least, then primes.
  static func factors(of length: Int) -> [Int] {
    var (rest, factors) = (length, [Int]())
    for factor in [4, 2, 3, 5, 7, 11, 13] {
      while rest.isMultiple(of: factor) {
        factors.append(factor)
        rest /= factor
      }
    }
    return rest > 1 ? factors + [rest] : factors
  }
}

/// `exp(-2πi numerator / denominator)`, reduced first so that large numerators lose nothing.
struct UnitRoot {
  let re: Double
  let im: Double

  init(_ numerator: Int, _ denominator: Int) {
    let angle = -2 * Double.pi * Double(numerator % denominator) / Double(denominator)
    (re, im) = (cos(angle), sin(angle))
  }
}

/// Memory for lines, freed with its owner.
package struct LaneStorage: ~Copyable {
  private let base: UnsafeMutablePointer<Lanes>
  package let count: Int

  /// `count` elements, all 0.
  package init(count: Int) {
    self.count = count
    base = .allocate(capacity: 2 * count)
    base.initialize(repeating: .zero, count: 2 * count)
  }

  deinit { base.deallocate() }

  /// Valid as long as the storage is.
  package var line: LaneLine { LaneLine(re: base, im: base + count) }
}

/// Bluestein's algorithm: a transform of any length as a convolution with a chirp, done by transforms of a fast length.
private struct ChirpTransform: Sendable {
  private let length: Int
  private let inner: InnerPlan
  private let chirp: [UnitRoot]
  /// Spectrum of the conjugate chirp, divided by the inner length.
  private let spectrum: [(re: Double, im: Double)]

  var workspace: Int { 2 * inner.length }

  init(length: Int) {
    self.length = length
    inner = InnerPlan(length: FourierPlan.fastLength(2 * length - 1))
    // n² modulo 2N before the division keeps the angle exact.
    chirp = (0..<length).map { UnitRoot($0 * $0 % (2 * length), 2 * length) }
    let storage = LaneStorage(count: 2 * inner.length)
    let line = storage.line
    for (n, root) in chirp.enumerated() {
      for position in n == 0 ? [0] : [n, inner.length - n] {
        line.re[position] = Lanes(repeating: root.re)
        line.im[position] = Lanes(repeating: -root.im)
      }
    }
    inner.transform(line, line.advanced(by: inner.length))
    let scale = 1 / Double(inner.length)
    spectrum = (0..<inner.length).map { (line.re[$0][0] * scale, line.im[$0][0] * scale) }
  }

  func transform(_ line: LaneLine, _ workspace: LaneLine) {
    let (padded, scratch) = (workspace, workspace.advanced(by: inner.length))
    for (n, root) in chirp.enumerated() {
      padded.re[n] = line.re[n] * root.re - line.im[n] * root.im
      padded.im[n] = line.re[n] * root.im + line.im[n] * root.re
    }
    (padded.re + length).update(repeating: .zero, count: inner.length - length)
    (padded.im + length).update(repeating: .zero, count: inner.length - length)
    inner.transform(padded, scratch)
    for (n, weight) in spectrum.enumerated() {
      let (re, im) = (padded.re[n], padded.im[n])
      padded.re[n] = re * weight.re - im * weight.im
      padded.im[n] = re * weight.im + im * weight.re
    }
    inner.transform(padded.swapped, scratch)
    for (n, root) in chirp.enumerated() {
      line.re[n] = padded.re[n] * root.re - padded.im[n] * root.im
      line.im[n] = padded.re[n] * root.im + padded.im[n] * root.re
    }
  }
}

/// The stages of a fast length, without the choice that would make a plan contain itself.
private struct InnerPlan: Sendable {
  let length: Int
  private let stages: [FourierStage]

  init(length: Int) {
    self.length = length
    stages = FourierStage.all(length, FourierPlan.factors(of: length))
  }

  func transform(_ line: LaneLine, _ workspace: LaneLine) {
    var (source, target) = (line, workspace)
    for stage in stages {
      stage.run(source, target)
      swap(&source, &target)
    }
    guard !stages.count.isMultiple(of: 2) else { return }
    line.re.update(from: workspace.re, count: length)
    line.im.update(from: workspace.im, count: length)
  }
}
