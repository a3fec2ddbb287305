/// Zones: connected voxels of one level, by size.
enum SizeZoneMatrix {
  /// Zones of voxels that touch at faces, edges or corners.
  ///
  /// One raster scan labels each voxel like a neighbour already seen and notes which labels turn out to be one zone.
  /// Labels are kept for two slices, as no neighbour lies further back.
  static func counting<Level>(_ region: PaddedLevels<Level>) -> LevelSizeMatrix {
    let neighbours = BackwardNeighbours.offsets(region)
    let labelOffsets = (0..<2).map { BackwardNeighbours.labelOffsets(region, parity: $0) }
    let window = 2 * region.sliceStride
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: window + 3 * region.voxelCount) { memory in
      var zones = ZoneLabels(UnsafeMutableBufferPointer(rebasing: memory[window...]))
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: (region.size.x + 7) & ~7) { equal in
        guard let labels = memory.baseAddress else { return }
        for span in region.spans {
          region.markEqual(to: neighbours, in: span, equal)
          let parity = span.slice & 1
          let row = labels + span.start - (span.slice + region.margin - parity) * region.sliceStride
          label(span, of: region, labelOffsets[parity], equal, row, &zones)
        }
      }
      return zones.matrix()
    }
  }

  /// Labels the voxels of a span. Only labels of inside voxels of the same level are read, and those were written
  /// before.
  private static func label<Level>(
    _ span: PaddedLevels<Level>.Span, of region: PaddedLevels<Level>, _ neighbours: [Int],
    _ equal: UnsafeMutableBufferPointer<UInt16>, _ labels: UnsafeMutablePointer<Int32>, _ zones: inout ZoneLabels
  ) {
    region.levels.withUnsafeBufferPointer { levels in
      neighbours.withUnsafeBufferPointer { neighbours in
        BackwardNeighbours.representatives.withUnsafeBufferPointer { representatives in
          for x in 0..<span.length where levels[span.start &+ x] != 0 {
            var rest = representatives[Int(equal[x])]
            guard rest != 0 else {
              labels[x] = zones.new(level: Int(levels[span.start &+ x]))
              continue
            }
            let label = labels[x &+ neighbours[rest.trailingZeroBitCount]]
            rest &= rest &- 1
            labels[x] = label
            zones.add(to: label)
            while rest != 0 {
              zones.join(label, labels[x &+ neighbours[rest.trailingZeroBitCount]])
              rest &= rest &- 1
            }
          }
        }
      }
    }
  }
}

extension PaddedLevels {
  /// Sets bit n of `equal[x]` when voxel x of the span has the level of its nth neighbour.
  fileprivate func markEqual(to neighbours: [Int], in span: Span, _ equal: UnsafeMutableBufferPointer<UInt16>) {
    levels.withUnsafeBufferPointer { levels in
      guard let here = levels.baseAddress.map({ $0 + span.start }), let bits = equal.baseAddress else { return }
      if Level.self == UInt16.self {
        let raw = UnsafeRawPointer(here).assumingMemoryBound(to: UInt16.self)
        markEqualInVectors(raw, neighbours, span.length, bits)
        return
      }
      for x in 0..<span.length { bits[x] = 0 }
      for (position, offset) in neighbours.enumerated() {
        let (there, bit) = (here + offset, UInt16(1) << UInt16(position))
        for x in 0..<span.length { bits[x] |= here[x] == there[x] ? bit : 0 }
      }
    }
  }
}

/// Eight voxels at a time, all neighbours of them while the bits stay in a register. Bounds: see ``PaddedLevels``;
/// `bits` ends on a whole vector.
private func markEqualInVectors(
  _ here: UnsafePointer<UInt16>, _ neighbours: [Int], _ length: Int, _ bits: UnsafeMutablePointer<UInt16>
) {
  typealias Vector = SIMD8<UInt16>
  neighbours.withUnsafeBufferPointer { neighbours in
    for x in stride(from: 0, to: length, by: 8) {
      let level = UnsafeRawPointer(here + x).loadUnaligned(as: Vector.self)
      var (marks, bit) = (Vector.zero, Vector(repeating: 1))
      for offset in neighbours {
        let other = UnsafeRawPointer(here + x + offset).loadUnaligned(as: Vector.self)
        marks |= unsafeBitCast(other .== level, to: Vector.self) & bit
        bit &+= bit
      }
      UnsafeMutableRawPointer(bits + x).storeBytes(of: marks, as: Vector.self)
    }
  }
}

/// The 13 neighbours of a voxel that a raster scan meets before it.
private enum BackwardNeighbours {
  static let directions = Directions.all(distances: [1], within: [3, 3, 3]).prefix(13)

  static func offsets<Level>(_ region: PaddedLevels<Level>) -> [Int] { directions.map(region.offset(of:)) }

