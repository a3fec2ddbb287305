import Features
import ImageFiles
import Records

/// Feature maps of one case, from files to files.
public struct MapRequest: Sendable {
  private let single: ExtractionCase
  private let settings: ExtractionSettings
  private let map: VoxelMapSettings
  private let selection: FeatureSelection

  /// - Parameters:
  ///   - features: `class_Name`, on every image of the settings; empty for all features of the settings.
  /// - Throws: ``MapRequestError``.
  public init(
    _ single: ExtractionCase, features: [String], settings: ExtractionSettings, map: VoxelMapSettings
  ) throws(MapRequestError) {
    self.single = single
    self.settings = settings
    self.map = map
    guard settings.profile == .pyradiomics else { throw .otherProfile(settings.profile.rawValue) }
    selection = features.isEmpty ? settings.selection : try Self.selection(features)
    guard selection.names.keys.contains(where: { !$0.isMorphological }) else { throw .nothing }
  }

  /// A map that was written.
  public struct Written: Sendable {
    /// The file.
    public let path: String
    /// Voxels inside the region.
    public let voxels: Int
    /// Voxels without a value, by reason.
    public let undefined: [FeatureValue.UndefinedReason: Int]
    /// How the file of the region was interpreted, and what could not be checked.
    public let notes: [String]
  }

  /// Writes each map as `image_class_Name.nii.gz` into a folder, which is made if it is not there, and beside it
  /// `….json` with what made it.
  public func write(to folder: String, as sample: NIfTISample, jobs: Int) throws -> [Written] {
    let own = try settings.with(label: single.label(settings))
    let loaded = try single.load(own)
    let maps: VoxelMaps
    do throws(ExtractionError) {
      maps = try VoxelMaps(image: loaded.image, mask: loaded.mask, selection: selection, settings: own, map: map)
    } catch {
      throw single.failure(error)
    }
    try OutputFolder.make(folder)
    let provenance = Provenance(
      own, extra: [self.map.identity.text, sample.rawValue] + ExtractionTable(single).choices)
    let label = loaded.label ?? own.label ?? RegionChoice.usualLabel
    return try maps.map(jobs: jobs) { map in
      let path = "\(folder)/\(map.name).nii.gz"
      try writeNIfTI(map.volume, to: path, as: sample, description: provenance.description(of: map.name))
      try AtomicFile.write(
        json: record(of: map, label, provenance, loaded.notes), to: "\(folder)/\(map.name).json")
      return Written(
        path: path, voxels: map.voxels, undefined: map.undefined, notes: loaded.notes.map(\.description))
    }
  }

  private func record(
    of map: VoxelMap, _ label: Int, _ provenance: Provenance, _ notes: [ReadingNote]
  ) -> MapRecord {
    let undefined = map.undefined.map { ($0.key.rawValue, $0.value) }
    return MapRecord(
      map: map.name, image: single.image, mask: single.mask, label: label, region: single.roi,
      kernel: self.map.record, undefined: Dictionary(undefined) { first, _ in first },
      notes: notes.isEmpty ? nil : notes.map(\.description), provenance: provenance)
  }

  private static func selection(_ features: [String]) throws(MapRequestError) -> FeatureSelection {
    let known = FeatureRegistry.entries.filter { !$0.featureClass.isMorphological }
    var names: [FeatureClass: Set<String>] = [:]
    for feature in features {
      guard let entry = known.first(where: { $0.column == feature }) else {
        throw .unknownFeature(feature, known: known.map(\.column))
      }
      names[entry.featureClass, default: []].insert(entry.name)
    }
    do {
      return try FeatureSelection(names: names)
    } catch {
      throw .unknownFeature(error.name, known: error.known)
    }
  }
}

/// Why no maps can be made.
public enum MapRequestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Maps are defined by PyRadiomics.
  case otherProfile(String)
  /// No feature of this name has a map.
  case unknownFeature(String, known: [String])
  /// Only shape is asked for.
  case nothing

  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .otherProfile(let name):
      "maps are made by PyRadiomics' definitions, not by those of the profile \(name); give a PyRadiomics parameter file."
    case .unknownFeature(let name, let known):
      "no map of a feature \"\(name)\"\(suggestion(for: name, among: known)). Features: \(known.joined(separator: ", "))."
    case .nothing: "shape belongs to a region and has no map; ask for first-order or texture features."
    }
  }
}
