import Cohorts
import Foundation
import SavedModels
import Testing

/// What is said of a new patient whose images differ from those that a model learned from.
///
/// The training patients have pixels of 0.5 to 0.6 mm and slices of 3 to 4 mm, lesions of 1 to 4 ml, and intensities
/// from 100 to 300. The model allows 1 % of a spacing and half of a measured range on either side.
@Suite struct ImageRangeTests {
  private static var siemens: [String: Any] {
    ["manufacturer": "SIEMENS", "model": "Avanto", "fieldStrength": 1.5]
  }
  private static var philips: [String: Any] {
    ["manufacturer": "Philips", "model": "Ingenia", "fieldStrength": 3.0]
  }

  private static func span(_ lowest: Double, _ highest: Double) -> [String: Double] {
    ["lowest": lowest, "highest": highest]
  }

  /// The description of a saved model to which the range of a series was added.
  private func description(
    scanners: [[String: Any]] = [siemens], sources: [String] = ["image-features"], normalised: Bool = false
  ) throws -> ModelDescription {
    let place = try RunPlace()
    _ = try place.run()
    let saved = try SavedModel(reading: "\(place.path)/run/models/hcr_mr").description
    var text = try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(saved)) as? [String: Any])
    var (training, inputs) = (text["training"] as? [String: Any] ?? [:], text["inputs"] as? [String: Any] ?? [:])
    var series: [String: Any] = [
      "series": "T1", "withoutScanner": 0, "spacing": [Self.span(0.5, 0.6), Self.span(0.5, 0.6), Self.span(3, 4)],
      "scanners": scanners.map { ["scanner": $0, "patients": 9] as [String: Any] },
      "intensities": Array(repeating: Self.span(100, 300), count: 7), "lesionVolume": Self.span(1000, 4000),
    ]
    if normalised { series["normalised"] = Array(repeating: Self.span(-1, 1), count: 7) }
    training["series"] = [series]
    training["imageHashes"] = ["known"]
    inputs["sources"] = sources
    (text["training"], text["inputs"]) = (training, inputs)
    return try JSONDecoder().decode(ModelDescription.self, from: JSONSerialization.data(withJSONObject: text))
  }

  private func patient(
    spacing: [Double] = [0.55, 0.55, 3.5], scanner: [String: Any]? = siemens, intensities: [Double] = [],
    volume: Double = 2000,
    normalised: [Double]? = nil
  ) throws -> SeriesAcquisition {
    let middle = Array(repeating: 200.0, count: 7)
    var text: [String: Any] = [
      "series": "T1", "spacing": spacing, "axes": ["i": [1, 0, 0], "j": [0, 1, 0], "k": [0, 0, 1]],
      "intensities": ["quantiles": intensities.isEmpty ? middle : intensities], "lesionVolume": volume,
    ]
    if let scanner { text["scanner"] = scanner }
    if let normalised { text["normalised"] = ["quantiles": normalised] }
    return try JSONDecoder().decode(SeriesAcquisition.self, from: JSONSerialization.data(withJSONObject: text))
  }

  private func check(
    _ patient: SeriesAcquisition, by description: ModelDescription, columns: [String] = ["T1_original_firstorder_Mean"],
    hashes: [String] = []
  ) -> (findings: [RangeFinding], notes: [String]) {
    var check = RangeCheck(
      description, encoding: nil, columns: columns, known: KnownPatients(description.training))
    check.check([patient], hashes: hashes)
    return (check.findings, check.notes)
  }

  @Test func aPatientInsideEveryRangeHasNoFinding() throws {
    let found = check(try patient(), by: try description())
    #expect(found.findings.isEmpty && found.notes.isEmpty)
  }

  /// 1 % below 0.5 mm is 0.495 mm, 1 % above 0.6 mm is 0.606 mm, and of slices 2.97 and 4.04 mm.
  @Test func aSpacingMayBeOnePercentOutsideTheRange() throws {
    let description = try description()
    for inside in [[0.4955, 0.4955, 3.5], [0.6055, 0.6055, 3.5], [0.55, 0.55, 2.98], [0.55, 0.55, 4.03]] {
      #expect(check(try patient(spacing: inside), by: description).findings.isEmpty, "\(inside)")
    }
    for outside in [[0.4945, 0.4945, 3.5], [0.6065, 0.6065, 3.5], [0.55, 0.55, 2.96], [0.55, 0.55, 4.05]] {
      let found = check(try patient(spacing: outside), by: description).findings
      #expect(found.map(\.kind) == [.spacing], "\(outside)")
    }
    let both = check(try patient(spacing: [0.7, 0.8, 3.5]), by: description).findings
    #expect(both.map(\.subject) == ["spacing of T1 along columns", "spacing of T1 along rows"])
  }

  @Test func aScannerIsComparedWithThoseOfTraining() throws {
    let description = try description()
    let other = check(try patient(scanner: Self.philips), by: description)
    #expect(other.findings.map(\.kind) == [.scanner] && other.findings[0].trained == "SIEMENS Avanto, 1.5 T (9)")
    let unknown = check(try patient(scanner: nil), by: description)
    #expect(unknown.findings.isEmpty && unknown.notes.count == 1)
    let unsaid = check(try patient(scanner: Self.philips), by: try self.description(scanners: []))
    #expect(unsaid.findings.isEmpty && unsaid.notes.count == 1)
  }

  /// Lesions differ by factors: the range is a factor of 4, half of it on either side is a factor of 2.
  @Test func aLesionMayBeAsMuchSmallerOrLargerAsTheRootOfTheRange() throws {
    let description = try description()
    for inside in [501.0, 7999] { #expect(check(try patient(volume: inside), by: description).findings.isEmpty) }
    let (small, large) = (
      check(try patient(volume: 400), by: description).findings,
      check(try patient(volume: 10_000), by: description).findings
    )
    #expect(small.map(\.kind) == [.volume] && small[0].distance == "2.5 times smaller than the smallest")
    #expect(large.map(\.kind) == [.volume] && large[0].distance == "2.5 times larger than the largest")
  }

  /// The range is 200 wide, so 100 more on either side: from 0 to 400. Only the 5 % quantile, the median and the 95 %
  /// quantile are looked at, as the ends are single voxels.
  @Test(arguments: [1, 3, 5]) func aQuantileMayBeHalfTheRangeOutside(_ quantile: Int) throws {
    let description = try description()
    for (value, isOutside) in [(-1.0, true), (1, false), (399, false), (401, true)] {
      var own = Array(repeating: 200.0, count: 7)
      own[quantile] = value
      let found = check(try patient(intensities: own), by: description).findings
      #expect(found.map(\.kind) == (isOutside ? [.intensity] : []), "\(value)")
    }
    let ends = check(try patient(intensities: [-900, 200, 200, 200, 200, 200, 9000]), by: description)
    #expect(ends.findings.isEmpty)
  }

  @Test func intensitiesAreLookedAtOnlyWhereTheModelReadsThem() throws {
    let (description, dark) = (try description(), try patient(intensities: Array(repeating: -5000, count: 7)))
    for column in ["T1_original_shape_Sphericity", "T1_original_shape2D_Perimeter", "T2_original_firstorder_Mean"] {
      #expect(check(dark, by: description, columns: [column]).findings.isEmpty, "\(column)")
    }
    #expect(check(dark, by: description).findings.map(\.kind) == [.intensity, .intensity, .intensity])
  }

  /// Normalised intensities are what the features see, so stored ones outside are a note and no refusal.
  @Test func whereFeaturesSeeNormalisedIntensitiesTheseAreCompared() throws {
    let description = try description(normalised: true)
    let stored = Array(repeating: 5000.0, count: 7)
    let sound = check(
      try patient(intensities: stored, normalised: Array(repeating: 0, count: 7)), by: description)
    #expect(sound.findings.isEmpty && sound.notes.count == 1)
    let other = check(try patient(normalised: Array(repeating: 3, count: 7)), by: description)
    #expect(other.findings.map(\.subject).allSatisfy { $0.hasSuffix("normalised T1") } && other.findings.count == 3)
    let bySeries = try self.description(sources: ["deep-features"], normalised: true)
    let asStored = check(try patient(normalised: Array(repeating: 3, count: 7)), by: bySeries)
    #expect(asStored.findings.isEmpty, "a network reads the stored intensities")
  }

  @Test func anImageOfATrainingPatientIsRecognised() throws {
    let description = try description()
    #expect(check(try patient(), by: description, hashes: ["known"]).findings.map(\.kind) == [.training])
    #expect(check(try patient(), by: description, hashes: ["other"]).findings.isEmpty)
  }
}

