import Execution

/// The largest eigenvalue of a symmetric operator without negative eigenvalues, by Lanczos' iteration; `nil` where it
/// does not settle within `steps`.
///
/// Every vector is made orthogonal to all before it, twice, so that no eigenvalue comes back as a copy of itself. The
/// start is random, from a fixed seed: the same value in every run, and a share of every eigenvector in it. It ends
/// when the residual of the pair, `β |s|` with s the last entry of the eigenvector of the tridiagonal matrix, which
/// bounds the distance to an eigenvalue, is below `tolerance` (Parlett 1998, The Symmetric Eigenvalue Problem, chapter
/// 13, doi
/// 10.1137/1.9781611971163); that a random start settles on a smaller eigenvalue first has a vanishing probability
/// (Kuczyński and Woźniakowski 1992, doi 10.1137/0613066).
func largestEigenvalue(
  order: Int, steps: Int, tolerance: Double, _ product: ([Double]) -> [Double]
) -> Double? {
  var stream = RandomStream(seed: 1, name: "start of Lanczos")
  var vector = (0..<order).map { _ in stream.normal() }
  vector.scale(by: 1 / vector.inner(vector).squareRoot())
  var basis = [vector]
  var matrix = Tridiagonal()
  var check = min(16, steps)
  for step in 1...max(1, steps) {
    var image = product(vector)
    let alpha = image.inner(vector)
    for _ in 0..<2 {
      for known in basis { image = image.subtracting(known, times: image.inner(known)) }
    }
    let beta = image.inner(image).squareRoot()
    matrix.append(alpha, beta)
    let isClosed = beta < 1e-13
    if isClosed || step == check {
      let top = matrix.largest
      if isClosed || top.residual <= tolerance { return top.value }
      check = min(steps, check + max(8, check / 4))
    }
    image.scale(by: 1 / beta)
    vector = image
    basis.append(vector)
  }
  return nil
}

/// Lanczos' tridiagonal matrix: the diagonal, and beside it the norms, the last of which leads out of it.
private struct Tridiagonal {
  private var diagonal: [Double] = []
  private var beside: [Double] = []

  mutating func append(_ alpha: Double, _ beta: Double) {
    diagonal.append(alpha)
    beside.append(beta)
  }

  /// The largest eigenvalue and the residual of its pair.
  var largest: (value: Double, residual: Double) {
    let count = diagonal.count
    var dense = [Double](repeating: 0, count: count * count)
    for index in 0..<count {
      dense[index + index * count] = diagonal[index]
      if index > 0 { dense[index - 1 + index * count] = beside[index - 1] }
    }
    let value = symmetricEigenvalues(of: dense, order: count).last ?? .nan
    return (value, residual(at: value))
  }

  /// `β |s|`: the entries of the eigenvector from the last, by the pivots of `λ - T`, which are above 0 at the upper
  /// end.
  private func residual(at value: Double) -> Double {
    var pivots: [Double] = []
    for index in diagonal.indices {
      let carried = index == 0 ? 0 : beside[index - 1] * beside[index - 1] / pivots[index - 1]
      pivots.append(max(value - diagonal[index] - carried, .leastNormalMagnitude))
    }
    var (entry, squares) = (1.0, 1.0)
    for index in diagonal.indices.dropLast().reversed() {
      entry *= beside[index] / pivots[index]
      squares += entry * entry
      if squares > 1e100 { return 0 }
    }
    return (beside.last ?? 0) / squares.squareRoot()
  }
}

/// A square matrix of few entries, by rows.
struct SparseMatrix {
  private let starts: [Int]
  private let columns: [Int]
  private let values: [Double]

  /// Each entry once.
  init(order: Int, entries: [(i: Int, j: Int, value: Double)]) {
    let sorted = entries.sorted { ($0.i, $0.j) < ($1.i, $1.j) }
    var starts = [Int](repeating: 0, count: order + 1)
    for entry in sorted { starts[entry.i + 1] += 1 }
    for row in 0..<order { starts[row + 1] += starts[row] }
    (self.starts, columns, values) = (starts, sorted.map(\.j), sorted.map(\.value))
  }

  /// The matrix times a vector.
  func product(_ vector: [Double]) -> [Double] {
    (1..<starts.count).map { row in
      (starts[row - 1]..<starts[row]).reduce(0) { $0 + values[$1] * vector[columns[$1]] }
    }
  }

  /// Its mirror image times a vector.
  func transposedProduct(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: starts.count - 1)
    for row in vector.indices {
      for place in starts[row]..<starts[row + 1] { result[columns[place]] += values[place] * vector[row] }
    }
    return result
  }
}

extension [Double] {
  /// The inner product with a vector of the same length.
  func inner(_ other: [Double]) -> Double {
    precondition(count == other.count, "vectors of one length")
    return withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        // Four sums, so that the compiler can add four products at a time; the order is the same in every run.
        var sums = SIMD4<Double>(repeating: 0)
        var index = 0
        while index + 4 <= a.count {
          // Both hold four numbers from `index` on.
          let own = SIMD4<Double>(a[index], a[index + 1], a[index + 2], a[index + 3])
          let its = SIMD4<Double>(b[index], b[index + 1], b[index + 2], b[index + 3])
          sums += own * its
          index += 4
        }
        var sum = sums.sum()
        while index < a.count {
          sum += a[index] * b[index]
          index += 1
        }
        return sum
      }
    }
  }

  /// The vector less a multiple of another.
  func subtracting(_ other: [Double], times factor: Double) -> [Double] {
    precondition(count == other.count, "vectors of one length")
    var result = self
    result.withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for index in 0..<a.count { a[index] -= factor * b[index] }
      }
    }
    return result
  }

  /// Every number times a factor.
  mutating func scale(by factor: Double) {
    for index in indices { self[index] *= factor }
  }
}
