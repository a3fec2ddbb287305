import Extraction
import Testing

@Suite struct ParameterFileTests {
  private func settings(_ text: String) throws -> ExtractionSettings {
    try ExtractionSettings(pyRadiomicsText: text, file: "params.yaml")
  }

  private func refusal(_ text: String) -> ParameterFileError? {
    do throws(ParameterFileError) {
      _ = try ExtractionSettings(pyRadiomicsText: text, file: "params.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["", "setting: {}", "imageType: {Original: {}}", "featureClass:\n"])
  func anEmptyFileMeansPyRadiomicsDefaults(_ text: String) throws {
    #expect(try settings(text) == .pyradiomicsDefaults)
  }

  /// The wording of PyRadiomics' example files: empty values, nulls, integers where numbers are meant.
  @Test func readsTheStyleOfTheExamples() throws {
    let read = try settings(
      """
      imageType:
        Original: {}
        Wavelet:
          binWidth: 10
      featureClass:
        shape:
        firstorder: []
        glcm:
          - 'Contrast'
          - 'Id'
      setting:
        normalize: true
        normalizeScale: 100
        interpolator: 'sitkBSpline'
        resampledPixelSpacing: [2, 2, 0]
        binWidth: 5
        voxelArrayShift: 300
        weightingNorm:
        force2D: false
        resegmentRange: null
        label: 2
      voxelSetting:
        kernelRadius: 2
      """)
    #expect(read.images.map(\.binning) == [.fixedBinWidth(5), .fixedBinWidth(10)])
    #expect(read.images.map(\.texture.intensityShift) == [300, 300])
    #expect(read.normalisation == ZScoreRecipe(scale: 100))
    #expect(read.resampledSpacing == [2, 2, 0])
    #expect(read.label == 2)
    #expect(read.columns.count == 14 + 9 * (18 + 2))
    #expect(read.columns.contains("wavelet-LLH_glcm_Contrast"))
  }

  /// PyRadiomics names a LoG image by what Python prints for the number in the file.
  @Test func readsFilters() throws {
    let read = try settings(
      """
      imageType:
        LoG: {sigma: [1, 2.5, 2.5], binWidth: 5}
        Gradient: {gradientUseSpacing: false}
        SquareRoot: {}
        Exponential:
      setting: {resegmentRange: [3, -3], resegmentMode: sigma, resegmentShape: true}
      """)
    #expect(
      read.images.flatMap(\.names)
        == ["log-sigma-1-mm-3D", "log-sigma-2-5-mm-3D", "gradient", "squareroot", "exponential"])
    #expect(read.images[0].binning == .fixedBinWidth(5))
    #expect(read.images[1].kind == .gradient(usesSpacing: false))
    #expect(read.resegmentation == ResegmentationRecipe(limits: [-3, 3], mode: .sigma, changesShape: true))
  }

  /// A file without classes asks for all of them, `shape2D` only where there is a plane, as in PyRadiomics.
  @Test func readsPlanesAndDirections() throws {
    let read = try settings(
      """
      setting: {force2D: true, force2Ddimension: 2, weightingNorm: manhattan, symmetricalGLCM: false, label_channel: 1}
      imageType:
        Original:
        Wavelet: {force2D: false, wavelet: bior2.2, level: 2}
        LBP2D: {force2Ddimension: 1, lbp2DMethod: ror, lbp2DSamples: 12, lbp2DRadius: 1.5}
      """)
    #expect(read.images.map(\.texture.plane) == [.column, nil, .row])
    #expect(read.images.allSatisfy { $0.texture.weighting == .manhattan && !$0.texture.isSymmetric })
    #expect(read.shapePlane == .column)
    #expect(read.columns.contains("original_shape2D_Perimeter"))
    #expect(!(try settings("")).columns.contains("original_shape2D_Perimeter"))
    #expect(read.images[1].names.count == 15)
    #expect(read.images[1].names.last == "wavelet2-LLL")
    #expect(read.images[2].names == ["lbp-2D"])
  }

  @Test func deprecatedFeaturesAreReadByName() throws {
    let read = try settings("featureClass: {glcm: [Homogeneity1], shape2D: , firstorder: [StandardDeviation]}")
    #expect(read.columns.count == 11)
    #expect(read.columns.last == "original_glcm_Homogeneity1")
  }

  @Test func readsJSON() throws {
    let read = try settings(#"{"setting": {"binCount": 32, "distances": [1, 2]}, "imageType": {"Wavelet": {}}}"#)
    #expect(read.images.map(\.binning) == [.fixedBinCount(32)])
    #expect(read.images.map(\.texture.distances) == [[1, 2]])
    #expect(read.columns.first == "original_shape_Elongation")
  }

  /// `None` as interpolator turns resampling off in PyRadiomics.
  @Test func noInterpolatorMeansNoResampling() throws {
    #expect(try settings("setting: {resampledPixelSpacing: [1, 1, 1], interpolator: null}").resampledSpacing == nil)
  }

  @Test func unknownKeysAreRefusedByNameAndLine() throws {
    let error = try #require(refusal("setting:\n  binwidth: 5\n"))
    #expect(error.line == 2)
    #expect("\(error)".contains("unknown key \"binwidth\" in setting (did you mean \"binWidth\"?)"))
    #expect("\(error)".contains("normalizeScale"))
  }

  @Test(arguments: [
    ("setting: {interpolator: sitkLabelGaussian}", "votes among labels"),
    ("setting: {interpolator: 5}", "among labels"),
    ("imageType: {Wavelet: {normalize: true}}", "put it under setting"),
  ])
  func whatIsNotComputedIsRefusedWithTheReason(_ text: String, reason: String) throws {
    let error = try #require(refusal(text))
    #expect("\(error)".contains("is refused") && "\(error)".lowercased().contains(reason))
  }

  @Test func keysOfAnotherSectionAreSentThere() throws {
    #expect("\(try #require(refusal("setting: {kernelRadius: 1}")))".contains("a key of voxelSetting, not of setting"))
    #expect("\(try #require(refusal("binWidth: 5")))".contains("a key of setting, not of the top level"))
  }

  @Test func tabsAreNamed() throws {
    let error = try #require(refusal("setting:\n\tbinWidth: 5\n"))
    #expect(error.line == 2 && "\(error)".contains("use spaces"))
  }

  @Test func aListIsShownInItsError() throws {
    #expect("\(try #require(refusal("setting: {distances: [0, 1]}")))".contains("is [0, 1]; expected"))
  }

  @Test func theChannelOfALabelImageIsRead() throws {
    #expect(try settings("setting: {label_channel: 3}").labelChannel == 3)
    #expect(try settings("setting: {interpolator: sitkGaussian}").interpolator == .gaussian)
  }

  @Test(arguments: [
    "setting: {binWidth: 0}", "setting: {binWidth: wide}", "setting: {label: 0}", "setting: {distances: 1}",
    "setting: {resampledPixelSpacing: [1, 1]}", "setting: {minimumROIDimensions: 4}", "setting: [1]",
    "setting: {interpolator: cubic}", "featureClass: {glcm: Contrast}",
    "imageType: {LoG: {}}", "imageType: {LoG: {sigma: []}}", "imageType: {LoG: {sigma: [1, 0]}}",
    "imageType: {LoG: {sigma: 1}}", "setting: {force2Ddimension: 3}", "setting: {weightingNorm: l2}",
    "imageType: {Wavelet: {wavelet: morl}}", "imageType: {Wavelet: {level: 0}}", "setting: {label_channel: -1}",
    "imageType: {LBP2D: {lbp2DSamples: 31, lbp2DMethod: default}}", "setting: {resegmentRange: []}",
    "setting: {resegmentRange: [1, 2, 3]}",
    "setting: {resegmentRange: [1], resegmentMode: share}", "imageType: {Gradient: {gradientUseSpacing: 2}}",
  ])
  func valuesThatCannotBeAreRefused(_ text: String) throws {
    guard case .wrongValue = try #require(refusal(text)).problem else {
      Issue.record("\(text) was refused for another reason")
      return
    }
  }

  @Test func unknownFeaturesAreRefusedWithTheKnownOnes() throws {
    let error = try #require(refusal("featureClass: {glcm: [Contrasts]}"))
    #expect("\(error)".contains("Contrasts"))
    #expect("\(error)".contains("Autocorrelation"))
  }

  @Test func brokenYAMLIsAnError() throws {
    guard case .notYAML = try #require(refusal("setting: [1")).problem else {
      Issue.record("refused for another reason")
      return
    }
  }
}
