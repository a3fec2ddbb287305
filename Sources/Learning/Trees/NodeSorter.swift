/// The rows of one node in the order of one column: the inner loop of every tree.
///
/// A small node's rows are sorted by insertion; a large one's are picked out of the column's order, which is there
/// already. Buffers hold one value per row of the matrix and live as long as the sorter; every row number stored in
/// them is below `rows`.
final class NodeSorter {
  private let ranked: RankedMatrix
  private let rows: Int
  /// Rows in play, node after node.
  let samples: UnsafeMutableBufferPointer<Int32>
  /// The node each row is in.
  private let nodeOf: UnsafeMutableBufferPointer<Int32>
  /// The rows of the node asked for last, ascending.
  let sorted: UnsafeMutableBufferPointer<Int32>
  private let keys: UnsafeMutableBufferPointer<UInt64>

  init(_ ranked: RankedMatrix) {
    self.ranked = ranked
    rows = ranked.rows
    samples = .allocate(capacity: rows)
    nodeOf = .allocate(capacity: rows)
    // One place more, because a row that is not picked is written there before the next overwrites it.
    sorted = .allocate(capacity: rows + 1)
    keys = .allocate(capacity: rows)
    samples.initialize(repeating: 0)
    nodeOf.initialize(repeating: -1)
    sorted.initialize(repeating: 0)
    keys.initialize(repeating: 0)
  }

  deinit {
    samples.deallocate()
    nodeOf.deallocate()
    sorted.deallocate()
    keys.deallocate()
  }

  /// Starts a tree with the rows that `isIn`; returns their number.
  func start(_ isIn: (Int) -> Bool) -> Int {
    var count = 0
    for row in 0..<rows {
      nodeOf[row] = isIn(row) ? 0 : -1
      guard nodeOf[row] == 0 else { continue }
      samples[count] = Int32(row)
      count += 1
    }
    return count
  }

  /// Gives the rows in `range` of ``samples`` to `node`.
  func claim(_ range: Range<Int>, node: Int) {
    for position in range { nodeOf[Int(samples[position])] = Int32(node) }
  }

  /// Fills ``sorted`` with the rows in `range`, all of `node`; `false` if the column is constant there.
  @inline(__always)
  func sort(_ range: Range<Int>, node: Int, column: Int) -> Bool {
    ranked.ranks.withUnsafeBufferPointer { ranks in
      let ranks = UnsafeBufferPointer(rebasing: ranks[(column * rows)..<((column + 1) * rows)])
      if range.count * range.count < 5 * rows {
        insert(range, ranks)
      } else {
        pick(node: Int32(node), column: column)
      }
      return ranks[Int(sorted[0])] != ranks[Int(sorted[range.count - 1])]
    }
  }

  @inline(__always)
  private func insert(_ range: Range<Int>, _ ranks: UnsafeBufferPointer<UInt32>) {
    var count = 0
    for position in range {
      let row = samples[position]
      let key = UInt64(ranks[Int(row)]) << 32 | UInt64(row)
      var slot = count
      while slot > 0, keys[slot - 1] > key {
        keys[slot] = keys[slot - 1]
        slot -= 1
      }
      keys[slot] = key
      count += 1
    }
    for slot in 0..<count { sorted[slot] = Int32(truncatingIfNeeded: keys[slot]) }
  }

  @inline(__always)
  private func pick(node: Int32, column: Int) {
    ranked.order.withUnsafeBufferPointer { order in
      var count = 0
      for position in (column * rows)..<((column + 1) * rows) {
        let row = Int32(order[position])
        sorted[count] = row
        count += nodeOf[Int(row)] == node ? 1 : 0
      }
    }
  }

  /// Moves the rows of `range` whose rank in `column` is at most `rank` to its front; returns where the others begin.
  func partition(_ range: Range<Int>, column: Int, rank: UInt32) -> Int {
    var front = range.lowerBound
    for position in range where ranked.ranks[column * rows + Int(samples[position])] <= rank {
      samples.swapAt(front, position)
      front += 1
    }
    return front
  }

  /// The dense rank of a row in a column.
  @inline(__always)
  func rank(_ row: Int32, column: Int) -> UInt32 { ranked.ranks[column * rows + Int(row)] }
}
