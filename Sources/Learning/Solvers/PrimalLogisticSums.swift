import Mathematics

// The sums over subjects of the solver in the space of columns: scores, gradient, loss, Hessian.
extension PrimalLogisticSolver {
  /// Penalty of an unknown.
  func penalty(_ place: Int) -> Double { place < active.count || penalisesIntercept ? 1 : 0 }

  /// The function that is minimised, at unknowns whose scores are known.
  func loss(_ unknowns: [Double], _ scores: [Double]) -> Double {
    var loss = 0.0
    for j in unknowns.indices { loss += 0.5 * penalty(j) * unknowns[j] * unknowns[j] }
    for row in scores.indices { loss += weights[row] * softplus(targets[row] > 0 ? -scores[row] : scores[row]) }
    return loss
  }

  struct State {
    var scores: [Double]
    var gradient: [Double]
    var error: Double

    /// Rows that are scored and summed at once: a block of some hundred columns stays in the cache between the two.
    private static let block = 256

    init(_ problem: PrimalLogisticSolver, _ unknowns: [Double]) {
      let (rows, columns) = (problem.matrix.rows, problem.active.count)
      scores = [Double](repeating: unknowns[columns], count: rows)
      gradient = unknowns.indices.map { problem.penalty($0) * unknowns[$0] }
      var pull = [Double](repeating: 0, count: State.block)
      for start in Swift.stride(from: 0, to: rows, by: State.block) {
        let size = min(State.block, rows - start)
        problem.addScores(unknowns, from: start, size, &scores)
        for i in 0..<size {
          let row = start + i
          pull[i] = problem.weights[row] * (logistic(scores[row]) - problem.targets[row])
          gradient[columns] += pull[i]
        }
        problem.addGradient(pull, from: start, size, &gradient)
      }
      error = gradient.map { abs($0) }.max() ?? 0
    }
  }

  /// Adds `X w` of a block of rows to their scores.
  func addScores(_ unknowns: [Double], from start: Int, _ size: Int, _ scores: inout [Double]) {
    matrix.values.withUnsafeBufferPointer { values in
      scores.withUnsafeMutableBufferPointer { scores in
        // Column `j` has rows from j × rows on; start + size is at most rows.
        let sums = scores.baseAddress! + start
        func source(_ place: Int) -> UnsafePointer<Double> {
          values.baseAddress! + active[place] * matrix.rows + start
        }
        var place = 0
        // Four columns a pass, added one after the other, so that the sums are those of single columns.
        while place + 4 <= active.count {
          let (a, b, c, d) = (source(place), source(place + 1), source(place + 2), source(place + 3))
          let (u, v, w, x) = (unknowns[place], unknowns[place + 1], unknowns[place + 2], unknowns[place + 3])
          for i in 0..<size { sums[i] = sums[i] + u * a[i] + v * b[i] + w * c[i] + x * d[i] }
          place += 4
        }
        for place in place..<active.count {
          let (weight, column) = (unknowns[place], source(place))
          for i in 0..<size { sums[i] += weight * column[i] }
        }
      }
    }
  }

  /// Adds `Xᵀ pull` of a block of rows to the gradient; every column is summed in the same order, so duplicate columns
  /// get the same bits.
  func addGradient(_ pull: [Double], from start: Int, _ size: Int, _ gradient: inout [Double]) {
    matrix.values.withUnsafeBufferPointer { values in
      pull.withUnsafeBufferPointer { pull in
        for (place, column) in active.enumerated() {
          // Column `column` has rows from column × rows on; start + size is at most rows.
          let source = values.baseAddress! + column * matrix.rows + start
          gradient[place] += dot(source, pull.baseAddress!, size)
        }
      }
    }
  }

  func hessian(_ scores: [Double]) -> [Double] {
    let (rows, columns) = (matrix.rows, active.count)
    let roots = scores.indices.map { row in
      let p = logistic(scores[row])
      return (weights[row] * p * (1 - p)).squareRoot()
    }
    var weighted = [Double](repeating: 0, count: rows * (columns + 1))
    weighted.withUnsafeMutableBufferPointer { target in
      for (place, column) in active.enumerated() {
        for i in 0..<rows { target[place * rows + i] = roots[i] * matrix.values[column * rows + i] }
      }
      // The intercept is the coefficient of a last column of ones.
      for i in 0..<rows { target[columns * rows + i] = roots[i] }
    }
    var result = LinearAlgebra.gram(ofColumns: weighted, rows: rows, columns: columns + 1)
    for j in 0...columns { result[j * (columns + 1) + j] += penalty(j) }
    return result
  }
}

/// `Σ xᵢ yᵢ` over `count` values in eight running sums.
@inline(__always)
private func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
  var sum = SIMD8<Double>.zero
  var at = 0
  while at + 8 <= count {
    // Both pointers have `count` readable values.
    let a = UnsafeRawPointer(x + at).loadUnaligned(as: SIMD8<Double>.self)
    let b = UnsafeRawPointer(y + at).loadUnaligned(as: SIMD8<Double>.self)
    sum += a * b
    at += 8
  }
  var result = sum.sum()
  while at < count {
    result += x[at] * y[at]
    at += 1
  }
  return result
}
