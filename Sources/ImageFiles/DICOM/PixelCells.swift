/// The cells of uncompressed pixels as they are stored, without the bits of declared overlays, and the masks of the
/// bits that the header calls stored.
struct PixelCells<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
  private let bytes: UnsafeRawBufferPointer
  private let format: PixelFormat
  private let declared: Cell
  /// Bits above HighBit.
  let above: Cell
  /// HighBit, which is the sign of signed pixels.
  let sign: Cell
  /// Bits below the stored ones.
  let below: Cell
  /// Bits above as many of the lowest ones as are stored.
  let beyondLowest: Cell
  /// These, and the highest of those lowest bits where it is a sign.
  let lowestSign: Cell

  /// - Parameters:
  ///   - bytes: at least as many as the format announces.
  ///   - overlays: bits that overlays use, by the header.
  init(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat, overlays: Set<Int>) {
    (self.bytes, self.format) = (bytes, format)
    let declared = overlays.reduce(Cell(0)) { $1 < Cell.bitWidth ? $0 | Cell(1) << Cell($1) : $0 }
    self.declared = declared
    above = (Cell.max << (format.highBit + 1)) & ~declared
    sign = (Cell(1) << format.highBit) & ~declared
    below = ~(Cell.max << (format.highBit + 1 - format.bitsStored)) & ~declared
    beyondLowest = (Cell.max << format.bitsStored) & ~declared
    // Unsigned pixels have no sign to repeat; but a file that calls negative ones unsigned is no better for it.
    lowestSign = (Cell.max << (format.bitsStored - 1)) & ~declared
  }

  var count: Int { format.count }

  var isSigned: Bool { format.isSigned }

  /// A cell without the bits of declared overlays. `bytes` holds `count` cells.
  subscript(n: Int) -> Cell {
    bytes.loadUnaligned(fromByteOffset: n * MemoryLayout<Cell>.size, as: Cell.self) & ~declared
  }

  /// Whether the whole cells change less along the rows than their stored bits.
  var areSmootherWhole: Bool {
    let kept = ~(above | below | declared)
    var (whole, cut) = (0.0, 0.0)
    for n in 1..<max(count, 1) where !n.isMultiple(of: format.columns) {
      let (left, own) = (self[n - 1], self[n])
      whole += abs(number(own, bits: format.bitsAllocated) - number(left, bits: format.bitsAllocated))
      cut += abs(number(own & kept, bits: format.highBit + 1) - number(left & kept, bits: format.highBit + 1))
    }
    return whole < cut
  }

  /// The number in the lowest `bits` of a cell, by the sign of the pixels.
  private func number(_ cell: Cell, bits: Int) -> Double {
    let limit = Double(sign: .plus, exponent: bits, significand: 1)
    let number = Double(cell)
    return format.isSigned && number >= limit / 2 ? number - limit : number
  }

  /// Whether a bit comes and goes from pixel to pixel, as the lowest digit of a measured value does, and not in runs,
  /// as an overlay does. Fine writing flickers too, but on few pixels.
  func flickers(_ bit: Cell) -> Bool {
    var (used, set, changes) = (0, 0, 0)
    for n in 0..<count {
      let own = self[n]
      used += own != 0 ? 1 : 0
      set += own & bit != 0 ? 1 : 0
      if n > 0, !n.isMultiple(of: format.columns), (own ^ self[n - 1]) & bit != 0 { changes += 1 }
    }
    return set * 5 >= used && changes * 3 >= set
  }

  /// How neighbours along the rows change their sign, if the highest stored bit is one.
  func signChanges(bits: Int? = nil) -> SignChanges {
    let bits = bits ?? format.bitsStored
    var changes = SignChanges(bits: bits)
    let (shift, mask) = (format.highBit + 1 - format.bitsStored, ~(Cell.max << bits))
    for n in 1..<max(count, 1) where !n.isMultiple(of: format.columns) {
      changes.add(Int64((self[n - 1] >> shift) & mask), Int64((self[n] >> shift) & mask))
    }
    return changes
  }
}

extension PixelCells<UInt16> {
  /// Whether pixels of which every bit is stored were written with the other sign, as their neighbours say.
  ///
  /// Signed numbers that are called unsigned lie at both ends of the range and go through 0; unsigned ones that are
  /// called signed go through half of the range. Ten different numbers on either side, since two values may be those of
  /// a stencil, and twenty pairs of neighbours.
  var haveOtherSign: Bool {
    let eighth: UInt16 = 0x2000
    // Numbers by their distance from where the sign would change.
    let place: UInt16 = isSigned ? 0x8000 : 0
    var (above, below) = (Set<UInt16>(), Set<UInt16>())
    for n in 0..<count where above.count < 10 || below.count < 10 {
      let distance = self[n] &- place
      if distance < eighth, above.count < 10 { above.insert(distance) }
      if 0 &- distance <= eighth, distance != 0, below.count < 10 { below.insert(distance) }
    }
    guard above.count >= 10, below.count >= 10 else { return false }
    let changes = signChanges()
    return isSigned
      ? changes.atTop >= 20 && changes.atTop(outnumber: \.atZero)
      : changes.atZero >= 20 && changes.atZero(outnumber: \.atTop)
  }
}

/// Pairs of neighbours of which one has the highest bit of its number and the other has not, while the numbers lie
/// close together: around 0, if that bit is a sign, or around half the range, if it is a digit.
struct SignChanges {
  private(set) var atZero = 0
  private(set) var atTop = 0
  private let range: Int64

  init(bits: Int) { range = 1 << Int64(bits) }

  /// Two numbers below the range.
  mutating func add(_ left: Int64, _ right: Int64) {
    guard (left >= range / 2) != (right >= range / 2) else { return }
    let distance = abs(left - right)
    if distance < range / 8 { atTop += 1 } else if range - distance < range / 8 { atZero += 1 }
  }

  /// Whether changes around half the range are many times those around 0. Phases turn over there, but as often at 0.
  func atTop(outnumber other: KeyPath<SignChanges, Int>) -> Bool { atTop > 4 * self[keyPath: other] }

  /// The reverse.
  func atZero(outnumber other: KeyPath<SignChanges, Int>) -> Bool { atZero > 4 * self[keyPath: other] }
}
