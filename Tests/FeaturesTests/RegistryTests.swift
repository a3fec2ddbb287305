import Features
import Testing
import Volumes

/// One contract over every feature there is.
@Suite struct RegistryTests {
  @Test(arguments: [
    (FeatureClass.shape, 14), (.firstorder, 18), (.glcm, 24), (.gldm, 14), (.glrlm, 16), (.glszm, 16), (.ngtdm, 5),
  ])
  func hasTheFeaturesOfPyRadiomics(featureClass: FeatureClass, count: Int) {
    let names = FeatureRegistry.entries(of: featureClass).map(\.name)
    #expect(names.count == count)
    // PyRadiomics sorts the names of its methods: "MeanAbsolute…" comes before "MeanFeatureValue".
    let methods = names.map { $0 + "FeatureValue" }
    #expect(methods == methods.sorted(), "columns are ordered as PyRadiomics' are")
    #expect(Set(names).count == count, "names are unique")
  }

  @Test func codesAreUniqueAndWellFormed() {
    let codes = FeatureRegistry.entries.compactMap(\.ibsi)
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.count == 4 && $0.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) } })
  }

  @Test(arguments: [[1], [1, 2]])
  func valuesComeInRegistryOrderAndAreFinite(distances: [Int]) {
    let region = RandomRegion(seed: 7, size: [6, 5, 4], levelCount: 5)
    let values = region.features(settings: TextureSettings(distances: distances))
    #expect(values.map(\.column) == FeatureRegistry.entries.map(\.column))
    #expect(values.allSatisfy { $0.value.number?.isFinite == true })
  }

  @Test func aSelectionComputesOnlyWhatItNames() throws {
    let region = RandomRegion(seed: 8, size: [4, 4, 4], levelCount: 3)
    let selection = try FeatureSelection(names: [.glcm: ["Contrast", "MCC"], .firstorder: ["Mean"], .shape: []])
    let chosen = features(of: selection, intensities: region.intensities, levels: region.levels)
    #expect(chosen.map(\.column) == ["firstorder_Mean", "glcm_Contrast", "glcm_MCC"])
    #expect(selection.columns == chosen.map(\.column))
    let all = Dictionary(uniqueKeysWithValues: region.features().map { ($0.column, $0.value) })
    #expect(chosen.allSatisfy { all[$0.column] == $0.value }, "leaving others out does not change a value")
  }

  @Test func aSelectionRefusesNamesThatDoNotExist() {
    #expect(throws: UnknownFeature.self) { try FeatureSelection(names: [.glcm: ["Contrast", "Homogeneity1"]]) }
  }

  @Test func aSelectionCanLeaveFeaturesOut() {
    let selection = FeatureSelection.all.removing([.shape: ["MeshVolume"], .glcm: ["MCC"]])
    #expect(selection.columns.count == 105)
    #expect(!selection.contains(.shape, "MeshVolume") && selection.contains(.shape, "VoxelVolume"))
  }
}
