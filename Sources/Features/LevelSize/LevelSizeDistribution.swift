import Mathematics

/// A level-size matrix with its marginals: the input of the features of runs, zones and dependences.
package struct LevelSizeDistribution: Sendable {
  /// Groups of one level and size, and how many there are; not whole numbers where directions are weighted.
  struct Cell: Sendable {
    let level: Int
    let size: Int
    let count: Double
  }

  let cells: [Cell]
  /// Number of groups, IBSI's N_s.
  let total: Double
  /// Number of voxels, IBSI's N_v: Σ size × count for runs and zones.
  let voxelCount: Double
  /// Levels and sizes that occur, with the number of groups of each.
  let levels: [(value: Double, count: Double)]
  let sizes: [(value: Double, count: Double)]

  /// `nil` when the matrix is empty.
  init?(_ matrix: LevelSizeMatrix) { self.init(matrix, voxelCount: nil) }

  /// `nil` when the matrix is empty.
  /// - Parameter voxelCount: number of voxels where sizes are not voxels (distances, dependences); `nil` where they
  ///   are.
  init?(_ matrix: LevelSizeMatrix, voxelCount: Int?) {
    let cells = matrix.cells.map { Cell(level: $0.level, size: $0.size, count: Double($0.count)) }
    self.init(cells: cells, voxelCount: voxelCount.map { Double($0) })
  }

  /// Cells by level, then size; `nil` when there is none.
  init?(cells: [Cell], voxelCount: Double? = nil) {
    guard !cells.isEmpty else { return nil }
    self.cells = cells
    total = cells.reduce(0) { $0 + $1.count }
    self.voxelCount = voxelCount ?? cells.reduce(0) { $0 + $1.count * Double($1.size) }
    levels = Self.marginal(cells.map { ($0.level, $0.count) })
    sizes = Self.marginal(
      cells.sorted { ($0.size, $0.level) < ($1.size, $1.level) }.map { ($0.size, $0.count) })
  }

  private static func marginal(_ sorted: [(value: Int, count: Double)]) -> [(value: Double, count: Double)] {
    var result: [(value: Double, count: Double)] = []
    for (value, count) in sorted {
      if result.last?.value == Double(value) {
        result[result.count - 1].count += count
      } else {
        result.append((Double(value), count))
      }
    }
    return result
  }

  /// How a factor of an emphasis grows.
  enum Emphasis {
    /// `x⁻²`
    case low
    /// 1
    case none
    /// `x²`
    case high

    @inline(__always) func weight(_ x: Double) -> Double {
      switch self {
      case .low: 1 / (x * x)
      case .none: 1
      case .high: x * x
      }
    }
  }

  /// `Σ w(level) w(size) n(level, size) / N_s`.
  func emphasis(level: Emphasis = .none, size: Emphasis = .none) -> Double {
    cells.reduce(0) { $0 + level.weight(Double($1.level)) * size.weight(Double($1.size)) * $1.count } / total
  }

  /// `Σ n(level)² / N_s`.
  var levelNonUniformity: Double { nonUniformity(levels) }
  /// `Σ n(size)² / N_s`.
  var sizeNonUniformity: Double { nonUniformity(sizes) }
  /// `Σ (level - μ)² p`.
  var levelVariance: Double { variance(levels) }
  /// `Σ (size - μ)² p`.
  var sizeVariance: Double { variance(sizes) }
  /// `N_s / N_v`.
  var percentage: Double { total / voxelCount }
  /// `-Σ p log₂(p + ε)`.
  var jointEntropy: Double { entropy(cells.lazy.map { $0.count / total }) }

  /// `Σ p²`.
  var energy: Double { cells.reduce(0) { $0 + power($1.count / total, 2) } }

  private func nonUniformity(_ marginal: [(value: Double, count: Double)]) -> Double {
    marginal.reduce(0) { $0 + $1.count * $1.count } / total
  }

  private func variance(_ marginal: [(value: Double, count: Double)]) -> Double {
    let mean = marginal.reduce(0) { $0 + $1.value * $1.count } / total
    return marginal.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) * $1.count } / total
  }
}
