import Foundation
import ImageFiles
import TestSupport
import Testing

/// Compressed files that end early: zeros for the rest would look like an image.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: compressed images"))
struct CutStreamTests {
  static let files = [
    "pyradiomics/data/breast1_image.nrrd", "pyradiomics/data/brain1_label.nrrd", "sts/nifti/STS_002/MR_T1_mask.nii.gz",
    "ibsi/ibsi1_digital_phantom/nifti/image/phantom.nii.gz",
  ]

  @Test(arguments: files, [0.3, 0.6, 0.9])
  func anEarlyEndIsAnError(file: String, share: Double) throws {
    let bytes = try Data(contentsOf: ReferenceData.file(file))
    let scratch = try Scratch()
    let name = (file as NSString).lastPathComponent
    let path = try scratch.write(bytes.prefix(Int(Double(bytes.count) * share)), to: name)
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    #expect(["truncated", "damaged", "not-an-image"].contains(error?.kind.name))
  }

  /// gzip's checksum sees what its decoder does not.
  @Test func aChangedChecksumIsAnError() throws {
    var bytes = try Data(contentsOf: ReferenceData.file("sts/nifti/STS_002/MR_T1_mask.nii.gz"))
    bytes[bytes.count - 6] ^= 1
    let scratch = try Scratch()
    let path = try scratch.write(bytes, to: "mask.nii.gz")
    #expect(#expect(throws: ImageFileError.self) { try readVolume(path) }?.kind.name == "damaged")
  }

  /// A gzip file may have several members, here a last one of nothing (RFC 1952, 2.2).
  @Test func severalMembersAreOneFile() throws {
    let file = try ReferenceData.file("sts/nifti/STS_002/MR_T1_mask.nii.gz")
    let nothing: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let scratch = try Scratch()
    let path = try scratch.write(Data(contentsOf: file) + nothing, to: "mask.nii.gz")
    #expect(try readMask(path) == readMask(file.path))
  }

  /// A label image compared as it is stored and one that went through float64 are the same mask.
  @Test(arguments: files[1...2])
  func masksComeOutAsTheirVolumesSay(file: String) throws {
    let path = try ReferenceData.file(file).path
    #expect(try readMask(path) == readVolume(path).mask(label: 1))
  }
}
