/// Small systems of linear equations.
enum LinearSystem {
  /// Gauss's elimination of a positive definite matrix, whose rows end with the right side.
  static func solved(_ rows: [[Double]]) -> [Double] {
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
}
