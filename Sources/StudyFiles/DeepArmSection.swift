import DeepRadiomics
import Learning
import Results

extension StudyFile {
  /// An arm of the comparison: a family of models.
  package enum Arm: String, Hashable, Codable, Sendable, CaseIterable {
    /// Handcrafted radiomics.
    case handcrafted = "hcr"
    /// Deep-learning radiomics.
    case deep = "dlr"
  }

  /// How the deep arm prepares images and learns.
  package struct Deep: Hashable, Codable, Sendable {
    /// Name of a network or weight set, as `apus weights list` shows it, or an ONNX file; empty where ``tables`` are
    /// read.
    package var network: String
    /// Tables of vectors that were computed elsewhere, each a branch; empty where Apus computes features by `network`.
    package var tables: [String] = []
    /// Column of the patients' ids in these tables; `nil` for the usual names.
    package var tableID: String?
    /// File with the weights; `nil` for the set with this name in the weight store.
    package var weights: String?
    /// Layers, inflation, pooling, precision.
    package var settings: NetworkSettings
    /// How an image becomes the input of the network.
    package var input: InputSettings
    /// How the features of slices are joined; several share the tuning budget.
    package var poolings: [SlicePooling] = [.mean]
    /// How images reach the features in `as-published`, in a study of both protocols; `nil` where that is the same.
    package var published: Way?
    /// Names of the series that the network uses, in order.
    package var series: [String]
    /// Views (mirrored, rotated) of the training patients, which are added as further rows to learn from.
    package var views: [InputView]
    /// Which of the study's clinical factors the head uses.
    package var factors: FactorChoice
    /// Number of heads, which differ only in their seed; the model's probability is their mean.
    package var ensemble: Int
    /// Rows beyond those of the paper.
    package var beyond: [Beyond]
    /// How its last block is trained; `nil` for a frozen network.
    package var lastBlock: LastBlockTraining?
    /// Part of the names of its rows; empty for the first network of the study.
    package var label = ""
    /// Further networks or inputs, each with its own rows; these have no further ones themselves.
    package var further: [Deep] = []

    /// Takes every part as given.
    package init(
      network: String, weights: String? = nil, settings: NetworkSettings, input: InputSettings, published: Way? = nil,
      series: [String], views: [InputView], factors: FactorChoice, ensemble: Int, beyond: [Beyond], label: String = "",
      further: [Deep] = []
    ) {
      self.network = network
      self.weights = weights
      self.settings = settings
      self.input = input
      self.published = published
      self.series = series
      self.views = views
      self.factors = factors
      self.ensemble = ensemble
      self.beyond = beyond
      self.label = label
      self.further = further
    }

    /// Rows that tell the effect of the features from that of the classifier.
    package enum Beyond: String, Hashable, Codable, Sendable, CaseIterable {
      /// Deep features with the selection and the SVM of the handcrafted arm.
      case supportVector = "svm"
      /// Handcrafted, deep and clinical columns together, with the same selection and SVM.
      case fusion
    }
  }
}

extension StudyFile.Arm {
  /// The arms of a study file; the handcrafted arm if none is named.
  package static func list(_ top: YAMLSection) throws(StudyFileError) -> [StudyFile.Arm] {
    let names = try top.strings("arms") ?? [StudyFile.Arm.handcrafted.rawValue]
    var arms: [StudyFile.Arm] = []
    for name in names {
      guard let arm = StudyFile.Arm(rawValue: name) else {
        throw top.fail("arms", .unknownName(name, in: "arms", known: StudyFile.Arm.allCases.map(\.rawValue)))
      }
      arms.append(arm)
    }
    guard !arms.isEmpty, Set(arms).count == arms.count else {
      throw top.fail(
        "arms", .wrongValue(key: "arms", found: names.joined(separator: ", "), expected: "hcr, dlr or both, once each"))
    }
    return arms
  }
}

extension StudyFile {
  /// Every network of the deep arm, the first of the study first; empty without that arm.
  package var networks: [Deep] { deep.map { [$0] + $0.further } ?? [] }

  /// Whether a network of the deep arm looks at images.
  package var looksAtImages: Bool { networks.contains { !$0.readsTables } }
}

extension StudyFile.Deep {
  /// Whether vectors that were computed elsewhere take the place of a network.
  package var readsTables: Bool { !tables.isEmpty }

