import Extraction
import Features
import Foundation
import ImageFiles
import ImageProcessing
import Testing
import Volumes

/// What a library's user meets: settings made in code, values by name, and errors that keep their type.
@Suite struct LibraryTests {
  private let grid = Grid(size: [12, 12, 12])
  private var image: Volume {
    Volume(grid: grid, voxels: (0..<grid.count).map { Double($0 * 37 % 101) }, precision: .integer)
  }
  private var mask: Mask {
    Mask(grid: grid, voxels: (0..<grid.count).map { $0 % 12 > 2 && $0 / 144 > 3 ? 1 : 0 })
  }

  @Test func settingsMadeInCodeAreThoseOfTheFile() throws {
    let text = """
      setting: {binCount: 16, normalize: true, normalizeScale: 100, resampledPixelSpacing: [2, 2, 2], padDistance: 8,
        label: 3, label_channel: 1, minimumROISize: 9, resegmentRange: [-3, 3], resegmentMode: sigma, correctMask: true,
        interpolator: sitkLinear, preCrop: true, geometryTolerance: 0.1, gldm_a: 1}
      imageType: {Original: {}, LoG: {sigma: [1.0, 3]}, Wavelet: {}}
      featureClass: {shape: , glcm: [Contrast, Id]}
      """
    let texture = TextureSettings(dependenceTolerance: 1)
    let widths = [GaussianWidth(1), GaussianWidth(3, text: "3")]
    let made = ExtractionSettings(
      images: [.original, .laplacianOfGaussian(widths), .wavelet].map {
        ImageRecipe($0, binning: .fixedBinCount(16), texture: texture)
      },
      selection: try FeatureSelection(names: [
        .shape: Set(FeatureRegistry.entries(of: .shape).map(\.name)), .glcm: ["Contrast", "Id"],
      ]),
      normalisation: ZScoreRecipe(scale: 100), resampledSpacing: [2, 2, 2], interpolator: .linear,
      padDistance: 8, cropsFirst: true, label: 3, labelChannel: 1, requirements: RegionRequirements(voxels: 9),
      resegmentation: ResegmentationRecipe(limits: [-3, 3], mode: .sigma), gridTolerance: 0.1, correctsMask: true)
    let read = try ExtractionSettings(parameterText: text, file: "params.yaml")
    #expect(made == read)
    #expect(made.identity == read.identity)
  }

  @Test func settingsOfTheProfileIBSIMadeInCodeAreThoseOfTheFile() throws {
    let text = """
      profile: ibsi
      label: 2
      resampling: {spacing: [2, 2, 2], interpolator: linear, rounding: true}
      resegmentation: {range: [-500, 400]}
      filters:
        - {mean: {support: 3}, name: smooth}
      """
    let made = ExtractionSettings(
      ibsi: IBSISettings(
        resampling: IBSIResampling(spacing: [2, 2, 2], roundsIntensities: true),
        resegmentation: Resegmentation(range: -500...400),
        filters: [IBSIFilterRecipe(.mean(MeanFilter(support: 3)), name: "smooth")]),
      label: 2)
    #expect(try made == ExtractionSettings(parameterText: text, file: "ibsi.yaml"))
  }

  @Test func valuesAreFoundByTheirColumn() throws {
    let features = try extractFeatures(image: image, mask: mask)
    let position = try #require(features.columns.firstIndex(of: "original_firstorder_Mean"))
    #expect(features["original_firstorder_Mean"] == features.values[position])
    #expect(features["original_firstorder_Average"] == nil)
  }

  @Test func aFileThatIsMissingIsAnImageFileErrorInsideTheCasesFailure() {
    let failure = #expect(throws: CaseFailure.self) {
      try ExtractionCase(image: "/nowhere/image.nii", mask: "/nowhere/mask.nii").extract()
    }
    guard case .file(let error)? = failure?.cause else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(error.kind == .notFound && error.file == "/nowhere/image.nii")
  }

  @Test func aRegionWithoutVoxelsIsAnExtractionErrorWithBothFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-library-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try writeNIfTI(image, to: "\(folder)/image.nii")
    var single = [Double](repeating: 0, count: grid.count)
    single[100] = 1
    try writeNIfTI(Volume(grid: grid, voxels: single), to: "\(folder)/mask.nii")
    let failure = #expect(throws: CaseFailure.self) {
      try ExtractionCase(image: "\(folder)/image.nii", mask: "\(folder)/mask.nii", label: 1).extract()
    }
    guard case .extraction(.processing(let error))? = failure?.cause else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(error == .regionIsOneVoxel)
    #expect("\(try #require(failure))".hasPrefix("\(folder)/image.nii with \(folder)/mask.nii: "))
  }

  @Test func aLabelThatIsNoNumberIsAnErrorOfTheRow() {
    let failure = #expect(throws: CaseFailure.self) {
      try ExtractionCase(image: "a.nii", mask: "b.nii", label: "tumour").extract()
    }
    guard case .row(.labelIsNoNumber("tumour"))? = failure?.cause else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func aTableKeepsTheTypeOfWhatFailedInARow() throws {
    let table = ExtractionTable(ExtractionCase(image: "/nowhere/image.nii", mask: "/nowhere/mask.nii"))
    let row = try #require(table.rows(.pyradiomicsDefaults, jobs: 1).first)
    guard case .file? = row.error?.cause else {
      Issue.record("\(String(describing: row.error))")
      return
    }
    #expect(row.cells.last == "\(try #require(row.error))")
  }
}
