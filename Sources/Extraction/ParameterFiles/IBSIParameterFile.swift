import Features
import ImageProcessing
import Records

/// A parameter file of the profile `ibsi`; `Documentation/ibsi.md` describes it.
struct IBSIParameterFile {
  private let root: ParameterSection

  init(_ root: ParameterSection) throws(ParameterFileError) {
    self.root = root
    try root.check(known: [
      "profile", "label", "geometry-tolerance", "round-image", "resampling", "resegmentation", "discretisation",
      "intensity-volume-histogram", "families", "aggregations", "texture", "filters", "response-maps",
    ])
  }

  func settings() throws(ParameterFileError) -> ExtractionSettings {
    let resegmentation = try resegmentation()
    let selection = try selection(root, families: IBSIFamily.allCases, texture: texture())
    let filters = try filters()
    let settings = IBSISettings(
      roundsImage: try root.flag("round-image") ?? false, resampling: try resampling(), resegmentation: resegmentation,
      binning: try root.binning(start: resegmentation.range?.lowerBound) ?? .fixedBinNumber(32),
      volumeHistogram: try root.volumeHistogram() ?? .number(1000), selection: selection, filters: filters,
      responses: try responses(selection))
    if let twice = settings.columns.firstDuplicate {
      throw root.error(
        "filters", .wrongValue(key: "filters", found: "a column \"\(twice)\" twice", expected: Self.named))
    }
    return ExtractionSettings(
      ibsi: settings, label: try root.givenLabel,
      gridTolerance: try root.number("geometry-tolerance", expecting: "a number above 0") { $0 > 0 } ?? 0.01)
  }

  private static let named = "filters of different names; give one of them a name: of its own"

  private func resampling() throws(ParameterFileError) -> IBSIResampling? {
    let section = try root.section(
      "resampling", known: ["spacing", "interpolator", "rounding", "mask-interpolator", "mask-threshold"])
    guard let section else { return nil }
    guard let spacing = try section.spacing() else {
      let found = ParameterFileError.Problem.wrongValue(
        key: "resampling.spacing", found: "missing", expected: ParameterSection.spacingForm)
      throw root.error("resampling", found)
    }
    return IBSIResampling(
      spacing: spacing, interpolator: try section.interpolator("interpolator") ?? .linear,
      roundsIntensities: try section.flag("rounding") ?? false,
      maskInterpolator: try section.interpolator("mask-interpolator") ?? .linear,
      maskThreshold: try section.number("mask-threshold", expecting: "a number above 0, at most 1") {
        $0 > 0 && $0 <= 1
      } ?? 0.5)
  }

  private func resegmentation() throws(ParameterFileError) -> Resegmentation {
    guard let section = try root.section("resegmentation", known: ["range", "sigma"]) else { return Resegmentation() }
    let form = "two numbers, the lower first; -.inf and .inf leave an end open"
    let limits = try section.numbers("range", expecting: form) { limits in
      limits.count == 2 && limits[0] <= limits[1] && !limits.contains(where: \.isNaN)
    }
    return Resegmentation(
      range: limits.map { $0[0]...$0[1] },
      outlierLimit: try section.number("sigma", expecting: "a number above 0") { $0 > 0 })
  }

  private func texture() throws(ParameterFileError) -> IBSITextureSettings {
    let keys = ["glcm-distance", "ngtdm-distance", "ngldm-distance", "ngldm-coarseness"]
    guard let section = try root.section("texture", known: Set(keys)) else { return IBSITextureSettings() }
    func distance(_ key: String) throws(ParameterFileError) -> Int {
      try section.integer(key, expecting: "a whole number of voxels from 1 to 10") { (1...10).contains($0) } ?? 1
    }
    return IBSITextureSettings(
      cooccurrenceDistance: try distance(keys[0]), differenceDistance: try distance(keys[1]),
      dependenceDistance: try distance(keys[2]),
      dependenceCoarseness: try section.integer(keys[3], expecting: "a whole number from 0 to 1000") {
        (0...1000).contains($0)
      }
        ?? 0)
  }

  private func selection(
    _ section: ParameterSection, families: [IBSIFamily], texture: IBSITextureSettings, like other: IBSISelection? = nil
  ) throws(ParameterFileError) -> IBSISelection {
    IBSISelection(
      families: try section.words("families", of: IBSIFamily.self) ?? families,
      aggregations: try section.words("aggregations", of: IBSIAggregation.self)
        ?? other?.aggregations ?? [.volumeAveraged, .volumeMerged],
      texture: texture)
  }

  private func responses(_ image: IBSISelection) throws(ParameterFileError) -> IBSIResponseSettings {
    let known: Set = ["families", "aggregations", "discretisation", "intensity-volume-histogram"]
    guard let section = try root.section("response-maps", known: known) else { return IBSIResponseSettings() }
    return IBSIResponseSettings(
      selection: try selection(section, families: [.statistics], texture: image.texture, like: image),
      binning: try section.binning(start: nil) ?? .fixedBinNumber(32),
      volumeHistogram: try section.volumeHistogram() ?? .number(1000))
  }

