/// Voxels by level and dependence. IBSI 3.11; PyRadiomics' GLDM and IBSI's NGLDM are the same counts.
enum DependenceMatrix {
  /// Dependence is one more than the number of dependent neighbours: a voxel depends on itself.
  static func from(_ counts: NeighbourhoodCounts) -> LevelSizeMatrix {
    var cells: [LevelSizeMatrix.Cell] = []
    for level in 1..<counts.highestLevel + 1 {
      for neighbours in 0..<counts.columns {
        let count = Int(counts.dependences[level * counts.columns + neighbours])
        if count > 0 { cells.append(LevelSizeMatrix.Cell(level: level, size: neighbours + 1, count: count)) }
      }
    }
    return LevelSizeMatrix(cells: cells)
  }
}
