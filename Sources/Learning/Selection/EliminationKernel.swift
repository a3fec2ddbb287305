/// The inner loop of recursive elimination in the space of subjects.
///
/// Dropping column `x` changes the problem by `K ← K − x xᵀ` only, and the optimum by little, since its coefficient was
/// the smallest: the last solution is the start of the next, and the solver keeps its factor over several columns. `K`
/// is computed afresh whenever a quarter of the columns has gone: downdates leave rounding errors of the size of the
/// old `K`, which would weigh more and more as `K` shrinks.
final class EliminationKernel {
  private let rows: Int
  /// `rows` rounded up to whole vectors; the padding is zero.
  private let stride: Int
  /// The columns as they were, `stride` apart.
  private let padded: [Double]
  private let source: DenseMatrix
  /// Positions of the columns still in, ascending.
  private var active: [Int]
  private let solver: DualLogisticSolver
  private var columnsAtLastGram: Int

  init(_ matrix: DenseMatrix, weights: [Double], _ outcomes: [Bool], _ penalisesIntercept: Bool) {
    rows = matrix.rows
    stride = (matrix.rows + 7) / 8 * 8
    source = matrix
    let padding = [Double](repeating: 0, count: stride - rows)
    padded = (0..<matrix.columns).flatMap { matrix.column($0) + padding }
    active = Array(0..<matrix.columns)
    columnsAtLastGram = matrix.columns
    solver = DualLogisticSolver(matrix, weights: weights, outcomes, penalisesIntercept)
  }

  /// Drops columns until `kept` are left; returns them in the order in which they went.
  func run(until kept: Int) -> [Int] {
    var order: [Int] = []
    order.reserveCapacity(active.count - kept)
    while active.count > kept {
      solver.solve()
      let weakest = weakestColumn()
      order.append(active.remove(at: weakest))
      removeFromGram(order[order.count - 1])
    }
    return order
  }

  /// Newton steps and factorisations so far.
  var effort: (steps: Int, factorisations: Int) { (solver.steps, solver.factorisations) }

  private func removeFromGram(_ column: Int) {
    guard active.count * 4 > columnsAtLastGram * 3 else {
      columnsAtLastGram = active.count
      return solver.setGram(of: source.selecting(columns: active).values, columns: active.count)
    }
    padded.withUnsafeBufferPointer { all in
      // Column `column` has `rows` values from column × stride on.
      LinearAlgebra.downdate(&solver.gram, order: rows, by: all.baseAddress! + column * stride)
    }
  }

  /// Position in `active` of the smallest squared coefficient, the last of equal ones.
  private func weakestColumn() -> Int {
    let multipliers = solver.multipliers + [Double](repeating: 0, count: stride - rows)
    var (best, smallest) = (0, Double.infinity)
    padded.withUnsafeBufferPointer { all in
      multipliers.withUnsafeBufferPointer { a in
        for position in active.indices {
          let coefficient = dot(all.baseAddress! + active[position] * stride, a.baseAddress!, blocks: stride / 8)
          if coefficient * coefficient <= smallest { (best, smallest) = (position, coefficient * coefficient) }
        }
      }
    }
    return best
  }
}

/// `Σ xᵢ yᵢ` over `blocks` × 8 values. Every column is summed in the same order, so duplicate columns get the same
/// bits.
@inline(__always)
private func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, blocks: Int) -> Double {
  var sum = SIMD8<Double>.zero
  for block in 0..<blocks {
    // Both pointers have 8 × blocks readable values.
    let a = UnsafeRawPointer(x + block * 8).loadUnaligned(as: SIMD8<Double>.self)
    let b = UnsafeRawPointer(y + block * 8).loadUnaligned(as: SIMD8<Double>.self)
    sum += a * b
  }
  return sum.sum()
}
