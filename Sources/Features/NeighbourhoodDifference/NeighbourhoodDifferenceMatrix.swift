/// Per grey level, how many voxels have it and how much they differ from the mean of their neighbours. IBSI 3.10
/// (`IPET`).
public struct NeighbourhoodDifferenceMatrix: Sendable, Equatable {
  /// One level that occurs.
  public struct Row: Sendable, Hashable {
    /// Grey level i.
    public let level: Double
    /// Share of the voxels that have it, p.
    public let probability: Double
    /// Sum of absolute differences to the mean level of the neighbours, s.
    public let difference: Double
  }

  /// Levels that occur, ascending.
  public let rows: [Row]
  /// Number of voxels, those without neighbours included (their difference is 0), as PyRadiomics counts.
  public let voxelCount: Double

  init(_ counts: NeighbourhoodCounts) {
    let columns = counts.columns
    let tallies: [(level: Int, voxels: Int, difference: Double)] = (1..<counts.highestLevel + 1).map { level in
      let row = level * columns..<(level + 1) * columns
      let voxels = counts.voxels[row].reduce(0) { $0 + Int($1) }
      let difference = (1..<columns).reduce(0.0) { $0 + Double(counts.differences[level * columns + $1]) / Double($1) }
      return (level, voxels, difference)
    }
    let total = Double(tallies.reduce(0) { $0 + $1.voxels })
    voxelCount = total
    rows = tallies.filter { $0.voxels > 0 }.map {
      Row(level: Double($0.level), probability: Double($0.voxels) / total, difference: $0.difference)
    }
  }

  /// The sum of several slices as IBSI has it: voxels without neighbours do not count, neither in p nor in the total.
  init(merging parts: [NeighbourhoodCounts]) {
    var (voxels, differences): ([Int: Int], [Int: Double]) = ([:], [:])
    for part in parts {
      for level in 1..<part.highestLevel + 1 {
        for neighbours in 1..<part.columns {
          let entry = level * part.columns + neighbours
          voxels[level, default: 0] += Int(part.voxels[entry])
          differences[level, default: 0] += Double(part.differences[entry]) / Double(neighbours)
        }
      }
    }
    let total = Double(voxels.values.reduce(0, +))
    voxelCount = total
    rows = voxels.keys.sorted().filter { voxels[$0, default: 0] > 0 }.map { level in
      Row(
        level: Double(level), probability: Double(voxels[level, default: 0]) / total,
        difference: differences[level, default: 0])
    }
  }

  /// `Σᵢⱼ f(i, j)` over all ordered pairs of levels that occur.
  func pairSum(_ f: (Row, Row) -> Double) -> Double {
    rows.reduce(0) { outer, i in rows.reduce(outer) { $0 + f(i, $1) } }
  }

  /// `Σ p s`.
  var weightedDifference: Double { rows.reduce(0) { $0 + $1.probability * $1.difference } }
  /// `Σ s`.
  var totalDifference: Double { rows.reduce(0) { $0 + $1.difference } }
}