/// What is said of a new patient by a table and clinical factors.
@Suite struct TableRangeTests {
  private let place: RunPlace
  private let model: SavedModel

  init() throws { (place, model) = try RunPlace.withModel() }

  private var ranges: [FeatureRange] { model.description.training.features ?? [] }

  /// A patient in the middle of the training range.
  private func patient(_ change: (inout NewPatient) -> Void = { _ in }) throws -> NewPatient {
    var patient = NewPatient(id: "new", factors: ["size": "50"])
    for range in ranges { patient.numbers[range.name] = .some(range.quartiles[1]) }
    change(&patient)
    return patient
  }

  private func predict(
    _ patient: NewPatient, accepting accepted: Set<RangeFinding.Kind> = []
  ) throws -> CasePrediction { try ModelApplication(model, accepting: accepted).predict(patient) }

  @Test func aPatientInTheMiddleIsPredicted() throws {
    let made = try predict(try patient())
    #expect(made.status == .predicted && made.outside.isEmpty && made.notes.isEmpty && made.probability != nil)
  }

  /// The model reads three columns and a factor.
  @Test func halfOfTheValuesMayBeMissingAndNotMore() throws {
    let names = model.predictor.columns
    #expect(names.count == 3 && model.description.factors.count == 1)
    let half = try patient { for name in names.prefix(2) { $0.numbers[name] = .some(nil) } }
    #expect(try predict(half).status == .predicted && predict(half).imputed.count == 2)
    let most = try patient {
      for name in names.prefix(2) { $0.numbers[name] = .some(nil) }
      $0.factors["size"] = ""
    }
    let refused = try predict(most)
    #expect(refused.status == .refused && refused.outside.map(\.kind) == [.missing])
    #expect(refused.outside[0].found == "3 of 4")
  }

