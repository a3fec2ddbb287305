import ImageFiles
import Testing

/// gzip NRRD files of which something is missing, or that have more than their stream.
struct NRRDGzipTests {
  private let scratch: Scratch
  private let samples: [UInt8]

  init() throws {
    scratch = try Scratch()
    var samples: [UInt8] = []
    for n in 0..<24_000 { samples += [UInt8(1 + n % 255), UInt8(1 + n / 255 % 255)] }
    self.samples = samples
  }

  enum Place: CaseIterable { case attached, detached, attachedBigEndian }

  private func write(_ stream: [UInt8], _ place: Place) throws -> String {
    let lines = [
      "NRRD0004", "type: short", "dimension: 3", "sizes: 40 30 20", "spacings: 1 1 1",
      "endian: \(place == .attachedBigEndian ? "big" : "little")", "encoding: gzip",
    ]
    let header = lines.joined(separator: "\n")
    guard place == .detached else {
      return try scratch.write(Array((header + "\n\n").utf8) + stream, to: "a.nrrd")
    }
    try scratch.write(stream, to: "a.raw.gz")
    return try scratch.write(Array((header + "\ndata file: a.raw.gz\n\n").utf8), to: "a.nhdr")
  }

  private func message(_ stream: [UInt8], _ place: Place) throws -> (name: String?, text: String) {
    let path = try write(stream, place)
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    return (error?.kind.name, error?.description ?? "")
  }

  @Test(arguments: Place.allCases) func aCutStreamIsTruncated(place: Place) throws {
    let whole = gzipMember(samples)
    for cut in [1, 8, 9, 30, 500, 30_000] {
      let found = try message(Array(whole.dropLast(cut)), place)
      #expect(found.name == "truncated", "\(cut): \(found.text)")
    }
    #expect(try message(samples, place).text.contains("no gzip stream"))
    var changed = whole
    changed[changed.count - 6] ^= 1
    #expect(try message(changed, place).name == "damaged")
  }

  /// As `gzread` has it, and so `.nii.gz`.
  @Test(arguments: Place.allCases) func bytesAfterTheStreamAreNoPartOfIt(place: Place) throws {
    let wanted = try readVolume(write(gzipMember(samples), place)).voxels
    for tail in [Array("junk".utf8), [UInt8](repeating: 0, count: 512), [UInt8](repeating: 7, count: 100_000), [0x1f]] {
      let read = try readNotedVolume(write(gzipMember(samples) + tail, place))
      #expect(read.volume.voxels == wanted && read.notes.isEmpty)
    }
    let parts = gzipMember(Array(samples[..<5_000])) + gzipMember(Array(samples[5_000...]))
    #expect(try readVolume(write(parts + [9, 9, 9], place)).voxels == wanted)
    #expect(wanted[1] == (place == .attachedBigEndian ? 0x0201 : 0x0102))
  }
}
