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
      guard edge.decoded, let sum = edge.sum else { return }
      #expect(abs(pixels.reduce(0, +) - sum) <= edge.allowedDifference * Double(pixels.count))
      #expect(pixels.min() == edge.minimum)
      #expect(pixels.max() == edge.maximum)
    } catch {
      #expect(!edge.decoded)
    }
  }

  /// Whatever the file, a volume or an error that names it.
  @Test(arguments: EdgeCase.all)
  func readsAsVolumeOrNamesTheFile(edge: EdgeCase) throws {
    let path = try ReferenceData.file("dicom_edge/\(edge.file)").path
    do {
      let volume = try readVolume(path)
      #expect(volume.voxels.contains { $0.isFinite })
    } catch {
      #expect(error.file == path)
      #expect(error.description.hasPrefix(path))
    }
  }
}
