import Execution
import Features
import Testing
import Volumes

/// The maximal correlation from all eigenvalues and from an iteration, on distributions made by a generator.
@Suite struct MaximalCorrelationTests {
  private typealias Cell = CooccurrenceDistribution.Cell

  /// A chain through all levels, so that they are one group, with a pair of equal levels, and as many random pairs.
  private func chained(_ levels: Int, isSymmetric: Bool, seed: UInt64) -> CooccurrenceDistribution {
    var stream = RandomStream(seed: seed, name: "cooccurrences of \(levels) levels")
    var pairs: Set<[Int]> = [[1, 1]]
    for level in 1..<levels { pairs.insert([level, level + 1]) }
    for _ in 0..<2 * levels {
      let (i, j) = (1 + stream.index(below: levels), 1 + stream.index(below: levels))
      pairs.insert(isSymmetric ? [min(i, j), max(i, j)] : [i, j])
    }
    if !isSymmetric { for level in 1..<levels { pairs.insert([level + 1, level]) } }
    let cells = pairs.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }.map { pair in
      Cell(
        i: pair[0], j: pair[1], count: Double(1 + stream.index(below: 5)),
        multiplicity: isSymmetric && pair[0] != pair[1] ? 2 : 1)
    }
    return CooccurrenceDistribution(cells: cells, isSymmetric: isSymmetric, highestLevel: levels)
  }

  @Test(arguments: [50, 200, 700, 1100], [true, false])
  func theIterationAgreesWithAllEigenvalues(levels: Int, isSymmetric: Bool) throws {
    for seed in UInt64(1)...(levels < 500 ? 5 : 1) where isSymmetric || levels < 500 {
      let matrix = CorrelationMatrix(chained(levels, isSymmetric: isSymmetric, seed: seed))
      #expect(!matrix.hasSeveralGroups && matrix.order == levels)
      let (dense, iterated) = (matrix.denseNorm, try #require(matrix.iteratedNorm, "seed \(seed)"))
      #expect(abs(dense - iterated) < 1e-9 * dense, "seed \(seed): \(dense) and \(iterated)")
    }
  }

  /// Two crowds of levels with a single pair between them: the value lies near 1, and the iteration must still find it.
  @Test func groupsThatHardlyMeetAreNoneForTheIteration() throws {
    var cells: [Cell] = []
    for crowd in [0, 60] {
      for i in 1...60 {
        for j in i...60 { cells.append(Cell(i: crowd + i, j: crowd + j, count: 2, multiplicity: i == j ? 1 : 2)) }
      }
    }
    cells.append(Cell(i: 60, j: 61, count: 1, multiplicity: 2))
    cells.sort { ($0.i, $0.j) < ($1.i, $1.j) }
    let matrix = CorrelationMatrix(CooccurrenceDistribution(cells: cells, isSymmetric: true, highestLevel: 120))
    #expect(!matrix.hasSeveralGroups)
    let (dense, iterated) = (matrix.denseNorm, try #require(matrix.iteratedNorm))
    #expect(dense > 0.999 && dense < 1 - 1e-6 && abs(dense - iterated) < 1e-9, "\(dense) and \(iterated)")
  }

  /// Levels that fall apart, and levels of which each only meets those of another set, correlate perfectly.
  @Test func separateGroupsCorrelatePerfectly() {
    let apart = (1...40).map { Cell(i: 2 * $0 - 1, j: 2 * $0, count: 1, multiplicity: 2) }
    let alternating = (1..<80).map { Cell(i: $0, j: $0 + 1, count: 1, multiplicity: 2) }
    for cells in [apart, alternating] {
      let matrix = CorrelationMatrix(CooccurrenceDistribution(cells: cells, isSymmetric: true, highestLevel: 80))
      #expect(matrix.hasSeveralGroups && matrix.iteratedNorm == 1)
      #expect(abs(matrix.denseNorm - 1) < 1e-6, "\(matrix.denseNorm)")
    }
  }

  /// 8,000 voxels of a smooth field and of noise, in thousands of levels: every feature has a value, the MCC among
  /// them.
  @Test func thousandsOfLevelsHaveAValue() throws {
    for (name, noise) in [("smooth", 2.0), ("noise", 4000)] {
      var stream = RandomStream(seed: 3, name: name)
      let grid = Grid(size: SIMD3(repeating: 20), spacing: SIMD3(repeating: 1))
      let values = (0..<grid.count).map { voxel -> Int32 in
        let slope = 1 + 40 * (voxel % 20) + 60 * (voxel / 20 % 20) + 100 * (voxel / 400)
        return Int32(slope) + Int32(noise * stream.uniform())
      }
      let region = RandomRegion(grid: grid, values: values, levelCount: 10_000)
      let found = features(intensities: region.intensities, levels: region.levels)
      for feature in found {
        let value = feature.value.number
        #expect(value?.isFinite ?? false, "\(name): \(feature.column) \(feature.value)")
        if feature.name == "MCC" { #expect((0...1).contains(value ?? -1), "\(name)") }
      }
    }
  }
}
