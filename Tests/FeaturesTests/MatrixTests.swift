import Features
import Testing
import Volumes

/// The counting kernels against the definitions, written the slow and obvious way.
@Suite struct MatrixTests {
  /// Sizes with a flat, a long and a thin box; every kernel has to cope with all.
  static let sizes: [SIMD3<Int>] = [[7, 6, 5], [19, 3, 1], [1, 1, 9], [2, 11, 3], [33, 4, 2]]

  static let cases: [(seed: UInt64, size: SIMD3<Int>)] = (0..<15).map { (UInt64($0), sizes[$0 % sizes.count]) }

  @Test(arguments: cases)
  func cooccurrencesAreThePairsOfNeighbours(seed: UInt64, size: SIMD3<Int>) throws {
    let region = RandomRegion(seed: seed, size: size, levelCount: 4)
    let matrices = try #require(
      TextureMatrices(of: region.levels, settings: TextureSettings(distances: [1, 2])), "seed \(seed)")
    for counts in matrices.cooccurrences {
      var expected: [SIMD2<Int>: Int] = [:]
      for index in region.indices where region.level(index &+ counts.direction) > 0 {
        expected[[region.level(index), region.level(index &+ counts.direction)], default: 0] += 1
      }
      let found = Dictionary(
        uniqueKeysWithValues: counts.pairs.map { (SIMD2(Int($0.first), Int($0.second)), Int($0.count)) })
      #expect(found == expected, "seed \(seed) direction \(counts.direction)")
    }
  }

  @Test func thereAre13DirectionsAtDistance1And49MoreAt2() {
    let size = SIMD3(9, 9, 9)
    #expect(Directions.half(distances: [1], within: size).count == 13)
    #expect(Directions.half(distances: [1, 2], within: size).count == 62)
    #expect(Directions.all(distances: [2], within: size).count == 98)
    #expect(Directions.half(distances: [1], within: [9, 9, 1]).count == 4, "a flat box has no direction across")
  }

  @Test(arguments: cases)
  func runsAreMaximalStretchesOfOneLevel(seed: UInt64, size: SIMD3<Int>) throws {
    let region = RandomRegion(seed: seed, size: size, levelCount: 3)
    let matrices = try #require(TextureMatrices(of: region.levels))
    let expected = Directions.half(distances: [1], within: size).compactMap { naiveRuns(region, $0) }
    #expect(matrices.runLengths.map(Cells.init) == expected.map(Cells.init), "seed \(seed)")
  }

  @Test(arguments: cases)
  func zonesAreConnectedVoxelsOfOneLevel(seed: UInt64, size: SIMD3<Int>) throws {
    let region = RandomRegion(seed: seed, size: size, levelCount: 3)
    let matrices = try #require(TextureMatrices(of: region.levels))
    #expect(matrices.sizeZones.map(Cells.init) == Cells(naiveZones(region)), "seed \(seed)")
  }

  @Test(arguments: cases, [0, 1])
  func dependencesCountSimilarNeighbours(item: (seed: UInt64, size: SIMD3<Int>), tolerance: Int) throws {
    let region = RandomRegion(seed: item.seed, size: item.size, levelCount: 5)
    let settings = TextureSettings(distances: [1, 2], dependenceTolerance: tolerance)
    let matrices = try #require(TextureMatrices(of: region.levels, settings: settings))
    let groups = region.indices.map { index in
      let similar = neighbours(of: index, in: region).filter { abs($0 - region.level(index)) <= tolerance }
      return SIMD2(region.level(index), similar.count + 1)
    }
    #expect(matrices.dependences.map(Cells.init) == Cells(groups), "seed \(item.seed)")
  }

  @Test(arguments: cases)
  func differencesAreToTheMeanOfTheNeighbours(seed: UInt64, size: SIMD3<Int>) throws {
    let region = RandomRegion(seed: seed, size: size, levelCount: 5)
    let settings = TextureSettings(distances: [1, 2])
    let rows = try #require(TextureMatrices(of: region.levels, settings: settings)?.neighbourhoodDifferences?.rows)
    for row in rows {
      let differences = region.indices.filter { Double(region.level($0)) == row.level }.map { index in
        let levels = neighbours(of: index, in: region)
        return levels.isEmpty ? 0 : abs(row.level - Double(levels.reduce(0, +)) / Double(levels.count))
      }
      #expect(abs(row.difference - differences.reduce(0, +)) < 1e-9, "seed \(seed) level \(row.level)")
      #expect(row.probability == Double(differences.count) / Double(region.indices.count))
    }
  }

  /// Above 1024 levels pairs are sorted instead of tabulated, above 65535 storage is wider: the same numbers either
  /// way.
  @Test(arguments: [1, 500, 100_000])
  func featuresOfDifferencesDoNotDependOnHowPairsAreCounted(offset: Int) throws {
    let region = RandomRegion(seed: 3, size: [8, 7, 6], levelCount: 6)
    let shifted = RandomRegion(
      grid: region.levels.grid, values: region.levels.levels.map { $0 == 0 ? 0 : $0 + Int32(offset) },
      levelCount: 6 + offset)
    let names: Set = ["Contrast", "JointEntropy", "Correlation", "DifferenceVariance", "MCC", "ClusterProminence"]
    let selection = try FeatureSelection(names: [
      .glcm: names, .glszm: ["ZoneEntropy"], .glrlm: ["RunVariance"], .gldm: ["DependenceEntropy"],
      .ngtdm: ["Coarseness"],
    ])
    let first = features(of: selection, intensities: region.intensities, levels: region.levels)
    let second = features(of: selection, intensities: shifted.intensities, levels: shifted.levels)
    for (a, b) in zip(first, second) {
      let (x, y) = (try #require(a.value.number), try #require(b.value.number))
      #expect(abs(x - y) <= 1e-7 * abs(x), "\(a.column)")
    }
  }
}

