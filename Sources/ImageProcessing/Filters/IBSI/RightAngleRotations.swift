/// A rotation of the image by right angles, as it acts on a separable filter: which axis' kernels come to lie along
/// each axis, and whether they are reversed.
struct RightAngleRotation: Sendable {
  /// For each axis the one whose kernels it gets.
  let sources: [Int]
  let flips: [Bool]

  /// The 4 rotations of the plane or the 24 of space.
  static func all(dimensions: Int) -> [RightAngleRotation] {
    AxisOrder.all(dimensions).flatMap { order in
      (0..<1 << dimensions).compactMap { bits in
        let flips = (0..<dimensions).map { bits >> $0 & 1 == 1 }
        // An odd number of reflections and exchanges together mirrors the image; an even number turns it.
        let isTurn = flips.count(where: \.self).isMultiple(of: 2) == order.isEven
        return isTurn ? RightAngleRotation(sources: order.sources, flips: flips) : nil
      }
    }
  }
}

/// An order of the axes.
private struct AxisOrder {
  let sources: [Int]
  let isEven: Bool

  static func all(_ dimensions: Int) -> [AxisOrder] {
    dimensions == 2
      ? [AxisOrder(sources: [0, 1], isEven: true), AxisOrder(sources: [1, 0], isEven: false)]
      : [
        AxisOrder(sources: [0, 1, 2], isEven: true), AxisOrder(sources: [1, 2, 0], isEven: true),
        AxisOrder(sources: [2, 0, 1], isEven: true), AxisOrder(sources: [0, 2, 1], isEven: false),
        AxisOrder(sources: [2, 1, 0], isEven: false), AxisOrder(sources: [1, 0, 2], isEven: false),
      ]
  }
}

extension SeparableSum {
  /// The filter with one chain of kernels an axis, in one orientation or pooled over all rotations by right angles.
  static func oriented(_ chains: [AxisFilter.Chain], pooling: OrientationPooling?) -> SeparableSum {
    switch pooling {
    case nil: .weighted([(SeparableTerm(axes: chains.map { AxisFilter($0) }), 1)])
    case .average: average(chains)
    case .maximum: maximum(chains)
    }
  }

  /// The mean over the rotations, in far fewer passes than there are rotations.
  ///
  /// For a fixed order of the axes the rotations differ in an even (or, for odd orders, odd) number of reversals. With
  /// `a⁻` the reversed `a`, `Σ over even reversals of a ⊗ b ⊗ c = ½ [(a + a⁻) ⊗ (b + b⁻) ⊗ (c + c⁻) + (a - a⁻) ⊗ ...]`,
  /// and with the opposite sign between the two for odd ones. The second products mostly cancel between the orders.
  private static func average(_ chains: [AxisFilter.Chain]) -> SeparableSum {
    let orders = AxisOrder.all(chains.count)
    let scale = 1 / Double(orders.count << (chains.count - 1))
    var weights: [SeparableTerm: Double] = [:]
    var terms: [SeparableTerm] = []
    for order in orders {
      for parity in [1.0, -1.0] {
        let axes = order.sources.map { symmetrised(chains[$0], parity) }
        let term = SeparableTerm(axes: axes.map(\.filter))
        let sign = parity > 0 || order.isEven ? 1.0 : -1.0
        if weights[term] == nil { terms.append(term) }
        weights[term, default: 0] += axes.reduce(sign * 0.5 * scale) { $0 * $1.weight }
      }
    }
    // At least one term stays, so that a filter whose orientations cancel has the response 0.
    let kept = terms.filter { weights[$0] != 0 }
    return .weighted((kept.isEmpty ? Array(terms.prefix(1)) : kept).map { ($0, weights[$0] ?? 0) })
  }

  /// `chain ± reversed chain`; a weight of 0 where that is nothing.
  private static func symmetrised(_ chain: AxisFilter.Chain, _ parity: Double) -> (filter: AxisFilter, weight: Double) {
    let flipped = chain.flipped
    if flipped == chain { return (AxisFilter(chain), parity > 0 ? 2 : 0) }
    if flipped == chain.negated { return (AxisFilter(chain), parity > 0 ? 0 : 2) }
    return (AxisFilter(chain, parity, flipped), 1)
  }

  /// The maximum over the rotations. Reversing an antisymmetric kernel only changes the sign, so such orientations
  /// share a term.
  private static func maximum(_ chains: [AxisFilter.Chain]) -> SeparableSum {
    var signs: [SeparableTerm: TermSigns] = [:]
    var terms: [SeparableTerm] = []
    for rotation in RightAngleRotation.all(dimensions: chains.count) {
      var isNegative = false
      let axes = zip(rotation.sources, rotation.flips).map { source, flip in
        let (chain, flipped) = (chains[source], chains[source].flipped)
        guard flip else { return AxisFilter(chain) }
        guard flipped == chain.negated else { return AxisFilter(flipped) }
        isNegative.toggle()
        return AxisFilter(chain)
      }
      let term = SeparableTerm(axes: axes)
      if signs[term] == nil { terms.append(term) }
      signs[term, default: []].insert(isNegative ? .negative : .positive)
    }
    return .maximum(terms.map { ($0, signs[$0] ?? []) })
  }
}
