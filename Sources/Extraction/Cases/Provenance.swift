import Records

/// Which version of Apus, by which profile and settings, made a table or a map.
///
/// In a table these are three columns whose names start as those of PyRadiomics' own diagnostics do, with
/// `diagnostics_`; programs that read features from such tables leave such columns alone, and so does Apus.
public struct Provenance: Hashable, Codable, Sendable {
  /// Version of Apus.
  public let version: String
  /// Definitions of the features: a profile's name, or `table` for values that another program made.
  public let profile: String
  /// `sha256:` and the digest of all settings that values depend on, except files and label.
  public let settings: String

  /// Of an extraction.
  /// - Parameter extra: what else the values depend on, such as the bias field correction or the kernel of a map.
  package init(_ settings: ExtractionSettings, extra: [String] = []) {
    self.init(profile: settings.profile.rawValue, text: settings.with(label: nil).identity.text, extra: extra)
  }

  /// Of an extraction, without what was decided of single cases.
  init(_ settings: ExtractionSettings, _ biasField: BiasFieldCorrection?) {
    self.init(settings, extra: biasField.map { [$0.fingerprint] } ?? [])
  }

  /// Of values that were read from a table.
  package static let table = Provenance(profile: "table", text: "table", extra: [])

  private init(profile: String, text: String, extra: [String]) {
    version = Software.version
    self.profile = profile
    var hash = ContentHash()
    hash.add(text)
    for part in extra { hash.add(part) }
    settings = "sha256:\(hash.finish())"
  }

  /// Names of the columns, in every table.
  package static let header = [
    "diagnostics_Versions_Apus", "diagnostics_Configuration_Profile", "diagnostics_Configuration_Settings",
  ]

  /// Prefix of columns that describe the extraction and are never features.
  package static let prefix = "diagnostics_"

  /// The cells under ``header``.
  package var cells: [String] { [version, profile, settings] }

  /// As the description in a NIfTI header, which holds 79 letters: version, profile, the first 16 digits of the
  /// digest, and what is mapped.
  package func description(of name: String) -> String { "Apus \(version) \(profile) \(settings.prefix(23)) \(name)" }
}

/// What lies beside a map as JSON: what it is, of what, and what made it.
struct MapRecord: Encodable {
  let map: String
  let image: String
  let mask: String
  let label: Int
  let region: String?
  let kernel: VoxelMapSettings.Record
  /// Voxels inside without a value, by reason.
  let undefined: [String: Int]
  /// How the file of the region was interpreted, and what could not be checked; absent for nothing.
  let notes: [String]?
  let provenance: Provenance
}
