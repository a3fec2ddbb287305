import Cohorts
import Foundation
import LocalServer
import Review
import ReviewPage
import Synchronization
import TestSupport
import Testing

/// The page of a review as a browser gets it, over a real connection.
@Suite struct ReviewSiteTests {
  private final class Served {
    let made: MadeCohort
    let site: ReviewSite
    let server: RunningServer
    let page: RawPage

    init(_ made: MadeCohort, showsIDs: Bool = false) throws {
      self.made = made
      let study = try made.study()
      let file = "\(made.root)/study.review.csv"
      site = try ReviewSite(
        study, try study.readCohort(), try DecisionFile(reading: file), names: try made.names(showsIDs: showsIDs),
        setting: ReviewSite.Setting(author: "Dr Kim", decisionFile: file, workers: 2, run: nil), progress: { _ in },
        failed: { _ in })
      server = try LocalServer(routes: site.routes).start()
      page = try #require(RawPage(server.address))
      site.begin()
    }

    deinit {
      server.stop()
      site.end()
    }

    func json(_ path: String) throws -> [String: Any] {
      let reply = try page.ask(page.get(path))
      #expect(reply.status == 200, "\(path): \(reply.text.prefix(300))")
      return try #require(try JSONSerialization.jsonObject(with: Data(reply.content)) as? [String: Any])
    }

    /// The cohort when everybody was looked at.
    func complete() throws -> [String: Any] {
      for _ in 0..<600 {
        let cohort = try json("cohort.json")
        if cohort["isComplete"] as? Bool == true { return cohort }
        usleep(100_000)
      }
      throw RawClient.Failed(cause: "the examination did not end")
    }
  }

  /// Everybody is there from the start and fills; nobody is named, and no outcome is sent.
  @Test func theCohortFillsAndNamesNobody() throws {
    let served = try Served(try MadeCohort([.sound(1), nil, .sound(3), .sound(4)], prefix: "Kim-Min "))
    let first = try served.json("cohort.json")
    #expect((first["patients"] as? [Any])?.count == 4 && first["total"] as? Int == 4)
    let cohort = try served.complete()
    let patients = try #require(cohort["patients"] as? [[String: Any]])
    #expect(patients.map { $0["number"] as? Int } == [0, 1, 2, 3] && cohort["author"] as? String == "Dr Kim")
    #expect(patients[1]["cause"] is String && patients[0]["cause"] is NSNull && patients[1]["weight"] as? Int == 10)
    let revision = try #require(cohort["revision"] as? Int)
    #expect(try served.json("cohort.json?after=\(revision)")["unchanged"] as? Bool == true)
    for path in ["cohort.json", "patient/0.json", "patient/1.json", "slice/1/0/axial/0.bin", ""] {
      let text = try served.page.ask(served.page.get(path)).text
      #expect(!text.contains("Kim-Min") && !text.contains(served.made.root) && !text.contains("non-CR"), "\(path)")
    }
    #expect(try served.page.ask(served.page.get("slice/1/0/axial/0.bin")).status == 422)
  }