  @Test func aFactorMayBeHalfOfItsRangeOutside() throws {
    let span = try #require(model.description.training.factors[0].span)
    let width = span.highest - span.lowest
    for (value, status) in [
      (span.highest + 0.49 * width, CasePrediction.Status.predicted), (span.highest + 0.51 * width, .refused),
      (span.lowest - 0.49 * width, .predicted), (span.lowest - 0.51 * width, .refused),
    ] {
      let made = try predict(try patient { $0.factors["size"] = "\(value)" })
      #expect(made.status == status && made.outside.map(\.kind) == (status == .refused ? [.factor] : []), "\(value)")
    }
  }

  @Test func anAcceptedKindIsFlaggedAndEveryOtherIsStillRefused() throws {
    let old = try patient { $0.factors["size"] = "9000" }
    #expect(try predict(old, accepting: [.factor]).status == .flagged)
    #expect(try predict(old, accepting: [.factor]).outside.map(\.kind) == [.factor])
    #expect(try predict(old, accepting: [.spacing, .missing, .training]).status == .refused)
  }

  @Test func aTrainingPatientIsRecognisedByTheRow() throws {
    let rows = try String(contentsOfFile: "\(place.path)/features.csv", encoding: .utf8).split(separator: "\n")
    let (names, cells) = (rows[0].split(separator: ","), rows.dropFirst().map { $0.split(separator: ",") })
    func row(_ id: String) throws -> NewPatient {
      let own = try #require(cells.first { $0[0] == id })
      return try patient { patient in
        for (name, cell) in zip(names, own).dropFirst() { patient.numbers[String(name)] = .some(Double(cell)) }
      }
    }
    // Every third patient is in the test set.
    #expect(try predict(try row("P1")).outside.map(\.kind) == [.training])
    #expect(try predict(try row("P0")).status == .predicted)
  }

  /// One value is asked about from 50 interquartile ranges outside the quartiles on.
  @Test func aValueFarOutsideIsANote() throws {
    let range = try #require(ranges.first)
    let width = range.quartiles[2] - range.quartiles[0]
    for (value, isFar) in [
      (range.quartiles[2] + 49 * width, false), (range.quartiles[2] + 51 * width, true),
      (range.quartiles[0] - 49 * width, false), (range.quartiles[0] - 51 * width, true),
    ] {
      let made = try predict(try patient { $0.numbers[range.name] = .some(value) })
      #expect(made.status == .predicted && made.notes.count == (isFar ? 1 : 0), "\(value)")
    }
  }

  @Test func aScoreAtTheCutoffIsAnEvent() throws {
    let cutoff = try #require(model.description.cutoff.threshold)
    #expect(model.description.prediction(cutoff).isCalledEvent == true)
    #expect(model.description.prediction(cutoff.nextDown).isCalledEvent == false)
  }
}
