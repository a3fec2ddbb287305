import DeepRadiomics
import Learning
import Results
import StudyFiles
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
    "", "input: jeong2024", "region: masked-crop, margin: 0", "crop: 80, inflation: average, depth: 24",
    "margin: 3, as-published: {region: box, inflation: none}, further: {mean: {inflation: average}}",
    "region: box, margin: 7.5, fit: resampled, depth: 32",
    "region: image, scaling: window, window: [-1000, 200], normalisation: none, levels: 8-bit",
    "series: [T2, T1], combine: channels, frame: stretched, resize: torch, side: 112",
    "views: {mirror: true, rotate: [-10, 7.5]}, factors: lasso, ensemble: 3, beyond: none",
    "inflation: average, pooling: standard, scaling: zscore, reference: lesion, normalisation: imagenet",
    "slice-pooling: [mean, attention], inflation: none, further: {max: {slice-pooling: max}, plain: {slice-pooling: mean}}",
    "slice-pooling: area, inflation: none, as-published: {slice-pooling: mean, region: box}",
    "scaling: window, window: [0, 9], views: {mirror: true}, further: {mean: {inflation: average}, ct: {network: astra, views: {}}}",
  ]

  /// Slices are joined in the ways that are named, the first network's for further ones too, and never in a network
  /// that takes whole volumes.
  @Test func slicesAreJoinedAsTheSectionSays() throws {
    #expect(try StudyText.study(text("")).deep?.poolings == [.mean])
    let all = try #require(
      try StudyText.study(text("slice-pooling: [max, attention], further: {b: {side: 112}, c: {inflation: average}}"))
        .deep)
    #expect(all.poolings == [.max, .attention] && all.further.map(\.poolings) == [[.max, .attention], [.mean]])
    let both = try #require(try StudyText.study(text("slice-pooling: attention") + "protocol: both\n").deep)
    #expect(both.way(in: .sound).poolings == [.attention] && both.way(in: .asPublished).poolings == [.mean])
    #expect(both.way(in: .asPublished).settings.depth == .inflated(.centre))
    #expect(!(try StudyText.study(text("")).resolvedText.contains("slice-pooling")))
  }

  @Test(arguments: [
    ("pooling: attention", "slice-pooling: attention"), ("slice-pooling: standard", "mean"),
    ("slice-pooling: [max, max]", "each once"), ("slice-pooling: []", "each once"),
    ("slice-pooling: attention, inflation: average", "inflation: none"),
    ("further: {b: {slice-pooling: max, inflation: centre}}", "inflation: none"),
  ])
  func aPoolingThatCannotBeIsRefusedWithWhatCan(keys: String, part: String) throws {
    let error = try #require(throws: StudyFileError.self) { try StudyText.study(text(keys)) }
    #expect("\(error)".contains(part), "\(error)")
  }

  @Test(arguments: choices, ["sound", "as-published", "both"])
  func everyChoiceIsPrintedAndReadsBackAsItself(keys: String, protocol evaluation: String) throws {
    let study = try StudyText.study(text(keys) + "protocol: \(evaluation)\n")
    let again = try StudyText.study(study.resolvedText)
    #expect(again.deep == study.deep, "\(study.resolvedText)")
    for key in ["levels", "frame", "normalisation", "factors", "combine", "fit"] {
      #expect(study.resolvedText.contains("\"\(key)\":"), "\(key)")
    }
  }

  /// An ONNX file is a network, slice by slice unless it is said otherwise, with a layer of its own; it brings its
  /// weights.
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
    let deep = try #require(try StudyText.study(text(Self.choices[8])).deep)
    #expect(
      deep.views == [try InputView(isMirrored: true), try InputView(rotation: -10), try InputView(rotation: 7.5)])
    #expect(deep.factors == .lasso)
    let window = try #require(try StudyText.study(text(Self.choices[6])).deep)
    #expect(window.input.scaling == .window(low: -1000, high: 200))
    #expect(window.input.normalisation == .none && window.input.isEightBit)
    let channels = try #require(try StudyText.study(text(Self.choices[7])).deep)
    #expect(channels.series == ["T2", "T1"] && channels.input.series == .channels)
    #expect(!channels.input.keepsProportions)
  }

  private func deep(_ keys: String, _ evaluation: String = "sound") throws -> StudyFile.Deep {
    try #require(try StudyText.study(text(keys) + "protocol: \(evaluation)\n").deep)
  }

  /// The sound protocol sees the lesion's crop slice by slice; as-published keeps the published geometry.
  @Test func eachProtocolHasItsOwnStandardInput() throws {
    let sound = try deep("")
    #expect(sound.input == .sound && sound.settings.depth == .slices && sound.published == nil)
    let published = try deep("", "as-published")
    #expect(published.input == .wholeFrame && published.settings == .published && published.published == nil)
    let both = try deep("", "both")
    #expect(both.way(in: .sound) == sound.way(in: .sound))
    #expect(both.way(in: .asPublished) == published.way(in: .asPublished) && both.ways.count == 2)
  }

  @Test(arguments: ["sound", "as-published", "both"]) func explicitKeysAndPresetsHoldInEveryProtocol(name: String)
    throws
  {
    let paper = try deep("input: jeong2024", name)
    #expect(paper.input == .jeong2024 && paper.settings == .published && paper.ways.count == 1)
    let old = try deep("region: lesion, inflation: centre", name)
    #expect(old.input == .wholeFrame && old.settings == .published && old.ways.count == 1)
    let crop = try deep("region: masked-crop, margin: 5, inflation: none", name)
    #expect(crop.input.crop == LesionCrop(margin: 5, isMasked: true) && crop.ways.count == 1)
    let trained = try deep("network: astra, region: crop".replacing("network: astra, ", with: ""), name)
    #expect(trained.ways.allSatisfy { $0.input.crop == LesionCrop() })
  }

  @Test func theWayOfAsPublishedMayBeGivenByItself() throws {
    let both = try deep("margin: 5, side: 112, as-published: {region: box, inflation: average}", "both")
    #expect(both.input.crop == LesionCrop(margin: 5) && both.input.side == 112)
    let published = both.way(in: .asPublished)
    #expect(published.input.region == .lesionBox(margin: 5) && published.input.side == 112)
    #expect(published.settings.depth == .inflated(.average))
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
    ("as-published: {ensemble: 3}", "deep.as-published"), ("crop: 0", "deep.crop"),
    ("as-published: {region: lesoin}", "deep.as-published.region"), ("series: [T3]", "deep.series"),
    ("series: [T1, T1]", "deep.series"),
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
