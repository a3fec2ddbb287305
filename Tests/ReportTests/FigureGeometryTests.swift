import Foundation
import Rendering
import Report
import Results
import Testing

/// Claims about every figure of studies with few and many models, short and long names, in both widths.
@Suite("Geometry of figures") struct FigureGeometryTests {
  /// A study with so many models, of which some have long names, in Korean too.
  static func study(_ count: Int) -> StudyResults {
    var results = InventedResults.study
    results.models = (0..<count).map { index in
      let names = [
        "HCR (MR)", "HCR (MR+CF)", "자기공명영상 종양 라디오믹스와 임상 인자 결합 모델 (조영증강 T1 및 T2 강조영상)",
        "Deep-learning radiomics of both series with clinical factors, ensemble of twenty heads",
      ]
      var model = InventedResults.model(
        "\(names[index % 4]) \(index)", index: index, events: 19, nonEvents: 66, isLeaveOneOut: false)
      model.test.regions = model.test.curve.map { point in
        .init(
          falsePositiveRate: .init(
            lower: max(0, point.falsePositiveRate - 0.1), upper: min(1, point.falsePositiveRate + 0.1)),
          truePositiveRate: .init(
            lower: max(0, point.truePositiveRate - 0.2), upper: min(1, point.truePositiveRate + 0.2)))
      }
      model.test.probabilities = ProbabilityPerformance(
        brier: .value(0.2), scaledBrier: .value(0.1), weightedBrier: .value(0.2), intercept: Estimate(.value(0)),
        slope: Estimate(.value(1)), observedToExpected: .value(1), calibrationIndex: .value(0.04),
        curve: (1...9).map { .init(predicted: Double($0) / 10, observed: pow(Double($0) / 10, 1.2)) },
        netBenefit: (1...40).map { at in
          let threshold = Double(at) / 50
          let value = 0.22 - threshold * (0.2 + 0.02 * Double(index))
          return .init(
            threshold: threshold, model: value, everybody: 0.22 - threshold, lower: value - 0.05, upper: value + 0.05)
        })
      model.features = features(model.selectedColumns)
      return model
    }
    results.scanners = [
      .init(
        series: "CE-T1", scanner: "Philips Medical Systems Achieva dStream with a very long name, 3 T",
        patients: .init(events: 30, nonEvents: 100), test: .init(events: 10, nonEvents: 33)),
      .init(
        series: "CE-T1", scanner: nil, patients: .init(events: 27, nonEvents: 95),
        test: .init(events: 9, nonEvents: 33)),
    ]
    return results
  }

  private static func features(_ names: [String]) -> SelectedFeatures {
    SelectedFeatures(
      columns: names.enumerated().map { at, name in
        let shift = Double(at % 5) / 2
        return .init(
          name: name, mean: .value(0), standardDeviation: .value(at == 3 ? 0 : 1),
          events: .init(
            count: 57, minimum: -9, lowerQuartile: shift - 0.7, median: shift, upperQuartile: shift + 0.6, maximum: 3),
          nonEvents: .init(
            count: 195, minimum: -2, lowerQuartile: -0.7, median: 0, upperQuartile: 0.6, maximum: 2.5))
      }, correlations: names.indices.map { row in (0..<row).map { .value($0.isMultiple(of: 2) ? 0.8 : -0.4) } },
      stability: .init(fits: 25, columns: names.enumerated().map { .init(name: $1, fits: max(1, 25 - $0)) }))
  }

  static let counts = [1, 2, 4, 8, 12]