/// Groups of voxels by level and size, as a value that compares.
struct Cells: Equatable, CustomStringConvertible {
  let counts: [SIMD2<Int>: Int]

  init(_ matrix: LevelSizeMatrix) {
    counts = Dictionary(uniqueKeysWithValues: matrix.cells.map { (SIMD2($0.level, $0.size), $0.count) })
  }

  init(_ groups: [SIMD2<Int>]) { counts = groups.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

  var description: String { counts.map { "\($0.key.x) \($0.key.y): \($0.value)" }.sorted().joined(separator: ", ") }
}

private func neighbours(of index: SIMD3<Int>, in region: RandomRegion) -> [Int] {
  Directions.all(distances: [1, 2], within: [9, 9, 9]).map { region.level(index &+ $0) }.filter { $0 > 0 }
}

/// `nil` when no line in the direction holds two voxels.
private func naiveRuns(_ region: RandomRegion, _ direction: SIMD3<Int>) -> [SIMD2<Int>]? {
  var runs: [SIMD2<Int>] = []
  var isInformative = false
  for index in region.indices {
    var ahead = index &+ direction
    for _ in 0..<64 {
      isInformative = isInformative || region.level(ahead) > 0
      ahead = ahead &+ direction
    }
    guard region.level(index &- direction) != region.level(index) else { continue }
    var (length, next) = (1, index &+ direction)
    while region.level(next) == region.level(index) { (length, next) = (length + 1, next &+ direction) }
    runs.append([region.level(index), length])
  }
  return isInformative ? runs : nil
}

private func naiveZones(_ region: RandomRegion) -> [SIMD2<Int>] {
  var waiting = Set(region.indices)
  var zones: [SIMD2<Int>] = []
  for start in region.indices where waiting.remove(start) != nil {
    var (stack, size) = ([start], 0)
    while let index = stack.popLast() {
      size += 1
      for direction in Directions.all(distances: [1], within: [3, 3, 3]) {
        let next = index &+ direction
        if region.level(next) == region.level(start), waiting.remove(next) != nil { stack.append(next) }
      }
    }
    zones.append([region.level(start), size])
  }
  return zones
}
