import Extraction
import TestSupport
import Testing
import Volumes

@Suite struct ExtractionTests {
  /// 105 features (13 + 18 + 23 + 16 + 16 + 14 + 5) under nine images.
  @Test func theStudysRecipeHas945Columns() {
    let columns = ExtractionSettings.jeong2024.columns
    #expect(columns.count == 945)
    #expect(Set(columns).count == 945)
    #expect(columns.first == "original_shape_Elongation")
    #expect(columns.contains("wavelet-LLL_shape_Sphericity"))
    #expect(!columns.contains { $0.hasSuffix("_MCC") || $0.hasSuffix("_MeshVolume") })
  }

  /// The published table has these features and no others: a feature that the registry learns later stays out of it.
  @Test func theStudysRecipeHasTheFeaturesOfPyRadiomics2ByName() throws {
    let names = try Fixture.text("identity/jeong2024-columns.txt").split(separator: "\n").map(String.init)
    #expect(names.count == 105)
    let images = ["original"] + ["LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH", "LLL"].map { "wavelet-\($0)" }
    #expect(ExtractionSettings.jeong2024.columns == images.flatMap { image in names.map { "\(image)_\($0)" } })
  }

  @Test func shapeIsTheSameUnderEveryImage() throws {
    let result = try extractFeatures(image: image(), mask: ball, settings: .jeong2024)
    let values = Dictionary(uniqueKeysWithValues: zip(result.columns, result.values))
    #expect(values["wavelet-HLH_shape_Elongation"] == values["original_shape_Elongation"])
    #expect(result.values.count == 945)
  }

  @Test(arguments: [2, 4, 9])
  func bitsDoNotDependOnWorkers(workers: Int) throws {
    let alone = try extractFeatures(image: image(), mask: ball, settings: .jeong2024, workers: 1)
    #expect(try extractFeatures(image: image(), mask: ball, settings: .jeong2024, workers: workers) == alone)
  }

  @Test func aFlatRegionIsSaidToBeFlat() throws {
    let result = try extractFeatures(image: image { _ in 7 }, mask: ball, settings: .pyradiomicsDefaults)
    #expect(result.warnings.count == 1)
    #expect(result.values.count == result.columns.count)
  }

  @Test func intensitiesThatAreNotFiniteAreAnError() {
    #expect(throws: ExtractionError.self) {
      try extractFeatures(image: image { $0 == 0 ? 1 : .nan }, mask: ball, settings: .pyradiomicsDefaults)
    }
  }

  @Test func differentGridsAreAnErrorThatPrintsBoth() throws {
    let other = Mask(grid: Grid(size: grid.size, spacing: [1, 1, 2]), voxels: ball.voxels)
    let error = #expect(throws: ExtractionError.self) {
      try extractFeatures(image: image(), mask: other, settings: .pyradiomicsDefaults)
    }
    #expect("\(try #require(error))".contains("1.0, 1.0, 2.0 mm"))
  }

  /// A mask that covers only a part of the image's grid is the same region.
  @Test func correctMaskReadsAMaskOnAnotherGrid() throws {
    let part = ball.cropped(to: VoxelBox(lower: [2, 1, 1], upper: [11, 10, 9]))
    let corrected = try ExtractionSettings(pyRadiomicsText: "setting: {correctMask: true}", file: "params.yaml")
    let whole = try extractFeatures(image: image(), mask: ball, settings: .pyradiomicsDefaults)
    #expect(try extractFeatures(image: image(), mask: part, settings: corrected).values == whole.values)
    #expect(throws: ExtractionError.self) {
      try extractFeatures(image: image(), mask: part, settings: .pyradiomicsDefaults)
    }
  }

  @Test(arguments: ["false", "true"])
  func resegmentationNarrowsTheRegionAndOnRequestItsShape(_ changesShape: String) throws {
    let text = "setting: {resegmentRange: [100, 20], resegmentShape: \(changesShape)}"
    let result = try extractFeatures(
      image: image(), mask: ball, settings: ExtractionSettings(pyRadiomicsText: text, file: "params.yaml"))
    let inside = zip(ball.voxels, image().voxels).count { $0 != 0 && (20...100).contains($1) }
    let values = Dictionary(uniqueKeysWithValues: zip(result.columns, result.values))
    #expect(result.processedRegion.voxels == inside)
    // PyRadiomics cuts the shape to the box of the narrowed region even where it keeps the voxels.
    let shape = changesShape == "true" ? inside : ball.cropped(to: result.processedRegion.box).count
    #expect(values["original_shape_VoxelVolume"] == .defined(Double(shape)))
    #expect(try #require(values["original_firstorder_Maximum"]?.number) <= 100)
  }

  @Test func filtersThatAnImageIsTooSmallForLeaveTheirColumnsEmpty() throws {
    let text = "imageType: {Original: , LoG: {sigma: [1, 20]}}"
    let result = try extractFeatures(
      image: image(), mask: ball, settings: ExtractionSettings(pyRadiomicsText: text, file: "params.yaml"))
    let empty = zip(result.columns, result.values).filter { $1 == .undefined(.noFilteredImage) }.map(\.0)
    #expect(empty.count == 93)
    #expect(empty.allSatisfy { $0.hasPrefix("log-sigma-20-mm-3D_") })
    #expect(result.warnings.count == 1)
  }

  private let grid = Grid(size: [12, 11, 10])

  private func image(_ intensity: (Int) -> Double = { Double(($0 * 7919) % 256) }) -> Volume {
    Volume(grid: grid, voxels: (0..<grid.count).map(intensity), precision: .integer)
  }

  private var ball: Mask {
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for k in 2..<8 {
      for j in 2..<9 {
        for i in 3..<9 where (i - 6) * (i - 6) + (j - 5) * (j - 5) + (k - 5) * (k - 5) <= 9 {
          voxels[grid.offset(i, j, k)] = 1
        }
      }
    }
    return Mask(grid: grid, voxels: voxels)
  }
}
