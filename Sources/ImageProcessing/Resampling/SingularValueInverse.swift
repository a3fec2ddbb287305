import Volumes

/// The inverse of a 3 x 3 matrix with the rounding of ITK 5, which inverts by singular values (`vnl_matrix_inverse`).
///
/// Any inverse is right to a rounding error. This one makes the operations of LINPACK's `dsvdc` in their order, as the
/// error itself decides to which side a new voxel centre falls that lies exactly on an old one, and with it whether an
/// image of integers is truncated to 41 or to 42.
/// - SeeAlso: Dongarra, Bunch, Moler, Stewart: LINPACK Users' Guide (1979), chapter 11, doi 10.1137/1.9781611971811.
struct SingularValueInverse {
  /// Columns of the inverse.
  let columns: [SIMD3<Double>]

  /// `nil` where a singular value is negligible beside the others, which no grid of an image has.
  /// - Parameter columns: those of the matrix.
  init?(columns matrix: [SIMD3<Double>]) {
    var form = BidiagonalForm(matrix)
    guard form.diagonalise() else { return nil }
    let scaled = (0..<3).map { form.right[$0] * (1 / form.diagonal[$0]) }
    columns = (0..<3).map { column in
      (0..<3).reduce(SIMD3<Double>.zero) { $0 + scaled[$1] * form.left[$1][column] }
    }
  }
}

/// A matrix as `left · B · rightᵀ`, where `B` has a diagonal and one line of elements above it.
private struct BidiagonalForm {
  private(set) var diagonal: SIMD3<Double>
  private(set) var left: [SIMD3<Double>]
  private(set) var right: [SIMD3<Double>]
  /// `above[i]` is the element right of `diagonal[i]`.
  private var above: SIMD3<Double>

  /// Three of Householder's reflections: of the first column, of the first row, of the second column.
  init(_ matrix: [SIMD3<Double>]) {
    var columns = matrix
    let first = Reflection(&columns[0], from: 0)
    for later in 1..<3 { first.apply(to: &columns[later]) }
    var row = SIMD3(0, columns[1].x, columns[2].x)
    let across = Reflection(&row, from: 1)
    across.apply(toRowsOf: &columns)
    let second = Reflection(&columns[1], from: 1)
    second.apply(to: &columns[2])
    diagonal = SIMD3(-first.norm, -second.norm, columns[2].z)
    above = SIMD3(-across.norm, columns[2].y, 0)
    left = [first.vector, second.vector, [0, 0, 1]]
    second.apply(to: &left[2])
    left[1] = second.column
    for later in 1..<3 { first.apply(to: &left[later]) }
    left[0] = first.column
    right = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    for later in 1..<3 { across.apply(to: &right[later]) }
  }

  /// Turns the elements above the diagonal to 0 by implicit QR steps; `false` where one of the diagonal is negligible.
  mutating func diagonalise() -> Bool {
    var (open, steps) = (3, 0)
    while open > 0 {
      let start = startOfBlock(endingBefore: open)
      if start == open - 1 {
        settle(start)
        (open, steps) = (open - 1, 0)
      } else {
        guard steps < 1_000, !hasNegligibleValue(start..<open) else { return false }
        step(start..<open)
        steps += 1
      }
    }
    return true
  }

  /// First row of the block that ends before `end`; what lies above is cut off by an element that adds nothing to its
  /// neighbours.
  private mutating func startOfBlock(endingBefore end: Int) -> Int {
    for row in stride(from: end - 2, through: 0, by: -1) {
      let neighbours = abs(diagonal[row]) + abs(diagonal[row + 1])
      if neighbours + abs(above[row]) == neighbours {
        above[row] = 0
        return row + 1
      }
    }
    return 0
  }

  private func hasNegligibleValue(_ block: Range<Int>) -> Bool {
    block.contains { row in
      let after = row == block.upperBound - 1 ? 0 : abs(above[row])
      let both = after + (row == block.lowerBound ? 0 : abs(above[row - 1]))
      return both + abs(diagonal[row]) == both
    }
  }

  /// Makes a value positive, and sorts it among those found before, the largest first.
  private mutating func settle(_ row: Int) {
    if diagonal[row] < 0 {
      diagonal[row] = -diagonal[row]
      right[row] = -right[row]
    }
    for next in row + 1..<3 where diagonal[next - 1] < diagonal[next] {
      (diagonal[next - 1], diagonal[next]) = (diagonal[next], diagonal[next - 1])
      left.swapAt(next - 1, next)
      right.swapAt(next - 1, next)
    }
  }

