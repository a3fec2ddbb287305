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

  /// The features of one ONNX file are means of its maps, those of the other a token: it has occlusion and first-layer
  /// maps, and a sentence in place of Grad-CAM.
  @Test func anONNXNetworkHasTheMapsThatItsLayerAllows() throws {
    let scratch = try Scratch()
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "20", "--matrix", "64", "--slices", "8")
    #expect(made.status == 0, "\(made.errors)")
    let patient = scratch.file("cohort/patients/P001")
    func maps(_ network: String, _ options: String...) throws -> (run: Command, files: [String], page: String) {
      let run = try Command(
        "deep", "maps",
        [
          "\(patient)/T2", "\(patient)/RTSTRUCT_T2.dcm", "--network", Fixture.path("onnx/\(network).onnx"), "--side",
          "32",
          "--stride", "16", "-o", scratch.file(network),
        ] + options)
      #expect(run.status == 0, "\(run.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: scratch.file(network)).sorted()
      return (run, files, try scratch.read("\(network)/maps.html"))
    }
    let means = try maps("resnet", "--patch", "16")
    #expect(means.files == ["gradcam.nii.gz", "maps.html", "occlusion.nii.gz"])
    #expect(!means.run.errors.contains("Grad-CAM") && means.page.contains("first-layer maps, middle level"))
    let token = try maps("vit", "--patch", "16")
    #expect(token.files == ["maps.html", "occlusion.nii.gz"])
    for words in [
      "the layer gather_80 holds something else",
      "Made without it: occlusion, which needs the score only, and the maps of the first layer.",
    ] {
      #expect(token.run.errors.contains(words) && token.page.contains(words), "\(token.run.errors)")
    }
    #expect(token.page.contains("No Grad-CAM") && token.page.contains("first-layer maps, middle level"))
    let alone = try maps("vit20", "--patch", "0")
    #expect(alone.files == ["maps.html"])
    #expect(alone.run.errors.contains("Made without it: the maps of the first layer."), "\(alone.run.errors)")
  }

  @Test func mapsOfAModelTakeNoOtherNetwork() throws {
    for options in [
      ["--model", "m"], ["--case", "P1"], ["a", "b"], ["a", "b", "--network", "resnet50", "--root", "r"],
      ["--model", "m", "--case", "P1", "--network", "resnet50"], ["--model", "m", "--case", "P1", "--feature", "0"],
      ["--model", "m", "--case", "P1", "--region", "lesion"],
      ["--model", "m", "--case", "P1", "--cases", "t.csv", "--image", "T2=i"],
    ] {
      let run = try Command(arguments: ["deep", "maps"] + options + ["-o", "nowhere"])
      #expect(run.status == 64, "\(options): \(run.errors)")
    }
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

  /// From images to features by an ONNX file, and every refusal before an image is opened.
  @Test func anONNXFileGivesFeatures() throws {
    let scratch = try Scratch()
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "20", "--matrix", "64", "--slices", "8")
    #expect(made.status == 0, "\(made.errors)")
    let patient = scratch.file("cohort/patients/P001")
    func features(_ file: String, _ options: String...) throws -> Command {
      try Command(
        arguments: [
          "deep", "features", "\(patient)/T2", "\(patient)/RTSTRUCT_T2.dcm", "--network", file,
        ] + options)
    }
    let file = Fixture.path("onnx/resnet.onnx")
    let run = try features(file, "--side", "32", "-j", "2")
    #expect(run.status == 0 && run.errors.contains("features of the layer flatten"), "\(run.errors)")
    let rows = cells(run.output)
    #expect(rows.count == 2 && rows[0].filter { $0.hasPrefix("deep_") }.count == 32)
    #expect(rows[1][3..<35].allSatisfy { Double($0)?.isFinite == true } && rows[1][36].isEmpty)
    #expect(try features(file, "--side", "32", "-j", "1").output == run.output)
    #expect(try features(file, "--side", "32", "--normalisation", "none").output != run.output)
    for (options, status, words) in [
      (["--side", "64"], 65, "Set the side to 32"), (["--side", "32", "--layer", "none"], 65, "(1 x 32)"),
      (["--side", "32", "--inflation", "centre"], 65, "Set the inflation to none"),
      (["--side", "32", "--weights", "w.pth"], 64, "--weights"),
    ] as [([String], Int32, String)] {
      let refused = try Command(
        arguments: ["deep", "features", "none.nii", "none.nii", "--network", file] + options)
      #expect(refused.status == status && refused.errors.contains(words), "\(refused.errors)")
    }
    #expect(try features(scratch.file("absent.onnx")).errors.contains("no such file"))
    #expect(try Command("deep", "features", "a", "b", "--network", "resnet50", "--layer", "x").status == 64)
    let described = try Command("network", "describe", file, "--side", "32", "--repeats", "0")
    #expect(described.status == 0 && described.output.contains("features       32"), "\(described.output)")
  }

  @Test func everyWeightSetIsListedWithItsLicence() throws {
    let run = try Command("weights", "list")
    #expect(run.status == 0)
    for word in ["resnet50\t", "BSD-3-Clause", "efficientnet-lite0\t", "Apache-2.0", "astra\t", "MIT"] {
      #expect(run.output.contains(word))
    }
  }
}
