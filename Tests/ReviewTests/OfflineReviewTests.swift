import Cohorts
import Foundation
import Report
import Review
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct OfflineReviewTests {
  private func page(_ made: MadeCohort, showsIDs: Bool = false) throws -> String {
    OfflineReview(try made.review(pictures: true), try made.names(showsIDs: showsIDs)).html
  }

  private func cohort() throws -> MadeCohort {
    try MadeCohort([.sound(1), nil, .sound(3), .sound(4)], prefix: "Kim-Min ")
  }

  @Test func thePageIsWellFormedAndLoadsNothing() throws {
    let html = try page(cohort())
    #expect(XMLParser(data: Data(html.utf8)).parse())
    #expect(html.contains("default-src 'none'; img-src data:") && !html.contains("<script"))
    #expect(
      !html.contains("http://") || html.replacing("http://www.w3.org/1999/xhtml", with: "").contains("http://") == false
    )
    #expect(!html.contains("https://"))
  }

  /// The page shows neither ids nor paths, nor what the outcome of anybody is, unless ids are asked for.
  @Test func nobodyIsNamedUnlessAsked() throws {
    let made = try cohort()
    let (hidden, shown) = (try page(made), try page(made, showsIDs: true))
    #expect(!hidden.contains("Kim-Min") && !hidden.contains(made.root) && hidden.contains("pseudonyms"))
    #expect(made.ids.allSatisfy { shown.contains($0) } && !shown.contains(made.root) && shown.contains("option --ids"))
    for page in [hidden, shown] { #expect(!page.contains("non-CR")) }
  }

  /// Every link leads to a place in the page, and every picture has words.
  @Test func everyLinkHasItsPlaceAndEveryPictureItsWords() throws {
    let html = try page(cohort())
    let places = Set(html.matches(of: #/ id="([^"]+)"/#).map { String($0.1) })
    let links = html.matches(of: #/ href="[#]([^"]+)"/#).map { String($0.1) }
    #expect(links.count >= 8 && links.allSatisfy(places.contains))
    let pictures = html.matches(of: #/<img [^>]*alt="([^"]*)"/#).map { String($0.1) }
    #expect(pictures.count == 9 && pictures.allSatisfy { $0.contains("slice") } && Set(pictures).count == 9)
  }

  @Test func aPatientTakesLessThanAHundredKilobytes() throws {
    let (few, many) = (try page(MadeCohort([.sound(1)])), try page(MadeCohort((0..<5).map { .sound(UInt64($0)) })))
    #expect((many.utf8.count - few.utf8.count) / 4 < 50_000)
  }
}
