import Execution
import Foundation
import ImageFiles

/// Why folders cannot be indexed.
package enum ExportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no folder at the path.
  case noFolder(String)
  /// The folders hold no DICOM image and no structure set.
  case nothing(folders: [String], files: Int)

  /// Cause and next step.
  package var description: String {
    switch self {
    case .noFolder(let path):
      "\(path): no such folder. Check images in the section cohort of the study file, and --root."
    case .nothing(let folders, let files):
      "\(folders.joined(separator: ", ")): \(files) file\(files == 1 ? "" : "s"), and none of them is a DICOM image or "
        + "structure set. Name the folder of the export."
    }
  }
}

extension ExportIndex {
  /// Reads the headers of all files below folders; those that are in the cache and unchanged are not opened.
  ///
  /// Memory is bounded by what is kept: about half a kilobyte a file.
  /// - Parameters:
  ///   - folders: absolute paths.
  ///   - cache: where the index of the last time is, and this one is stored.
  ///   - progress: is told the files opened so far and those to be opened, from any thread.
  package init(
    reading folders: [String], cache: IndexCache = .none, workers: Int,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(ExportError) {
    for folder in folders {
      guard FileManager.default.isFolder(folder) else { throw .noFolder(folder) }
    }
    let paths = Set(folders.flatMap { FilesBelow($0).visible }).sorted()
    let stamps = paths.compactMap { path in FileStamp(of: path).map { (path: path, stamp: $0) } }
    let earlier = cache.record(of: folders)
    var reading = IndexReading(earlier: earlier, stamps)
    let toOpen = reading.changed
    reading.open(toOpen, workers: workers, progress: progress)
    let counts = Counts(files: paths.count, opened: toOpen.count)
    if reading.isNew { cache.store(reading.record, of: folders) }
    self.init(
      folders: folders, series: reading.record.series, regionSets: Self.withoutCopies(reading.record.regionSets),
      problems: reading.problems, samePersons: reading.record.samePersons, counts: counts)
  }
}

extension ExportIndex {
  /// Structure sets without second copies of the same file, as when a patient is on two discs. Two that differ under
  /// one SOPInstanceUID both stay, and are an open question.
  private static func withoutCopies(_ sets: [ExportRegions]) -> [ExportRegions] {
    var first: [String: [ExportRegions]] = [:]
    return sets.filter { set in
      guard !set.file.instanceUID.isEmpty else { return true }
      let earlier = first[set.file.instanceUID, default: []]
      let isCopy = earlier.contains {
        $0.file.stamp.size == set.file.stamp.size
          && FileManager.default.contentsEqual(atPath: $0.file.path, andPath: set.file.path)
      }
      if !isCopy { first[set.file.instanceUID, default: []].append(set) }
      return !isCopy
    }
  }
}

/// An index that is being made: what is known from the last time, then what is read.
private struct IndexReading {
  private(set) var record = IndexRecord()
  /// Files that are new or have changed.
  private(set) var changed: [(path: String, stamp: FileStamp)] = []
  private(set) var problems: [ImageFileError] = []
  /// Whether it differs from the one of the last time.
  private(set) var isNew: Bool

  /// Files that are opened at a time: so many entries are held twice.
  private static let portion = 4096

  /// Takes what is unchanged from an earlier record.
  init(earlier: IndexRecord?, _ files: [(path: String, stamp: FileStamp)]) {
    guard let earlier else {
      (changed, isNew) = (files, true)
      return
    }
    let stamps = Dictionary(files.map { ($0.path, $0.stamp) }) { first, _ in first }
    var known = Set<String>()
    func isKept(_ file: ExportFile) -> Bool { stamps[file.path] == file.stamp && known.insert(file.path).inserted }
    // Facts without a slice that is kept are not taken over.
    var places: [Int: Int] = [:]
    for slice in earlier.slices where isKept(slice.file) {
      if places[slice.facts] == nil { places[slice.facts] = record.place(of: earlier.facts[slice.facts]) }
      if let place = places[slice.facts] { record.add(slice.file, at: place) }
    }
    for set in earlier.regions where isKept(set.file) { record.add(set) }
    for file in earlier.others where isKept(file) { record.add(other: file) }
    record.samePersons = earlier.samePersons
    changed = files.filter { !known.contains($0.path) }
    isNew = !changed.isEmpty || known.count < earlier.slices.count + earlier.regions.count + earlier.others.count
  }