  private func filters() throws(ParameterFileError) -> [IBSIFilterRecipe] {
    guard let node = root.node("filters") else { return [] }
    guard let items = node.sequence else { throw root.wrong("filters", node, expecting: "a list") }
    var recipes: [IBSIFilterRecipe] = []
    for (position, item) in items.enumerated() {
      let section = try ParameterSection(item, file: root.file, path: "filters[\(position + 1)]")
      recipes.append(try IBSIFilterSection(section, line: item.mark?.line).recipe())
    }
    return recipes
  }
}

// What several places of the file have.
extension ParameterSection {
  static let spacingForm = "one number (mm), two (in the plane only) or three; 0 keeps an axis"

  /// A mapping under `key` with these keys; `nil` where absent or `none`.
  func section(_ key: String, known: Set<String>) throws(ParameterFileError) -> ParameterSection? {
    guard let node = node(key), node.string != "none" else { return nil }
    let section = try ParameterSection(node, file: file, path: qualified(key))
    try section.check(known: known)
    return section
  }

  fileprivate func spacing() throws(ParameterFileError) -> SIMD3<Double>? {
    guard let node = node("spacing") else { return nil }
    let isValid: (Double) -> Bool = { $0 >= 0 && $0.isFinite }
    if node.sequence == nil {
      return try number("spacing", expecting: Self.spacingForm, where: isValid).map { SIMD3(repeating: $0) }
    }
    let values = try numbers("spacing", expecting: Self.spacingForm) {
      (2...3).contains($0.count) && $0.allSatisfy(isValid)
    }
    return values.map { SIMD3($0[0], $0[1], $0.count > 2 ? $0[2] : 0) }
  }

  fileprivate func interpolator(_ key: String) throws(ParameterFileError) -> Interpolator? {
    let word = try text(key, of: Interpolator.allCases.map(\.word))
    return Interpolator.allCases.first { $0.word == word }
  }

  /// - Parameter start: where bins of one size begin, unless the section says.
  fileprivate func binning(start: Double?) throws(ParameterFileError) -> IBSIBinning? {
    guard let node = node("discretisation") else { return nil }
    guard node.string != "none" else { return IBSIBinning.none }
    let known: Set = ["bin-size", "start", "bin-number"]
    guard let section = try section("discretisation", known: known) else { return nil }
    let given = try section.number("start", expecting: "a number") { $0.isFinite }
    let lowest = given ?? start.flatMap { $0.isFinite ? $0 : nil }
    if let size = try section.binSize() {
      guard section.node("bin-number") == nil else { throw section.oneOf("bin-number") }
      return .fixedBinSize(size, lowest: lowest)
    }
    guard let number = try section.binNumber() else {
      throw wrong("discretisation", node, expecting: "none, {bin-size: 25, start: 0} or {bin-number: 32}")
    }
    if given != nil { throw section.oneOf("start") }
    return .fixedBinNumber(number)
  }

  fileprivate func volumeHistogram() throws(ParameterFileError) -> VolumeHistogramBinning? {
    let key = "intensity-volume-histogram"
    guard let node = node(key) else { return nil }
    guard node.string != "none" else { return VolumeHistogramBinning.none }
    guard let section = try section(key, known: ["bin-size", "bin-number"]) else { return nil }
    if let size = try section.binSize() {
      guard section.node("bin-number") == nil else { throw section.oneOf("bin-number") }
      return .size(size)
    }
    guard let number = try section.binNumber() else {
      throw wrong(key, node, expecting: "none, {bin-size: 2.5} or {bin-number: 1000}")
    }
    return .number(number)
  }

  private func binSize() throws(ParameterFileError) -> Double? {
    try number("bin-size", expecting: "a number above 0") { $0 > 0 }
  }

  private func binNumber() throws(ParameterFileError) -> Int? {
    try integer("bin-number", expecting: "a whole number from 1 to 65536") { (1...65536).contains($0) }
  }

  private func oneOf(_ key: String) -> ParameterFileError {
    error(key, .wrongValue(key: qualified(key), found: "beside another kind of bins", expected: "one kind of bins"))
  }

  /// A list of words, or `all`.
  fileprivate func words<Word: RawRepresentable & CaseIterable>(
    _ key: String, of type: Word.Type
  ) throws(ParameterFileError) -> [Word]? where Word.RawValue == String {
    guard let node = node(key) else { return nil }
    if node.string == "all" { return Array(Word.allCases) }
    let known = Word.allCases.map(\.rawValue)
    guard let items = node.sequence else {
      throw wrong(key, node, expecting: "all, or a list of \(known.joined(separator: ", "))")
    }
    var words: [Word] = []
    for item in items {
      guard let word = item.string.flatMap(Word.init(rawValue:)) else {
        let hint = item.string.map { suggestion(for: $0, among: known) } ?? ""
        throw ParameterFileError(
          file, line: item.mark?.line,
          .wrongValue(
            key: qualified(key), found: item.shown + hint, expected: "words out of \(known.joined(separator: ", "))"))
      }
      words.append(word)
    }
    return words
  }
}
