import DeepRadiomics

extension InputSettings {
  init(_ section: YAMLSection, _ preset: InputSettings) throws(StudyFileError) {
    let margin =
      try section.number("margin", expecting: "a number of mm from 0", where: { (0...1000).contains($0) }) ?? 10
    let crop = try section.number(
      "crop", expecting: "the side in mm, from 1 to 2000", where: { (1...2000).contains($0) })
    let regions: [(String, InputRegion)] = [
      ("crop", .crop(LesionCrop(margin: margin, side: crop))),
      ("masked-crop", .crop(LesionCrop(margin: margin, side: crop, isMasked: true))),
      ("lesion", .lesion), ("box", .lesionBox(margin: margin)), ("image", .image),
    ]
    let depth: DepthRule?
    if let slices = section.node("depth")?.int {
      depth = .fixed(slices)
    } else {
      depth = try section.choice("depth", of: [("training", .largestOfTraining), ("cohort", .largestOfCohort)])
    }
    // The margin and the side are those of the preset's crop too.
    let region = try section.choice("region", of: regions) ?? (preset.crop == nil ? nil : regions[0].1)
    let scaling = try section.choice("scaling", of: DeepNames.scalings(window: try section.window()))
    let levels = try section.choice("levels", of: DeepNames.levels)
    let frame = try section.choice("frame", of: DeepNames.frames)
    let normalisation = try section.choice("normalisation", of: DeepNames.normalisations)
    let reference: ScalingReference? = try section.choice("reference")
    let side = try section.integer(
      "side", expecting: "a whole number from 32 to 4096", where: { (32...4096).contains($0) })
    let resize: SliceResize? = try section.choice("resize")
    let fitting: DepthFitting? = try section.choice("fit")
    let series: SeriesCombination? = try section.choice("combine")
    do throws(InputError) {
      self = try preset.with(
        region: region, scaling: scaling, reference: reference, isEightBit: levels, side: side, resize: resize,
        keepsProportions: frame, normalisation: normalisation, depth: depth, fitting: fitting, series: series)
    } catch {
      throw section.fail("input", .networkInput(error))
    }
  }
}

/// Names of choices that are enumeration cases with values.
package enum DeepNames {
  package static let inflations: [(String, DepthTreatment)] = [
    ("centre", .inflated(.centre)), ("average", .inflated(.average)), ("trained", .inflated(.trained)),
    ("none", .slices),
  ]
  static func scalings(window: IntensityScaling?) -> [(String, IntensityScaling)] {
    [("minmax", .minMax), ("zscore", .zScore(limit: 3)), ("percentiles", .percentiles(low: 1, high: 99))]
      + (window.map { [("window", $0)] } ?? [])
  }
  package static let levels: [(String, Bool)] = [("float", false), ("8-bit", true)]
  package static let frames: [(String, Bool)] = [("kept", true), ("stretched", false)]
  static let normalisations: [(String, ChannelStandardisation)] = [
    ("as-trained", .asTrained), ("imagenet", .imageNet), ("none", .none),
  ]
}

extension YAMLSection {
  /// `window: [low, high]`, which `scaling: window` needs.
  fileprivate func window() throws(StudyFileError) -> IntensityScaling? {
    guard let texts = try strings("window") else { return nil }
    let ends = texts.compactMap { Double($0) }
    guard ends.count == 2, texts.count == 2, ends[0] < ends[1], (ends[1] - ends[0]).isFinite else {
      throw fail(
        "window",
        .wrongValue(
          key: "\(path).window", found: texts.joined(separator: ", "), expected: "two intensities, the lower first"))
    }
    guard try string("scaling") == "window" else {
      throw fail(
        "window",
        .wrongValue(key: "\(path).window", found: "without scaling: window", expected: "scaling: window beside it"))
    }
    return .window(low: ends[0], high: ends[1])
  }
}