  /// Reads files and adds what they are.
  mutating func open(
    _ files: [(path: String, stamp: FileStamp)], workers: Int, progress: @Sendable (Int, Int) -> Void
  ) {
    guard !files.isEmpty else { return }
    var book = PersonBook()
    enterKnown(into: &book, workers: workers)
    for start in stride(from: 0, to: files.count, by: Self.portion) {
      progress(start, files.count)
      let portion = Array(files[start..<min(start + Self.portion, files.count)])
      let read = parallelMap(portion, workers: workers) { try IndexedObject(reading: $0.path) }
      for (file, result) in zip(portion, read) { take(file, result, &book) }
    }
    progress(files.count, files.count)
    record.samePersons = book.samePersons
  }

  /// Enters the people of the files that are not opened again, from one file of each.
  private func enterKnown(into book: inout PersonBook, workers: Int) {
    var one: [Person: String] = [:]
    for slice in record.slices {
      let facts = record.facts[slice.facts]
      let person = Person(patientID: facts.patientID, number: facts.person)
      if one[person] == nil { one[person] = slice.file.path }
    }
    for set in record.regions {
      let person = Person(patientID: set.patientID, number: set.person)
      if one[person] == nil { one[person] = set.file.path }
    }
    let people = Array(one)
    let read = parallelMap(people, workers: workers) { try IndexedObject(reading: $0.value) }
    for (person, result) in zip(people.map(\.key), read) {
      guard case .success(let object) = result, let identity = object.identity else { continue }
      book.enter(identity.person, number: person.number, patientID: person.patientID)
    }
  }

  private struct Person: Hashable {
    let patientID: String
    let number: Int
  }

  private mutating func take(
    _ file: (path: String, stamp: FileStamp), _ result: Result<IndexedObject, any Error>, _ book: inout PersonBook
  ) {
    switch result {
    case .success(.image(let identity, let traits)):
      let person = book.number(of: identity.person, patientID: identity.patientID)
      record.add(
        ExportFile(path: file.path, stamp: file.stamp, instanceUID: identity.instanceUID),
        SliceFacts(identity, traits, person: person))
    case .success(.regions(let identity, let traits)):
      let person = book.number(of: identity.person, patientID: identity.patientID)
      record.add(
        ExportRegions(
          file: ExportFile(path: file.path, stamp: file.stamp, instanceUID: identity.instanceUID),
          patientID: identity.patientID, studyUID: identity.studyUID, made: identity.made, person: person,
          traits: traits))
    case .success(.other): record.add(other: ExportFile(path: file.path, stamp: file.stamp, instanceUID: ""))
    case .failure(let error): if let error = error as? ImageFileError { problems.append(error) }
    }
  }
}

extension SliceFacts {
  fileprivate init(_ identity: ObjectIdentity, _ traits: ImageTraits, person: Int) {
    self.init(
      patientID: identity.patientID, person: person, studyUID: identity.studyUID, seriesUID: identity.seriesUID,
      frameOfReferenceUID: identity.frameOfReferenceUID, modality: identity.modality,
      description: identity.seriesDescription, made: identity.made, imageTypes: traits.imageTypes,
      echoTimes: traits.echoTimes, repetitionTimes: traits.repetitionTimes, orientation: traits.orientation,
      frames: traits.frames)
  }
}

extension IndexedObject {
  /// Whose it is; `nil` for what belongs to nobody.
  fileprivate var identity: ObjectIdentity? {
    switch self {
    case .image(let identity, _), .regions(let identity, _): identity
    case .other: nil
    }
  }
}
