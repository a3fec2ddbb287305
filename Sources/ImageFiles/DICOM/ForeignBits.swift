/// The bits of pixels outside those that BitsStored and HighBit call stored, which are not part of a value.
///
/// Overlays stood there until DICOM retired that (PS3.5, 8.1.2), and a header that says where they stand explains them.
/// Bits that no overlay explains may be digits or signs of the values, where BitsStored, HighBit or PixelRepresentation
/// is wrong.
struct ForeignBits {
  /// Cells with such bits, other than the extended sign and the declared overlays.
  private(set) var count = 0
  /// Whether bits above the stored ones continue the values.
  ///
  /// Cut, such values start again at 0. So the whole cells change less from pixel to pixel than the cut ones, since
  /// 4095 is followed by 4096 and not by 0, whereas an overlay or a mark for padding jumps by what it adds.
  private(set) var continueValues = false
  /// What the pixels say against the header, other than ``continueValues``.
  private(set) var contradiction: ImageFileError.Kind?
  /// Whether signed cells have the highest stored bit without the bits above, so that it may be no sign.
  private(set) var haveLoneSigns = false
  private let format: PixelFormat

  /// - Parameters:
  ///   - bytes: at least as many as the format announces; otherwise nothing is looked at.
  ///   - overlays: bits that overlays use, by the header.
  init(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat, overlays: Set<Int> = []) {
    self.format = format
    guard bytes.count >= format.byteCount else { return }
    guard format.bitsStored < format.bitsAllocated else {
      if format.bitsAllocated == 16, PixelCells<UInt16>(bytes, format, overlays: overlays).haveOtherSign {
        contradiction = .signContradicted(isSigned: format.isSigned, stored: format.bitsStored)
      }
      return
    }
    switch format.bitsAllocated {
    case 8: look(at: PixelCells<UInt8>(bytes, format, overlays: overlays))
    case 16: look(at: PixelCells<UInt16>(bytes, format, overlays: overlays))
    case 32: look(at: PixelCells<UInt32>(bytes, format, overlays: overlays))
    default: break
    }
  }

  private mutating func look<Cell>(at cells: PixelCells<Cell>) {
    let census = CellCensus(cells)
    count = census.foreign
    haveLoneSigns = census.haveLoneSigns
    continueValues = census.above.count > 0 && cells.areSmootherWhole
    contradiction = digitsBelow(census, cells) ?? wrongSign(census, cells)
  }

  /// Values that do not lie where HighBit has them: they would be shifted, and their lowest digits lost.
  ///
  /// A value in the lowest bits may be negative with its sign repeated up to the end of the cell. Elsewhere a single
  /// bit below the stored ones may be an overlay, and a single number a mark; several bits that take many values are
  /// digits.
  private func digitsBelow<Cell>(
    _ census: CellCensus<Cell>, _ cells: PixelCells<Cell>
  ) -> ImageFileError.Kind? {
    guard census.lowBits != 0 else { return nil }
    if census.fitLowest { return .highBitTooHigh(format.highBit, stored: format.bitsStored) }
    guard census.low.areSeveral else { return nil }
    guard census.lowBits.nonzeroBitCount > 1 || cells.flickers(census.lowBits) else { return nil }
    return .digitsBelowStored(highBit: format.highBit, stored: format.bitsStored, count: census.low.count)
  }

  /// Values that PixelRepresentation makes negative, or that it makes large although they are negative: neighbours
  /// then jump from one end of the range to the other.
  private func wrongSign<Cell>(_ census: CellCensus<Cell>, _ cells: PixelCells<Cell>) -> ImageFileError.Kind? {
    if format.isSigned {
      guard census.haveLoneSigns, cells.signChanges().atTop(outnumber: \.atZero) else { return nil }
      return .signContradicted(isSigned: true, stored: format.bitsStored)
    }
    guard census.above.areSeveral, census.aboveAreSigns, cells.signChanges().atZero(outnumber: \.atTop) else {
      return nil
    }
    return .signContradicted(isSigned: false, stored: format.bitsStored)
  }

  /// Refuses what are digits or signs of values, and notes the rest.
  func check(file: String, notes: inout [ReadingNote]) throws(ImageFileError) {
    if continueValues {
      throw ImageFileError(file, .bitsStoredTooSmall(stored: format.bitsStored, count: count))
    }
    if let contradiction { throw ImageFileError(file, contradiction) }
    if count > 0 { notes.append(.foreignBits(count: count)) }
  }
}

/// What the cells of an image have outside the bits that are stored.
private struct CellCensus<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
  /// Cells with foreign bits on one side, and whether they are several different numbers.
  struct Side {
    private(set) var count = 0
    private(set) var areSeveral = false
    private var first: Cell = 0

    mutating func add(_ cell: Cell) {
      if count == 0 { first = cell } else if cell != first { areSeveral = true }
      count += 1
    }
  }

  /// Cells with foreign bits on any side.
  private(set) var foreign = 0
  private(set) var above = Side()
  private(set) var low = Side()
  /// All bits below the stored ones that any cell has.
  private(set) var lowBits: Cell = 0
  /// Whether the lowest bits, as many as are stored, hold every cell: as it is, or with its sign repeated above.
  private(set) var fitLowest = true
  /// Whether every cell with bits above has all of them, as a negative number has.
  private(set) var aboveAreSigns = true
  private(set) var haveLoneSigns = false

  init(_ cells: PixelCells<Cell>) {
    let (above, sign, below) = (cells.above, cells.above | cells.sign, cells.below)
    let (beyond, lowestSign) = (cells.beyondLowest, cells.lowestSign)
    for n in 0..<cells.count {
      let cell = cells[n]
      lowBits |= cell & below
      if cell & beyond != 0, cell & lowestSign != lowestSign { fitLowest = false }
      let isNegative = cell & sign == sign
      if cells.isSigned, cell & sign != 0, cell & above == 0 { haveLoneSigns = true }
      let isAbove = cell & above != 0 && !(cells.isSigned && isNegative)
      if isAbove {
        if !isNegative { aboveAreSigns = false }
        self.above.add(cell)
      }
      if cell & below != 0 { low.add(cell) }
      if isAbove || cell & below != 0 { foreign += 1 }
    }
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
