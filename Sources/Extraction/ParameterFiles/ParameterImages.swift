import Features
import ImageProcessing

// Image types, and the settings that may differ between them.
extension ParameterFile {
  func images() throws(ParameterFileError) -> [ImageRecipe] {
    try imageType.check(known: Self.imageTypes)
    var result: [ImageRecipe] = []
    for type in imageType.keys {
      let own = try ParameterSection(imageType.node(type), file: file, path: "imageType.\(type)")
      try own.check(
        known: Self.imageKeys,
        unsupported: Dictionary(
          uniqueKeysWithValues: Self.settingKeys.subtracting(Self.imageKeys).map { ($0, NeutralValue.none) }))
      result.append(try recipe(type, own))
    }
    return result.isEmpty ? [try recipe("Original", imageType)] : result
  }

  private func recipe(_ type: String, _ own: ParameterSection) throws(ParameterFileError) -> ImageRecipe {
    return ImageRecipe(try kind(type, own), binning: try binning(own), texture: try texture(own))
  }

  /// Settings under an image type win over those of the file.
  func layered<Value>(
    _ own: ParameterSection, _ read: (ParameterSection) throws(ParameterFileError) -> Value?
  ) throws(ParameterFileError) -> Value? {
    if let value = try read(own) { return value }
    return try read(setting)
  }

  private func kind(_ type: String, _ own: ParameterSection) throws(ParameterFileError) -> ImageRecipe.Kind {
    switch type {
    case "Wavelet":
      let settings = try wavelet(own)
      return settings == WaveletSettings() ? .wavelet : .waveletDecomposition(settings)
    case "LoG":
      guard let widths = try layered(own, { section throws(ParameterFileError) in try section.widths("sigma") }) else {
        throw own.error("sigma", .wrongValue(key: "\(own.path).sigma", found: "missing", expected: Self.widths))
      }
      return .laplacianOfGaussian(widths)
    case "Square": return .pointwise(.square)
    case "SquareRoot": return .pointwise(.squareRoot)
    case "Logarithm": return .pointwise(.logarithm)
    case "Exponential": return .pointwise(.exponential)
    case "Gradient":
      let uses = try layered(own) { section throws(ParameterFileError) in try section.flag("gradientUseSpacing") }
      return .gradient(usesSpacing: uses ?? true)
    case "LBP2D": return .planarBinaryPatterns(try planarPatterns(own))
    case "LBP3D": return .localBinaryPatterns(try patterns(own))
    default: return .original
    }
  }

  private func patterns(_ own: ParameterSection) throws(ParameterFileError) -> LocalBinaryPatternSettings {
    let levels = try layered(own) { section throws(ParameterFileError) in
      try section.integer("lbp3DLevels", expecting: "a whole number from 1 to 10") { (1...10).contains($0) }
    }
    let radius = try layered(own) { section throws(ParameterFileError) in
      try section.number("lbp3DIcosphereRadius", expecting: "a number above 0, at most 100") { $0 > 0 && $0 <= 100 }
    }
    let subdivisions = try layered(own) { section throws(ParameterFileError) in
      try section.integer("lbp3DIcosphereSubdivision", expecting: "a whole number from 0 to 4") { (0...4).contains($0) }
    }
    return LocalBinaryPatternSettings(levels: levels ?? 2, radius: radius ?? 1, subdivisions: subdivisions ?? 1)
  }

  private func binning(_ own: ParameterSection) throws(ParameterFileError) -> Binning {
    let count = try layered(own) { section throws(ParameterFileError) in try section.binCount() }
    let width = try layered(own) { section throws(ParameterFileError) in try section.binWidth() } ?? 25
    return count.map { .fixedBinCount($0) } ?? .fixedBinWidth(width)
  }

  private func texture(_ own: ParameterSection) throws(ParameterFileError) -> TextureSettings {
    let distances = try layered(own) { section throws(ParameterFileError) in try section.distances() } ?? [1]
    let tolerance = try layered(own) { section throws(ParameterFileError) in try section.dependence() } ?? 0
    let shift = try layered(own) { section throws(ParameterFileError) in try section.shift() } ?? 0
    return TextureSettings(
      distances: distances, dependenceTolerance: tolerance, intensityShift: Double(shift), plane: try plane(own),
      weighting: try weighting(own), isSymmetric: try layered(own, Self.symmetry) ?? true)
  }

  fileprivate static let widths = "a list of numbers above 0, in mm"
}

extension ParameterSection {
  fileprivate func binWidth() throws(ParameterFileError) -> Double? {
    try number("binWidth", expecting: "a number above 0") { $0 > 0 }
  }

  fileprivate func binCount() throws(ParameterFileError) -> Int? {
    try integer("binCount", expecting: "a whole number from 1 to 65536") { (1...65536).contains($0) }
  }

  fileprivate func distances() throws(ParameterFileError) -> [Int]? {
    let values = try numbers("distances", expecting: "a list of whole numbers from 1 to 100") { values in
      !values.isEmpty && values.allSatisfy { (1...100).contains($0) && $0 == $0.rounded() }
    }
    return values?.map { Int($0) }
  }

  fileprivate func dependence() throws(ParameterFileError) -> Int? {
    try integer("gldm_a", expecting: "a whole number from 0") { (0...65536).contains($0) }
  }

  fileprivate func shift() throws(ParameterFileError) -> Int? {
    try integer("voxelArrayShift", expecting: "a whole number") { abs($0) < 1 << 53 }
  }

  /// Widths under the names that Python gives them; a name counts once.
  fileprivate func widths(_ key: String) throws(ParameterFileError) -> [GaussianWidth]? {
    guard let node = node(key) else { return nil }
    let items = (node.sequence.map { Array($0) } ?? [])
    let widths = items.compactMap { item -> GaussianWidth? in
      guard let sigma = item.float, sigma > 0, sigma.isFinite else { return nil }
      return GaussianWidth(sigma, text: item.int.map { "\($0)" })
    }
    guard !items.isEmpty, widths.count == items.count else { throw wrong(key, node, expecting: ParameterFile.widths) }
    return widths.enumerated().filter { position, width in widths.firstIndex(of: width) == position }.map(\.element)
  }
}
