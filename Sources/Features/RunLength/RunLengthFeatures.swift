/// Features of the runs of one direction; a region's value is their mean over directions. IBSI 3.7 (`TP0I`).
package enum RunLengthFeatures {
  typealias Matrix = Feature<LevelSizeDistribution>

  /// By name, as PyRadiomics orders its columns. N is the number of runs, n the counts, p = n / N, i levels, j lengths.
  static let all: [Feature<LevelSizeDistribution>] = [
    // Σᵢ (Σⱼ n)² / N and / N²
    Matrix("GrayLevelNonUniformity", ibsi: "R5YN", unit: .none) { $0.levelNonUniformity },
    Matrix("GrayLevelNonUniformityNormalized", ibsi: "OVBL", unit: .none) { $0.levelNonUniformity / $0.total },
    // Σ (i - μ)² p
    Matrix("GrayLevelVariance", ibsi: "8CE5", unit: .none) { $0.levelVariance },
    // Σ i² p
    Matrix("HighGrayLevelRunEmphasis", ibsi: "G3QZ", unit: .none) { $0.emphasis(level: .high) },
    // Σ j² p, Σ i² j² p, Σ j² / i² p
    Matrix("LongRunEmphasis", ibsi: "W4KF", unit: .none) { $0.emphasis(size: .high) },
    Matrix("LongRunHighGrayLevelEmphasis", ibsi: "3KUM", unit: .none) { $0.emphasis(level: .high, size: .high) },
    Matrix("LongRunLowGrayLevelEmphasis", ibsi: "IVPO", unit: .none) { $0.emphasis(level: .low, size: .high) },
    // Σ p / i²
    Matrix("LowGrayLevelRunEmphasis", ibsi: "V3SW", unit: .none) { $0.emphasis(level: .low) },
    // -Σ p log₂ p
    Matrix("RunEntropy", ibsi: "HJ9O", unit: .bit) { $0.jointEntropy },
    // Σⱼ (Σᵢ n)² / N and / N²
    Matrix("RunLengthNonUniformity", ibsi: "W92Y", unit: .none) { $0.sizeNonUniformity },
    Matrix("RunLengthNonUniformityNormalized", ibsi: "IC23", unit: .none) { $0.sizeNonUniformity / $0.total },
    // N / number of voxels
    Matrix("RunPercentage", ibsi: "9ZK5", unit: .none) { $0.percentage },
    // Σ (j - μ)² p
    Matrix("RunVariance", ibsi: "SXLW", unit: .none) { $0.sizeVariance },
    // Σ p / j², Σ i² / j² p, Σ p / (i² j²)
    Matrix("ShortRunEmphasis", ibsi: "22OV", unit: .none) { $0.emphasis(size: .low) },
    Matrix("ShortRunHighGrayLevelEmphasis", ibsi: "GD3A", unit: .none) { $0.emphasis(level: .high, size: .low) },
    Matrix("ShortRunLowGrayLevelEmphasis", ibsi: "HTZT", unit: .none) { $0.emphasis(level: .low, size: .low) },
  ]

  /// Only when named: features that PyRadiomics does not have.
  static let onlyWhenNamed: [Feature<LevelSizeDistribution>] = []
}
