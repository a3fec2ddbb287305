import Explanations
import Foundation
import Testing
import TestSupport

/// `apus explain` against PyRadiomics: whole reference files (3.1.1), and values that PyRadiomics 3.1.0 gave here for
/// `brain1` with one thing changed, as each test says.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: ExplainTests, no reference data"))
struct ExplainTests {
  /// Columns of the values below, in order.
  private static let columns = [
    "original_shape_MeshVolume", "original_shape_VoxelVolume", "original_firstorder_Mean",
    "original_firstorder_Kurtosis", "original_firstorder_Entropy", "original_glcm_Contrast",
    "original_glrlm_RunEntropy", "original_ngtdm_Busyness",
  ]

  private func image(_ name: String) throws -> [String] {
    try ["image", "label"].map { try ReferenceData.file("pyradiomics/data/\(name)_\($0).nrrd").path }
  }

  /// A reference file as PyRadiomics' command would have written it: one row, with diagnostics.
  private func peer(_ name: String, _ scratch: Scratch, change: (String, Double) -> Double = { $1 }) throws -> String {
    let data = try Data(contentsOf: ReferenceData.file("pyradiomics/reference/\(name).json"))
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let features = try #require(root["features"] as? [String: Any])
    let names = features.keys.filter { $0.hasPrefix("original_") || $0.hasPrefix("wavelet-LLL_") }.sorted()
    let cells = names.map { name in
      (features[name] as? NSNumber).map { "\(change(name, $0.doubleValue))" } ?? "nan"
    }
    return try scratch.write(
      (["Image", "Mask", "diagnostics_Versions_PyRadiomics"] + names).joined(separator: ",") + "\n"
        + (["a.nrrd", "b.nrrd", "3.1.1"] + cells).joined(separator: ",") + "\n", to: "\(name).csv")
  }

  private func explained(
    _ scratch: Scratch, _ name: String, _ peer: String, _ parameters: String
  ) throws -> (Command, Explanation) {
    let file = try scratch.write(parameters, to: "params.yaml")
    let json = scratch.file("out.json")
    let run = try Command(
      "explain", try image(name)[0], [try image(name)[1], "--against", peer, "-p", file, "--json", json])
    let explanation = try JSONDecoder().decode(Explanation.self, from: Data(contentsOf: URL(filePath: json)))
    return (run, explanation)
  }

  @Test(arguments: [
    ("brain1__iii_bw5_d12", "setting: {binWidth: 5, distances: [1, 2]}"),
    (
      "breast1__ii_iso1_norm_bc32",
      "setting: {resampledPixelSpacing: [1, 1, 1], normalize: true, normalizeScale: 100, binCount: 32}"
    ),
  ])
  func theSameSettingsAgree(file: String, setting: String) throws {
    let scratch = try Scratch()
    let name = String(file.prefix { $0 != "_" })
    let (run, found) = try explained(
      scratch, name, peer(file, scratch), "imageType: {Original: {}, Wavelet: {}}\n" + setting + "\n")
    #expect(run.status == 0, "\(run.errors)\(run.output.prefix(2000))")
    #expect(found.allAgree && found.single.isEmpty && found.onlyTheirs.isEmpty)
    #expect(found.cases[0].compared == 200)
    // Seven sub-bands of ours are not in the other table.
    #expect(found.onlyOurs.count == 7 * 93)
  }

  @Test(arguments: [
    ("resampledPixelSpacing", "resampledPixelSpacing: [1.0, 1.0, 1.0]"),
    ("normalizeScale", "normalize: true, normalizeScale: 100"),
    ("binCount", "binCount: 32"),
  ])
  func aSettingThatWasForgottenIsNamed(key: String, wanted: String) throws {
    let all = [
      "resampledPixelSpacing": "resampledPixelSpacing: [1, 1, 1], padDistance: 5",
      "normalizeScale": "normalize: true, normalizeScale: 100", "binCount": "binCount: 32",
    ]
    let scratch = try Scratch()
    let settings = all.filter { $0.key != key }.values.sorted().joined(separator: ", ")
    let (run, found) = try explained(
      scratch, "breast1", peer("breast1__ii_iso1_norm_bc32", scratch),
      "imageType: {Original: {}, Wavelet: {}}\nsetting: {\(settings)}\n")
    #expect(run.status == 2, "\(run.errors)")
    let first = try #require(found.single.first)
    #expect(first.name == wanted)
    #expect(first.explains.count == found.cases[0].differing.count && first.breaks.isEmpty)
    #expect(found.cases[0].unexplained.isEmpty)
    #expect(run.output.contains(wanted))
  }

