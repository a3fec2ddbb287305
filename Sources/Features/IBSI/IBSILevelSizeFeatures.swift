/// A family whose matrix counts groups of voxels by level and size: runs, zones, distance zones or dependences.
///
/// IBSI lists the same formulas for each. Only the second index counts something else, so tags, codes and names differ.
struct IBSILevelSizeFamily: Sendable {
  /// The family.
  let family: IBSIFamily
  /// Its features, in the order of the manual.
  let features: [IBSIFeature<LevelSizeDistribution>]
  /// The counts it reads, where they are not per direction.
  let matrix: (@Sendable (TextureCounts) -> LevelSizeMatrix)?

  private init(
    _ family: IBSIFamily, features: [IBSIFeature<LevelSizeDistribution>],
    matrix: (@Sendable (TextureCounts) -> LevelSizeMatrix)? = nil
  ) {
    self.family = family
    self.features = features
    self.matrix = matrix
  }

  /// The families without directions.
  static let whole = [sizeZones, distanceZones, dependences]

  /// Runs, 3.7 (`TP0I`).
  static let runs = IBSILevelSizeFamily(
    .glrlm,
    features: [
      feature("rlm_sre", code: "22OV", named: "Short runs emphasis", .smallEmphasis),
      feature("rlm_lre", code: "W4KF", named: "Long runs emphasis", .largeEmphasis),
      feature("rlm_lgre", code: "V3SW", named: "Low grey level run emphasis", .lowLevelEmphasis),
      feature("rlm_hgre", code: "G3QZ", named: "High grey level run emphasis", .highLevelEmphasis),
      feature("rlm_srlge", code: "HTZT", named: "Short run low grey level emphasis", .smallLowEmphasis),
      feature("rlm_srhge", code: "GD3A", named: "Short run high grey level emphasis", .smallHighEmphasis),
      feature("rlm_lrlge", code: "IVPO", named: "Long run low grey level emphasis", .largeLowEmphasis),
      feature("rlm_lrhge", code: "3KUM", named: "Long run high grey level emphasis", .largeHighEmphasis),
      feature("rlm_glnu", code: "R5YN", named: "Grey level non-uniformity", .levelNonUniformity),
      feature(
        "rlm_glnu_norm", code: "OVBL", named: "Normalised grey level non-uniformity", .normalisedLevelNonUniformity),
      feature("rlm_rlnu", code: "W92Y", named: "Run length non-uniformity", .sizeNonUniformity),
      feature(
        "rlm_rlnu_norm", code: "IC23", named: "Normalised run length non-uniformity", .normalisedSizeNonUniformity),
      feature("rlm_r_perc", code: "9ZK5", named: "Run percentage", .percentage),
      feature("rlm_gl_var", code: "8CE5", named: "Grey level variance", .levelVariance),
      feature("rlm_rl_var", code: "SXLW", named: "Run length variance", .sizeVariance),
      feature("rlm_rl_entr", code: "HJ9O", named: "Run entropy", .entropy),
    ])

  /// Zones, 3.8 (`9SAK`).
  static let sizeZones = IBSILevelSizeFamily(
    .glszm,
    features: [
      feature("szm_sze", code: "5QRC", named: "Small zone emphasis", .smallEmphasis),
      feature("szm_lze", code: "48P8", named: "Large zone emphasis", .largeEmphasis),
      feature("szm_lgze", code: "XMSY", named: "Low grey level emphasis", .lowLevelEmphasis),
      feature("szm_hgze", code: "5GN9", named: "High grey level emphasis", .highLevelEmphasis),
      feature("szm_szlge", code: "5RAI", named: "Small zone low grey level emphasis", .smallLowEmphasis),
      feature("szm_szhge", code: "HW1V", named: "Small zone high grey level emphasis", .smallHighEmphasis),
      feature("szm_lzlge", code: "YH51", named: "Large zone low grey level emphasis", .largeLowEmphasis),
      feature("szm_lzhge", code: "J17V", named: "Large zone high grey level emphasis", .largeHighEmphasis),
      feature("szm_glnu", code: "JNSA", named: "Grey level non-uniformity", .levelNonUniformity),
      feature(
        "szm_glnu_norm", code: "Y1RO", named: "Normalised grey level non-uniformity", .normalisedLevelNonUniformity),
      feature("szm_zsnu", code: "4JP3", named: "Zone size non-uniformity", .sizeNonUniformity),
      feature(
        "szm_zsnu_norm", code: "VB3A", named: "Normalised zone size non-uniformity", .normalisedSizeNonUniformity),
      feature("szm_z_perc", code: "P30P", named: "Zone percentage", .percentage),
      feature("szm_gl_var", code: "BYLV", named: "Grey level variance", .levelVariance),
      feature("szm_zs_var", code: "3NSA", named: "Zone size variance", .sizeVariance),
      feature("szm_zs_entr", code: "GU8N", named: "Zone size entropy", .entropy),
    ], matrix: { $0.sizeZones })

