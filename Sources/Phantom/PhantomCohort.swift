import Execution
import Foundation
import Glibc
import Records
import Synchronization

/// A synthetic cohort of locally advanced cervical cancer: DICOM series, contours, a table, and the truth behind them.
///
/// Nothing in it comes from a patient, and every file says so. The same settings give the same bytes.
package struct PhantomCohort: Sendable {
  /// What decides every byte.
  package let settings: PhantomSettings
  /// The people and the planted model.
  package let population: PhantomPopulation

  /// Draws the people; no image yet.
  package init(settings: PhantomSettings) {
    self.settings = settings
    population = PhantomPopulation(settings: settings)
  }

  /// Writes the cohort to a folder: into a temporary one beside it, then by renaming, so that a half cohort is never
  /// seen.
  ///
  /// A folder that already holds this very cohort is left as it is.
  /// - Parameters:
  ///   - path: a new or empty folder.
  ///   - workers: threads at most; the bytes do not depend on it.
  ///   - progress: called with the number of patients written so far, from any thread.
  package func write(
    to path: String, workers: Int, progress: (@Sendable (Int) -> Void)? = nil
  ) throws -> PhantomSummary {
    let folder = URL(filePath: path).standardizedFileURL.path
    if try isPresent(at: folder) { return try summary(of: folder, wasPresent: true) }
    let temporary = "\(folder).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
    do {
      try write(into: temporary, workers: workers, progress: progress)
      // rename(2) replaces an empty folder in one step and fails on any other, so nothing is ever lost here.
      guard rename(temporary, folder) == 0 else { throw cannotWrite(folder, WriteFailure(code: errno)) }
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw error
    }
    return try summary(of: folder, wasPresent: false)
  }

  private func write(into folder: String, workers: Int, progress: (@Sendable (Int) -> Void)?) throws {
    let images = "\(folder)/\(imageFolder)"
    try make(images)
    let done = Atomic(0)
    let results = parallelMap(Array(population.included.enumerated()), workers: workers) { place, patient in
      if settings.isExport {
        try PhantomExportFiles(patient, number: place + 1, settings: settings).write(to: images)
      } else {
        try PhantomPatientFiles(patient, settings: settings).write(to: "\(images)/\(patient.id)")
      }
      progress?(done.add(1, ordering: .relaxed).newValue)
    }
    for result in results { try result.get() }
    if settings.isExport {
      try AtomicFile.write(Data(PhantomWorkbook(self).bytes), to: "\(folder)/\(PhantomWorkbook.name)")
    }
    for (name, text) in try PhantomDocuments(self).all { try AtomicFile.write(text, to: "\(folder)/\(name)") }
  }

  private func make(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw cannotWrite(folder, WriteFailure(error))
    }
  }

  private func cannotWrite(_ path: String, _ cause: WriteFailure) -> PhantomError {
    .cannotWrite(path: path, cause: cause)
  }
}

extension PhantomCohort {
  /// Name of the file that tells one cohort from another.
  static let settingsFile = "phantom.json"

  /// Whether `folder` already holds this cohort; throws if it holds anything else.
  private func isPresent(at folder: String) throws(PhantomError) -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else { return false }
    let entries = try? FileManager.default.contentsOfDirectory(atPath: folder)
    guard isFolder.boolValue, let entries else {
      throw .cannotWrite(path: folder, cause: "it is not a folder that can be read")
    }
    guard !entries.isEmpty else { return false }
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(Self.settingsFile)"),
      let found = try? JSONDecoder().decode(PhantomSettings.self, from: data)
    else { throw .folderInUse(path: folder) }
    guard found == settings else { throw .otherCohort(path: folder) }
    let files = dicomFiles(in: folder)
    guard files.count == expectedFiles else {
      throw .incomplete(path: folder, files: files.count, expected: expectedFiles)
    }
    return true
  }

  /// The folder in which images and contours lie.
  private var imageFolder: String { settings.isExport ? "export" : "patients" }

  /// Two series of slices and a structure set for each, per patient, or what its export has.
  private var expectedFiles: Int {
    guard settings.isExport else { return settings.patients * 2 * (settings.slices + 1) }
    return population.included.enumerated().reduce(0) {
      $0 + PhantomExportFiles($1.element, number: $1.offset + 1, settings: settings).fileCount
    }
  }

  private func dicomFiles(in folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: "\(folder)/\(imageFolder)")?.compactMap { $0 as? String } ?? []
    // In an export every name is a UID.
    let isImage = { (name: String) in
      settings.isExport ? name.contains("/2.25.") : name.hasSuffix(".dcm")
    }
    return names.filter(isImage).map { "\(folder)/\(imageFolder)/\($0)" }
  }

  private func summary(of folder: String, wasPresent: Bool) throws -> PhantomSummary {
    let files = dicomFiles(in: folder)
    let bytes = try files.reduce(0) {
      $0 + (try FileManager.default.attributesOfItem(atPath: $1)[.size] as? Int ?? 0)
    }
    return PhantomSummary(
      folder: folder, wasPresent: wasPresent, dicomFiles: files.count, bytes: bytes,
      patients: population.included.count, excluded: population.excluded.count,
      events: population.included.count { $0.isEvent }, calibratedPrevalence: population.hospital.prevalence,
      cohortAUC: population.cohortAUC, expectedAUC: population.expectedAUC)
  }
}

/// What was written, and what an ideal observer would make of it.
package struct PhantomSummary: Sendable {
  /// The folder, as an absolute path.
  package let folder: String
  /// Whether the cohort was there before, and so was left alone.
  package let wasPresent: Bool
  /// DICOM files in it.
  package let dicomFiles: Int
  /// Their size.
  package let bytes: Int
  /// Patients with images.
  package let patients: Int
  /// Rows of the table without images.
  package let excluded: Int
  /// Patients without complete response.
  package let events: Int
  /// Prevalence in the population that the patients were drawn from.
  package let calibratedPrevalence: Double
  /// Ideal AUC in this cohort; `nil` if everyone, or no one, had the event.
  package let cohortAUC: IdealAUC?
  /// Ideal AUC in the population.
  package let expectedAUC: IdealAUC
}
