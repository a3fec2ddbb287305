import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite(.serialized) struct DeepCommandTests {
  private let weights = "weights/efficientnet_lite0_imagenet_fp32.safetensors"

  private func cohort(_ scratch: Scratch) throws -> String {
    let folder = try ReferenceData.file("sts/nifti").path
    let rows = ["STS_001", "STS_002", "none"].map {
      "\(folder)/\($0)/MR_T1_image.nii.gz,\(folder)/\($0)/MR_T1_mask.nii.gz,\($0)\n"
    }
    return try scratch.write("Image,Mask,patient\n" + rows.joined(), to: "cohort.csv")
  }

  private func cells(_ text: String) -> [[Substring]] {
    text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: DeepCommandTests, no reference data"))
  func featuresOfACohortDoNotDependOnThreadsAndAFailureIsARow() throws {
    let scratch = try Scratch()
    let table = try cohort(scratch)
    let file = try ReferenceData.file(weights).path
    func run(_ jobs: String, _ name: String) throws -> String {
      let run = try Command(
        "deep", "features", table, "--network", "efficientnet-lite0", "--weights", file, "--depth", "77", "-j", jobs,
        "-o",
        scratch.file(name))
      #expect(run.status == 2, "\(run.errors)")
      return try scratch.read(name)
    }
    let text = try run("1", "one.csv")
    #expect(try run("2", "two.csv") == text)
    let rows = cells(text)
    #expect(rows.count == 4)
    #expect(rows[0].count == 4 + 1280 + 2)
    #expect(rows[0][3] == "patient" && rows[0][4] == "deep_0000" && rows[0].last == "Error")
    for row in rows[1...2] { #expect(row[4..<1284].allSatisfy { Double($0)?.isFinite == true } && row[1285].isEmpty) }
    #expect(rows[1][4..<1284] != rows[2][4..<1284])
    #expect(rows[3][4].isEmpty && rows[3][1285].contains("none"))
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: DeepCommandTests, no reference data"))
  func mapsAreWrittenOnTheImagesGrid() throws {
    let scratch = try Scratch()
    let folder = try ReferenceData.file("sts/nifti/STS_001").path
    let run = try Command(
      "deep", "maps", "\(folder)/MR_T1_image.nii.gz", "\(folder)/MR_T1_mask.nii.gz", "--network", "efficientnet-lite0",
      "--weights", try ReferenceData.file(weights).path, "--patch", "0", "-o", scratch.file("maps"))
    #expect(run.status == 0, "\(run.errors)")
    let page = try scratch.read("maps/maps.html")
    #expect(XMLParser(data: Data(page.replacing("<!DOCTYPE html>\n", with: "").utf8)).parse())
    #expect(page.contains("superior level") && page.contains("data:image/png;base64,"))
    let inspected = try Command("inspect", scratch.file("maps/gradcam.nii.gz"), "\(folder)/MR_T1_image.nii.gz")
    #expect(inspected.status == 0)
    #expect(inspected.output.components(separatedBy: "174 x 158 x 59").count == 3, "\(inspected.output)")
  }

  @Test func aPublishedNetworkIsDescribedAsPublished() throws {
    let run = try Command("network", "describe", "resnet50", "--repeats", "0")
    #expect(run.status == 0, "\(run.errors)")
    for figure in ["158.94", "159.95", "14 of 77 slices", "525,570", "546,370"] { #expect(run.output.contains(figure)) }
  }

  @Test func unknownNetworksAndAbsentWeightsAreDifferentErrors() throws {
    let scratch = try Scratch()
    _ = try scratch.write("Image,Mask\na,b\n", to: "cohort.csv")
    #expect(try Command("deep", "features", scratch.file("cohort.csv"), "--network", "vgg").status == 64)
    let absent = try Command("deep", "features", scratch.file("cohort.csv"), "--network", "resnet101-v2")
    #expect(absent.status == 69)
    #expect(absent.errors.contains("apus weights fetch resnet101-v2"))
  }

  @Test func everyWeightSetIsListedWithItsLicence() throws {
    let run = try Command("weights", "list")
    #expect(run.status == 0)
    for word in ["resnet50\t", "BSD-3-Clause", "efficientnet-lite0\t", "Apache-2.0", "astra\t", "MIT"] {
      #expect(run.output.contains(word))
    }
  }
}
