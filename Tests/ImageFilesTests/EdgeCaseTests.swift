import ImageFiles
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceData.isPresent, "skipped: dicom_edge"))
struct EdgeCaseTests {
  @Test func allCasesAreThere() {
    #expect(EdgeCase.all.count == 32)
  }

  @Test(arguments: EdgeCase.all)
  func givesPydicomsPixelsOrANamedError(edge: EdgeCase) throws {
    let path = try ReferenceData.file("dicom_edge/\(edge.file)").path
    do {
      let pixels = try storedPixels(ofFile: path)
      print("EDGE", edge.file, pixels.reduce(0, +), pixels.min()!, pixels.max()!, edge.sum ?? -1)
      guard edge.decoded else { return }
      #expect(pixels.reduce(0, +) == edge.sum)
      #expect(pixels.min() == edge.minimum)
      #expect(pixels.max() == edge.maximum)
    } catch {
      print("EDGE", edge.file, edge.decoded, error)
      #expect(!edge.decoded)
    }
  }
}
