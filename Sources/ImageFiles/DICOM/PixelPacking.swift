/// How the bytes of uncompressed pixels compare with what the header announces: Rows x Columns x frames x
/// BitsAllocated.
///
/// Pixels of another length than that are read by a wrong header, or belong to another one: 16 bits read as twice as
/// many of 8, or every second row. So bytes too many are refused as bytes too few are, but for those that can be told
/// to be no pixels.
enum PixelPacking: Hashable {
  /// As announced, with at most the byte that makes the length even (PS3.5, 8.1.1).
  case announced
  /// As announced, but just as long as padded frames would be, which would be other pixels.
  case either
  /// Frames of single bits of which each begins with a byte of its own; the standard packs them one after the other
  /// without a gap (PS3.5, 8.1.1). Some exporters write this (dcmjs before its issue 66 was mended).
  case paddedFrames
  /// So many zeros after the pixels, fewer than a frame has bytes.
  case trailingZeros(Int)
  case tooShort
  case tooLong

  /// - Parameter isDecoded: whether a decoder made the bytes, whose count then says nothing of the file.
  init(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat, isDecoded: Bool) {
    let surplus = bytes.count - format.byteCount
    if surplus < 0 {
      self = .tooShort
    } else if isDecoded {
      self = .announced
    } else if Self.hasPaddedFrames(bytes, format) {
      self = .paddedFrames
    } else if surplus == 0 || surplus == 1 && format.byteCount % 2 == 1 {
      self = Self.fitsBoth(bytes, format) ? .either : .announced
    } else if surplus < format.byteCount / format.frames, bytes.suffix(surplus).allSatisfy({ $0 == 0 }) {
      self = .trailingZeros(surplus)
    } else {
      self = .tooLong
    }
  }

  /// Whether the length is that of frames filled up to whole bytes, and the bits that fill them up are 0.
  ///
  /// Where that length is also the announced one made even, only a last byte that is no padding shows that it is not.
  private static func hasPaddedFrames(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat) -> Bool {
    let padded = format.frames * format.paddedFrameBytes
    guard padded > format.byteCount, mayBePadded(bytes, format) else { return false }
    return !(format.byteCount % 2 == 1 && padded == format.byteCount + 1 && bytes[padded - 1] == 0)
  }

  /// Whether bits that are packed without gaps may as well be padded frames, and would be other pixels then.
  ///
  /// That takes a size that is no multiple of 8, and few frames.
  private static func fitsBoth(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat) -> Bool {
    guard mayBePadded(bytes, format) else { return false }
    return (1..<format.frames).contains { frame in
      let (own, padded) = (frame * format.frameCount, frame * format.paddedFrameBytes * 8)
      return (0..<format.frameCount).contains { bit(own + $0, of: bytes) != bit(padded + $0, of: bytes) }
    }
  }

  /// Whether the length is that of padded frames, and the bits between them are 0.
  private static func mayBePadded(_ bytes: UnsafeRawBufferPointer, _ format: PixelFormat) -> Bool {
    guard format.bitsAllocated == 1, format.frameCount % 8 != 0, format.frames > 1 else { return false }
    let each = format.paddedFrameBytes
    let padded = format.frames * each
    guard bytes.count == padded || bytes.count == padded + 1 && padded % 2 == 1 else { return false }
    let filling = UInt8(truncatingIfNeeded: 0xff << (format.frameCount % 8))
    return (1...format.frames).allSatisfy { bytes[$0 * each - 1] & filling == 0 }
  }
}

/// Single bits are packed from the lowest of a byte on (PS3.5, 8.1.1).
func bit(_ n: Int, of bytes: UnsafeRawBufferPointer) -> Double { Double((bytes[n >> 3] >> UInt8(n & 7)) & 1) }

extension PixelFormat {
  /// Bytes of one frame of bits that is filled up to whole bytes.
  var paddedFrameBytes: Int { (frameCount + 7) / 8 }
}