  /// Neither cause explains the co-occurrences alone.
  @Test func twoCausesAreFoundOneAfterTheOther() throws {
    let scratch = try Scratch()
    let (run, found) = try explained(
      scratch, "brain1", peer("brain1__iii_bw5_d12", scratch), "imageType: {Original: {}}\n")
    #expect(run.status == 2)
    #expect(found.chain.map(\.name) == ["binWidth: 5, no binCount", "distances: [1, 2]"])
    #expect(found.causes(of: "original_glszm_ZoneEntropy").map(\.name) == ["binWidth: 5, no binCount"])
    #expect(
      found.causes(of: "original_glcm_Contrast").map(\.name) == ["binWidth: 5, no binCount", "distances: [1, 2]"])
    #expect(found.cases[0].unexplained.isEmpty)
  }

  @Test func kurtosisAndWhatNothingExplainsAreToldApart() throws {
    let scratch = try Scratch()
    let peer = try peer("brain1__i_default", scratch) { name, value in
      name == "original_firstorder_Kurtosis" ? value - 3 : name == "original_glcm_Contrast" ? value * 1.1 : value
    }
    let (run, found) = try explained(scratch, "brain1", peer, "imageType: {Original: {}}\n")
    #expect(run.status == 2)
    #expect(found.cases[0].differing.map(\.column) == ["original_firstorder_Kurtosis", "original_glcm_Contrast"])
    #expect(found.causes(of: "original_firstorder_Kurtosis").map(\.name) == ["kurtosis - 3"])
    #expect(found.cases[0].unexplained == ["original_glcm_Contrast"])
    #expect(found.onlyTheirs.contains("wavelet-LLL_glcm_Id"))
  }

  /// PyRadiomics 3.1.0 on brain1, `radiomics.imageoperations.getBinEdges` replaced by edges from the minimum; on grids
  /// that SimpleITK 2.5.7 made beforehand (2 mm, `sitkBSpline`; mask by `sitkNearestNeighbor`, or by `sitkLinear` and
  /// cut at 0.5); with `voxelArrayShift`, which changes none of the columns.
  @Test(arguments: [
    (
      "bin edges from the minimum", "",
      [
        16147.51180013021, 16412.658691406243, 825.2354363065023, 2.1807729393860265, 4.600586607873933,
        47.572009993435856, 4.914074542850121, 1.6276394599628858,
      ]
    ),
    (
      "centre-aligned grid", "setting: {resampledPixelSpacing: [2, 2, 2]}",
      [
        16295.333333333334, 16640.0, 811.0533653846154, 2.4481415469961227, 4.605602502162175, 35.206121847693396,
        4.939721193762775, 0.6133683483733202,
      ]
    ),
    (
      "centre-aligned grid, linear mask", "setting: {resampledPixelSpacing: [2, 2, 2]}",
      [
        16291.333333333334, 16608.0, 813.6233140655106, 2.444121116585297, 4.593387178428634, 34.98472210202933,
        4.931510270625574, 0.6007536869538456,
      ]
    ),
    (
      "linear mask", "setting: {resampledPixelSpacing: [2, 2, 2]}",
      [
        15976.666666666666, 16272.0, 816.4936086529007, 2.42811406512287, 4.584822968501527, 35.31674889992078,
        4.9238083362460054, 0.6256119182893876,
      ]
    ),
    (
      "no resampledPixelSpacing", "setting: {resampledPixelSpacing: [2, 2, 2]}",
      [
        16147.51180013021, 16412.658691406243, 825.2354363065023, 2.1807729393860265, 4.601935553903786,
        47.492125114429776, 4.915038003159503, 1.4467306835644076,
      ]
    ),
  ])
  func anotherDefinitionIsNamed(cause: String, setting: String, values: [Double]) throws {
    let scratch = try Scratch()
    let peer = try scratch.write(
      "feature,value\n" + zip(Self.columns, values).map { "\($0),\($1)\n" }.joined(), to: "peer.csv")
    let (run, found) = try explained(scratch, "brain1", peer, "imageType: {Original: {}}\n" + setting)
    #expect(run.status == 2, "\(run.errors)")
    let first = try #require(found.single.first, "\(run.output)")
    #expect(first.name == cause, "\(run.output)")
    #expect(first.explains == found.cases[0].differing.map(\.column))
    #expect(found.cases[0].compared == 8)
  }

  @Test func aCohortIsJoinedByNameAndEachCaseIsCounted() throws {
    let scratch = try Scratch()
    let (one, two) = (try image("brain1"), try image("breast1"))
    let cohort = try scratch.write(
      "Image,Mask\n\(one[0]),\(one[1])\n\(two[0]),\(two[1])\nlost.nrrd,lost.nrrd\n", to: "cohort.csv")
    let params = try scratch.write("imageType: {Original: {}}\nsetting: {binCount: 32}\n", to: "other.yaml")
    let peer = scratch.file("peer.csv")
    #expect(try Command("extract", cohort, ["-p", params, "-o", peer]).status == 2)
    // Another order of rows: the join is by Image and Mask.
    let lines = try scratch.read("peer.csv").split(separator: "\n")
    _ = try scratch.write([lines[0], lines[2], lines[1]].joined(separator: "\n") + "\n", to: "peer.csv")
    let run = try Command("explain", cohort, ["--against", peer, "--json", "-"])
    #expect(run.status == 2)
    let found = try JSONDecoder().decode(Explanation.self, from: Data(run.output.utf8))
    #expect(found.cases.count == 3 && found.cases[2].error != nil)
    #expect(found.single.first?.name == "binCount: 32")
    #expect(found.cases.prefix(2).allSatisfy { !$0.differing.isEmpty && $0.unexplained.isEmpty })
  }

  @Test func badInputIsRefused() throws {
    let scratch = try Scratch()
    let empty = try scratch.write("a,b\n1,2\n", to: "empty.csv")
    let files = try image("brain1")
    #expect(try Command("explain", files[0], [files[1], "--against", empty]).status == 65)
    #expect(try Command("explain", files[0], [files[1], "--against", scratch.file("none.csv")]).status == 65)
    #expect(try Command("explain", files[0], [files[1]]).status == 64)
  }
}
