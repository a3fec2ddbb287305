/// Features of the zones of connected voxels of one level. IBSI 3.8 (`9SAK`).
package enum SizeZoneFeatures {
  typealias Matrix = Feature<LevelSizeDistribution>

  /// By name, as PyRadiomics orders its columns. N is the number of zones, n the counts, p = n / N, i levels, j sizes.
  static let all: [Feature<LevelSizeDistribution>] = [
    // Σᵢ (Σⱼ n)² / N and / N²
    Matrix("GrayLevelNonUniformity", ibsi: "JNSA", unit: .none) { $0.levelNonUniformity },
    Matrix("GrayLevelNonUniformityNormalized", ibsi: "Y1RO", unit: .none) { $0.levelNonUniformity / $0.total },
    // Σ (i - μ)² p
    Matrix("GrayLevelVariance", ibsi: "BYLV", unit: .none) { $0.levelVariance },
    // Σ i² p
    Matrix("HighGrayLevelZoneEmphasis", ibsi: "5GN9", unit: .none) { $0.emphasis(level: .high) },
    // Σ j² p, Σ i² j² p, Σ j² / i² p
    Matrix("LargeAreaEmphasis", ibsi: "48P8", unit: .none) { $0.emphasis(size: .high) },
    Matrix("LargeAreaHighGrayLevelEmphasis", ibsi: "J17V", unit: .none) { $0.emphasis(level: .high, size: .high) },
    Matrix("LargeAreaLowGrayLevelEmphasis", ibsi: "YH51", unit: .none) { $0.emphasis(level: .low, size: .high) },
    // Σ p / i²
    Matrix("LowGrayLevelZoneEmphasis", ibsi: "XMSY", unit: .none) { $0.emphasis(level: .low) },
    // Σⱼ (Σᵢ n)² / N and / N²
    Matrix("SizeZoneNonUniformity", ibsi: "4JP3", unit: .none) { $0.sizeNonUniformity },
    Matrix("SizeZoneNonUniformityNormalized", ibsi: "VB3A", unit: .none) { $0.sizeNonUniformity / $0.total },
    // Σ p / j², Σ i² / j² p, Σ p / (i² j²)
    Matrix("SmallAreaEmphasis", ibsi: "5QRC", unit: .none) { $0.emphasis(size: .low) },
    Matrix("SmallAreaHighGrayLevelEmphasis", ibsi: "HW1V", unit: .none) { $0.emphasis(level: .high, size: .low) },
    Matrix("SmallAreaLowGrayLevelEmphasis", ibsi: "5RAI", unit: .none) { $0.emphasis(level: .low, size: .low) },
    // -Σ p log₂ p
    Matrix("ZoneEntropy", ibsi: "GU8N", unit: .bit) { $0.jointEntropy },
    // N / number of voxels
    Matrix("ZonePercentage", ibsi: "P30P", unit: .none) { $0.percentage },
    // Σ (j - μ)² p
    Matrix("ZoneVariance", ibsi: "3NSA", unit: .none) { $0.sizeVariance },
  ]

  /// Only when named: features that PyRadiomics does not have.
  static let onlyWhenNamed: [Feature<LevelSizeDistribution>] = []
}
