import Glibc

/// Complex lines side by side: element `n` of all of them is one vector, so that a transform needs no shuffling.
///
/// There are four, because more do not fit into the registers of the baseline x86-64.
@usableFromInline package typealias Lanes = SIMD4<Double>

/// Real and imaginary parts of a line, or of several lines one after the other.
///
/// It is usable from inlined code, because filters of other modules call it for every voxel.
@usableFromInline
package struct LaneLine {
  @usableFromInline package let re: UnsafeMutablePointer<Lanes>
  @usableFromInline package let im: UnsafeMutablePointer<Lanes>

  @inlinable
  init(re: UnsafeMutablePointer<Lanes>, im: UnsafeMutablePointer<Lanes>) { (self.re, self.im) = (re, im) }

  /// The line that starts `offset` elements further on.
  @inlinable package func advanced(by offset: Int) -> LaneLine { LaneLine(re: re + offset, im: im + offset) }

  /// Stores one number of one of the lines.
  @inlinable @inline(__always)
  package func store(_ re: Double, _ im: Double, at position: Int, lane: Int) {
    UnsafeMutableRawPointer(self.re + position).storeBytes(of: re, toByteOffset: 8 * lane, as: Double.self)
    UnsafeMutableRawPointer(self.im + position).storeBytes(of: im, toByteOffset: 8 * lane, as: Double.self)
  }

  /// One number of one of the lines.
  @inlinable @inline(__always)
  package func value(at position: Int, lane: Int) -> (re: Double, im: Double) {
    (
      UnsafeRawPointer(re + position).load(fromByteOffset: 8 * lane, as: Double.self),
      UnsafeRawPointer(im + position).load(fromByteOffset: 8 * lane, as: Double.self)
    )
  }

  /// The line with its two parts exchanged. Its forward transform is the inverse transform of the line, times its
  /// length.
  @inlinable package var swapped: LaneLine { LaneLine(re: im, im: re) }
}

/// The discrete Fourier transform of lines of one length, `X(k) = Σₙ x(n) exp(-2πi kn / N)`, not scaled.
///
/// This is our own code, because no permitted library fits: FFTW is GPL, and Debian's kissfft is float32, takes one
/// line at a time and is quadratic in prime factors, of which image sizes have many. Stockham's self-sorting
/// mixed-radix algorithm (Van Loan 1992, section 1.7) for lengths whose prime factors are at most 13, Bluestein's chirp
/// transform (1970) for others.
package struct FourierPlan: Sendable {
  /// Elements of a line.
  package let length: Int
  /// Elements of the workspace that ``transform(_:workspace:)`` needs.
  package let workspace: Int
  private let method: Method

  private enum Method: Sendable {
    case stages(StagedTransform)
    case chirp(ChirpTransform)
  }

  /// A plan for lines of `length >= 1` elements.
  package init(length: Int) {
    precondition(length > 0, "a line has elements")
    self.length = length
    if (Self.factors(of: length).max() ?? 1) <= 13 {
      (method, workspace) = (.stages(StagedTransform(length: length)), length)
    } else {
      let chirp = ChirpTransform(length: length)
      (method, workspace) = (.chirp(chirp), chirp.workspace)
    }
  }

  /// Transforms `line` in place.
  package func transform(_ line: LaneLine, workspace: LaneLine) {
    switch method {
    case .stages(let stages): stages.transform(line, workspace)
    case .chirp(let chirp): chirp.transform(line, workspace)
    }
  }

  /// The smallest length from `minimum` on with no prime factor above 5.
  package static func fastLength(_ minimum: Int) -> Int {
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

/// Stockham's algorithm for a length with small prime factors.
struct StagedTransform: Sendable {
  let length: Int
  private let stages: [FourierStage]

  init(length: Int) {
    self.length = length
    stages = FourierStage.all(length, FourierPlan.factors(of: length))
  }

  /// Transforms `line` in place; every stage goes to the other line and the last one back.
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
///
/// A noncopyable value lives to the end of its scope (SE-0390), and so do the pointers of ``line`` in it.
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
