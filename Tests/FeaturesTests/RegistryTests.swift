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
    #expect(throws: UnknownFeature.self) { try FeatureSelection(names: [.glcm: ["Contrast", "Homogeneity3"]]) }
  }

}

@Suite struct DeprecatedFeatureTests {
  @Test func deprecatedFeaturesAreComputedOnlyWhenNamed() throws {
    let deprecated = FeatureRegistry.known.filter(\.isDeprecated)
    #expect(deprecated.count == 11)
    #expect(FeatureRegistry.entries.allSatisfy { !$0.isDeprecated && $0.featureClass != .shape2D })
    let region = RandomRegion(seed: 3, size: [5, 5, 4], levelCount: 4)
    #expect(Set(region.features().map(\.column)).isDisjoint(with: deprecated.map(\.column)))
    let selection = try FeatureSelection(names: [
      .shape: ["Compactness1", "Compactness2", "SphericalDisproportion", "Sphericity"],
      .firstorder: ["StandardDeviation", "Variance", "Uniformity"],
      .glcm: [
        "Dissimilarity", "DifferenceAverage", "Homogeneity1", "Id", "Homogeneity2", "Idm", "SumVariance",
        "ClusterTendency",
      ],
      .gldm: ["DependencePercentage", "GrayLevelNonUniformityNormalized"],
    ])
    let values = Dictionary(
      uniqueKeysWithValues: (shapeFeatures(of: region.mask, selection: selection)
        + features(of: selection, intensities: region.intensities, levels: region.levels)).map { ($0.column, $0.value) }
    )
    #expect(Set(values.keys) == Set(selection.columns))
    func value(_ column: String) throws -> Double { try #require(values[column]?.number, "\(column)") }
    for (old, new) in [
      ("Dissimilarity", "DifferenceAverage"), ("Homogeneity1", "Id"), ("Homogeneity2", "Idm"),
      ("SumVariance", "ClusterTendency"),
    ] {
      #expect(try value("glcm_\(old)") == value("glcm_\(new)"))
    }
    let sphericity = try value("shape_Sphericity")
    #expect(try abs(value("shape_Compactness2") - sphericity * sphericity * sphericity) < 1e-12)
    #expect(try abs(value("shape_SphericalDisproportion") * sphericity - 1) < 1e-12)
    #expect(try abs(value("shape_Compactness1") - (value("shape_Compactness2")).squareRoot() / (6 * .pi)) < 1e-12)
    #expect(try abs(value("firstorder_StandardDeviation") - value("firstorder_Variance").squareRoot()) < 1e-12)
    #expect(try abs(value("gldm_GrayLevelNonUniformityNormalized") - value("firstorder_Uniformity")) < 1e-12)
    #expect(try value("gldm_DependencePercentage") == 1)
  }
}
