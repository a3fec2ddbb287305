import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceData.isPresent, "skipped: reference images"))
struct InspectionTests {
  @Test func aFolderOfSeriesAndContoursIsListed() throws {
    let inspection = try inspect(ReferenceData.file("sts/dicom/STS_002").path)
    #expect(inspection.series.map(\.description) == ["IBSI_1_STS_002_MR_T1_image"])
    #expect(inspection.series[0].grid?.size == [115, 90, 35])
    #expect(inspection.structureSets.map(\.roiNames) == [["GTV_Mass_MR_T1"]])
    #expect(inspection.problems.isEmpty)
    #expect(inspection.description.contains("115 x 90 x 35"))
  }

  @Test func labelsOfAMaskAreListed() throws {
    let inspection = try inspect(ReferenceData.file("pyradiomics/data/brain1_label.nrrd").path)
    #expect(inspection.images.map(\.labels) == [[1]])
  }

  @Test func segmentsAreListedWithTheirType() throws {
    let inspection = try inspect(ReferenceData.file("mr_cases").path)
    #expect(inspection.segmentations.map(\.type).sorted() == ["BINARY", "FRACTIONAL"])
    #expect(inspection.series.count == 3)
    #expect(inspection.images.count == 1)
  }

  @Test func whatCannotBeReadIsAProblemNotAFailure() throws {
    let scratch = try Scratch()
    #expect(inspect(scratch.path).problems.map(\.kind) == ["nothing-in-folder"])
    #expect(inspect(scratch.path + "/absent").problems.map(\.kind) == ["not-found"])
    let text = try scratch.write("a,b".utf8, to: "table.csv")
    #expect(inspect(text).problems.map(\.kind) == ["not-an-image"])
  }

  @Test func survivesJSON() throws {
    let inspection = try inspect(ReferenceData.file("sts/dicom/STS_002").path)
    let data = try JSONEncoder().encode(inspection)
    #expect(try JSONDecoder().decode(Inspection.self, from: data) == inspection)
  }

  /// The files of `dicom_edge` have made-up and real names in their headers.
  @Test func noPatientIsNamed() throws {
    let text = try inspect(ReferenceData.file("dicom_edge").path).description
    for identity in ["CompressedSamples", "4MR1", "1CT1", "Test^", "Doe^", "anonymous^"] {
      #expect(!text.contains(identity))
    }
  }
}
