import Foundation
import ImageFiles
import Records
import TestSupport
import Testing
import Volumes

/// `apus maps` against PyRadiomics' voxel-based extraction.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: MapTests, no reference data"))
struct MapTests {
  /// PyRadiomics 3.1.0 (`execute(…, voxelBased=True)`,
  /// `{"setting": {"binWidth": 25}, "voxelSetting": {"voxelBatch": 1}}`, all features) run on brain1 and the part of
  /// its label in the box (176, 87, 15) to (188, 95, 17), at the voxels (176, 87, 15), (187, 90, 16) and (188, 95, 17).
  private static let reference: [String: [Double]] = [
    "firstorder_Kurtosis": [1.9182228707251499, 1.6273432771211827, 1.802121956874959],
    "firstorder_Entropy": [2.749999999999998, 3.337175341123073, 1.9056390622295651],
    "firstorder_TotalEnergy": [27526972.3510742, 49079736.93847653, 24176425.476074204],
    "firstorder_90Percentile": [1044.2, 987.2, 962.2],
    "glcm_Contrast": [58.57692307692308, 72.15864413364412, 41.38461538461539],
    "glcm_Idn": [0.8082480828124601, 0.7906082034957892, 0.8321636351878289],
    "glcm_MCC": [0.9999999999999981, 0.9999999999999941, 0.9999999999999989],
    "glcm_Imc2": [0.9688132275673239, 0.994343583562955, 0.9526130550735381],
    "glrlm_RunEntropy": [2.7544119170813515, 3.3495106830059305, 1.9884747244954672],
    "glszm_ZonePercentage": [0.875, 0.8235294117647058, 0.5],
    "gldm_DependenceVariance": [0.1875, 0.22837370242214533, 0.4375],
    "ngtdm_Busyness": [0.10052910052910054, 0.1355346645137642, 0.35714285714285715],
  ]
  private static let places: [SIMD3<Int>] = [[176, 87, 15], [187, 90, 16], [188, 95, 17]]

  private let scratch: Scratch
  private let image: String
  private let mask: String
  private let region: Mask

  init() throws {
    scratch = try Scratch()
    image = try ReferenceData.file("pyradiomics/data/brain1_image.nrrd").path
    let whole = try readMask(ReferenceData.file("pyradiomics/data/brain1_label.nrrd").path)
    let size = whole.grid.size
    let voxels = whole.voxels.enumerated().map { position, inside -> UInt8 in
      let (i, j, k) = (position % size.x, position / size.x % size.y, position / (size.x * size.y))
      return 176..<189 ~= i && 87..<96 ~= j && 15..<18 ~= k ? inside : 0
    }
    region = Mask(grid: whole.grid, voxels: voxels)
    mask = scratch.file("mask.nii.gz")
    try writeNIfTI(Volume(grid: whole.grid, voxels: voxels.map(Double.init)), to: mask)
  }

  @Test func mapsAreThoseOfPyRadiomics() throws {
    #expect(region.count == 290)
    let asked = Self.reference.keys.sorted().flatMap { ["--feature", $0] }
    let run = try Command(arguments: ["maps", image, mask, "-o", scratch.file("maps"), "--sample", "float64"] + asked)
    try #require(run.status == 0, "\(run.errors)")
    for (feature, values) in Self.reference {
      let map = try readVolume(scratch.file("maps/original_\(feature).nii.gz"))
      #expect(map.grid.agrees(with: region.grid, tolerance: 1e-5))
      for (place, value) in zip(Self.places, values) {
        let found = map[place.x, place.y, place.z]
        #expect(abs(found - value) <= 1e-6 * abs(value), "\(feature) at \(place): \(found), PyRadiomics \(value)")
      }
      #expect(zip(map.voxels, region.voxels).allSatisfy { $1 != 0 || $0 == 0 }, "\(feature) outside the region")
    }
  }

