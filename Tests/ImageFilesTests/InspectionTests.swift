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

  /// Neighbours of a mistyped path: each is said to be what it is, also where its first bytes could begin a DICOM file
  /// without preamble.
  @Test func filesOfOtherKindsAreNamed() throws {
    let scratch = try Scratch()
    // Lengths of a header whose bytes are the groups 2 and 8 of DICOM, in either byte order.
    for length in [2, 8, 512, 2_048, 65_538, 65_544] {
      let header = Array("{\"a\":{}".utf8) + [UInt8](repeating: 32, count: max(0, length - 8)) + [UInt8(ascii: "}")]
      let count = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
      let path = try scratch.write(count + header, to: "model.safetensors")
      #expect(inspect(path).description.contains("a safetensors file"), "\(length)")
    }
    let texts: [(String, String)] = [
      ("{\n \"a\": 1}", "a JSON file"), ("id,age\n1,2", "a table of text"), ("id;age\n1;2", "a table of text"),
      ("<!DOCTYPE html>", "an HTML"), ("series:\n  a: b", "a file of text"), ("PK\u{3}\u{4}", "a ZIP archive"),
      ("%PDF-1.4", "a PDF"), ("ObjectType = Image\n", "a MetaImage"),
    ]
    for (text, kind) in texts {
      let found = inspect(try scratch.write(text.utf8, to: "other"))
      #expect(found.problems.map(\.kind) == ["not-an-image"] && found.description.contains("this is \(kind)"))
    }
    let array = try scratch.write([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0], to: "a.npy")
    #expect(inspect(array).description.contains("a NumPy array"))
    // Below a folder they are passed over.
    #expect(inspect(scratch.path).problems.map(\.kind) == ["nothing-in-folder"])
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
