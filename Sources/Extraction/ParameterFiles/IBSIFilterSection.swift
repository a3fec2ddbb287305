import ImageProcessing

/// One entry of `filters:`: the filter's name with its parameters and, if wanted, a name for the columns.
struct IBSIFilterSection {
  private let section: ParameterSection
  private let line: Int?

  private static let keys: [String: Set<String>] = [
    "mean": ["support", "by-slice", "boundary"],
    "log": ["sigma", "truncation", "by-slice", "boundary", "riesz"],
    "laws": ["kernels", "pooling", "energy-distance", "boundary"],
    "gabor": [
      "sigma", "wavelength", "aspect-ratio", "angle", "angle-step", "planes", "pooling", "boundary", "truncation",
    ],
    "wavelet": ["family", "bands", "level", "pooling", "boundary"],
    "simoncelli": ["level", "by-slice", "boundary", "riesz"],
  ]

  init(_ section: ParameterSection, line: Int?) throws(ParameterFileError) {
    self.section = section
    self.line = line
    try section.check(known: Set(Self.keys.keys).union(["name"]))
  }

  func recipe() throws(ParameterFileError) -> IBSIFilterRecipe {
    let kinds = section.keys.filter { $0 != "name" }
    guard kinds.count == 1, let kind = kinds.first else {
      throw problem(
        found: "\(kinds.count) filters", expecting: "one of \(Self.keys.keys.sorted().joined(separator: ", "))")
    }
    let own = try ParameterSection(section.node(kind), file: section.file, path: section.qualified(kind))
    try own.check(known: Self.keys[kind] ?? [])
    let filter = try filter(kind, own)
    do throws(ImageFilterError) {
      try filter.check()
    } catch {
      guard case .unusableParameter(_, let parameter, let value, let allowed) = error else {
        throw problem(found: "unusable", expecting: "other parameters")
      }
      throw section.error(
        kind, .wrongValue(key: "\(own.path).\(parameter)", found: "\(value)", expected: allowed))
    }
    return IBSIFilterRecipe(filter, name: try name())
  }

  /// A name is a file name, too.
  private func name() throws(ParameterFileError) -> String? {
    guard let node = section.node("name") else { return nil }
    let allowed = { (character: Character) in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
    }
    guard let name = node.string, let first = name.first, first != ".", name.allSatisfy(allowed) else {
      throw section.wrong("name", node, expecting: "letters, digits, points, hyphens and underscores")
    }
    return name
  }

  private func problem(found: String, expecting expected: String) -> ParameterFileError {
    ParameterFileError(section.file, line: line, .wrongValue(key: section.path, found: found, expected: expected))
  }

  private func filter(_ kind: String, _ own: ParameterSection) throws(ParameterFileError) -> ImageFilter {
    switch kind {
    case "mean":
      return .mean(
        try MeanFilter(
          support: own.needed(own.whole("support"), "support"), space: own.space(), boundary: own.boundary()))
    case "log":
      return .laplacianOfGaussian(
        LaplacianOfGaussianFilter(
          sigma: try own.needed(own.real("sigma"), "sigma"), truncation: try own.real("truncation") ?? 4,
          space: try own.space(), boundary: try own.boundary(), riesz: try own.riesz()))
    case "laws": return try laws(own)
    case "gabor": return .gabor(try gabor(own))
    case "wavelet": return try wavelet(own)
    default:
      return .simoncelli(
        SimoncelliFilter(
          level: try own.needed(own.whole("level"), "level"), space: try own.space(),
          boundary: try own.boundary(.periodic), riesz: try own.riesz()))
    }
  }

  private func laws(_ own: ParameterSection) throws(ParameterFileError) -> ImageFilter {
    let form =
      "two or three of \(LawsKernel.allCases.map(\.rawValue).joined(separator: ", ")) in one word, such as L5E5E5"
    let text = try own.needed(own.node("kernels")?.string, "kernels", expecting: form)
    guard let kernels = PerAxis<LawsKernel>(named: text) else { throw own.refused("kernels", expecting: form) }
    let distance = own.node("energy-distance")?.string == "none" ? nil : try own.whole("energy-distance") ?? 7
    return .laws(
      LawsFilter(
        kernels, pooling: try own.pooling(default: .maximum), energyDistance: distance, boundary: try own.boundary()))
  }

