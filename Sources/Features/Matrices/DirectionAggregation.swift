import Glibc
import Volumes

/// From counts per direction to the distributions that features are averaged over: one per direction, or one of all.
struct DirectionAggregation: Sendable {
  let weighting: DirectionWeighting?
  let isSymmetric: Bool
  let spacing: SIMD3<Double>

  init(_ settings: TextureSettings, spacing: SIMD3<Double>) {
    weighting = settings.weighting
    isSymmetric = settings.isSymmetric
    self.spacing = spacing
  }
}

/// The runs of one direction.
struct DirectedRuns: Sendable {
  let direction: Direction
  let matrix: LevelSizeMatrix

  /// The directions in which some line meets the region more than once.
  static func counting<Level>(_ region: PaddedLevels<Level>, directions: [Direction]) -> [DirectedRuns] {
    directions.compactMap { direction in
      RunLengthMatrix.counting(region, directions: [direction]).first.map { matrix in
        DirectedRuns(direction: direction, matrix: matrix)
      }
    }
  }
}

extension TextureMatrices {
  /// The distributions of co-occurrences that a feature is the mean over.
  var cooccurrenceDistributions: [CooccurrenceDistribution] {
    cooccurrenceDistributions(highestLevel: census.highestLevel)
  }

  /// The same for a part of a region whose highest level may be another.
  func cooccurrenceDistributions(highestLevel highest: Int) -> [CooccurrenceDistribution] {
    guard aggregation.weighting != nil || !aggregation.isSymmetric else {
      return cooccurrences.compactMap { CooccurrenceDistribution($0, highestLevel: highest) }
    }
    let groups = aggregation.weighting == nil ? cooccurrences.map { [$0] } : [cooccurrences]
    return groups.compactMap { CooccurrenceDistribution(merging: $0, aggregation, highestLevel: highest) }
  }

  /// The distributions of runs that a feature is the mean over.
  var runLengthDistributions: [LevelSizeDistribution] {
    guard let weighting = aggregation.weighting else {
      return runs.compactMap { LevelSizeDistribution($0.matrix) }
    }
    var sums: [SIMD2<Int>: Double] = [:]
    for run in runs {
      let weight = weighting.length(of: run.direction, spacing: aggregation.spacing) ?? 1
      for cell in run.matrix.cells { sums[SIMD2(cell.level, cell.size), default: 0] += weight * Double(cell.count) }
    }
    let cells = sums.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }.map { key, count in
      LevelSizeDistribution.Cell(level: key.x, size: key.y, count: count)
    }
    return [LevelSizeDistribution(cells: cells)].compactMap { $0 }
  }
}

extension CooccurrenceDistribution {
  /// The weighted sum of the counts of directions; `nil` when there is no pair, or when every weight is too small for a
  /// float64 (steps of 27 mm and more).
  fileprivate init?(merging counts: [CooccurrenceCounts], _ aggregation: DirectionAggregation, highestLevel: Int) {
    var sums: [SIMD2<Int>: Double] = [:]
    for one in counts {
      let length = aggregation.weighting?.length(of: one.direction, spacing: aggregation.spacing)
      let weight = length.map { exp(-$0 * $0) } ?? 1
      for pair in one.pairs {
        let (i, j) = (Int(pair.first), Int(pair.second))
        // Both ways of a pair lie in one cell of the upper half; the diagonal counts twice.
        let isMirrored = aggregation.isSymmetric && i > j
        let both = aggregation.isSymmetric && i == j ? 2.0 : 1
        sums[isMirrored ? SIMD2(j, i) : SIMD2(i, j), default: 0] += both * weight * Double(pair.count)
      }
    }
    let cells = sums.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }.map { key, count in
      let isDouble = aggregation.isSymmetric && key.x != key.y
      return Cell(i: key.x, j: key.y, count: count, multiplicity: isDouble ? 2 : 1)
    }
    guard cells.contains(where: { $0.count > 0 }) else { return nil }
    self.init(cells: cells, isSymmetric: aggregation.isSymmetric, highestLevel: highestLevel)
  }
}
