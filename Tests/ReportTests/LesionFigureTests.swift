import Foundation
import Report
import Results
import Testing

/// Claims about the pictures of the cohort.
@Suite("Lesions on the page") struct LesionFigureTests {
  static func sheet(_ series: String, events: Int = 13, nonEvents: Int = 7, side: Int = 12) -> LesionSheet {
    let strip = { (count: Int) in
      MapPicture(width: side, coding: .mapped, pixels: Data((0..<(count * side * side)).map { UInt8($0 % 65) }))
    }
    return LesionSheet(series: series, events: strip(events), nonEvents: strip(nonEvents))
  }

  private func page(_ sheets: [LesionSheet]) throws -> PageReader {
    var results = InventedResults.study
    results.lesions = sheets
    return try #require(PageReader(StudyReport(results).html))
  }

  /// Six pictures a file; the last file of a row has the rest.
  @Test func everyLesionIsShownOnce() throws {
    let page = try page([Self.sheet("CE-T1"), Self.sheet("T2")])
    let widths = page.all("img").compactMap { $0["width"].flatMap { Int($0) } }
    #expect(widths == [72, 72, 12, 72, 12, 72, 72, 12, 72, 12])
    #expect(
      page.words.contains("CE-T1, non-complete response (13)") && page.words.contains("T2, complete response (7)"))
    // No id of a patient stands at a picture.
    #expect(page.all("img").allSatisfy { $0["alt"] == "" && Set($0.keys) == ["src", "alt", "width", "height"] })
  }

  @Test func withoutPicturesThereIsNoFigure() throws {
    for sheets in [[], [Self.sheet("T2", events: 0, nonEvents: 0)]] {
      #expect(try page(sheets).all("img").isEmpty)
    }
    let broken = LesionSheet(
      series: "T2", events: MapPicture(width: 0, coding: .mapped, pixels: Data([1, 2])),
      nonEvents: MapPicture(width: 5, coding: .mapped, pixels: Data([1])))
    #expect(try page([broken]).all("img").isEmpty)
  }
}