  /// What gives the features, in words: a network, or the tables.
  package var origin: String { readsTables ? tables.joined(separator: ", ") : network }
}

extension StudyFile.Deep {
  /// The section `deep:` with its further networks; `series` are the series of the study.
  package init(
    _ section: YAMLSection, series all: [String], _ evaluation: ProtocolChoice
  ) throws(StudyFileError) {
    try self.init(section, label: "", series: all, evaluation)
    let others = try section.section("further")
    try section.finish()
    for label in others?.keys ?? [] {
      guard let others, let own = try others.section(label) else { continue }
      guard label.isRowLabel else {
        throw others.fail(
          label,
          .wrongValue(
            key: "deep.further", found: "\"\(label)\"", expected: "a name of at most 20 letters, digits and hyphens"))
      }
      let one = try StudyFile.Deep(own.inheriting(from: section), label: label, series: all, evaluation)
      try own.checkPooling(one.settings)
      further.append(one)
    }
  }

  private init(
    _ section: YAMLSection, label: String, series all: [String], _ evaluation: ProtocolChoice
  ) throws(StudyFileError) {
    if section.node("table") != nil {
      try self.init(tables: section, label: label)
    } else {
      try self.init(network: section, label: label, series: all, evaluation)
    }
  }

  private init(
    network section: YAMLSection, label: String, series all: [String], _ evaluation: ProtocolChoice
  ) throws(StudyFileError) {
    self.label = label
    network = try section.required("network")
    guard let choice = NetworkChoice(network) else {
      throw section.fail(
        "network", .unknownName(network, in: "deep.network", known: NetworkChoice.names + ["FILE.onnx"]))
    }
    weights = try section.string("weights")
    try section.checkFile(choice, weights: weights, layer: section.string("layer"))
    let own = try Way(section, choice, .sound)
    let other = try section.section("as-published") ?? .empty(of: section, "as-published")
    let published = try Way(other.inside(section), choice, .asPublished)
    let first = evaluation == .asPublished ? published : own
    (settings, input, poolings) = (first.settings, first.input, first.poolings)
    if label.isEmpty { try section.checkPooling(settings) }
    self.published = evaluation == .both && published != own ? published : nil
    series = try section.strings("series") ?? all
    for name in series where !all.contains(name) {
      throw section.fail("series", .unknownName(name, in: "deep.series", known: all))
    }
    if let twice = series.firstDuplicate {
      throw section.fail(
        "series", .wrongValue(key: "deep.series", found: "\"\(twice)\" twice", expected: "each series once"))
    }
    guard [own, published].allSatisfy({ $0.input.series == .branches }) || series.count <= 3 else {
      throw section.fail(
        "combine",
        .wrongValue(
          key: "deep.combine", found: "channels for \(series.count) series", expected: "at most 3 in deep.series"))
    }
    views =
      try section.section("views").map { section throws(StudyFileError) in
        try InputView.list(section)
      } ?? []
    factors = try section.choice("factors") ?? .all
    lastBlock = try LastBlockTraining.read(section, network: choice, way: own, views: views)
    guard lastBlock == nil || evaluation != .asPublished else {
      throw section.fail(
        "train",
        .wrongValue(
          key: "deep.train", found: "in protocol: as-published",
          expected: "protocol: sound or both; the published network was frozen"))
    }
    ensemble = try Self.ensemble(section)
    beyond = try Self.beyond(section)
    if !label.isEmpty { try section.finish() }
  }
}

extension StudyFile.Deep {
  /// A section with `table:`. Keys of a network and of its input have no meaning beside it and are refused.
  private init(tables section: YAMLSection, label: String) throws(StudyFileError) {
    self.init(
      network: "", settings: NetworkSettings(depth: .slices), input: .ofVectors, series: [],
      views: [], factors: try section.choice("factors") ?? .all, ensemble: try Self.ensemble(section),
      beyond: try Self.beyond(section), label: label)
    tables = try section.strings("table") ?? []
    tableID = try section.string("id")
    if let foreign = section.keys.first(where: DeepKeys.ofNetworks.contains) {
      throw section.fail(
        foreign,
        .wrongValue(
          key: "\(section.path).\(foreign)", found: "beside \(section.path).table",
          expected: "no key of a network or its input, because the vectors were computed elsewhere"))
    }
    // The names of several files become names of columns.
    let names = tables.map(StudyFile.stem)
    if names.isEmpty || Set(names).count < names.count || names.contains("") {
      throw section.fail(
        "table",
        .wrongValue(
          key: "\(section.path).table", found: tables.joined(separator: ", "),
          expected: "one file, or files whose names differ"))
    }
    if !label.isEmpty { try section.finish() }
  }

