import DeepRadiomics
import Learning
import Testing

@Suite struct DeepArmSectionTests {
  private func text(_ keys: String) -> String {
    StudyText.base.replacing(
      """
      series:
        T1: {image: "{id}/t1.nii.gz", mask: "{id}/mask.nii.gz"}
      """,
      with: """
        series:
          T1: {image: "{id}/t1.nii.gz", mask: "{id}/mask.nii.gz"}
          T2: {image: "{id}/t2.nii.gz", mask-of: T1}
        """) + "\narms: [hcr, dlr]\ndeep: {network: resnet50\(keys.isEmpty ? "" : ", ")\(keys)}\n"
  }

  private static let choices = [
    "", "input: jeong2024", "region: box, margin: 7.5, fit: resampled, depth: 32",
    "region: image, scaling: window, window: [-1000, 200], normalisation: none, levels: 8-bit",
    "series: [T2, T1], combine: channels, frame: stretched, resize: torch, side: 112",
    "views: {mirror: true, rotate: [-10, 7.5]}, factors: lasso, ensemble: 3, beyond: none",
    "inflation: average, pooling: standard, scaling: zscore, reference: lesion, normalisation: imagenet",
    "scaling: window, window: [0, 9], views: {mirror: true}, further: {mean: {inflation: average}, ct: {network: astra, views: {}}}",
  ]

  @Test(arguments: choices) func everyChoiceIsPrintedAndReadsBackAsItself(keys: String) throws {
    let study = try StudyText.study(text(keys))
    let again = try StudyText.study(study.resolvedText)
    #expect(again.deep == study.deep, "\(study.resolvedText)")
    for key in ["levels", "frame", "normalisation", "factors", "combine", "fit"] {
      #expect(study.resolvedText.contains("\"\(key)\":"), "\(key)")
    }
  }

  /// An ONNX file is a network, slice by slice unless it is said otherwise, with a layer of its own; it brings its weights.
  @Test func anONNXFileIsANetwork() throws {
    let file = text("layer: pool, further: {deep: {layer: other}, volume: {network: v.onnx, inflation: trained}}")
      .replacing("network: resnet50", with: "network: encoder.ONNX")
    let deep = try #require(try StudyText.study(file).deep)
    #expect(deep.network == "encoder.ONNX" && deep.settings.architecture == .onnx && deep.settings.depth == .slices)
    #expect(deep.settings.layer == "pool")
    #expect(deep.further.map(\.settings.layer) == ["other", nil])
    #expect(deep.further[1].settings.depth == .inflated(.trained))
    #expect(try StudyText.study(try StudyText.study(file).resolvedText).deep == deep)
    let weighted = text("weights: w.pth").replacing("network: resnet50", with: "network: encoder.onnx")
    #expect(StudyText.error(weighted)?.description.contains("deep.weights") == true)
    #expect(StudyText.error(text("layer: pool"))?.description.contains("deep.layer") == true)
  }

  @Test func theValuesAreThoseWritten() throws {
    let deep = try #require(try StudyText.study(text(Self.choices[5])).deep)
    #expect(
      deep.views == [try InputView(isMirrored: true), try InputView(rotation: -10), try InputView(rotation: 7.5)])
    #expect(deep.factors == .lasso)
    let window = try #require(try StudyText.study(text(Self.choices[3])).deep)
    #expect(window.input.scaling == .window(low: -1000, high: 200))
    #expect(window.input.normalisation == .none && window.input.isEightBit)
    let channels = try #require(try StudyText.study(text(Self.choices[4])).deep)
    #expect(channels.series == ["T2", "T1"] && channels.input.series == .channels)
    #expect(!channels.input.keepsProportions)
  }

  /// A further network is the first one but for what it says; another network is read as it was trained.
  @Test func aFurtherNetworkSaysOnlyWhatDiffers() throws {
    let keys =
      "weights: w.pth, inflation: centre, scaling: window, window: [0, 9], series: [T2], ensemble: 3, views: {mirror: true}, "
      + "further: {mean: {inflation: average}, ct: {network: astra, scaling: minmax, views: {}, beyond: none}}"
    let deep = try #require(try StudyText.study(text(keys)).deep)
    #expect(deep.label.isEmpty && deep.further.map(\.label) == ["mean", "ct"])
    var mean = deep
    (mean.label, mean.further) = ("mean", [])
    mean.settings = NetworkSettings(depth: .inflated(.average))
    #expect(deep.further[0] == mean)
    let trained = deep.further[1]
    #expect(trained.weights == nil && trained.settings.architecture == .resNet152)
    #expect(trained.settings.depth == .inflated(.trained) && trained.settings.pooling == .standard)
    #expect(trained.input.scaling == .minMax && trained.series == ["T2"] && trained.ensemble == 3)
    #expect(trained.views.isEmpty && trained.beyond.isEmpty)
  }

  @Test(arguments: [
    ("further: {a_b: {inflation: none}}", "deep.further"), ("further: {mean: {inflatoin: none}}", "deep.further.mean"),
    ("further: {mean: {further: {x: {inflation: none}}}}", "deep.further.mean.further"),
    ("further: {mean: {network: resnet51}}", "deep.network"),
    ("further: {aNameOfMoreThanTwentyLetters: {inflation: none}}", "deep.further"),
    ("views: {rotate: [0]}", "deep.views.rotate"), ("views: {rotate: [400]}", "deep.views.rotate"),
    ("views: {mirorr: true}", "deep.views.mirorr"), ("views: {rotate: [1, 2, 3, 4, 5, 6, 7, 8, 9]}", "deep.views"),
    ("views: {rotate: [5, 5]}", "deep.views"), ("window: [0, 1]", "deep.window"),
    ("scaling: window, window: [1, 0]", "deep.window"), ("scaling: window", "deep.scaling"),
    ("factors: ridge", "deep.factors"), ("levels: 12-bit", "deep.levels"), ("combine: stacked", "deep.combine"),
    ("series: [T3]", "deep.series"), ("series: [T1, T1]", "deep.series"),
  ])
  func aWrongChoiceIsRefusedByItsKey(keys: String, key: String) throws {
    let error = try #require(StudyText.error(text(keys)))
    #expect(error.description.contains(key), "\(error)")
  }

  /// Channels are three: a fourth series would have none.
  @Test func moreSeriesThanChannelsAreRefusedBeforeTheRun() throws {
    let four = text("combine: channels").replacing(
      "  T2: {image",
      with:
        "  T3: {image: \"{id}/t3.nii.gz\", mask-of: T1}\n  T4: {image: \"{id}/t4.nii.gz\", mask-of: T1}\n  T2: {image")
    #expect(StudyText.error(four)?.description.contains("deep.combine") == true)
  }
}