  /// One QR step: the shift's rotation makes an element out of place, which further rotations chase down and out.
  private mutating func step(_ block: Range<Int>) {
    let (first, last) = (block.lowerBound, block.upperBound - 1)
    var (f, g) = shifted(first, last)
    for k in first..<last {
      var turn = Rotation(f, g)
      if k != first { above[k - 1] = turn.length }
      f = turn.cosine * diagonal[k] + turn.sine * above[k]
      above[k] = turn.cosine * above[k] - turn.sine * diagonal[k]
      g = turn.sine * diagonal[k + 1]
      diagonal[k + 1] *= turn.cosine
      turn.apply(to: &right, k)
      turn = Rotation(f, g)
      diagonal[k] = turn.length
      f = turn.cosine * above[k] + turn.sine * diagonal[k + 1]
      diagonal[k + 1] = turn.cosine * diagonal[k + 1] - turn.sine * above[k]
      g = turn.sine * above[k + 1]
      above[k + 1] *= turn.cosine
      turn.apply(to: &left, k)
    }
    above[last - 1] = f
  }

  /// What the first rotation of a step brings to 0: the block's first row, less the eigenvalue of its end that is near.
  private func shifted(_ first: Int, _ last: Int) -> (Double, Double) {
    let scale = max(
      abs(diagonal[last]), abs(diagonal[last - 1]), abs(above[last - 1]), abs(diagonal[first]), abs(above[first]))
    let (end, before, between) = (diagonal[last] / scale, diagonal[last - 1] / scale, above[last - 1] / scale)
    let (start, beside) = (diagonal[first] / scale, above[first] / scale)
    let b = ((before + end) * (before - end) + between * between) / 2
    let c = (end * between) * (end * between)
    var shift = 0.0
    if b != 0 || c != 0 {
      let root = (b * b + c).squareRoot()
      shift = c / (b + (b < 0 ? -root : root))
    }
    return ((start + end) * (start - end) + shift, start * beside)
  }
}

/// A reflection of the elements of a vector from `start` on to its first one.
private struct Reflection {
  /// The vector's norm with the sign of its first element.
  let norm: Double
  /// The vector that is reflected along, 0 before `start`; all 0 where there was nothing to reflect.
  let vector: SIMD3<Double>
  private let start: Int

  init(_ source: inout SIMD3<Double>, from start: Int) {
    self.start = start
    for index in 0..<start { source[index] = 0 }
    let length = scaledNorm(source)
    norm = source[start] == 0 ? length : Double(signOf: source[start], magnitudeOf: length)
    guard norm != 0 else {
      vector = .zero
      return
    }
    source *= 1 / norm
    source[start] += 1
    vector = source
  }

  func apply(to column: inout SIMD3<Double>) {
    guard vector[start] != 0 else { return }
    let product = (start..<3).reduce(0) { $0 + vector[$1] * column[$1] }
    let share = -product / vector[start]
    for index in start..<3 { column[index] += share * vector[index] }
  }

  /// The reflection from the right, of the last two rows.
  func apply(toRowsOf columns: inout [SIMD3<Double>]) {
    guard vector[start] != 0 else { return }
    var sums = SIMD3<Double>.zero
    for column in start..<3 { for row in start..<3 { sums[row] += vector[column] * columns[column][row] } }
    for column in start..<3 {
      let share = -vector[column] / vector[start]
      for row in start..<3 { columns[column][row] += share * sums[row] }
    }
  }

  /// Its column number `start` as a matrix.
  var column: SIMD3<Double> {
    var column = -vector
    column[start] += 1
    return column
  }
}

/// A rotation of two elements after which the second is 0.
private struct Rotation {
  let cosine: Double
  let sine: Double
  /// The first element afterwards, with the sign of the larger of the two.
  let length: Double

  init(_ a: Double, _ b: Double) {
    let scale = abs(a) + abs(b)
    guard scale != 0 else {
      (cosine, sine, length) = (1, 0, 0)
      return
    }
    let (x, y) = (a / scale, b / scale)
    length = Double(signOf: abs(a) > abs(b) ? a : b, magnitudeOf: scale * (x * x + y * y).squareRoot())
    (cosine, sine) = (a / length, b / length)
  }

  func apply(to vectors: inout [SIMD3<Double>], _ index: Int) {
    let (a, b) = (vectors[index], vectors[index + 1])
    vectors[index] = cosine * a + sine * b
    vectors[index + 1] = cosine * b - sine * a
  }
}

/// Norm by BLAS's `dnrm2`, which divides by the largest element so far.
private func scaledNorm(_ vector: SIMD3<Double>) -> Double {
  var (scale, sum) = (0.0, 1.0)
  for element in (0..<3).map({ abs(vector[$0]) }) where element != 0 {
    if scale < element {
      let share = scale / element
      (sum, scale) = (sum * (share * share) + 1, element)
    } else {
      let share = element / scale
      sum += share * share
    }
  }
  return scale * sum.squareRoot()
}
