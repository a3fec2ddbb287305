/// The features that runs, zones, distance zones and dependences share, with the tags and codes of each family.
///
/// IBSI 3.7 (`TP0I`), 3.8 (`9SAK`), 3.9 (`VMDZ`) and 3.11 (`REK0`) list the same formulas in the same order; only what the
/// second index counts differs.
struct IBSILevelSizeFamily: Sendable {
  let family: IBSIFamily
  let prefix: String
  /// Tag and code in the order of ``formulas``.
  let names: [(tag: String, code: String)]

  static let formulas: [@Sendable (LevelSizeDistribution) -> Double] = [
    { $0.emphasis(size: .low) }, { $0.emphasis(size: .high) }, { $0.emphasis(level: .low) },
    { $0.emphasis(level: .high) }, { $0.emphasis(level: .low, size: .low) }, { $0.emphasis(level: .high, size: .low) },
    { $0.emphasis(level: .low, size: .high) }, { $0.emphasis(level: .high, size: .high) }, { $0.levelNonUniformity },
    { $0.levelNonUniformity / $0.total }, { $0.sizeNonUniformity }, { $0.sizeNonUniformity / $0.total },
    { $0.percentage }, { $0.levelVariance }, { $0.sizeVariance }, { $0.jointEntropy }, { $0.energy },
  ]

  /// The counts it reads, where they are not per direction.
  let matrix: (@Sendable (TextureCounts) -> LevelSizeMatrix)?

  private init(
    _ family: IBSIFamily, _ prefix: String, _ tags: String, _ codes: String,
    matrix: (@Sendable (TextureCounts) -> LevelSizeMatrix)? = nil
  ) {
    self.family = family
    self.prefix = prefix
    self.matrix = matrix
    names = Array(zip(tags.split(separator: " ").map(String.init), codes.split(separator: " ").map(String.init)))
  }

  static let runs = IBSILevelSizeFamily(
    .glrlm, "rlm",
    "sre lre lgre hgre srlge srhge lrlge lrhge glnu glnu_norm rlnu rlnu_norm r_perc gl_var rl_var rl_entr",
    "22OV W4KF V3SW G3QZ HTZT GD3A IVPO 3KUM R5YN OVBL W92Y IC23 9ZK5 8CE5 SXLW HJ9O")
  static let sizeZones = IBSILevelSizeFamily(
    .glszm, "szm",
    "sze lze lgze hgze szlge szhge lzlge lzhge glnu glnu_norm zsnu zsnu_norm z_perc gl_var zs_var zs_entr",
    "5QRC 48P8 XMSY 5GN9 5RAI HW1V YH51 J17V JNSA Y1RO 4JP3 VB3A P30P BYLV 3NSA GU8N",
    matrix: { $0.sizeZones })
  static let distanceZones = IBSILevelSizeFamily(
    .gldzm, "dzm",
    "sde lde lgze hgze sdlge sdhge ldlge ldhge glnu glnu_norm zdnu zdnu_norm z_perc gl_var zd_var zd_entr",
    "0GBI MB4I S1RA K26C RUVG DKNJ A7WM KLTH VFT7 7HP3 V294 IATH VIWW QK93 7WT1 GBDU",
    matrix: { $0.distanceZones })
  static let dependences = IBSILevelSizeFamily(
    .ngldm, "ngl",
    "lde hde lgce hgce ldlge ldhge hdlge hdhge glnu glnu_norm dcnu dcnu_norm dc_perc gl_var dc_var dc_entr dc_energy",
    "SODN IMOQ TL9H OAE7 EQ3F JA6D NBZI 9QMG FP8K 5SPA Z87G OKJI 6XV8 1PFV DNX2 FCBV CAS9",
    matrix: { $0.dependences })

  /// The families without directions.
  static let whole = [sizeZones, distanceZones, dependences]

  /// Means of the features over matrices.
  func values(of distributions: [LevelSizeDistribution], ending: String) -> [IBSIValue] {
    zip(names, Self.formulas).map { name, formula in
      let feature = Feature<LevelSizeDistribution>(name.tag, ibsi: name.code, number: formula)
      return IBSIValue("\(prefix)_\(name.tag)_\(ending)", name.code, feature.averaged(over: distributions))
    }
  }
}
