import Foundation
import Report
import Results
import Testing

/// What the page says of deep models: curves of every head, contributions, and patients with their maps.
@Suite("Deep arm on the page") struct DeepSectionTests {
  private static let contributions = [
    DeepResult.Contribution(
      factor: "FIGO stage", meanAbsolute: 0.08, values: (0..<85).map { $0.isMultiple(of: 2) ? 0.09 : -0.07 },
      places: (0..<85).map { $0.isMultiple(of: 2) ? 1 : 0 }, direction: 1, deviation: 0.012),
    DeepResult.Contribution(
      factor: "HPV", meanAbsolute: 0.01, values: (0..<85).map { Double($0 % 7) / 300 - 0.01 },
      places: (0..<85).map { $0.isMultiple(of: 3) ? nil : Double($0 % 2) }, direction: -0.02, deviation: 0.001),
  ]

  static func patient(_ subject: String, width: Int = 6) -> ExplainedPatient {
    let bytes = (0..<(width * 5)).map { UInt8($0 * 8 % 256) }
    let picture = MapPicture(width: width, coding: .mapped, pixels: Data(bytes))
    let levels = ["superior", "middle", "inferior"].map { name in
      ExplainedPatient.Level(
        name: name, slice: 4, input: picture, activation: name == "inferior" ? nil : picture,
        firstLayer: MapPicture(width: width, coding: .grey, pixels: Data(bytes)))
    }
    return ExplainedPatient(
      subject: subject, reasons: [.lowest, .missedEvent], outcome: true, score: -1.234, probability: 0.04,
      series: [.init(name: "T2", levels: levels)])
  }

  /// The fixture with a deep row in both protocols.
  static let deep: StudyResults = {
    var results = ProtocolSectionTests.both
    for (block, id) in ["dlr_mr_cf", "as_published_dlr_mr_cf"].enumerated() {
      let heads = block == 0 ? 3 : 1
      let curves = (0..<heads).map { head in
        DeepResult.Curve(
          training: (0..<12).map { 0.6 / Double($0 + 1 + head) },
          stopping: (0..<12).map { 0.3 + abs(Double($0) - 5) / 40 },
          kept: 5)
      }
      var model = results.protocols[block].models[2]
      (model.id, model.name, model.family) = (id, "DLR (MR+CF)", .deep)
      model.deep = DeepResult(
        curves: curves, stoppedBy: "others", spread: heads > 1 ? 0.02 : nil, contributions: contributions,
        background: 167,
        trainedNumbers: 546_370, facts: ["net \(block)", "weights", "input", "2048 features a patient"],
        cost: NetworkCost(
          parameters: 46_000_000, input: [3, 77, 224, 224], convolutionMACs: 158_940_000_000,
          countedMACs: 159_950_000_000, performedMACs: 21_500_000_000),
        patients: [patient("P1"), patient("P2")])
      results.protocols[block].models.append(model)
    }
    return results
  }()

  private func page(_ file: String, of figures: [(fileName: String, svg: String)]) throws -> PageReader {
    let figure = try #require(figures.first { $0.fileName == file })
    return try #require(PageReader(figure.svg))
  }

  @Test func everyHeadOfEveryProtocolHasItsCurveWithTheKeptEpoch() throws {
    let figures = StudyReport.figures(Self.deep)
    for (file, heads) in [("learning-dlr_mr_cf.svg", 3), ("learning-as_published_dlr_mr_cf.svg", 1)] {
      let page = try page(file, of: figures)
      #expect(page.all("polyline").count == 2 * heads)
      // One circle a head, and one in the key.
      #expect(page.all("circle").count == heads + 1)
    }
  }

  @Test func contributionsHaveDirectionAndSpread() throws {
    let figures = StudyReport.figures(Self.deep)
    let bars = try page("contributions-dlr_mr_cf.svg", of: figures)
    #expect(bars.words.contains("0.080 ± 0.012") && bars.words.contains("higher values raise it (r = 1.00)"))
    #expect(bars.words.contains("no clear direction (r = \u{2212}0.02)"))
    let swarm = try page("beeswarm-dlr_mr_cf.svg", of: figures)
    #expect(swarm.all("circle").count == 2 * 85 + 3)
    #expect(Set(swarm.all("circle").compactMap { $0["fill"] }).isSuperset(of: ["#00224e", "#fee838", "#ffffff"]))
    #expect(swarm.all("circle").allSatisfy { (100...422).contains(Double($0["cx"] ?? "") ?? 0) })
    // Results of an earlier version have no places: bars, and no swarm.
    var old = Self.deep
    for at in old.protocols[0].models[4].deep?.contributions.indices ?? 0..<0 {
      old.protocols[0].models[4].deep?.contributions[at].places = nil
    }
    #expect(!StudyReport.figures(old).contains { $0.fileName == "beeswarm-dlr_mr_cf.svg" })
  }

