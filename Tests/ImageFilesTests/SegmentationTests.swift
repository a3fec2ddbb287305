import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite(.enabled(if: ReferenceData.isPresent, "skipped: DICOM SEG"))
struct SegmentationTests {
  /// Voxels per segment by pydicom 3.0.2: the sum of the frames of each segment.
  @Test(arguments: [("Normal", 140), ("Peripheral zone of the prostate", 2158), ("Lesion", 118), ("Prostate", 15306)])
  func segmentsFallOnTheImageTheyWereDrawnOn(label: String, count: Int) throws {
    let folder = try DICOMFolder(scanning: ReferenceData.file("mr_cases/qin_prostate_dicom").path)
    let grid = try #require(folder.series.first).read().grid
    let mask = try #require(folder.segmentations.first).mask(segment: label, on: grid)
    #expect(mask.count == count)
  }

  @Test func labelsAreListed() throws {
    let folder = try DICOMFolder(scanning: ReferenceData.file("mr_cases/qin_prostate_dicom").path)
    let object = try #require(folder.segmentations.first)
    #expect(object.segments.map(\.number) == [1, 2, 3, 4])
    let error = #expect(throws: ImageFileError.self) { try object.mask(segment: "lesions", on: Grid(size: [9, 9, 9])) }
    #expect(error?.description.contains("perhaps \"Lesion\"") == true)
  }

  /// The file is FRACTIONAL with a maximum of 255, and has 2,669,985 pixels of 0 and 82,527 of 255 (pydicom 3.0.2).
  @Test func aFractionalFileOfAllOrNothingIsRead() throws {
    let folder = try DICOMFolder(scanning: ReferenceData.file("mr_cases/breast_nact_br06").path)
    let object = try #require(folder.segmentations.first)
    let series = try #require(
      folder.series.first { object.referencedSeries.contains($0.seriesUID) } ?? folder.series.first)
    let label = try #require(object.segments.first).label
    let reading = try object.reading(segment: label, on: series.read().grid)
    #expect(object.type == "FRACTIONAL" && reading.mask.count == 82_527)
    #expect(reading.notes.contains(.fractionalAllOrNothing(maximum: 255)))
  }

  @Test func anotherGridIsRefusedWithBothPrinted() throws {
    let folder = try DICOMFolder(scanning: ReferenceData.file("mr_cases/qin_prostate_dicom").path)
    let grid = Grid(size: [9, 9, 9])
    let error = #expect(throws: ImageFileError.self) { try folder.segmentations[0].mask(segment: "Lesion", on: grid) }
    #expect(error?.kind.name == "frame-off-grid")
    #expect(error?.description.contains("9 x 9 x 9") == true)
    #expect(error?.description.contains("256 x 256 x 1") == true)
  }

  /// `liver.dcm`: three frames at -128.69, -127.69 and -126.69 mm with 107098 voxels in all (pydicom 3.0.2).
  @Test func slicesWithoutFrameAreEmpty() throws {
    let object = try SegmentationObject(reading: ReferenceData.file("dicom_edge/liver.dcm").path)
    let grid = Grid(
      size: [512, 512, 6], spacing: [0.810547, 0.810547, 1], origin: [-235.2, -226.8, -130.69])
    let mask = try object.mask(segment: "Liver", on: grid)
    #expect(mask.count == 107098)
    #expect(mask.boundingBox?.lower.z == 2)
    #expect(mask.boundingBox?.upper.z == 5)
  }

  /// The mask of the prostate case is stored with i and j turned round, so it is another grid for the same place.
  @Test func aTurnedMaskIsNotOnTheGridOfItsImage() throws {
    let image = try readVolume(ReferenceData.file("mr_cases/prostate_us_biopsy_001/T2").path)
    let mask = try readMask(ReferenceData.file("mr_cases/prostate_us_biopsy_001/seg.nii.gz").path)
    let error = #expect(throws: ImageFileError.self) {
      try checkAgreement(image: image.grid, imageFile: "T2", mask: mask.grid, maskFile: "seg.nii.gz")
    }
    #expect(error?.kind.name == "different-grids")
    let corner = mask.grid.position(of: [255, 255, 59])
    #expect((corner - image.grid.position(of: [0, 0, 59])).length < 0.01)
  }
}