  @Test(arguments: counts, FigureWidth.allCases)
  func wordsAreLegibleInsideAndApart(count: Int, width: FigureWidth) throws {
    for figure in StudyFigures(Self.study(count), width: width).all {
      let reader = try #require(FigureReader(figure.svg), "\(figure.fileName)")
      #expect(reader.millimetres.width == width.millimetres, "\(figure.fileName)")
      #expect(abs(reader.millimetres.height / reader.millimetres.width - reader.size.height / reader.size.width) < 1e-3)
      #expect(reader.smallestPoints >= 6, "\(figure.fileName): \(reader.smallestPoints) pt")
      #expect(reader.outside.isEmpty, "\(figure.fileName) at \(width): \(reader.outside)")
      #expect(
        reader.collisions.isEmpty, "\(figure.fileName) at \(width), \(count) models: \(reader.collisions.prefix(4))")
    }
  }

  /// By letter, in the figure and in its table.
  @Test(arguments: counts) func noFigureOfAllModelsDropsOne(count: Int) throws {
    let results = Self.study(count)
    for figure in StudyFigures(results).all where figure.model == nil {
      guard ![.flowchart, .scanners, .protocols].contains(figure.kind) else { continue }
      let words = Set(try #require(FigureReader(figure.svg)).texts.map(\.words))
      for index in 0..<count {
        let letter = ModelStyle(index: index).letter
        #expect(words.contains { $0 == letter || $0.hasPrefix(letter + ". ") }, "\(figure.fileName) lacks \(letter)")
        guard figure.kind != .pipeline else { continue }
        #expect(figure.data.rows.contains { $0[0] == letter && $0[1] == results.models[index].name })
      }
    }
  }

  /// A model without probabilities is named where it is not drawn.
  @Test func whatIsNotDrawnIsNamedInTheFigure() throws {
    var results = Self.study(4)
    results.models[1].test.probabilities = nil
    results.models[2].test.confusion = nil
    for kind in [FigureKind.calibration, .decision] {
      let figure = try #require(StudyFigures(results).figure(kind))
      #expect(figure.notes.contains { $0.contains(results.models[1].name) }, "\(kind)")
    }
    let roc = try #require(StudyFigures(results).figure(.roc))
    #expect(roc.notes.contains { $0.contains("No operating point") && $0.contains(results.models[2].name) })
  }

  @Test func whatCannotBeDrawnHasASentence() {
    let figures = StudyFigures(InventedResults.fewEvents)
    let absent = Dictionary(uniqueKeysWithValues: figures.absences.map { ($0.kind, $0.sentence) })
    for kind in [FigureKind.calibration, .decision, .learning, .slices, .stability, .values, .scanners, .protocols] {
      #expect(absent[kind]?.hasSuffix(".") == true, "\(kind)")
    }
    let drawn = Set(figures.all.map(\.kind))
    #expect(drawn.isDisjoint(with: absent.keys) && drawn.count + absent.count == FigureKind.allCases.count)
  }

  @Test func everyFigureHasNumbersCaptionAndWords() {
    for figure in StudyFigures(Self.study(4)).all {
      #expect(!figure.data.rows.isEmpty && figure.csv.hasPrefix(figure.data.columns[0]), "\(figure.fileName)")
      #expect(figure.caption.hasSuffix(".") && figure.altText.contains(figure.title))
    }
    let names = StudyFigures(Self.study(4)).all.map(\.fileName)
    #expect(Set(names).count == names.count)
  }

  /// Names of features and scanners that are markup stay words.
  @Test func namesAreNeverMarkup() throws {
    var results = Self.study(2)
    results.models[0].name = "<b>\"&'"
    results.scanners?[0].scanner = "</text><script>"
    for figure in StudyFigures(results).all {
      #expect(FigureReader(figure.svg) != nil && !figure.svg.contains("<script"), "\(figure.fileName)")
    }
  }

  private static let hasLibrary = (try? SVGRenderer.library()) != nil

  /// The layout counts on estimated widths: real fonts are no wider.
  @Test(.enabled(if: hasLibrary, "skipped: librsvg (Debian: librsvg2-2)"))
  func estimatedWidthsAreNoNarrowerThanThoseOfAFont() throws {
    let texts = Set(
      try StudyFigures(Self.study(4)).all.flatMap { try #require(FigureReader($0.svg)).texts.map(\.words) })
    for text in texts where text.count > 3 {
      let real = try SVGRenderer.width(of: text, families: "Liberation Sans, Arial", isBold: false)
      #expect(real <= 1.03 * TextLines.width(text, size: 1), "\(text): \(real)")
    }
  }

  @Test(.enabled(if: hasLibrary, "skipped: librsvg (Debian: librsvg2-2)"))
  func everyFigureBecomesAPDFAndAPicture() throws {
    for figure in StudyFigures(Self.study(2)).all {
      #expect(try SVGRenderer.pdf(figure.svg, title: figure.title).count > 2000, "\(figure.fileName)")
      #expect(try SVGRenderer.png(figure.svg, dpi: 72).count > 1000, "\(figure.fileName)")
    }
    if let folder = ProcessInfo.processInfo.environment["APUS_REPORT_PREVIEW"] {
      for count in Self.counts {
        for width in FigureWidth.allCases {
          for figure in StudyFigures(Self.study(count), width: width).all where figure.model == nil || count == 4 {
            try SVGRenderer.png(figure.svg).write(
              to: URL(filePath: folder).appending(path: "\(figure.fileName)-\(count)-\(width.rawValue).png"))
          }
        }
      }
    }
  }
}
