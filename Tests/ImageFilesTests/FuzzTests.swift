import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Small real files, cut and with bytes changed at seeded places: a value or a named error, never the end of the
/// process.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: real files to damage"))
struct FuzzTests {
  static let files = [
    "ibsi/ibsi1_digital_phantom/nifti/image/phantom.nii.gz", "sts/nifti/STS_002/MR_T1_mask.nii.gz",
    "pyradiomics/data/breast1_label.nrrd", "pyradiomics/data/breast1_image.nrrd", "dicom_edge/MR_small.dcm",
    "dicom_edge/MR_small_implicit.dcm", "dicom_edge/MR_small_bigendian.dcm", "dicom_edge/MR_small_RLE.dcm",
    "dicom_edge/MR_small_jp2klossless.dcm", "dicom_edge/MR_small_jpeg_ls_lossless.dcm", "dicom_edge/emri_small_RLE.dcm",
    "dicom_edge/emri_small_jpeg_2k_lossless.dcm", "dicom_edge/eCT_Supplemental.dcm", "dicom_edge/bad_sequence.dcm",
    "dicom_edge/JPGExtended.dcm", "dicom_edge/image_dfl.dcm", "sts/dicom/STS_002/MR_T1/mask/RS.dcm",
    "dicom_edge/rtstruct.dcm", "dicom_edge/liver_1frame.dcm",
  ]

  /// Rounds per file; `APUS_FUZZ_ROUNDS` asks for more.
  static let rounds = ProcessInfo.processInfo.environment["APUS_FUZZ_ROUNDS"].flatMap { UInt64($0) } ?? 24

  @Test(arguments: files)
  func damagedFilesGiveAValueOrAnError(file: String) throws {
    let original = try [UInt8](Data(contentsOf: ReferenceData.file(file)))
    let scratch = try Scratch()
    for seed in 0..<Self.rounds {
      let damaged = damage(original, seed: seed)
      let path = try scratch.write(damaged, to: "fuzz-\(seed)-\((file as NSString).lastPathComponent)")
      read(path)
      try FileManager.default.removeItem(atPath: path)
    }
  }

  /// Half of the rounds cut, all of them but every fourth change up to 16 bytes, mostly near the start, where headers
  /// are.
  private func damage(_ original: [UInt8], seed: UInt64) -> [UInt8] {
    var random = RandomStream(seed: seed, name: "fuzz")
    var bytes = original
    if seed % 2 == 0 { bytes = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random))) }
    guard seed % 4 != 0 else { return bytes }
    for _ in 0..<Int.random(in: 1...16, using: &random) {
      let reach = Bool.random(using: &random) ? bytes.count : min(bytes.count, 1024)
      bytes[Int.random(in: 0..<reach, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    return bytes
  }

  private func read(_ path: String) {
    _ = Result { try readVolume(path) }
    _ = Result { try storedPixels(ofFile: path) }
    _ = inspect(path)
    let grid = Grid(size: [8, 8, 8])
    if let set = try? StructureSet(reading: path) {
      for name in set.roiNames { _ = Result { try set.mask(roi: name, on: grid) } }
    }
    if let object = try? SegmentationObject(reading: path) {
      for segment in object.segments { _ = Result { try object.mask(segment: "\(segment.number)", on: grid) } }
    }
  }
}
