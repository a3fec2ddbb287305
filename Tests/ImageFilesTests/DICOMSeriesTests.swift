import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite(.enabled(if: ReferenceData.isPresent, "skipped: DICOM series"))
struct DICOMSeriesTests {
  @Test(arguments: KnownImage.series)
  func agreesWithSimpleITK(known: KnownImage) throws {
    let volume = try readVolume(ReferenceData.file(known.path).path)
    #expect(volume.grid.size == known.grid.size)
    #expect(volume.grid.agrees(with: known.grid, tolerance: 0.01))
    for axis in 0..<3 { #expect(abs(volume.grid.spacing[axis] - known.grid.spacing[axis]) < 2e-6) }
    let weighted = volume.voxels.enumerated().reduce(0) { $0 + $1.element * Double($1.offset % 1009) }
    #expect(volume.voxels.reduce(0, +) == known.sum)
    #expect(weighted == known.weighted)
  }

  @Test(arguments: ["STS_002", "STS_003", "STS_050"])
  func lieWhereTheirNIfTIDoes(patient: String) throws {
    let dicom = try readVolume(ReferenceData.file("sts/dicom/\(patient)/MR_T1/image").path)
    let nifti = try readVolume(ReferenceData.file("sts/nifti/\(patient)/MR_T1_image.nii.gz").path)
    #expect(dicom.grid.agrees(with: nifti.grid))
    // The exporter rounded to int16.
    #expect(zip(dicom.voxels, nifti.voxels).allSatisfy { abs($0 - $1) <= 1 })
  }

  @Test func headersTellSeriesApart() throws {
    let folder = try DICOMFolder(scanning: ReferenceData.file("sts/dicom").path)
    #expect(folder.series.count == 3)
    #expect(folder.series.map(\.files.count).sorted() == [35, 47, 52])
    #expect(folder.structureSets.map(\.roiNames) == Array(repeating: ["GTV_Mass_MR_T1"], count: 3))
    #expect(folder.problems.isEmpty)
  }

  @Test func severalSeriesAreRefusedWithTheirDescriptions() throws {
    let path = try ReferenceData.file("sts/dicom").path
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    #expect(error?.kind.name == "several-series")
    #expect(error?.description.contains("IBSI_1_STS_002_MR_T1_image") == true)
  }
}
