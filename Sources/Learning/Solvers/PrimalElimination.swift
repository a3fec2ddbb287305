// What recursive elimination asks of the solver in the space of columns.
//
// An elimination asks for less than an optimum: only which coefficient is the smallest there. The next step tells how
// far the optimum is, and where the smallest is farther than ``margin`` such steps from the second smallest, no further
// gradient is needed. A column that goes takes its coefficient to 0 along the last Hessian, so that the others are
// moved to their new optimum but for the change of the Hessian.
extension PrimalLogisticSolver {
  /// How many of the largest changes of the next step the two smallest coefficients must be apart. A step that gains a
  /// factor of three, which is what keeps a Hessian, leaves half of itself at most.
  private static var margin: Double { 16 }

  /// Takes the column at a place among those still in out of the problem; the rest of the solution is the start of the
  /// next one.
  mutating func remove(column: Int) {
    let order = unknowns.count
    if let factor = keptFactor() {
      // The smallest change of the quadratic model at the kept Hessian that brings the coefficient to 0.
      var direction = [Double](repeating: 0, count: order)
      direction[column] = 1
      LinearAlgebra.solve(factor: factor, order: order, &direction)
      let share = unknowns[column] / direction[column]
      for at in 0..<order { unknowns[at] -= share * direction[at] }
    }
    if let old = kept {
      var rest: [Double] = []
      rest.reserveCapacity((order - 1) * (order - 1))
      for j in 0..<order where j != column {
        rest += old[(j * order)..<(j * order + column)]
        rest += old[(j * order + column + 1)..<((j + 1) * order)]
      }
      kept = rest
    }
    active.remove(at: column)
    unknowns.remove(at: column)
  }

  /// Place of the column with the smallest squared coefficient at the optimum, the last of equal ones, and of columns
  /// with the same values the last. Solves as far as this needs.
  mutating func weakest() -> Int {
    var state = state(unknowns)
    for _ in 0..<400 {
      if let step = keptStep(state) {
        let candidate = zip(unknowns, step).map { $0 - $1 }
        if let place = decided(candidate, step) {
          unknowns = candidate
          return place
        }
        let next = self.state(candidate)
        if next.error <= state.error / 3 {
          (unknowns, state) = (candidate, next)
          if state.error <= 1e-14 { break }
          continue
        }
      }
      if kept != nil, state.error <= 1e-10 { break }
      guard let next = newtonStep(state) else { break }
      state = next
    }
    return lastCopy(of: smallest(coefficients.map { $0 * $0 }))
  }

  /// The smallest coefficient of `candidate` where it stays the smallest whatever the next steps change.
  private func decided(_ candidate: [Double], _ step: [Double]) -> Int? {
    let (count, change) = (active.count, step.map { abs($0) }.max() ?? 0)
    var (least, second, place) = (Double.infinity, Double.infinity, 0)
    for at in 0..<count {
      let size = abs(candidate[at])
      if size < least { (least, second, place) = (size, least, at) } else { second = min(second, size) }
    }
    return second - least > PrimalLogisticSolver.margin * change ? place : nil
  }

  /// The last column with the values of the one at `place`: their coefficients are equal but for rounding.
  private func lastCopy(of place: Int) -> Int {
    let (own, near) = (abs(unknowns[place]), 1e-8 * (coefficients.map { abs($0) }.max() ?? 0))
    let others = active.indices.suffix(from: place + 1).filter { abs(abs(unknowns[$0]) - own) <= near }
    let values = matrix.column(active[place])
    return others.last { matrix.column(active[$0]).elementsEqual(values) } ?? place
  }
}
