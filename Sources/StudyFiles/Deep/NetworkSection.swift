import DeepRadiomics

extension StudyFile.Deep.Way {
  /// The keys of a section that decide the features.
  init(
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
  /// An ONNX file brings its weights, and only there a layer is chosen.
  func checkFile(
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
}
