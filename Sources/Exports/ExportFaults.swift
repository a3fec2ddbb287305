import Foundation

/// What is doubtful in an export as a whole; the patients go on, and these are said once.
package struct ExportFaults: Sendable {
  /// PatientIDs that may be one person: equal names and dates of birth, or one study, image or frame under several.
  package let samePersons: [[String]]
  /// PatientIDs whose files are of several people.
  package let severalPersons: [String]
  /// PatientIDs whose files lie in several folders, in an export with a folder for each patient.
  package let inSeveralFolders: [(patientID: String, folders: [String])]
  /// Files that have the SOPInstanceUID of another file of the same series.
  package let copies: [ExportFile]
  /// Pairs of series that share images, with the number of these.
  package let sharedImages: [(first: ExportSeries, second: ExportSeries, images: Int)]
  /// Structure sets none of whose images is in the export.
  package let strays: [ExportRegions]

  /// Looks at an index.
  package init(_ index: ExportIndex) {
    let shared = Self.shared(index.series)
    (copies, sharedImages) = (shared.copies, shared.pairs)
    let inStudies = Dictionary(grouping: index.series, by: \.studyUID).filter { !$0.key.isEmpty }.values
      .map { Set($0.map(\.patientID)).sorted() }.filter { $0.count > 1 }
    samePersons = Set(index.samePersons + inStudies).sorted { $0.lexicographicallyPrecedes($1) }
    severalPersons = index.patientIDs.filter { index.personCount(of: $0) > 1 }
    inSeveralFolders = Self.scattered(index)
    let known = Set(index.series.map(\.seriesUID))
    let instances = Set(index.series.flatMap { $0.files.map(\.instanceUID) })
    strays = index.regionSets.filter { set in
      set.traits.groups.allSatisfy { group in
        let origin = group.origin
        return !(origin.series.isEmpty && origin.instances.isEmpty) && known.isDisjoint(with: origin.series)
          && instances.isDisjoint(with: origin.instances)
      } && !set.traits.groups.isEmpty
    }
  }

  private static func shared(
    _ series: [ExportSeries]
  ) -> (copies: [ExportFile], pairs: [(first: ExportSeries, second: ExportSeries, images: Int)]) {
    var (place, copies, pairs) = ([String: Int](), [ExportFile](), [[Int]: Int]())
    for (at, one) in series.enumerated() {
      for file in one.files where !file.instanceUID.isEmpty {
        switch place[file.instanceUID] {
        case nil: place[file.instanceUID] = at
        case at: copies.append(file)
        case let other?: pairs[[other, at], default: 0] += 1
        }
      }
    }
    let sorted = pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    return (copies, sorted.map { (series[$0.key[0]], series[$0.key[1]], $0.value) })
  }

  /// PatientIDs in several of the folders right below the export, where nearly every such folder has one PatientID and
  /// the other way round.
  private static func scattered(_ index: ExportIndex) -> [(patientID: String, folders: [String])] {
    var (folders, patients) = ([String: Set<String>](), [String: Set<String>]())
    let files =
      index.series.flatMap { one in one.files.map { (one.patientID, $0.path) } }
      + index.regionSets.map { ($0.patientID, $0.file.path) }
    for (patient, path) in files {
      guard let top = index.folders.first(where: { path.hasPrefix($0 + "/") }) else { continue }
      let below = path.dropFirst(top.count + 1)
      guard let slash = below.firstIndex(of: "/") else { continue }
      let folder = String(below[..<slash])
      folders[patient, default: []].insert(folder)
      patients[folder, default: []].insert(patient)
    }
    let several = folders.filter { $0.value.count > 1 }
    let isByPatient = patients.values.count { $0.count == 1 } * 10 >= patients.count * 9
    guard isByPatient, several.count * 10 <= folders.count * 2 else { return [] }
    return several.map { (patientID: $0.key, folders: $0.value.sorted()) }.sorted { $0.patientID < $1.patientID }
  }
}
