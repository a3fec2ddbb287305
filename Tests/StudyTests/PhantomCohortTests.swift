import Cohorts
import Foundation
import ImageFiles
import Phantom
import StudyFiles
import Testing

/// Small cohorts, written to folders that go with the test.
struct PhantomCohortTests {
  @Test(arguments: [1, 2, 77] as [UInt64])
  func sameSettingsGiveTheSameBytesForAnyNumberOfWorkers(seed: UInt64) throws {
    let settings = try PhantomSettings(patients: 3, seed: seed, matrix: 32, slices: 8)
    let (first, second) = (TemporaryFolder(), TemporaryFolder())
    _ = try PhantomCohort(settings: settings).write(to: first.path, workers: 1)
    _ = try PhantomCohort(settings: settings).write(to: second.path, workers: 4)
    #expect(try first.contents() == second.contents())
    #expect(try first.contents().count == 3 * 2 * 9 + 5)
  }

  @Test func aSmallerCohortIsTheBeginningOfALarger() throws {
    let (small, large) = (TemporaryFolder(), TemporaryFolder())
    _ = try write(patients: 2, to: small)
    _ = try write(patients: 4, to: large)
    let images = try small.contents().filter { $0.key.hasPrefix("patients/") }
    let all = try large.contents()
    #expect(!images.isEmpty && images.allSatisfy { all[$0.key] == $0.value })
  }

  @Test func everyFileSaysThatItIsSynthetic() throws {
    let folder = TemporaryFolder()
    _ = try write(patients: 1, to: folder)
    let word = Data("SYNTHETIC".utf8)
    for (name, bytes) in try folder.contents() where name != "phantom.json" {
      #expect(bytes.range(of: word) != nil, "\(name)")
    }
    let study = try StudyFile(reading: folder.path + "/study.yaml")
    #expect(study.isSynthetic)
  }

  @Test func theStudyFileFindsEveryPatientAndEveryExclusion() throws {
    let folder = TemporaryFolder()
    let summary = try write(patients: 24, to: folder)
    let study = try StudyFile(reading: folder.path + "/study.yaml")
    let cohort = try ClinicalCohort(of: study)
    #expect(cohort.patients.count == 24)
    #expect(cohort.patients.count { $0.outcome.hadEvent } == summary.events)
    #expect(cohort.exclusions.reduce(0) { $0 + $1.subjects.count } == summary.excluded)
    #expect(study.factors.count == 7)
  }

  @Test func aFolderWithTheSameCohortIsLeftAsItIs() throws {
    let folder = TemporaryFolder()
    _ = try write(patients: 2, to: folder)
    try Data("notes".utf8).write(to: folder.file("notes.txt"))
    #expect(try write(patients: 2, to: folder).wasPresent)
    #expect(FileManager.default.fileExists(atPath: folder.file("notes.txt").path))
  }

  @Test func foldersOfOthersAreRefused() throws {
    let (used, other, damaged) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
    try Data("mine".utf8).write(to: used.made().file("thesis.txt"))
    #expect(throws: PhantomError.folderInUse(path: used.path)) { try write(patients: 1, to: used) }
    _ = try write(patients: 1, to: other)
    #expect(throws: PhantomError.otherCohort(path: other.path)) { try write(patients: 2, to: other) }
    _ = try write(patients: 1, to: damaged)
    try FileManager.default.removeItem(at: damaged.file("patients/P001/T2/IM0003.dcm"))
    #expect(throws: PhantomError.incomplete(path: damaged.path, files: 17, expected: 18)) {
      try write(patients: 1, to: damaged)
    }
  }

  @Test func anEmptyFolderIsUsedAndNothingTemporaryStays() throws {
    let folder = TemporaryFolder()
    let inner = try folder.made().file("cohort")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    let settings = try PhantomSettings(patients: 1, matrix: 32, slices: 8)
    _ = try PhantomCohort(settings: settings).write(to: inner.path, workers: 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["cohort"])
  }

  @Test func settingsOutOfRangeAreRefusedByName() {
    #expect(throws: PhantomError.outOfRange(setting: "patients", value: 0, allowed: 1...9999)) {
      try PhantomSettings(patients: 0)
    }
    #expect(throws: PhantomError.outOfRange(setting: "slices", value: 3, allowed: 8...200)) {
      try PhantomSettings(slices: 3)
    }
  }

  private func write(patients: Int, to folder: TemporaryFolder) throws -> PhantomSummary {
    let settings = try PhantomSettings(patients: patients, matrix: 32, slices: 8)
    return try PhantomCohort(settings: settings).write(to: folder.path, workers: 2)
  }
}

/// A path in the temporary folder of the machine, removed with the value.
final class TemporaryFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "apus-phantom-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func made() throws -> TemporaryFolder {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return self
  }

  func file(_ name: String) -> URL { URL(filePath: path).appending(path: name) }

  /// Every file by its path below the folder.
  func contents() throws -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    var result: [String: Data] = [:]
    for name in names {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder), !isFolder.boolValue
      else { continue }
      result[name] = try Data(contentsOf: file(name))
    }
    return result
  }
}
