import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite(.enabled(if: ReferenceData.isPresent, "skipped: reference images"))
struct ReadVolumeTests {
  @Test(arguments: KnownImage.all)
  func agreesWithSimpleITK(known: KnownImage) throws {
    let volume = try readVolume(ReferenceData.file(known.path).path)
    #expect(volume.grid.size == known.grid.size)
    for axis in 0..<3 {
      #expect(abs(volume.grid.spacing[axis] - known.grid.spacing[axis]) <= 1e-12)
      #expect(abs(volume.grid.origin[axis] - known.grid.origin[axis]) <= 1e-9)
    }
    #expect(volume.grid.agrees(with: known.grid, tolerance: 1e-4))
    let weighted = volume.voxels.enumerated().reduce(0) { $0 + $1.element * Double($1.offset % 1009) }
    #expect(volume.voxels.reduce(0, +) == known.sum)
    #expect(weighted == known.weighted)
  }

  @Test func imagesAndLabelsOfAPairAgree() throws {
    for name in ["brain1", "brain2", "breast1", "lung2"] {
      let image = try readVolume(ReferenceData.file("pyradiomics/data/\(name)_image.nrrd").path)
      let mask = try readMask(ReferenceData.file("pyradiomics/data/\(name)_label.nrrd").path)
      #expect(throws: Never.self) {
        try checkAgreement(image: image.grid, imageFile: "image", mask: mask.grid, maskFile: "mask")
      }
    }
  }
}