  private static func ensemble(_ section: YAMLSection) throws(StudyFileError) -> Int {
    try section.integer("ensemble", expecting: "a whole number from 1 to 100", where: { (1...100).contains($0) }) ?? 5
  }

  private static func beyond(_ section: YAMLSection) throws(StudyFileError) -> [Beyond] {
    var beyond: [Beyond] = []
    for name in try section.strings("beyond") ?? Beyond.allCases.map(\.rawValue) where name != "none" {
      guard let row = Beyond(rawValue: name) else {
        throw section.fail(
          "beyond", .unknownName(name, in: "deep.beyond", known: Beyond.allCases.map(\.rawValue) + ["none"]))
      }
      beyond.append(row)
    }
    return beyond
  }
}

extension StudyFile {
  /// The name of a file without its folder and its endings `.csv` and `.gz`.
  package static func stem(_ path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? ""
    for end in [".gz", ".csv"] where name.lowercased().hasSuffix(end) { name.removeLast(end.count) }
    return name
  }
}

/// Keys of the section `deep:` by what they belong to.
private enum DeepKeys {
  /// How an image becomes features.
  static let ofWays = [
    "inflation", "pooling", "precision", "input", "region", "margin", "crop", "scaling", "window", "reference",
    "levels", "side", "resize", "frame", "normalisation", "depth", "fit", "combine", slicePoolingKey,
  ]
  /// Everything that a section with `table:` cannot have.
  static let ofNetworks = ["network", "weights", "layer", "series", "views", "as-published", "train"] + ofWays
  /// What a section without `network:` alone can have.
  static let ofTables = ["table", "id"]
}

extension StudyFile.Deep.Way {
  /// The keys of a section that decide the features.
  fileprivate init(
    _ section: YAMLSection, _ network: NetworkChoice, _ defaults: DeepDefaults
  ) throws(StudyFileError) {
    let presets: [(String, DeepDefaults)] = [("sound", .sound), ("jeong2024", .jeong2024)]
    let preset = try section.choice("input", of: presets) ?? defaults
    try section.checkStemPooling()
    settings = network.settings(
      depth: try section.choice("inflation", of: DeepNames.inflations) ?? network.trainedDepth ?? preset.depth,
      pooling: try section.choice("pooling"), precision: try section.choice("precision") ?? .float32,
      layer: try section.string("layer"))
    input = try InputSettings(section, preset.input)
    // An inflated network has one vector a volume and nothing to join.
    let poolings = try section.poolings()
    self.poolings = settings.depth == .slices ? poolings : [.mean]
  }
}

extension YAMLSection {
  /// The section of `as-published` with the keys of the whole that it does not give.
  fileprivate func inside(_ whole: YAMLSection) throws(StudyFileError) -> YAMLSection {
    let known = DeepKeys.ofWays
    for key in keys where !known.contains(key) {
      throw fail(key, .unknownName(key, in: path, known: known))
    }
    // A preset brings everything.
    var own: Set<String> = ["as-published"]
    if keys.contains("scaling") { own.insert("window") }
    return filled(from: whole, except: keys.contains("input") ? Set(known) : own)
  }

  /// `slice-pooling: attention`, or a list, among which the tuning budget chooses.
  fileprivate func poolings() throws(StudyFileError) -> [SlicePooling] {
    guard let names = try strings(slicePoolingKey) else { return [.mean] }
    var poolings: [SlicePooling] = []
    for name in names {
      guard let pooling = SlicePooling(rawValue: name) else {
        throw fail(
          slicePoolingKey,
          .unknownName(name, in: "\(path).\(slicePoolingKey)", known: SlicePooling.allCases.map(\.rawValue)))
      }
      poolings.append(pooling)
    }
    guard !poolings.isEmpty, Set(poolings).count == poolings.count else {
      throw fail(
        slicePoolingKey,
        .wrongValue(
          key: "\(path).\(slicePoolingKey)", found: names.joined(separator: ", "),
          expected: "\(SlicePooling.allCases.map(\.rawValue).joined(separator: ", ")), each once"))
    }
    return poolings
  }