  @Test func picturesSlicesAndFiguresAreThoseOfThePatient() throws {
    let served = try Served(try MadeCohort((1...9).map { .sound(UInt64($0)) }))
    _ = try served.complete()
    let lesion = MadeLesion.sound(3)
    let patient = try served.json("patient/2.json")
    let series = try #require((patient["series"] as? [[String: Any]])?.first)
    #expect(series["size"] as? [Int] == [48, 44, 14] && series["origin"] as? [Double] == [-36, -33, 10])
    #expect(series["direction"] as? [Double] == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let planes = try #require(series["planes"] as? [String: [String: Any]])
    #expect(planes["axial"]?["count"] as? Int == 14 && planes["coronal"]?["count"] as? Int == 44)
    #expect(planes["sagittal"]?["letters"] as? [String] == ["A", "P", "S", "I"])
    let (slope, offset) = (try #require(series["slope"] as? Double), try #require(series["offset"] as? Double))
    let reply = try served.page.ask(served.page.get("slice/2/0/axial/7.bin"))
    let bytes = reply.content
    #expect(bytes.count == 3 * 48 * 44 && reply.has("Cache-Control: private, max-age=86400, immutable"))
    let (image, mask) = (lesion.image, lesion.mask)
    for pixel in 0..<(48 * 44) {
      let (i, j) = (pixel % 48, pixel / 48)
      let value = offset + slope * Double(Int(bytes[2 * pixel]) + 256 * Int(bytes[2 * pixel + 1]))
      #expect(abs(value - image[i, j, 7]) <= slope && (bytes[2 * 48 * 44 + pixel] == 1) == mask[i, j, 7])
    }
    for level in 0..<3 {
      let sheet = try served.page.ask(served.page.get("sheet/2/0/\(level).png"))
      #expect(sheet.status == 200 && sheet.content.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    }
    let features = try #require(patient["features"] as? [[String: Any]])
    let volume = try #require(features.first { $0["name"] as? String == "Volume" })
    #expect(abs((volume["value"] as? Double ?? 0) - mask.volume / 1000) < 1e-9 && volume["unit"] as? String == "ml")
    let others = (1...9).count { MadeLesion.sound(UInt64($0)).mask.volume < mask.volume }
    #expect(volume["share"] as? Double == Double(others) / 9)
  }

  /// What is not in the study is not there, whatever path asks for it.
  @Test(arguments: [
    "patient/9.json", "patient/999999999.json", "sheet/0/1/0.png", "sheet/0/0/3.png", "sheet/9/0/0.png",
    "slice/9/0/axial/0.bin", "slice/0/1/axial/0.bin", "slice/0/0/oblique/0.bin", "slice/0/0/axial/14.bin", "page.swift",
    "clinical.csv", "study.review.csv",
  ]) func whatIsNotListedIsNotThere(_ path: String) throws {
    let served = try Served(try MadeCohort([.sound(1), .sound(2)]))
    _ = try served.complete()
    let reply = try served.page.ask(served.page.get(path))
    #expect(reply.status == 404 && reply.body.hasPrefix(#"{"error":""#), "\(reply.text)")
  }

  private func body(_ patient: Int, _ decision: String, _ reason: String, series: String = "null") -> String {
    #"{"patient": \#(patient), "series": \#(series), "decision": "\#(decision)", "reason": "\#(reason)", "by": "Dr Lee"}"#
  }

  @Test func decisionsAreWrittenAndSeen() throws {
    let served = try Served(try MadeCohort([.sound(1), .sound(2)]))
    let before = try #require(try served.complete()["revision"] as? Int)
    let page = served.page
    let reply = try page.ask(page.post("decisions", body(1, "exclude", "contour in air")))
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(reply.content)) as? [String: Any])
    #expect(reply.status == 200 && answer["who"] as? String == "Dr Lee" && answer["series"] is NSNull)
    let cohort = try served.json("cohort.json?after=\(before)")
    let patients = try #require(cohort["patients"] as? [[String: Any]])
    #expect(patients.map { $0["isExcluded"] as? Bool } == [false, true])
    #expect((cohort["revision"] as? Int ?? 0) > before && answer["revision"] as? Int == cohort["revision"] as? Int)
    let file = try String(contentsOfFile: "\(served.made.root)/study.review.csv", encoding: .utf8)
    #expect(file.contains("\(served.made.ids[1]),,exclude,contour in air,Dr Lee,"))
    for (sent, status) in [
      (body(2, "exclude", "air"), 404), (body(0, "exclude", "air", series: "\"T9\""), 404),
      (body(0, "exclude", ""), 422), (body(0, "remove", "air"), 422), (body(-1, "exclude", "air"), 404),
      (body(0, "note", String(repeating: "a", count: 2001)), 413), ("{}", 400), ("", 400), ("[1", 400),
      (#"{"patient": "../0", "series": null, "decision": "note", "reason": "a", "by": "b"}"#, 400),
    ] { #expect(try page.ask(page.post("decisions", sent)).status == status, "\(sent.prefix(200))") }
    #expect(
      try page.ask(page.post("decisions", body(0, "exclude", "air"), "Origin: http://evil.example")).status == 403)
    #expect(try String(contentsOfFile: "\(served.made.root)/study.review.csv", encoding: .utf8) == file)
  }

  /// A thousand patients, all of them suspicious: the list within a second, while the examination goes on and after it.
  @Test func aThousandPatientsListWithinASecond() throws {
    let made = try MadeCohort((0..<1000).map { $0 < 12 ? .sound(UInt64($0)) : nil })
    for (row, id) in made.ids.enumerated().dropFirst(12) {
      try FileManager.default.createSymbolicLink(atPath: "\(made.root)/\(id)", withDestinationPath: made.ids[row % 12])
    }
    let served = try Served(made)
    var slowest = 0.0
    for turn in 0..<2400 {
      let start = ContinuousClock.now
      let cohort = try served.json("cohort.json")
      let time = start.duration(to: .now)
      slowest = max(slowest, Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
      if cohort["isComplete"] as? Bool == true { break }
      #expect(turn < 2399)
      usleep(250_000)
    }
    print("cohort.json of 1000 patients: at most \(slowest) s")
    #expect(slowest < 1)
  }

  /// Each file of the folder is in the command as it is; a file that is missing in the list would be missing in the
  /// page.
  @Test func thePageIsThatOfTheSources() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/ReviewPage/Page")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(names) == Set(ReviewSite.page.all.keys))
    for (name, file) in ReviewSite.page.all { #expect(try Data(contentsOf: folder.appending(path: name)) == file.body) }
  }
}