  private func wavelet(_ own: ParameterSection) throws(ParameterFileError) -> ImageFilter {
    let families = WaveletFamily.allCases.map(\.rawValue)
    let family = try own.needed(own.text("family", of: families), "family", expecting: families.joined(separator: ", "))
    let form = "two or three letters L or H, such as LLH"
    let text = try own.needed(own.node("bands")?.string, "bands", expecting: form)
    guard let bands = PerAxis<WaveletBand>(named: text), let known = WaveletFamily(rawValue: family) else {
      throw own.refused("bands", expecting: form)
    }
    return .separableWavelet(
      SeparableWaveletFilter(
        known, bands: bands, level: try own.whole("level") ?? 1, pooling: try own.pooling(default: .average),
        boundary: try own.boundary()))
  }

  private func gabor(_ own: ParameterSection) throws(ParameterFileError) -> GaborFilter {
    let planes = try own.text("planes", of: GaborPlanes.allCases.map(\.rawValue)).flatMap(GaborPlanes.init(rawValue:))
    return GaborFilter(
      sigma: try own.needed(own.real("sigma"), "sigma"),
      wavelength: try own.needed(own.real("wavelength"), "wavelength"),
      aspectRatio: try own.real("aspect-ratio") ?? 1, angle: try own.real("angle") ?? 0,
      angleStep: try own.real("angle-step"), planes: planes ?? .axial,
      pooling: try own.pooling(default: .average) ?? .average, boundary: try own.boundary(),
      truncation: try own.real("truncation") ?? 5)
  }
}

extension ParameterSection {
  /// A number; what it may be is the filter's own check.
  fileprivate func real(_ key: String) throws(ParameterFileError) -> Double? {
    try number(key, expecting: "a number") { _ in true }
  }

  fileprivate func whole(_ key: String) throws(ParameterFileError) -> Int? {
    try integer(key, expecting: "a whole number") { _ in true }
  }

  fileprivate func space() throws(ParameterFileError) -> FilterSpace {
    try flag("by-slice") == true ? .slices : .volume
  }

  fileprivate func boundary(_ usual: BoundaryCondition = .mirror) throws(ParameterFileError) -> BoundaryCondition {
    try text("boundary", of: BoundaryCondition.allCases.map(\.rawValue)).flatMap(BoundaryCondition.init(rawValue:))
      ?? usual
  }

  /// `none` is one orientation.
  fileprivate func pooling(default usual: OrientationPooling) throws(ParameterFileError) -> OrientationPooling? {
    let words = OrientationPooling.allCases.map(\.rawValue) + ["none"]
    guard let word = try text("pooling", of: words) else { return usual }
    return OrientationPooling(rawValue: word)
  }

  fileprivate func riesz() throws(ParameterFileError) -> RieszOrder? {
    let orders = try numbers("riesz", expecting: "three whole numbers from 0, the orders along x, y and z") { orders in
      orders.count == 3 && orders.allSatisfy { $0 >= 0 && $0 == $0.rounded() && $0 <= 12 }
    }
    return orders.map { RieszOrder(x: Int($0[0]), y: Int($0[1]), z: Int($0[2])) }
  }

  fileprivate func needed<Value>(
    _ value: Value?, _ key: String, expecting expected: String = "a number"
  ) throws(ParameterFileError) -> Value {
    guard let value else { throw missing(key, expecting: expected) }
    return value
  }

  private func missing(_ key: String, expecting expected: String) -> ParameterFileError {
    ParameterFileError(file, line: startLine, .wrongValue(key: qualified(key), found: "missing", expected: expected))
  }

  fileprivate func refused(_ key: String, expecting expected: String) -> ParameterFileError {
    guard let node = node(key) else { return missing(key, expecting: expected) }
    return wrong(key, node, expecting: expected)
  }
}
