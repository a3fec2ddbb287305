/// An odd number of weights about a centre, convolved with a line: `(f * k)(n) = Σⱼ k(j) f(n - j)`, `j` from `-reach`
/// to `reach`.
struct FilterKernel: Hashable, Sendable {
  /// Weights from `-reach` to `reach`.
  let weights: [Double]

  /// A kernel of even length gets a zero at its end, which makes the centre the one of the two middle weights that
  /// comes second: the convention of the IBSI-2 reference maps.
  init(_ weights: [Double]) {
    precondition(!weights.isEmpty, "a kernel has weights")
    self.weights = weights.count.isMultiple(of: 2) ? weights + [0] : weights
  }

  /// Weights on each side of the centre.
  var reach: Int { weights.count / 2 }

  /// The same mean everywhere: `count` equal weights.
  static func mean(_ count: Int) -> FilterKernel {
    FilterKernel([Double](repeating: 1 / Double(count), count: count))
  }

  /// The kernel seen in the opposite direction.
  var flipped: FilterKernel { FilterKernel(weights.reversed()) }

  /// All weights with the opposite sign.
  var negated: FilterKernel { FilterKernel(weights.map { -$0 }) }

  /// `step - 1` zeros between neighbouring weights: the à trous kernel of a further decomposition level.
  func upsampled(by step: Int) -> FilterKernel {
    var spread = [Double](repeating: 0, count: (weights.count - 1) * step + 1)
    for (position, weight) in weights.enumerated() { spread[position * step] = weight }
    return FilterKernel(spread)
  }
}

/// What a separable filter does along one axis: a weighted sum of chains, each of kernels that are applied in turn.
///
/// The boundary condition holds before every kernel of a chain, so a chain is not one longer kernel at the edge of the
/// image.
struct AxisFilter: Hashable, Sendable {
  /// Kernels applied one after the other.
  typealias Chain = [FilterKernel]

  struct Part: Hashable, Sendable {
    let chain: Chain
    let weight: Double
  }

  let parts: [Part]

  init(_ chain: Chain) { parts = [Part(chain: chain, weight: 1)] }

  /// `first + sign * second`.
  init(_ first: Chain, _ sign: Double, _ second: Chain) {
    parts = [Part(chain: first, weight: 1), Part(chain: second, weight: sign)]
  }

  /// Voxels read on each side of the target.
  var reach: Int { parts.map { $0.chain.reduce(0) { $0 + $1.reach } }.max() ?? 0 }
}

extension [FilterKernel] {
  /// Every kernel seen in the opposite direction.
  var flipped: [FilterKernel] { map(\.flipped) }

  /// The whole chain with the opposite sign.
  var negated: [FilterKernel] { isEmpty ? [] : [self[0].negated] + dropFirst() }
}
