/// A matrix with the order of every column, found once: trees ask for nothing else, and a forest or an elimination asks
/// often.
package struct RankedMatrix: Sendable {
  package let matrix: DenseMatrix
  /// Dense ranks, column after column: equal values have equal ranks.
  let ranks: [UInt32]
  /// Row positions of each column in ascending order of its values.
  let order: [UInt32]

  package init(_ matrix: DenseMatrix) {
    self.matrix = matrix
    var ranks = [UInt32](repeating: 0, count: matrix.values.count)
    var order: [UInt32] = []
    order.reserveCapacity(matrix.values.count)
    for column in 0..<matrix.columns {
      let start = column * matrix.rows
      let sorted = (0..<matrix.rows).sorted { matrix.values[start + $0] < matrix.values[start + $1] }
      var rank: UInt32 = 0
      for (turn, row) in sorted.enumerated() {
        if turn > 0, matrix.values[start + row] != matrix.values[start + sorted[turn - 1]] { rank += 1 }
        ranks[start + row] = rank
        order.append(UInt32(row))
      }
    }
    (self.ranks, self.order) = (ranks, order)
  }

  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  /// The cut between two values: their midpoint, or the lower one where rounding makes the midpoint the upper one.
  func cut(column: Int, below: Int, above: Int) -> Double {
    let (low, high) = (matrix.values[column * rows + below], matrix.values[column * rows + above])
    let middle = low / 2 + high / 2
    return middle < high ? middle : low
  }
}
