/// The bits of pixels outside those that BitsStored and HighBit call stored, which are not part of a value.
///
/// Overlays stood there until DICOM retired that (PS3.5, 8.1.2), and a header that says where they stand explains them.
/// Bits that no overlay explains may be digits of the values, where BitsStored or HighBit is wrong.
struct ForeignBits {
  /// Cells with such bits, other than the extended sign and the declared overlays.
  private(set) var count = 0
  /// Whether bits above the stored ones continue the values.
  ///
  /// Cut, such values start again at 0. So the whole cells change less from pixel to pixel than the cut ones, since 4095
  /// is followed by 4096 and not by 0, whereas an overlay or a mark for padding jumps by what it adds.
  private(set) var continueValues = false
  /// Whether all values lie in the lowest bits, and some below the stored ones: then HighBit is wrong.
  private(set) var lieBelow = false
  /// Whether signed cells have the highest stored bit without the bits above, so that it may be no sign.
  private(set) var haveLoneSigns = false
  private let format: PixelFormat

  /// - Parameters:
  ///   - bytes: at least as many as the format announces; otherwise nothing is looked at.
  ///   - overlays: bits that overlays use, by the header.
  init(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat, overlays: Set<Int> = []) {
    self.format = format
    guard format.bitsStored < format.bitsAllocated, bytes.count >= format.byteCount else { return }
    switch format.bitsAllocated {
    case 8: look(at: bytes, UInt8.self, overlays)
    case 16: look(at: bytes, UInt16.self, overlays)
    case 32: look(at: bytes, UInt32.self, overlays)
    default: break
    }
  }

  private mutating func look<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    at bytes: UnsafeRawBufferPointer, _ type: Cell.Type, _ overlays: Set<Int>
  ) {
    let declared = overlays.reduce(Cell(0)) { $1 < Cell.bitWidth ? $0 | Cell(1) << Cell($1) : $0 }
    let cell = { (n: Int) in
      bytes.loadUnaligned(fromByteOffset: n * MemoryLayout<Cell>.size, as: Cell.self) & ~declared
    }
    let above = (Cell.max << Cell(format.highBit + 1)) & ~declared
    let withSign = (Cell.max << Cell(format.highBit)) & ~declared
    let below = ~(Cell.max << Cell(format.lowBit)) & ~declared
    var (areAbove, areBelow, used) = (0, 0, Cell(0))
    for n in 0..<format.count {
      let value = cell(n)
      used |= value
      if format.isSigned, value & withSign != 0, value & above == 0 { haveLoneSigns = true }
      if value & above != 0, !(format.isSigned && value & withSign == withSign) {
        areAbove += 1
      } else if value & below != 0 {
        areBelow += 1
      }
    }
    count = areAbove + areBelow
    lieBelow = areBelow > 0 && used >> Cell(format.bitsStored) == 0
    continueValues = areAbove > 0 && isSmoother(cell, kept: ~(above | below | declared))
  }

  /// Refuses what are digits of values, and notes the rest.
  func check(file: String, notes: inout [ReadingNote]) throws(ImageFileError) {
    if continueValues {
      throw ImageFileError(file, .bitsStoredTooSmall(stored: format.bitsStored, count: count))
    }
    if lieBelow { throw ImageFileError(file, .highBitTooHigh(format.highBit, stored: format.bitsStored)) }
    if count > 0 { notes.append(.foreignBits(count: count)) }
  }

  /// Whether the whole cells change less along the rows than their stored bits.
  private func isSmoother<Cell: FixedWidthInteger & UnsignedInteger>(_ cell: (Int) -> Cell, kept: Cell) -> Bool {
    var (whole, cut) = (0.0, 0.0)
    for n in 1..<max(format.count, 1) where !n.isMultiple(of: format.columns) {
      let (left, own) = (cell(n - 1), cell(n))
      whole += abs(number(own, bits: format.bitsAllocated) - number(left, bits: format.bitsAllocated))
      cut += abs(number(own & kept, bits: format.highBit + 1) - number(left & kept, bits: format.highBit + 1))
    }
    return whole < cut
  }

  /// The number in the lowest `bits` of a cell, by the sign of the pixels.
  private func number<Cell: FixedWidthInteger & UnsignedInteger>(_ cell: Cell, bits: Int) -> Double {
    let limit = Double(sign: .plus, exponent: bits, significand: 1)
    let number = Double(cell)
    return format.isSigned && number >= limit / 2 ? number - limit : number
  }
}

/// Whether pixels have one value by the bits that HighBit leaves, and another by the larger BitsStored; bits above
/// HighBit that go on from those below show that the latter holds.
func highBitMatters(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat, overlays: Set<Int>) -> Bool {
  guard let narrow = format.narrowed else { return false }
  if overlays.contains(where: { $0 > narrow.highBit && $0 <= format.highBit }) { return true }
  let above = ForeignBits(bytes, narrow)
  return above.count > 0 ? !above.continueValues : above.haveLoneSigns
}

extension PixelFormat {
  /// The lowest bit that is stored.
  fileprivate var lowBit: Int { highBit + 1 - bitsStored }
}

extension DICOMItem {
  /// Bits of the pixels that hold overlays: OverlayBitPosition of each group from 6000 to 601E. Overlays with data of
  /// their own have the position 0.
  var overlayBits: Set<Int> {
    let groups = stride(from: UInt32(0x6000), through: 0x601E, by: 2)
    return Set(
      groups.compactMap { group in
        ((try? integer(DICOMTag(rawValue: group << 16 | 0x0102))) ?? nil).flatMap { $0 > 0 ? $0 : nil }
      })
  }
}
