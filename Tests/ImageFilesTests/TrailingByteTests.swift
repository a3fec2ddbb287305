import ImageFiles
import Testing
import Volumes

/// NIfTI and NRRD files of another length than their header announces.
struct TrailingByteTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// How a file is stored.
  enum Storage: CaseIterable { case nifti, gzippedNIfTI, nrrd, gzippedNRRD, detachedNRRD }

  /// 40 x 30 x 20 values of 16 bits, none of them 0, and further bytes.
  private func write(_ storage: Storage, type: String = "short", surplus: [UInt8]) throws -> String {
    var values: [UInt8] = []
    for n in 0..<24_000 { values += [UInt8(1 + n % 255), UInt8(1 + n / 255 % 255)] }
    values += surplus
    var nifti = NIfTIBytes()
    (nifti.sizes, nifti.spacing, nifti.data) = ([40, 30, 20], [1, 1, 1], values)
    if type == "uchar" { (nifti.datatype, nifti.bits) = (2, 8) }
    func header(_ encoding: String, data: String? = nil) -> [UInt8] {
      let lines = [
        "NRRD0004", "type: \(type)", "dimension: 3", "sizes: 40 30 20", "space: left-posterior-superior",
        "space directions: (1,0,0) (0,1,0) (0,0,1)", "space origin: (0,0,0)", "endian: little",
        "encoding: \(encoding)",
      ]
      return Array((lines + (data.map { ["data file: \($0)"] } ?? [])).joined(separator: "\n").utf8) + [10, 10]
    }
    switch storage {
    case .nifti: return try scratch.write(nifti.bytes, to: "a.nii")
    case .gzippedNIfTI: return try scratch.write(gzipMember(nifti.bytes), to: "a.nii.gz")
    case .nrrd: return try scratch.write(header("raw") + values, to: "a.nrrd")
    case .gzippedNRRD: return try scratch.write(header("gzip") + gzipMember(values), to: "a.nrrd")
    case .detachedNRRD:
      try scratch.write(values, to: "a.raw")
      return try scratch.write(header("raw", data: "a.raw"), to: "a.nhdr")
    }
  }

  @Test(arguments: Storage.allCases) func soundFilesAreReadWithoutANote(storage: Storage) throws {
    let found = try readNotedVolume(write(storage, surplus: []))
    #expect(found.notes.isEmpty && found.volume.voxels.count == 24_000)
    // Extensions stand between the header and the values.
    var extended = NIfTIBytes()
    extended.dataOffset = 384
    extended.data = [16, 0, 0, 0, 6, 0, 0, 0] + [UInt8](repeating: 65, count: 24) + extended.data
    #expect(try readNotedVolume(scratch.write(extended.bytes, to: "b.nii")).notes.isEmpty)
  }

  /// Zeros up to some block, and a tail that no size in the header can explain: read, and said.
  @Test(arguments: Storage.allCases) func paddingIsReadWithANote(storage: Storage) throws {
    let plain = try readNotedVolume(write(storage, surplus: [])).volume
    let zeros = try readNotedVolume(write(storage, surplus: [UInt8](repeating: 0, count: 1_200)))
    #expect(zeros.volume.voxels == plain.voxels && zeros.notes == [.trailingBytes(count: 1_200, areZero: true)])
    let text = try readNotedVolume(write(storage, surplus: Array("made by a scanner".utf8)))
    #expect(text.volume.voxels == plain.voxels && text.notes == [.trailingBytes(count: 17, areZero: false)])
    let path = try write(storage, surplus: Array("a tail".utf8))
    let label = Int(plain.voxels[0])
    let kinds = (try? readNotedMask(path, label: label))?.notes.map(\.kind) ?? []
    #expect(kinds.isEmpty || kinds.contains("bytes after the values left out"))
  }

  /// Values of twice the bytes that the type has, whether they end in zeros or not; a volume more; a slice, a row or a
  /// column more.
  @Test(arguments: Storage.allCases) func valuesOfAnotherTypeOrSizeAreRefused(storage: Storage) throws {
    func kind(type: String = "short", _ surplus: [UInt8]) throws -> String? {
      let path = try write(storage, type: type, surplus: surplus)
      do {
        _ = try readVolume(path)
        return nil
      } catch {
        return error.description.contains("header announces") ? error.kind.name : "another: \(error)"
      }
    }
    #expect(try kind(type: "uchar", []) == "damaged")
    #expect(try kind([UInt8](repeating: 0, count: 48_000)) == "damaged")
    #expect(try kind([UInt8](repeating: 0, count: 480_000)) == "damaged")
    for count in [40 * 30 * 2, 40 * 20 * 2, 30 * 20 * 2, 5 * 40 * 30 * 2] {
      #expect(try kind([UInt8](repeating: 9, count: count)) == "damaged", "\(count)")
    }
  }
}