  /// The two kinds of pooling are easily taken for each other.
  fileprivate func checkStemPooling() throws(StudyFileError) {
    guard let name = try string("pooling"), SlicePooling(rawValue: name) != nil else { return }
    throw fail(
      "pooling",
      .wrongValue(
        key: "\(path).pooling", found: "\"\(name)\"",
        expected: "published or standard, which is the pooling after the first layer. How slices are joined is "
          + "\(slicePoolingKey): \(name)"))
  }

  /// What is written beside a network that takes whole volumes would have no effect.
  fileprivate func checkPooling(_ settings: NetworkSettings) throws(StudyFileError) {
    guard let names = try strings(slicePoolingKey), names != [SlicePooling.mean.rawValue], settings.depth != .slices
    else { return }
    throw fail(
      slicePoolingKey,
      .wrongValue(
        key: "\(path).\(slicePoolingKey)", found: names.joined(separator: ", "),
        expected: "mean with an inflated network, which has one vector for a volume. Choose inflation: none to join "
          + "slices"))
  }

  /// An ONNX file brings its weights, and only there a layer is chosen.
  fileprivate func checkFile(
    _ choice: NetworkChoice, weights: String?, layer: String?
  ) throws(StudyFileError) {
    if choice.isFile, let weights {
      throw fail(
        "weights",
        .wrongValue(
          key: "\(path).weights", found: weights, expected: "no weights beside an ONNX file, which holds its own"))
    }
    if !choice.isFile, let layer {
      throw fail(
        "layer", .wrongValue(key: "\(path).layer", found: layer, expected: "a layer with an ONNX file as network only"))
    }
  }

  /// A further network with the keys of `first` that it does not give. Keys that belong to another network or scaling
  /// are not taken over.
  fileprivate func inheriting(from first: YAMLSection) -> YAMLSection {
    // Training a block is asked for by each network, so that a frozen one is compared with it.
    var own: Set<String> = ["further", "as-published", "train"]
    if keys.contains("network") {
      own.formUnion(["weights", "inflation", "pooling", "precision", "layer"] + DeepKeys.ofTables)
    }
    if keys.contains("table") { own.formUnion(DeepKeys.ofNetworks + ["id"]) }
    if keys.contains("scaling") { own.insert("window") }
    return filled(from: first, except: own)
  }
}

/// The key of ``StudyFile/Deep/poolings``; `pooling` is that after the first layer.
let slicePoolingKey = "slice-pooling"

extension String {
  fileprivate var isRowLabel: Bool {
    (1...20).contains(count) && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }
}

extension InputSettings {
  fileprivate init(_ section: YAMLSection, _ preset: InputSettings) throws(StudyFileError) {
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

extension InputView {
  /// The largest useful number of views per patient.
  private static let most = 8

  /// `views: {mirror: true, rotate: [-10, 10]}`; each entry gives one view.
  fileprivate static func list(_ section: YAMLSection) throws(StudyFileError) -> [InputView] {
    var views: [InputView] = []
    if try section.flag("mirror") ?? false, let mirrored = try? InputView(isMirrored: true) { views.append(mirrored) }
    for text in try section.strings("rotate") ?? [] {
      guard let degrees = Double(text), degrees != 0, let view = try? InputView(rotation: degrees) else {
        throw section.fail(
          "rotate",
          .wrongValue(
            key: "\(section.path).rotate", found: text, expected: "degrees from -180 to 180 other than 0"))
      }
      views.append(view)
    }
    guard views.count <= most, Set(views).count == views.count else {
      throw section.fail(
        "rotate",
        .wrongValue(
          key: section.path, found: "\(views.count) views", expected: "at most \(most) that differ"))
    }
    try section.finish()
    return views
  }
}

extension YAMLSection {
  /// A value by its name in a list; `nil` if the key is absent.
  fileprivate func choice<Value>(_ key: String, of known: [(String, Value)]) throws(StudyFileError) -> Value? {
    guard let name = try string(key) else { return nil }
    guard let found = known.first(where: { $0.0 == name }) else {
      throw fail(key, .unknownName(name, in: "\(path).\(key)", known: known.map(\.0)))
    }
    return found.1
  }

  /// A value of an enumeration by its raw name.
  fileprivate func choice<Value: CaseIterable & RawRepresentable>(
    _ key: String
  ) throws(StudyFileError) -> Value? where Value.RawValue == String {
    try choice(key, of: Value.allCases.map { ($0.rawValue, $0) })
  }
}
