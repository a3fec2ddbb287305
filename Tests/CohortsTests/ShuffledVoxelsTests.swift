import Cohorts
import Execution
import Features
import Foundation
import ImageFiles
import Records
import StudyFiles
import StudySupport
import Testing
import Volumes

private let size = SIMD3(9, 8, 7)

/// A lesion of 5 x 4 x 3 voxels, whose intensities rise along x, in noise.
private func lesion(_ seed: UInt64 = 3) -> LoadedSeries {
  var stream = RandomStream(seed: seed, name: "lesion")
  let grid = Grid(size: size, spacing: [1, 1, 1])
  let places = (0..<grid.count).map { ($0 % size.x, $0 / size.x % size.y, $0 / size.x / size.y) }
  let mask = places.map { x, y, z in (2..<7).contains(x) && (2..<6).contains(y) && (2..<5).contains(z) }
  let voxels = places.map { x, _, _ in Double(40 * x) + (4 * stream.normal()).rounded() }
  return LoadedSeries(
    image: Volume(grid: grid, voxels: voxels), mask: Mask(grid: grid, voxels: mask.map { $0 ? 1 : 0 }),
    frameOfReference: nil, notes: [])
}

/// The negative control keeps the intensities of a lesion and takes away their places.
@Suite struct ShuffledVoxelsTests {
  @Test(arguments: 0..<5 as Range<UInt64>)
  func theControlKeepsEveryIntensityOfALesionAndMovesMostOfThem(seed: UInt64) {
    let original = lesion()
    let control = original.shuffled(seed: seed, name: "shuffled voxels P1 T1")
    let inside = original.mask.voxels.indices.filter { original.mask.voxels[$0] != 0 }
    let values = { (series: LoadedSeries) in inside.map { series.image.voxels[$0] } }
    #expect(values(control).sorted() == values(original).sorted(), "seed \(seed)")
    let moved = zip(values(control), values(original)).count { $0 != $1 }
    #expect(moved > inside.count / 2, "seed \(seed): \(moved) of \(inside.count)")
    #expect(control.mask == original.mask)
  }

  @Test func whatLiesOutsideTheLesionStays() {
    let (original, control) = (lesion(), lesion().shuffled(seed: 1, name: "control"))
    for at in original.mask.voxels.indices where original.mask.voxels[at] == 0 {
      #expect(control.image.voxels[at] == original.image.voxels[at])
    }
  }

  @Test func theOrderIsOfSeedPatientAndSeries() {
    let order = { (seed: UInt64, name: String) in lesion().shuffled(seed: seed, name: name).image.voxels }
    #expect(order(1, "P1 T1") == order(1, "P1 T1"))
    #expect(order(1, "P1 T1") != order(2, "P1 T1"))
    #expect(order(1, "P1 T1") != order(1, "P2 T1"))
  }

  /// The features of the control are those of the shuffled image: first-order ones stay, texture goes.
  @Test func theControlsFeaturesAreOfTheShuffledLesion() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-control-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: "\(folder)/P1", withIntermediateDirectories: true)
    let original = lesion()
    try writeNIfTI(original.image, to: "\(folder)/P1/t1.nii")
    try writeNIfTI(
      Volume(grid: original.mask.grid, voxels: original.mask.voxels.map(Double.init)), to: "\(folder)/P1/mask.nii")
    try "setting: {binWidth: 25}\nfeatureClass: {firstorder: [Mean, Variance], glcm: [Contrast, Autocorrelation]}\n"
      .write(toFile: "\(folder)/params.yaml", atomically: true, encoding: .utf8)
    var study = try StudyFile.ofImages(features: "{parameters: params.yaml}", "controls: {shuffled-voxels: true}")
    study.root = folder
    let extractor = CaseExtractor(
      series: study.cohortSeries, settings: try study.extractionSettings(),
      cache: ContentCache(in: try RunFolder("\(folder)/run", for: study)), seed: study.seed, hasShuffledControl: true)
    let found = try extractor.extract("P1")
    let control = try #require(found.shuffled)
    #expect(extractor.columns.count == 4 && control.count == 4)
    for (name, pair) in zip(extractor.columns, zip(found.values, control)) {
      let (own, shuffled) = (try #require(pair.0.number), try #require(pair.1.number))
      if name.contains("firstorder") {
        #expect(abs(own - shuffled) < 1e-9 * abs(own), "\(name)")
      } else {
        #expect(abs(own - shuffled) > 0.05 * abs(own), "\(name): \(own) and \(shuffled)")
      }
    }
    let without = CaseExtractor(
      series: study.cohortSeries, settings: extractor.settings, cache: extractor.cache, seed: study.seed)
    #expect(try without.extract("P1").shuffled == nil)
  }
}
