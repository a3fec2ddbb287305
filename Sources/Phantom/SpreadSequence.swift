import Execution

/// Points of the unit hypercube that fill it evenly, from a random start: an additive recurrence in six dimensions.
///
/// `xₙ = frac(start + n α)` with `αⱼ = g⁻ʲ` and `g⁷ = g + 1` (Roberts 2018, "The unreasonable effectiveness of
/// quasirandom sequences"). Each point alone is uniform, so every patient has its true probability; together they
/// spread, so a small cohort already has about the events and the table margins of the population, where independent
/// draws would often leave it with too few events to fit anything.
package struct SpreadSequence: Sendable {
  private let start: SIMD8<Double>

  package init(drawnBy stream: inout RandomStream) {
    start = SIMD8((0..<8).map { _ in stream.uniform() })
  }

  /// Uniform coordinates 0 to 5 of one patient; the last two lanes of the vector carry nothing.
  package subscript(position: Int) -> SIMD8<Double> {
    let moved = start + Double(position) * Self.steps
    return moved - moved.rounded(.down)
  }

  private static let steps: SIMD8<Double> = [
    0.8986537126286992, 0.8075784952213447, 0.7257334129697597,
    0.6521830259439715, 0.5860866975779693, 0.5266889867007357, 0, 0,
  ]
}
