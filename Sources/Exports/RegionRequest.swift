import Extraction
import ImageFiles

/// The region that is wanted on a series.
package struct RegionRequest: Hashable, Codable, Sendable {
  /// Names or patterns of the region, tried in this order in every structure set; empty for its only region.
  package var rois: [String]
  /// Column of the table in which each row names its own region.
  package var column: String?
  /// Which structure set is meant.
  package var sets: StructureSetRules

  /// Takes every part as given.
  package init(rois: [String], column: String? = nil, sets: StructureSetRules = .any) {
    (self.rois, self.column, self.sets) = (rois, column, sets)
  }

  /// The same with the region that a row names, if it asks for that.
  /// - Throws: ``LinkProblem/unnamedRegion(column:)``
  package func reading(_ row: PatientJoin.Row) throws(LinkProblem) -> RegionRequest {
    guard let column else { return self }
    guard let name = row.regions[column], !name.isEmpty else { throw .unnamedRegion(column: column) }
    return RegionRequest(rois: [name], sets: sets)
  }

  /// The names that are meant among those of a structure set: those of the first pattern that any name fits.
  package func names(among known: [String]) -> [String] {
    guard !rois.isEmpty else { return known }
    return rois.lazy.map { regionNames($0, among: known) }.first { !$0.isEmpty } ?? []
  }
}

/// A region that was found for a series.
package struct LinkedRegion: Sendable {
  /// The structure set.
  package let set: ExportRegions
  /// Name of the region in it.
  package let name: String
}

/// What there is on a series for a request.
package enum RegionSearch: Sendable {
  case one(LinkedRegion)
  /// No structure set was drawn on the series; those of the patient that were drawn on others or say nothing of it.
  case noSet(others: [ExportRegions])
  /// None that was drawn on the series fits the rules.
  case noFittingSet(drawn: [ExportRegions])
  /// None of those that fit has the region.
  case noRegion(sets: [ExportRegions])
  /// Several structure sets have the region.
  case severalSets([LinkedRegion])
  /// One structure set has several regions that the name fits.
  case severalRegions(ExportRegions, names: [String])
}

extension ExportIndex {
  /// The region of a series that a request means, by what structure sets say that they were drawn on.
  package func region(_ request: RegionRequest, on series: ExportSeries) -> RegionSearch {
    Self.region(request, on: series.identity, among: regionSets(near: series)) { $0.patientID == series.patientID }
  }

  /// The region of an image whose patient is not known by PatientID, as those of a folder that a path names.
  /// - Parameter isOfPatient: whether all structure sets are of the image's patient, so that the frame of reference
  ///   alone says that one was drawn on it.
  package func region(_ request: RegionRequest, on image: ImageIdentity, isOfPatient: Bool) -> RegionSearch {
    let near = isOfPatient ? regionSets : regionSets(listing: image.seriesUID ?? "")
    return Self.region(request, on: image, among: near) { _ in isOfPatient }
  }

  /// The same among given structure sets.
  static func region(
    _ request: RegionRequest, on image: ImageIdentity, among near: [ExportRegions],
    isOfPatient: (ExportRegions) -> Bool
  ) -> RegionSearch {
    let drawn = near.map { set in (set: set, names: set.names(drawnOn: image, isOfPatient: isOfPatient(set))) }
      .filter { !$0.names.isEmpty }
    guard !drawn.isEmpty else { return .noSet(others: near.filter(isOfPatient)) }
    let fitting = drawn.filter { request.sets.fits($0.set) }
    guard !fitting.isEmpty else { return .noFittingSet(drawn: drawn.map(\.set)) }
    let named = fitting.map { (set: $0.set, names: request.names(among: $0.names)) }.filter { !$0.names.isEmpty }
    guard !named.isEmpty else { return .noRegion(sets: fitting.map(\.set)) }
    switch request.sets.chosen(among: named, set: \.set) {
    case .none: return .noRegion(sets: fitting.map(\.set))
    case .several(let left): return .severalSets(left.map { LinkedRegion(set: $0.set, name: $0.names[0]) })
    case .one(let only) where only.names.count > 1: return .severalRegions(only.set, names: only.names)
    case .one(let only): return .one(LinkedRegion(set: only.set, name: only.names[0]))
    }
  }
}

extension ExportRegions {
  /// The names of its regions that were drawn on an image.
  ///
  /// A region must name the series, one of its images, or, if it names neither, its frame of reference, and nothing may
  /// speak against it. UIDs of series and images are the same all over the world. Anonymisers give all patients one
  /// frame of reference, so that alone counts within a patient only.
  func names(drawnOn image: ImageIdentity, isOfPatient: Bool) -> [String] {
    traits.groups.filter { group in
      let origin = group.origin
      guard origin.contradiction(with: image, file: file.path) == nil else { return false }
      guard origin.series.isEmpty, origin.instances.isEmpty else { return true }
      return isOfPatient && !origin.frameOfReferenceUID.isEmpty && origin.frameOfReferenceUID == image.frameOfReference
    }.flatMap(\.names)
  }
}