  /// Zones by their distance to the edge, 3.9 (`VMDZ`).
  static let distanceZones = IBSILevelSizeFamily(
    .gldzm,
    features: [
      feature("dzm_sde", code: "0GBI", named: "Small distance emphasis", .smallEmphasis),
      feature("dzm_lde", code: "MB4I", named: "Large distance emphasis", .largeEmphasis),
      feature("dzm_lgze", code: "S1RA", named: "Low grey level emphasis", .lowLevelEmphasis),
      feature("dzm_hgze", code: "K26C", named: "High grey level emphasis", .highLevelEmphasis),
      feature("dzm_sdlge", code: "RUVG", named: "Small distance low grey level emphasis", .smallLowEmphasis),
      feature("dzm_sdhge", code: "DKNJ", named: "Small distance high grey level emphasis", .smallHighEmphasis),
      feature("dzm_ldlge", code: "A7WM", named: "Large distance low grey level emphasis", .largeLowEmphasis),
      feature("dzm_ldhge", code: "KLTH", named: "Large distance high grey level emphasis", .largeHighEmphasis),
      feature("dzm_glnu", code: "VFT7", named: "Grey level non-uniformity", .levelNonUniformity),
      feature(
        "dzm_glnu_norm", code: "7HP3", named: "Normalised grey level non-uniformity", .normalisedLevelNonUniformity),
      feature("dzm_zdnu", code: "V294", named: "Zone distance non-uniformity", .sizeNonUniformity),
      feature(
        "dzm_zdnu_norm", code: "IATH", named: "Normalised zone distance non-uniformity", .normalisedSizeNonUniformity),
      feature("dzm_z_perc", code: "VIWW", named: "Zone percentage", .percentage),
      feature("dzm_gl_var", code: "QK93", named: "Grey level variance", .levelVariance),
      feature("dzm_zd_var", code: "7WT1", named: "Zone distance variance", .sizeVariance),
      feature("dzm_zd_entr", code: "GBDU", named: "Zone distance entropy", .entropy),
    ], matrix: { $0.distanceZones })

  /// Dependences, 3.11 (`REK0`).
  static let dependences = IBSILevelSizeFamily(
    .ngldm,
    features: [
      feature("ngl_lde", code: "SODN", named: "Low dependence emphasis", .smallEmphasis),
      feature("ngl_hde", code: "IMOQ", named: "High dependence emphasis", .largeEmphasis),
      feature("ngl_lgce", code: "TL9H", named: "Low grey level count emphasis", .lowLevelEmphasis),
      feature("ngl_hgce", code: "OAE7", named: "High grey level count emphasis", .highLevelEmphasis),
      feature("ngl_ldlge", code: "EQ3F", named: "Low dependence low grey level emphasis", .smallLowEmphasis),
      feature("ngl_ldhge", code: "JA6D", named: "Low dependence high grey level emphasis", .smallHighEmphasis),
      feature("ngl_hdlge", code: "NBZI", named: "High dependence low grey level emphasis", .largeLowEmphasis),
      feature("ngl_hdhge", code: "9QMG", named: "High dependence high grey level emphasis", .largeHighEmphasis),
      feature("ngl_glnu", code: "FP8K", named: "Grey level non-uniformity", .levelNonUniformity),
      feature(
        "ngl_glnu_norm", code: "5SPA", named: "Normalised grey level non-uniformity", .normalisedLevelNonUniformity),
      feature("ngl_dcnu", code: "Z87G", named: "Dependence count non-uniformity", .sizeNonUniformity),
      feature(
        "ngl_dcnu_norm", code: "OKJI", named: "Normalised dependence count non-uniformity", .normalisedSizeNonUniformity
      ),
      feature("ngl_dc_perc", code: "6XV8", named: "Dependence count percentage", .percentage),
      feature("ngl_gl_var", code: "1PFV", named: "Grey level variance", .levelVariance),
      feature("ngl_dc_var", code: "DNX2", named: "Dependence count variance", .sizeVariance),
      feature("ngl_dc_entr", code: "FCBV", named: "Dependence count entropy", .entropy),
      feature("ngl_dc_energy", code: "CAS9", named: "Dependence count energy", .energy),
    ], matrix: { $0.dependences })

  private static func feature(
    _ tag: String, code: String, named name: String, _ formula: LevelSizeFormula
  ) -> IBSIFeature<LevelSizeDistribution> {
    IBSIFeature(tag, code: code, named: name, unit: formula.unit, number: formula.number)
  }
}

/// A formula that the families share, with its unit.
private struct LevelSizeFormula: Sendable {
  let unit: FeatureUnit
  let number: @Sendable (LevelSizeDistribution) -> Double

  private init(unit: FeatureUnit = .none, _ number: @escaping @Sendable (LevelSizeDistribution) -> Double) {
    (self.unit, self.number) = (unit, number)
  }

  static let smallEmphasis = LevelSizeFormula { $0.emphasis(size: .low) }
  static let largeEmphasis = LevelSizeFormula { $0.emphasis(size: .high) }
  static let lowLevelEmphasis = LevelSizeFormula { $0.emphasis(level: .low) }
  static let highLevelEmphasis = LevelSizeFormula { $0.emphasis(level: .high) }
  static let smallLowEmphasis = LevelSizeFormula { $0.emphasis(level: .low, size: .low) }
  static let smallHighEmphasis = LevelSizeFormula { $0.emphasis(level: .high, size: .low) }
  static let largeLowEmphasis = LevelSizeFormula { $0.emphasis(level: .low, size: .high) }
  static let largeHighEmphasis = LevelSizeFormula { $0.emphasis(level: .high, size: .high) }
  static let levelNonUniformity = LevelSizeFormula { $0.levelNonUniformity }
  static let normalisedLevelNonUniformity = LevelSizeFormula { $0.levelNonUniformity / $0.total }
  static let sizeNonUniformity = LevelSizeFormula { $0.sizeNonUniformity }
  static let normalisedSizeNonUniformity = LevelSizeFormula { $0.sizeNonUniformity / $0.total }
  static let percentage = LevelSizeFormula { $0.percentage }
  static let levelVariance = LevelSizeFormula { $0.levelVariance }
  static let sizeVariance = LevelSizeFormula { $0.sizeVariance }
  static let entropy = LevelSizeFormula(unit: .bit) { $0.jointEntropy }
  static let energy = LevelSizeFormula { $0.energy }
}
