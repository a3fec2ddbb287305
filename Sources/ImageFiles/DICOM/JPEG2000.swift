internal import COpenJPEG
import Foundation

/// JPEG 2000 frames, which DCMTK does not decode.
enum JPEG2000 {
  /// How a JP2 file begins, in which some programs wrap the codestream.
  static let fileStart: [UInt8] = [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20]

  /// The pixels of all frames as little-endian cells of `bitsAllocated` bits.
  /// - Parameter streams: one for each frame; none where the fragments do not say which frame they are of.
  static func pixels(_ streams: [[UInt8]], format: PixelFormat, file: String) throws(ImageFileError) -> [UInt8] {
    guard format.bitsAllocated > 1 else {
      throw ImageFileError(file, .damaged(detail: "single bits cannot be JPEG 2000"))
    }
    guard streams.count == format.frames else {
      throw ImageFileError(file, .damaged(detail: "the fragments do not make \(format.frames) JPEG 2000 frames"))
    }
    var bytes: [UInt8] = []
    for stream in streams { try bytes.append(contentsOf: decode(stream, format: format, file: file)) }
    return bytes
  }

  private static func decode(_ stream: [UInt8], format: PixelFormat, file: String) throws(ImageFileError) -> [UInt8] {
    let image = try JPEG2000Image(stream, columns: format.columns, rows: format.rows, file: file)
    return image.cells(bits: format.bitsAllocated)
  }
}

/// A decoded codestream; owns OpenJPEG's image.
private final class JPEG2000Image {
  private let image: UnsafeMutablePointer<opj_image_t>

  init(_ stream: [UInt8], columns: Int, rows: Int, file: String) throws(ImageFileError) {
    guard let image = Self.decoded(stream, columns: columns, rows: rows), image.pointee.comps[0].w == columns,
      image.pointee.comps[0].h == rows
    else {
      throw ImageFileError(
        file, .damaged(detail: "a JPEG 2000 frame of \(columns) x \(rows) grey pixels cannot be decoded"))
    }
    self.image = image
  }

  deinit { opj_image_destroy(image) }

  private var count: Int { Int(image.pointee.comps[0].w) * Int(image.pointee.comps[0].h) }

  /// The first component as little-endian cells; a sign that the codestream and the header disagree on is settled by
  /// the header, which reads the same bits.
  func cells(bits: Int) -> [UInt8] {
    let values = UnsafeBufferPointer(start: image.pointee.comps[0].data, count: count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * bits / 8)
    for value in values {
      let cell = UInt32(bitPattern: value)
      for shift in stride(from: UInt32(0), to: UInt32(bits), by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: cell >> shift))
      }
    }
    return bytes
  }

  private static func decoded(_ bytes: [UInt8], columns: Int, rows: Int) -> UnsafeMutablePointer<opj_image_t>? {
    let isFile = bytes.starts(with: JPEG2000.fileStart)
    guard let codec = opj_create_decompress(isFile ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K) else { return nil }
    defer { opj_destroy_codec(codec) }
    var parameters = opj_dparameters_t()
    opj_set_default_decoder_parameters(&parameters)
    guard opj_setup_decoder(codec, &parameters) != 0 else { return nil }
    // A codestream that ends early is an error, not a grey patch.
    guard opj_decoder_set_strict_mode(codec, 1) != 0 else { return nil }
    return MemoryStream(bytes).decode(codec, columns: columns, rows: rows)
  }
}

/// Bytes in memory as the stream that OpenJPEG reads.
private final class MemoryStream {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// `nil` when the codestream is damaged or its header announces other than `columns` x `rows` pixels, which is
  /// checked before OpenJPEG allocates them.
  func decode(
    _ codec: UnsafeMutablePointer<opj_codec_t?>, columns: Int, rows: Int
  ) -> UnsafeMutablePointer<opj_image_t>? {
    guard let stream = opj_stream_default_create(1) else { return nil }
    defer { opj_stream_destroy(stream) }
    opj_stream_set_user_data(stream, Unmanaged.passUnretained(self).toOpaque(), nil)
    opj_stream_set_user_data_length(stream, UInt64(bytes.count))
    opj_stream_set_read_function(stream) { buffer, count, owner in MemoryStream.of(owner).read(buffer, count) }
    opj_stream_set_skip_function(stream) { count, owner in MemoryStream.of(owner).skip(count) }
    opj_stream_set_seek_function(stream) { position, owner in MemoryStream.of(owner).seek(position) }
    var image: UnsafeMutablePointer<opj_image_t>?
    let isWhole =
      opj_read_header(stream, codec, &image) != 0 && image.map { fits($0.pointee, columns, rows) } == true
      && opj_decode(codec, stream, image) != 0
      && opj_end_decompress(codec, stream) != 0 && image?.pointee.comps?.pointee.data != nil
    guard !isWhole else { return image }
    if let image { opj_image_destroy(image) }
    return nil
  }

  private func fits(_ image: opj_image_t, _ columns: Int, _ rows: Int) -> Bool {
    image.numcomps == 1 && Int(image.x1) - Int(image.x0) == columns && Int(image.y1) - Int(image.y0) == rows
  }

  private static func of(_ owner: UnsafeMutableRawPointer?) -> MemoryStream {
    Unmanaged<MemoryStream>.fromOpaque(owner!).takeUnretainedValue()
  }

  private func read(_ buffer: UnsafeMutableRawPointer?, _ wanted: Int) -> Int {
    let count = min(wanted, bytes.count - position)
    // OpenJPEG's word for the end of the stream is the largest size.
    guard count > 0, let buffer else { return -1 }
    bytes.withUnsafeBytes { buffer.copyMemory(from: $0.baseAddress! + position, byteCount: count) }
    position += count
    return count
  }

  private func skip(_ count: Int64) -> Int64 {
    let target = min(max(Int64(position) + count, 0), Int64(bytes.count))
    defer { position = Int(target) }
    return target == Int64(position) && count != 0 ? -1 : target - Int64(position)
  }

  private func seek(_ target: Int64) -> Int32 {
    guard (0...Int64(bytes.count)).contains(target) else { return 0 }
    position = Int(target)
    return 1
  }
}
