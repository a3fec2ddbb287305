/// Counts of small numbers, kept in several tables that take turns.
///
/// Neighbouring voxels often share an entry, and an increment must wait for the one before it: in the flat middle of a
/// wavelet sub-band one table costs five cycles a voxel, four cost little more than one.
struct RowTally: ~Copyable {
  private static let tableCount = 4
  private let tables: UnsafeMutablePointer<Int32>
  /// Numbers that can be counted: `0..<size`.
  let size: Int

  init(size: Int) {
    self.size = size
    tables = .allocate(capacity: Self.tableCount * size)
    tables.initialize(repeating: 0, count: Self.tableCount * size)
  }

  deinit { tables.deallocate() }

  /// Counts `count` numbers; each must be below `size`.
  @inline(__always) func add<Index: FixedWidthInteger & UnsignedInteger>(
    _ entries: UnsafePointer<Index>, count: Int
  ) {
    let (first, second) = (tables, tables + size)
    let (third, fourth) = (tables + 2 &* size, tables + 3 &* size)
    var x = 0
    while x &+ 3 < count {
      first[Int(truncatingIfNeeded: entries[x])] &+= 1
      second[Int(truncatingIfNeeded: entries[x &+ 1])] &+= 1
      third[Int(truncatingIfNeeded: entries[x &+ 2])] &+= 1
      fourth[Int(truncatingIfNeeded: entries[x &+ 3])] &+= 1
      x &+= 4
    }
    while x < count {
      first[Int(truncatingIfNeeded: entries[x])] &+= 1
      x &+= 1
    }
  }

  /// Calls `body` with the counts, then sets all to 0.
  func take<Result>(_ body: (UnsafeMutableBufferPointer<Int32>) -> Result) -> Result {
    let counts = UnsafeMutableBufferPointer(start: tables, count: size)
    for table in 1..<Self.tableCount {
      let other = tables + table * size
      for entry in 0..<size { counts[entry] &+= other[entry] }
    }
    defer { tables.update(repeating: 0, count: Self.tableCount * size) }
    return body(counts)
  }
}