  @Test func thePageNamesCostRuleAndPatientsOfBothProtocols() throws {
    let html = StudyReport(Self.deep).html
    let page = try #require(PageReader(html))
    // Two patients in two protocols: three slices, two maps, three mosaics each.
    #expect(page.all("img").count == 2 * 2 * 8)
    #expect(page.all("img").allSatisfy { $0["src"]?.hasPrefix("data:image/png;base64,") == true && $0["alt"] != nil })
    for words in [
      "46,000,000, all frozen", "546,370 (DLR (MR+CF)), trained", "158.94 GMac for a volume of 77 slices",
      "159.95 GMac with", "21.50 GMac are done", "DLR (MR+CF), sound", "DLR (MR+CF), as published",
      "lowest score, event with the lowest score", "the highest, the middle and the lowest score",
      "score \u{2212}1.234",
      "This slice does not reach the score.", "the mean probability of the 3 heads",
      "standard deviation over the 3 heads",
    ] { #expect(page.words.contains(words), "\(words)") }
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    #expect(StudyReport(try decoded(Self.deep)).html == html)
    if let folder = ProcessInfo.processInfo.environment["APUS_REPORT_PREVIEW"] {
      try Data(html.utf8).write(to: URL(fileURLWithPath: folder).appendingPathComponent("deep.html"))
    }
  }

  private func decoded(_ results: StudyResults) throws -> StudyResults {
    try JSONDecoder().decode(StudyResults.self, from: JSONEncoder().encode(results))
  }

  /// Pixels that do not fill their rows are no picture, and no crash.
  @Test(arguments: [0, 7, -1]) func aBrokenPictureIsLeftOut(width: Int) throws {
    var results = Self.deep
    var broken = Self.patient("P9")
    for at in broken.series[0].levels.indices { broken.series[0].levels[at].input.width = width }
    results.protocols[0].models[4].deep?.patients = [broken]
    let page = try #require(PageReader(StudyReport(results).html))
    #expect(page.all("img").count == 16 + 5)
  }

  /// A slice that does not reach the score and a network without Grad-CAM are different things.
  @Test func aNetworkWithoutGradCAMSaysWhy() throws {
    var results = Self.deep
    var patient = Self.patient("P9")
    patient.series[0].absence = .noMeansOfMaps
    for at in patient.series[0].levels.indices {
      (patient.series[0].levels[at].activation, patient.series[0].levels[at].firstLayer) = (nil, nil)
    }
    for block in results.protocols.indices { results.protocols[block].models[4].deep?.patients = [patient] }
    let page = try #require(PageReader(StudyReport(results).html))
    #expect(page.all("img").count == 2 * 3)
    for words in [
      "This network has no Grad-CAM, because its features are no means of maps", "No convolution was found",
    ] {
      #expect(page.words.contains(words), "\(words)")
    }
    #expect(!page.words.contains("does not reach the score") && !page.words.contains("Grad-CAM of the log-odds"))
    #expect(StudyReport(try decoded(results)).html == StudyReport(results).html)
  }

  @Test func everyByteOfAMappedPictureHasItsColour() throws {
    for (grey, share, byte) in [(0, 0, 1), (1, 0, 64), (0, 1, 65 + 168), (1, 1, 253), (1, 0.04, 64)]
      as [(Float, Float, UInt8)]
    {
      #expect(MapPicture.byte(grey: grey, share: share) == byte)
    }
    for byte in UInt8(1)...253 {
      let pixel = try #require(MapPicture.pixel(byte))
      #expect(MapPicture.byte(grey: pixel.grey, share: pixel.share) == byte)
    }
    #expect(MapPicture.pixel(MapPicture.outline) == nil)
    #expect(MapPicture.byte(grey: -3, share: 2) == 65 + 168 && MapPicture.byte(grey: .nan, share: 0) >= 1)
    let file = try #require(PNGImage(Self.patient("P").series[0].levels[0].input)).bytes
    #expect(file[25] == 3 && file[37..<41].elementsEqual("PLTE".utf8) && file[41..<44] == [56, 176, 255])
  }

  /// Points of a swarm keep apart where there is room, and stay within it in a crowd.
  @Test func pointsOfASwarmKeepApart() {
    let xs = (0..<40).map { Double($0 % 5) * 40 }
    let heights = BeeswarmFigure.heights(xs, apart: 6, most: 26)
    for at in xs.indices {
      for other in xs.indices where other > at && xs[at] == xs[other] {
        #expect(abs(heights[at] - heights[other]) > 5.8)
      }
    }
    #expect(BeeswarmFigure.heights([Double](repeating: 1, count: 300), apart: 6, most: 26).allSatisfy { abs($0) <= 26 })
  }
}
