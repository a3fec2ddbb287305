import Audit
import Cohorts
import Foundation
import Records
import StudyFiles
import Testing

/// What a run that is ended anywhere leaves in its folder.
@Suite struct RunFolderTests {
  private let place = FileManager.default.temporaryDirectory.appending(path: "apus-folder-\(UUID().uuidString)").path

  private func study() throws -> StudyFile {
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try "patient,response\nA,x\nB,y\n".write(toFile: "\(place)/c.csv", atomically: true, encoding: .utf8)
    try "id,f\nA,1\nB,2\n".write(toFile: "\(place)/f.csv", atomically: true, encoding: .utf8)
    let text = """
      apus: 1
      name: Folder
      cohort: {table: c.csv, id: patient}
      outcome: {column: response, event: x, non-event: y}
      features: {table: f.csv, id: id}
      split: {train: 0.6}
      """
    try text.write(toFile: "\(place)/study.yaml", atomically: true, encoding: .utf8)
    return try StudyFile(reading: "\(place)/study.yaml")
  }

  /// A draft of results, each file holding `word`; the first run has a file that the second has not, and the other way
  /// round.
  private func draft(_ folder: RunFolder, _ study: StudyFile, _ word: String) throws -> RunFolder {
    let draft = try folder.begin(study)
    for name in ["results.json", "features.csv", "fits.json", word == "old" ? "robustness.csv" : "landmarks.csv"] {
      try word.write(toFile: draft.file(name), atomically: true, encoding: .utf8)
    }
    try FileManager.default.createDirectory(atPath: draft.file("models/hcr_mr"), withIntermediateDirectories: true)
    try word.write(toFile: draft.file("models/hcr_mr/model.json"), atomically: true, encoding: .utf8)
    return draft
  }

  private func words(_ folder: RunFolder) -> [String: String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return Dictionary(
      uniqueKeysWithValues: names.compactMap { name in
        guard !name.hasPrefix("cache"), name != "study.yaml",
          let data = FileManager.default.contents(atPath: folder.file(name))
        else { return nil }
        return (name, String(decoding: data, as: UTF8.self))
      })
  }

  private static let new = [
    "results.json": "new", "features.csv": "new", "fits.json": "new", "landmarks.csv": "new",
    "models/hcr_mr/model.json": "new",
  ]

  /// A root that was given from where the command ran is the same place for whoever reads the record of the run.
  @Test func theRecordOfARunFindsItsFilesAgain() throws {
    defer { try? FileManager.default.removeItem(atPath: place) }
    _ = try study()
    let steps = FileManager.default.currentDirectoryPath.split(separator: "/").count
    let relative = String(repeating: "../", count: steps) + place.dropFirst()
    let given = try StudyFile(reading: "\(place)/study.yaml", root: relative)
    let draft = try RunFolder("\(place)/results", for: given).begin(given)
    let record = try StudyFile(reading: draft.file("study.yaml"))
    #expect(FileManager.default.fileExists(atPath: record.path(of: "c.csv")))
    #expect(record == given)
  }

  /// Whoever opens the folder after a kill completes what was being moved, even if the study cannot be run again.
  @Test(arguments: ["remove robustness.csv", "move features.csv", "move results.json", "clear"])
  func aPublicationThatWasCutIsCompletedByAReader(cut: String) throws {
    defer { try? FileManager.default.removeItem(atPath: place) }
    let study = try study()
    let folder = try RunFolder("\(place)/run", for: study)
    try folder.publish(draft(folder, study, "old"))
    try? folder.publish(draft(folder, study, "new")) { (name) throws(StoreError) in
      if name == cut { throw StoreError.cannotWrite(path: name, cause: "killed") }
    }
    #expect(RunFolder.completePublication(in: folder.path))
    #expect(words(folder) == Self.new)
    #expect(RunFolder.completePublication(in: folder.path), "there is nothing left to do")
  }

  /// A killed run leaves temporary files, which the next one removes; those of a living process stay, and those of
  /// other machines.
  @Test func temporaryFilesOfDeadRunsAreRemoved() throws {
    defer { try? FileManager.default.removeItem(atPath: place) }
    let study = try study()
    let folder = try RunFolder("\(place)/run", for: study)
    try folder.publish(draft(folder, study, "old"))
    let dead = Process()
    dead.executableURL = URL(filePath: "/bin/true")
    try dead.run()
    dead.waitUntilExit()
    let here = AtomicFile.machine
    let files = [
      "report.html.\(here)-\(dead.processIdentifier)-12.part": false, "report.html.\(here)-\(getpid())-12.part": true,
      // The same number on another machine is another process, which may well be alive.
      "report.html.0123abcd-\(dead.processIdentifier)-12.part": true, "mine.part": true,
    ]
    for name in files.keys { try "x".write(toFile: folder.file(name), atomically: true, encoding: .utf8) }
    _ = try folder.begin(study)
    for (name, stays) in files {
      #expect(FileManager.default.fileExists(atPath: folder.file(name)) == stays, "\(name)")
    }
  }

  /// The power is cut before each of the moves in turn: the next opening finds the old run whole, or goes on until the
  /// new one is.
  @Test func aCutAnywhereLeavesOneRunOrTheOther() throws {
    defer { try? FileManager.default.removeItem(atPath: place) }
    let study = try study()
    var (cut, cuts, order) = (0, 0, [String]())
    while true {
      let path = "\(place)/run\(cut)"
      let folder = try RunFolder(path, for: study)
      try folder.publish(draft(folder, study, "old"))
      let old = words(folder)
      #expect(old.count == 5 && old["robustness.csv"] == "old")
      let draft = try draft(folder, study, "new")
      var step = 0
      do {
        try folder.publish(draft) { (name) throws(StoreError) in
          if cut == 0 { order.append(name) }
          step += 1
          if step == cut { throw StoreError.cannotWrite(path: name, cause: "power cut") }
        }
        guard cut > 0 else {
          #expect(words(folder) == Self.new)
          cut = 1
          continue
        }
        break
      } catch {
        cuts += 1
      }
      // The folder is taken over by whoever opens it next, as the same study's.
      let next = try RunFolder(path, for: study)
      if cut == 1 {
        #expect(words(next).filter { !$0.key.hasPrefix("unfinished") } == old)
      } else {
        if FileManager.default.fileExists(atPath: next.file("finished")) {
          #expect(throws: AuditError.self) { try RunAudit(folder: path) }
        }
        _ = try next.begin(study)
        #expect(words(next).filter { !$0.key.hasPrefix("unfinished") } == Self.new, "cut \(cut)")
      }
      cut += 1
    }
    #expect(cuts == order.count && cuts > 6, "\(order)")
    let moves = order.filter { $0.hasPrefix("move ") }
    #expect(moves.last == "move results.json", "\(order)")
  }

  /// What of a first run there is when it is ended is no foreign folder.
  @Test func halfMadeFoldersAreTakenOver() throws {
    defer { try? FileManager.default.removeItem(atPath: place) }
    let study = try study()
    for (at, made) in [["cache"], ["cache", "unfinished"], ["finished"], ["cache", "finished", "unfinished"]]
      .enumerated()
    {
      let path = "\(place)/half\(at)"
      for name in made {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
      }
      let folder = try RunFolder(path, for: study)
      try folder.publish(draft(folder, study, "new"))
      #expect(words(folder) == Self.new, "\(made)")
    }
  }
}