  @Test func theBytesDoNotDependOnThreads() throws {
    let parameters = try scratch.write(
      "imageType: {Original: {}, Wavelet: {}}\nvoxelSetting: {kernelRadius: 2, initValue: -1}\n", to: "p.yaml")
    for jobs in ["1", "3"] {
      let run = try Command(
        "maps", image, mask, "-p", parameters, "--feature", "ngtdm_Contrast", "-o", scratch.file(jobs), "-j", jobs)
      try #require(run.status == 0, "\(run.errors)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.file("1"))
    // A map and its record each.
    #expect(names.count == 18)
    for name in names {
      let files = try ["1", "3"].map { try Data(contentsOf: URL(filePath: scratch.file("\($0)/\(name)"))) }
      #expect(files[0] == files[1], "\(name)")
    }
    #expect(try readVolume(scratch.file("1/wavelet-LLH_ngtdm_Contrast.nii.gz"))[0, 0, 0] == -1)
  }

  /// Two voxels that see no other: no co-occurrence, the stated value, and a count with the reason.
  @Test func undefinedVoxelsAreCountedByReason() throws {
    var voxels = [UInt8](repeating: 0, count: region.grid.count)
    for place in [SIMD3(100, 100, 10), [104, 100, 10]] { voxels[region.grid.offset(place.x, place.y, place.z)] = 1 }
    let lonely = scratch.file("lonely.nii.gz")
    try writeNIfTI(Volume(grid: region.grid, voxels: voxels.map(Double.init)), to: lonely)
    let parameters = try scratch.write("setting: {minimumROIDimensions: 1}\n", to: "p.yaml")
    let run = try Command(
      "maps", image, lonely, "-p", parameters, "--feature", "glcm_Contrast", "--undefined-value", "-5", "-o",
      scratch.file("maps"))
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("2 voxels, of which undefined (-5.0): 2 noNeighbours"))
    #expect(try readVolume(scratch.file("maps/original_glcm_Contrast.nii.gz"))[104, 100, 10] == -5)
  }

  /// PyRadiomics 3.1.0 as above, with `force2D`, `weightingNorm: euclidean`, `symmetricalGLCM: false`, `binWidth: 25`
  /// and `kernelRadius: 2`: the kernel is a square in the slice, and directions are merged.
  private static let planar: [String: [Double]] = [
    "firstorder_Entropy": [2.419381945646369, 2.9659573209491716, 2.1971597234241473],
    "glcm_Contrast": [16.873655989861884, 7.4529371762539585, 15.798177439079096],
    "glcm_JointAverage": [11.400308851387386, 12.785819927109106, 7.339129106634633],
    "glrlm_RunEntropy": [2.8311701945584486, 3.3982256588626476, 2.4429493238743487],
    "glszm_ZonePercentage": [0.6666666666666666, 0.65, 0.7777777777777778],
    "gldm_DependenceVariance": [0.4444444444444444, 0.76, 0.24691358024691357],
    "ngtdm_Busyness": [0.09221230158730158, 0.03731364678899083, 0.2800347222222222],
  ]

  @Test func mapsInPlanesAreThoseOfPyRadiomics() throws {
    let parameters = try scratch.write(
      """
      setting: {binWidth: 25, force2D: true, weightingNorm: euclidean, symmetricalGLCM: false}
      voxelSetting: {kernelRadius: 2}
      """, to: "planar.yaml")
    let asked = Self.planar.keys.sorted().flatMap { ["--feature", $0] }
    let run = try Command(
      arguments: ["maps", image, mask, "-p", parameters, "-o", scratch.file("planar"), "--sample", "float64"] + asked)
    try #require(run.status == 0, "\(run.errors)")
    for (feature, values) in Self.planar {
      let map = try readVolume(scratch.file("planar/original_\(feature).nii.gz"))
      for (place, value) in zip(Self.places, values) {
        let found = map[place.x, place.y, place.z]
        #expect(abs(found - value) <= 1e-6 * abs(value), "\(feature) at \(place): \(found), PyRadiomics \(value)")
      }
    }
  }

  @Test func aMapSaysWhatMadeIt() throws {
    let run = try Command(
      "maps", image, mask, "--feature", "firstorder_Mean", "-o", scratch.file("said"), "--kernel-radius", "2")
    try #require(run.status == 0, "\(run.errors)")
    let bytes = try Data(contentsOf: URL(filePath: scratch.file("said/original_firstorder_Mean.json")))
    let record = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let provenance = try #require(record["provenance"] as? [String: String])
    #expect(provenance["profile"] == "pyradiomics")
    #expect((record["kernel"] as? [String: Any])?["radius"] as? Int == 2)
    #expect(record["map"] as? String == "original_firstorder_Mean" && record["label"] as? Int == 1)
    let header = try InflatedFile.bytes(of: scratch.file("said/original_firstorder_Mean.nii.gz")).prefix(348)
    let text = String(decoding: header[148..<228].prefix { $0 != 0 }, as: UTF8.self)
    #expect(text.hasPrefix("\(Software.name) pyradiomics sha256:") && text.hasSuffix(" original_firstorder_Mean"))
    #expect(text.contains(try #require(provenance["settings"]).prefix(23)))
  }

  @Test func whatHasNoMapIsRefused() throws {
    let shape = try Command("maps", image, mask, "--feature", "shape_Sphericity", "-o", scratch.file("none"))
    #expect(shape.status == 65)
    let typo = try Command("maps", image, mask, "--feature", "glcm_Contras", "-o", scratch.file("none"))
    #expect(typo.errors.contains("did you mean \"glcm_Contrast\"?"))
    let ibsi = try scratch.write("profile: ibsi\n", to: "ibsi.yaml")
    #expect(try Command("maps", image, mask, "-p", ibsi, "-o", scratch.file("none")).status == 65)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("none")))
  }
}
