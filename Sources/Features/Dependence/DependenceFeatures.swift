/// Features of the dependences of voxels on their neighbours. IBSI 3.11 (`REK0`).
package enum DependenceFeatures {
  typealias Matrix = Feature<LevelSizeDistribution>

  /// By name, as PyRadiomics orders its columns. N is the number of voxels, n the counts, p = n / N, i levels, j one
  /// more than the number of dependent neighbours.
  static let all: [Feature<LevelSizeDistribution>] = [
    // -Σ p log₂ p
    Matrix("DependenceEntropy", ibsi: "FCBV", unit: .bit) { $0.jointEntropy },
    // Σⱼ (Σᵢ n)² / N and / N²
    Matrix("DependenceNonUniformity", ibsi: "Z87G", unit: .none) { $0.sizeNonUniformity },
    Matrix("DependenceNonUniformityNormalized", ibsi: "OKJI", unit: .none) { $0.sizeNonUniformity / $0.total },
    // Σ (j - μ)² p
    Matrix("DependenceVariance", ibsi: "DNX2", unit: .none) { $0.sizeVariance },
    // Σᵢ (Σⱼ n)² / N
    Matrix("GrayLevelNonUniformity", ibsi: "FP8K", unit: .none) { $0.levelNonUniformity },
    // Σ (i - μ)² p
    Matrix("GrayLevelVariance", ibsi: "1PFV", unit: .none) { $0.levelVariance },
    // Σ i² p
    Matrix("HighGrayLevelEmphasis", ibsi: "OAE7", unit: .none) { $0.emphasis(level: .high) },
    // Σ j² p, Σ i² j² p, Σ j² / i² p
    Matrix("LargeDependenceEmphasis", ibsi: "IMOQ", unit: .none) { $0.emphasis(size: .high) },
    Matrix("LargeDependenceHighGrayLevelEmphasis", ibsi: "9QMG", unit: .none) {
      $0.emphasis(level: .high, size: .high)
    },
    Matrix("LargeDependenceLowGrayLevelEmphasis", ibsi: "NBZI", unit: .none) { $0.emphasis(level: .low, size: .high) },
    // Σ p / i²
    Matrix("LowGrayLevelEmphasis", ibsi: "TL9H", unit: .none) { $0.emphasis(level: .low) },
    // Σ p / j², Σ i² / j² p, Σ p / (i² j²)
    Matrix("SmallDependenceEmphasis", ibsi: "SODN", unit: .none) { $0.emphasis(size: .low) },
    Matrix("SmallDependenceHighGrayLevelEmphasis", ibsi: "JA6D", unit: .none) { $0.emphasis(level: .high, size: .low) },
    Matrix("SmallDependenceLowGrayLevelEmphasis", ibsi: "EQ3F", unit: .none) { $0.emphasis(level: .low, size: .low) },
  ]

  /// Only when named. PyRadiomics knows these two and gives no value: N / N_v, which is always 1, and the uniformity of
  /// the levels.
  static let onlyWhenNamed: [Feature<LevelSizeDistribution>] = [
    Matrix("DependencePercentage", ibsi: "6XV8", unit: .none) { _ in 1 },
    // Σᵢ (Σⱼ n)² / N²
    Matrix("GrayLevelNonUniformityNormalized", ibsi: "5SPA", unit: .none) { $0.levelNonUniformity / $0.total },
  ]
}
