import Mathematics

/// Features of grey tone differences (Amadasun and King 1989, doi 10.1109/21.44046). IBSI 3.10.
package enum NeighbourhoodDifferenceFeatures {
  typealias Matrix = Feature<NeighbourhoodDifferenceMatrix>

  /// By name, as PyRadiomics orders its columns.
  static let all: [Feature<NeighbourhoodDifferenceMatrix>] = [busyness, coarseness, complexity, contrast, strength]

  /// Only when named: features that PyRadiomics does not have.
  static let onlyWhenNamed: [Feature<NeighbourhoodDifferenceMatrix>] = []

  /// `Σ p s / Σᵢⱼ |i pᵢ - j pⱼ|`; 0 by convention for a single level. IBSI `NQ30`.
  static let busyness = Matrix("Busyness", ibsi: "NQ30", unit: .none) { matrix in
    let spread = matrix.pairSum { abs($0.level * $0.probability - $1.level * $1.probability) }
    return spread == 0 ? 0 : matrix.weightedDifference / spread
  }

  /// `1 / Σ p s`; 10⁶ by convention where no voxel differs from its neighbours. IBSI `QCDE`.
  static let coarseness = Matrix("Coarseness", ibsi: "QCDE", unit: .none) { matrix in
    matrix.weightedDifference == 0 ? 1_000_000 : 1 / matrix.weightedDifference
  }

  /// `Σᵢⱼ |i - j| (pᵢ sᵢ + pⱼ sⱼ) / (pᵢ + pⱼ) / N`; `>= 0`. IBSI `HDEZ`.
  static let complexity = Matrix("Complexity", ibsi: "HDEZ", unit: .none) { matrix in
    matrix.pairSum { i, j in
      let weighted = i.probability * i.difference + j.probability * j.difference
      return abs(i.level - j.level) * weighted / (i.probability + j.probability)
    } / matrix.voxelCount
  }

  /// `Σᵢⱼ pᵢ pⱼ (i - j)² / (n (n - 1)) × Σ s / N` for n levels; 0 by convention for a single level. IBSI `65HE`.
  static let contrast = Matrix("Contrast", ibsi: "65HE", unit: .none) { matrix in
    let count = Double(matrix.rows.count)
    guard count > 1 else { return 0 }
    let variance = matrix.pairSum { $0.probability * $1.probability * power($0.level - $1.level, 2) }
    return variance / (count * (count - 1)) * matrix.totalDifference / matrix.voxelCount
  }

  /// `Σᵢⱼ (pᵢ + pⱼ)(i - j)² / Σ s`; 0 by convention where no voxel differs from its neighbours. IBSI `1X9X`.
  static let strength = Matrix("Strength", ibsi: "1X9X", unit: .none) { matrix in
    let spread = matrix.pairSum { ($0.probability + $1.probability) * power($0.level - $1.level, 2) }
    return matrix.totalDifference == 0 ? 0 : spread / matrix.totalDifference
  }
}
