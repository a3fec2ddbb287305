import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite(.enabled(if: ReferenceData.isPresent, "skipped: RTSTRUCT"))
struct StructureSetTests {
  /// The NIfTI masks were made from these contours by MIRP.
  @Test(arguments: ["STS_002", "STS_003", "STS_050"])
  func contoursGiveTheMaskOfMIRP(patient: String) throws {
    let image = try readVolume(ReferenceData.file("sts/dicom/\(patient)/MR_T1/image").path)
    let set = try StructureSet(reading: ReferenceData.file("sts/dicom/\(patient)/MR_T1/mask/RS.dcm").path)
    let mask = try set.mask(roi: "GTV_Mass_MR_T1", on: image.grid)
    let expected = try readMask(ReferenceData.file("sts/nifti/\(patient)/MR_T1_mask.nii.gz").path)
    #expect(mask.voxels == expected.voxels)
  }

  @Test func contoursGiveTheMaskOfTheCTPhantom() throws {
    let folder = try DICOMFolder(scanning: ReferenceData.file("ibsi/ibsi_ct_phantom_NONCOMMERCIAL/dicom").path)
    let image = try #require(folder.series.first).read()
    let set = try #require(folder.structureSets.first)
    let expected = try readMask(
      ReferenceData.file("ibsi/ibsi_ct_phantom_NONCOMMERCIAL/nifti/mask/mask.nii.gz").path)
    let mask = try set.mask(roi: "GTV-1", on: image.grid)
    #expect(mask.voxels == expected.voxels)
    #expect(set.frameOfReferenceUID == folder.series[0].frameOfReferenceUID)
  }

  @Test func namesTheRegionsThatAreThere() throws {
    let set = try StructureSet(reading: ReferenceData.file("sts/dicom/STS_002/MR_T1/mask/RS.dcm").path)
    let error = #expect(throws: ImageFileError.self) { try set.mask(roi: "gtv mass mr-t1", on: Grid(size: [9, 9, 9])) }
    #expect(error?.kind == .regionNotFound(name: "gtv mass mr-t1", present: ["GTV_Mass_MR_T1"]))
    #expect(error?.description.contains("perhaps \"GTV_Mass_MR_T1\"") == true)
  }

  @Test func contoursOutsideTheImageAreRefused() throws {
    let set = try StructureSet(reading: ReferenceData.file("sts/dicom/STS_002/MR_T1/mask/RS.dcm").path)
    let error = #expect(throws: ImageFileError.self) { try set.mask(roi: "GTV_Mass_MR_T1", on: Grid(size: [9, 9, 9])) }
    #expect(error?.kind.name == "outside-image")
  }

  @Test func contoursTiltedAgainstTheSlicesAreRefused() throws {
    let image = try readVolume(ReferenceData.file("sts/dicom/STS_002/MR_T1/image").path).grid
    let sagittal = Grid(
      size: [90, 35, 115], spacing: [image.spacing.y, image.spacing.z, image.spacing.x], origin: image.origin,
      axes: Axes(i: [0, 1, 0], j: [0, 0, 1], k: [1, 0, 0]))
    let set = try StructureSet(reading: ReferenceData.file("sts/dicom/STS_002/MR_T1/mask/RS.dcm").path)
    let error = #expect(throws: ImageFileError.self) { try set.mask(roi: "GTV_Mass_MR_T1", on: sagittal) }
    #expect(error?.kind.name == "contour-not-parallel")
  }
}
