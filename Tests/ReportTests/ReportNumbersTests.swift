import Foundation
import Report
import Results
import Testing

/// Claims about numbers, letters and labels over reports of every kind.
@Suite("Numbers and letters of the report") struct ReportNumbersTests {
  /// Reports with and without each part.
  static let variants: [String: StudyResults] = {
    var bare = InventedResults.study
    (bare.models, bare.comparisons, bare.factors, bare.findings) = ([], [], [], [])
    var withPictures = DeepSectionTests.deep
    withPictures.lesions = [LesionFigureTests.sheet("CE-T1"), LesionFigureTests.sheet("T2")]
    withPictures.provenance = RunProvenance(
      libraries: [.init(name: "zlib", version: "1.2.13")],
      inputs: [
        .init(label: "Clinical table", file: "clinical.csv", sha256: "aa"),
        .init(label: "Images of T2", patients: 252, sha256: "bb"),
      ])
    var published = ProtocolSectionTests.both
    published.protocols.removeFirst()
    published.differences = []
    return [
      "study": InventedResults.study, "few events": InventedResults.fewEvents, "both": ProtocolSectionTests.both,
      "deep": DeepSectionTests.deep, "bare": bare, "pictures": withPictures, "published": published,
      "arms": AnswerSectionTests.arms,
    ]
  }()

  /// Figures and tables are counted from 1 in the order of the page, and the tables behind a disclosure apart.
  @Test(arguments: variants.keys.sorted()) func numbersFollowThePage(variant: String) throws {
    let results = try #require(Self.variants[variant])
    let page = try #require(PageReader(StudyReport(results).html))
    for kind in ["Figure S", "Figure ", "Table S", "Table "] {
      let found = page.labels.filter { $0.hasPrefix(kind) && $0.dropFirst(kind.count).first?.isNumber == true }
      #expect(found == found.indices.map { "\(kind)\($0 + 1)." }, "\(kind)")
    }
    let captioned = page.labels.count { $0.hasPrefix("Figure ") || $0.hasPrefix("Table ") }
    #expect(captioned == page.all("figure").count + page.all("table").count)
  }

  /// Every letter of a note stands in its table, and every letter in a table has its note.
  @Test(arguments: variants.keys.sorted()) func everyNoteIsUsedAndEveryLetterHasItsNote(variant: String) throws {
    let results = try #require(Self.variants[variant])
    let html = StudyReport(results).html
    for part in html.components(separatedBy: "<div class=\"scroll").dropFirst() {
      let sides = part.components(separatedBy: "<div class=\"table-notes\">")
      let notes = try #require(sides.last).components(separatedBy: "</div>")[0]
      let used = Set(try #require(sides.first).matches(of: /<sup>([a-z]+)<\/sup>/).map { String($0.1) })
      let listed = notes.matches(of: /<sup>([a-z]+)<\/sup>/).map { String($0.1) }
      #expect(used == Set(listed) && Set(listed).count == listed.count, "\(used.sorted()) \(listed)")
    }
    // Links lead somewhere.
    let page = try #require(PageReader(html))
    let ids = Set(page.elements.compactMap { $0.attributes["id"] })
    #expect(page.all("a").compactMap { $0["href"]?.dropFirst() }.allSatisfy { ids.contains(String($0)) })
  }

  /// Words that belong to files, or to nobody.
  @Test(arguments: variants.keys.sorted()) func keysAndHomeMadeWordsAreNotOnThePage(variant: String) throws {
    let results = try #require(Self.variants[variant])
    let words = try #require(PageReader(StudyReport(results).html)).words.lowercased()
    for word in [
      "called", "promised", "trained numbers", "auc in the tuning", "auc in tuning", "auc-of-labels",
      "selection-before-folds", "deep-cutoff-on-test", "tumour_size",
    ] { #expect(!words.contains(word), "\(word)") }
  }

  @Test func hashesVersionsAndTheDayAreOnThePage() throws {
    let results = try #require(Self.variants["pictures"])
    let day = ReportDate(Date(timeIntervalSince1970: 1_796_083_200))
    let words = try #require(PageReader(StudyReport(results, on: day).html)).words
    for part in ["1 December 2026", "zlib", "1.2.13", "clinical.csv", "252 patients", results.study.studyHash] {
      #expect(words.contains(part), "\(part)")
    }
    #expect(!(try #require(PageReader(StudyReport(results).html)).words.contains("Date of the report")))
  }

  @Test func factorsHaveTheirLabelsAmongTheFeatures() throws {
    var results = InventedResults.study
    results.models[1].selectedColumns = [
      "tumour_size", "hpv=positive", "T2_original_glcm_Contrast", "lesion_volume_ml",
    ]
    results.study.factorLabels = ["tumour_size": "Tumour size", "hpv": "HPV"]
    let words = try #require(PageReader(StudyReport(results).html)).words
    for part in ["HPV: positive", "T2_original_glcm_Contrast", "Lesion volume (ml)"] { #expect(words.contains(part)) }
    #expect(!words.contains("tumour_size") && !words.contains("hpv=") && !words.contains("lesion_volume_ml"))
  }
}
