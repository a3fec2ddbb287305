/// Small systems of linear equations, without a C library. `Learning` solves its large ones by LAPACK, whose last
/// digits differ.
package enum LinearSystem {
  /// Gauss's elimination of a positive definite matrix, whose rows end with the right side.
  package static func solved(_ rows: [[Double]]) -> [Double] {
    var system = rows
    let width = rows.count
    for pivot in 0..<width {
      for below in (pivot + 1)..<max(width, pivot + 1) {
        let factor = system[below][pivot] / system[pivot][pivot]
        for at in pivot...width { system[below][at] -= factor * system[pivot][at] }
      }
    }
    var result = [Double](repeating: 0, count: width)
    for at in (0..<width).reversed() {
      let known = ((at + 1)..<max(width, at + 1)).reduce(0) { $0 + system[at][$1] * result[$1] }
      result[at] = (system[at][width] - known) / system[at][at]
    }
    return result
  }

  /// The inverse of a positive definite matrix, by rows: Gauss and Jordan's elimination, with the inverse built in
  /// place of the matrix.
  package static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    var rows = matrix
    for pivot in rows.indices {
      let scale = 1 / rows[pivot][pivot]
      rows[pivot][pivot] = 1
      for at in rows.indices { rows[pivot][at] *= scale }
      let own = rows[pivot]
      for row in rows.indices where row != pivot {
        let factor = rows[row][pivot]
        rows[row][pivot] = 0
        for at in rows.indices { rows[row][at] -= factor * own[at] }
      }
    }
    return rows
  }
}