  /// The same in labels that are kept for two slices, even ones first.
  static func labelOffsets<Level>(_ region: PaddedLevels<Level>, parity: Int) -> [Int] {
    directions.map { direction in
      let inSlice = direction.x + direction.y * region.rowStride
      let otherSlice = parity == 0 ? region.sliceStride : -region.sliceStride
      return direction.z == 0 ? inSlice : inSlice + otherSlice
    }
  }

  /// For each set of neighbours (a bit each) one of every connected group of them.
  ///
  /// Neighbours of one level that touch each other are in one zone already, so joining one per group joins all.
  static let representatives: [UInt16] = (0..<UInt16(1 << 13)).map { set in
    var (rest, kept) = (set, UInt16(0))
    while rest != 0 {
      let first = rest & (~rest &+ 1)
      kept |= first
      var group = first
      while true {
        let grown = group | rest & adjacent(to: group)
        if grown == group { break }
        group = grown
      }
      rest &= ~group
    }
    return kept
  }

  private static func adjacent(to group: UInt16) -> UInt16 {
    directions.indices.reduce(0) { group & (1 << UInt16($1)) == 0 ? $0 : $0 | touching[$1] }
  }

  private static let touching: [UInt16] = directions.map { direction in
    directions.indices.reduce(0) { bits, position in
      let step = directions[position] &- direction
      return abs(step.x) <= 1 && abs(step.y) <= 1 && abs(step.z) <= 1 ? bits | 1 << UInt16(position) : bits
    }
  }
}

/// Labels of zones, some of which are one zone: a union-find whose roots are the smallest labels.
///
/// Invariant: at most one label per voxel inside, so `memory` of three numbers per voxel is enough; entries below
/// `count` are initialised, and every label is below `count`.
private struct ZoneLabels {
  private let parents: UnsafeMutableBufferPointer<Int32>
  private let sizes: UnsafeMutableBufferPointer<Int32>
  private let levels: UnsafeMutableBufferPointer<Int32>
  private var count = 0

  init(_ memory: UnsafeMutableBufferPointer<Int32>) {
    let capacity = memory.count / 3
    parents = UnsafeMutableBufferPointer(rebasing: memory[..<capacity])
    sizes = UnsafeMutableBufferPointer(rebasing: memory[capacity..<2 * capacity])
    levels = UnsafeMutableBufferPointer(rebasing: memory[(2 * capacity)...])
  }

  mutating func new(level: Int) -> Int32 {
    let label = Int32(truncatingIfNeeded: count)
    parents.initializeElement(at: count, to: label)
    sizes.initializeElement(at: count, to: 1)
    levels.initializeElement(at: count, to: Int32(truncatingIfNeeded: level))
    count &+= 1
    return label
  }

  func add(to label: Int32) { sizes[Int(label)] &+= 1 }

  func join(_ first: Int32, _ second: Int32) {
    guard first != second else { return }
    let (a, b) = (root(first), root(second))
    if a != b { parents[Int(max(a, b))] = min(a, b) }
  }

  private func root(_ label: Int32) -> Int32 {
    var label = label
    while parents[Int(label)] != label {
      // Halving the path keeps trees flat without a second walk.
      parents[Int(label)] = parents[Int(parents[Int(label)])]
      label = parents[Int(label)]
    }
    return label
  }

  /// Sizes of the zones, by level.
  func matrix() -> LevelSizeMatrix {
    for label in (0..<count).reversed() where parents[label] != Int32(label) {
      // Parents are smaller, so a size is complete before it is passed on.
      sizes[Int(parents[label])] += sizes[label]
    }
    var keys: [UInt64] = []
    for label in 0..<count where parents[label] == Int32(label) {
      keys.append(UInt64(levels[label]) << 32 | UInt64(sizes[label]))
    }
    return LevelSizeMatrix(cells: countedCells(keys))
  }
}

/// Counts equal `level << 32 | size` keys.
private func countedCells(_ keys: [UInt64]) -> [LevelSizeMatrix.Cell] {
  let small = 64
  let levels = Int((keys.max() ?? 0) >> 32) + 1
  // Most zones are small: those are counted in a table, and only the large ones sorted.
  var table = [Int](repeating: 0, count: levels * small)
  var large: [UInt64] = []
  for key in keys {
    let (level, size) = (Int(key >> 32), Int(UInt32(truncatingIfNeeded: key)))
    if size < small { table[level * small + size] += 1 } else { large.append(key) }
  }
  large.sort()
  var cells: [LevelSizeMatrix.Cell] = []
  var next = 0
  for level in 1..<max(1, levels) {
    for size in 1..<small where table[level * small + size] > 0 {
      cells.append(LevelSizeMatrix.Cell(level: level, size: size, count: table[level * small + size]))
    }
    while next < large.count, Int(large[next] >> 32) == level {
      let start = next
      while next < large.count, large[next] == large[start] { next += 1 }
      let size = Int(UInt32(truncatingIfNeeded: large[start]))
      cells.append(LevelSizeMatrix.Cell(level: level, size: size, count: next - start))
    }
  }
  return cells
}
