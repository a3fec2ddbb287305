import Cohorts
import Foundation
import Glibc
import Learning
import Records
import StudyFiles

/// Hashes by which training patients are recognised. Made once for all new patients, because a model may have tens of
/// thousands of them.
package struct KnownPatients {
  /// Hashes of images.
  package let images: Set<String>
  /// Hashes of rows at every level; empty if the model has none.
  package let rows: Set<String>

  package init(_ training: TrainingRange) {
    (images, rows) = (Set(training.imageHashes), Set(training.rowHashes ?? []))
  }
}

/// Compares a new patient with the training range of a model.
package struct RangeCheck {
  let model: ModelDescription
  /// The encoding of the model, which knows its levels.
  let encoding: ClinicalEncodingModel?
  package private(set) var findings: [RangeFinding] = []
  /// Notes that do not lead to a refusal.
  package private(set) var notes: [String] = []
  /// Number of unknown factors that the model imputes. A level that the model does not know is not counted.
  private var imputedFactors = 0
  /// The numeric columns of the model.
  private let columns: [String]
  private let known: KnownPatients

  package init(_ model: ModelDescription, encoding: ClinicalEncodingModel?, columns: [String], known: KnownPatients) {
    (self.model, self.encoding, self.columns, self.known) = (model, encoding, columns, known)
  }

  /// Whether the model uses intensities of a series. Volume and shape do not depend on them.
  private func readsIntensities(of series: String) -> Bool {
    if model.inputs.deep?.series.contains(series) ?? false { return true }
    return columns.contains { $0.hasPrefix("\(series)_") && !$0.contains("_shape_") && !$0.contains("_shape2D_") }
  }

  private var allowance: TrainingRange.Allowance { model.training.allowance }

  private mutating func add(
    _ kind: RangeFinding.Kind, of subject: String, found: String, trained: String, distance: String = ""
  ) {
    findings.append(
      RangeFinding(kind: kind, subject: subject, found: found, trained: trained, distance: distance))
  }
}

// Values that are missing.
extension RangeCheck {
  /// Checks whether more than half of the values that the model reads are missing. The score would then mostly be that
  /// of an average training patient. Call it after the factors were checked, because it counts the imputed ones.
  mutating func checkMissing(row values: [Double?]) {
    let all = values.count + (encoding == nil ? 0 : model.factors.count)
    let missing = values.count { $0 == nil } + imputedFactors
    guard 2 * missing > all else { return }
    add(
      .missing, of: "the number of values that the model reads but the patient lacks", found: "\(missing) of \(all)",
      trained: "",
      distance: "more than half would be imputed")
  }

  /// The meaning of a recorded factor. A number that cannot be read counts as unknown, as in the study, with a note.
  mutating func reading(_ factor: StudyFile.Factor, of text: String, decimalMark style: DecimalMark) throws
    -> FactorValue
  {
    guard case .continuous = factor.kind, factor.value(of: text, style) == nil, MissingCodes.isSpoiltNumber(text) else {
      return try factor.reading(of: text, style)
    }
    notes.append("\(factor.label) is \"\(text)\", which cannot be read as a number and counts as unknown")
    return .unknown
  }
}

// Features.
extension RangeCheck {
  /// Interquartile ranges outside of which one value is asked about: long tails reach ten, a code or another unit more.
  private static let far = 50.0
  /// The same where most of the features lie outside: a scaled table, or one of another program.
  private static let apart = 3.0

  /// Notes features so far from those of the training patients that a value may be a code, in another unit, or scaled.
  /// A patient may be unlike all others, so it is no refusal.
  mutating func checkFeatures(row values: [Double?]) {
    let ranges = Dictionary((model.training.features ?? []).map { ($0.name, $0) }) { first, _ in first }
    let known = zip(columns, values).compactMap { name, value in
      value.flatMap { number in ranges[name].map { (range: $0, value: number) } }
    }
    let most = known.filter { $0.range.isOutside($0.value, by: Self.apart) }
    let found =
      known.count >= 4 && 2 * most.count > known.count
      ? most : known.filter { $0.range.isOutside($0.value, by: Self.far) || $0.range.mayBeCode($0.value) }
    guard !found.isEmpty else { return }
    let shown = found.prefix(5).map { one in
      "\(one.range.name) is \(one.value.brief) (quartiles in training: \(one.range.quartiles[0].brief) and "
        + "\(one.range.quartiles[2].brief))"
    }
    notes.append(
      "\(found.count) of \(known.count) features lie far outside those of the training patients: "
        + shown.joined(separator: "; ") + (found.count > 5 ? "; and others" : "")
        + ". Is a value a code for \"missing\", in another unit, or scaled?")
  }
}

// Images.
extension RangeCheck {
  /// Checks every series.
  package mutating func check(_ acquisitions: [SeriesAcquisition], hashes: [String]) {
    if hashes.contains(where: known.images.contains) {
      add(.training, of: "an image of this patient", found: "one of the training images", trained: "")
    }
    for acquisition in acquisitions {
      guard let range = model.training.series.first(where: { $0.series == acquisition.series }) else { continue }
      checkSpacing(acquisition, in: range)
      checkScanner(acquisition, in: range)
      if readsIntensities(of: acquisition.series) { checkIntensities(acquisition, in: range) }
      checkVolume(acquisition, in: range)
    }
  }

  /// Checks whether the patient has the same values in the model's columns as one of its training patients.
  mutating func check(row values: [Double?]) {
    guard !known.rows.isEmpty, !findings.contains(where: { $0.kind == .training }),
      let level = RowHash.Level.allCases.first(where: { level in
        RowHash.of(columns, values, level).map(known.rows.contains) ?? false
      })
    else { return }
    let rounded = level == .written ? "" : " up to rounding"
    add(
      .training, of: "the row of values that the model uses", found: "that of a training patient\(rounded)",
      trained: "")
  }

  private mutating func checkSpacing(_ own: SeriesAcquisition, in range: SeriesRange) {
    // Pixels are nearly always square, and then one sentence is enough for both axes.
    let isSquare = own.spacing[0] == own.spacing[1] && range.spacing[0] == range.spacing[1]
    let axes = isSquare ? [(0, "columns and rows"), (2, "slices")] : [(0, "columns"), (1, "rows"), (2, "slices")]
    for (axis, name) in axes {
      let (value, span) = (own.spacing[axis], range.spacing[axis])
      let (low, high) = (span.lowest * (1 - allowance.spacing), span.highest * (1 + allowance.spacing))
      guard value < low || value > high else { continue }
      let nearest = value < low ? span.lowest : span.highest
      add(
        .spacing, of: "spacing of \(own.series) along \(name)", found: "\(value.brief) mm", trained: "\(span.words) mm",
        distance: "\(abs(value - nearest).brief) mm (\((100 * abs(value - nearest) / nearest).brief) %) "
          + (value < low ? "below" : "above"))
    }
  }

  private mutating func checkScanner(_ own: SeriesAcquisition, in range: SeriesRange) {
    guard !range.scanners.isEmpty else {
      if let scanner = own.scanner {
        notes.append("scanner of \(own.series) is \(scanner.words); the scanners of the training patients are unknown")
      }
      return
    }
    guard let scanner = own.scanner else {
      notes.append("scanner of \(own.series) is unknown and could not be compared with those of the training patients")
      return
    }
    guard !range.scanners.contains(where: { $0.scanner == scanner }) else { return }
    add(
      .scanner, of: "scanner of \(own.series)", found: scanner.words,
      trained: range.scanners.map { "\($0.scanner.words) (\($0.patients))" }.joined(separator: "; "))
  }

  /// Checks intensities after normalisation if the features use them so, otherwise as stored.
  private mutating func checkIntensities(_ own: SeriesAcquisition, in range: SeriesRange) {
    let seesNormalised = model.inputs.sources.contains(.imageFeatures)
    if seesNormalised, let spans = range.normalised, let normalised = own.normalised {
      check(normalised, in: spans, named: "normalised \(own.series)")
      let outside = outside(own.intensities, of: range.intensities)
      if !outside.isEmpty {
        notes.append(
          "stored intensities of \(own.series) are outside those of the training patients; the normalised "
            + "intensities were checked separately"
        )
      }
    } else {
      check(own.intensities, in: range.intensities, named: own.series)
    }
  }

  private static let checkedQuantiles = [1, 3, 5]

  private func outside(_ own: IntensitySummary, of spans: [TrainingRange.Span]) -> [Int] {
    Self.checkedQuantiles.filter { spans[$0].excess(own.quantiles[$0], share: allowance.measured) != nil }
  }

  private mutating func check(_ own: IntensitySummary, in spans: [TrainingRange.Span], named name: String) {
    for at in outside(own, of: spans) {
      add(
        .intensity, of: "\(IntensitySummary.names[at]) inside the lesion of \(name)", found: own.quantiles[at].brief,
        trained: spans[at].words, distance: spans[at].distance(own.quantiles[at]))
    }
  }

  /// Checks volumes by their ratio, because lesion volumes differ by factors and not by constants.
  private mutating func checkVolume(_ own: SeriesAcquisition, in range: SeriesRange) {
    let (value, span) = (own.lesionVolume, range.lesionVolume)
    let reach = pow(max(span.highest / span.lowest, 1 + 1e-9), allowance.measured)
    guard value < span.lowest / reach || value > span.highest * reach else { return }
    let factor = value < span.lowest ? span.lowest / value : value / span.highest
    add(
      .volume, of: "lesion volume on \(own.series)", found: "\((value / 1000).brief) ml",
      trained: "\((span.lowest / 1000).brief) to \((span.highest / 1000).brief) ml",
      distance: "\(factor.brief) times \(value < span.lowest ? "smaller than the smallest" : "larger than the largest")"
    )
  }
}

// Clinical factors.
extension RangeCheck {
  /// Checks one factor. Returns the value for the model, which is `nil` for a level that it does not know.
  mutating func check(_ factor: StudyFile.Factor, _ value: FactorValue) -> String? {
    let range = model.training.factors.first { $0.name == factor.name }
    switch value {
    case .unknown:
      if isImputed(factor) { imputedFactors += 1 }
      notes.append("\(factor.label) is unknown: \(substitute(factor))")
      return nil
    case .number(let number):
      if let span = range?.span, span.excess(number, share: allowance.measured) != nil {
        add(
          .factor, of: factor.label, found: number.brief + (factor.unit.map { " \($0)" } ?? ""), trained: span.words,
          distance: span.distance(number))
      }
      return value.text
    case .level(let level):
      let known = levels(of: factor)
      guard !known.contains(level) else { return level }
      if isImputed(factor) { imputedFactors += 1 }
      add(.factor, of: factor.label, found: "\"\(level)\"", trained: known.map { "\"\($0)\"" }.joined(separator: ", "))
      notes.append("\(factor.label) \"\(level)\" counts as unknown: \(substitute(factor))")
      return nil
    }
  }

  private func levels(of factor: StudyFile.Factor) -> [String] {
    guard let encoding, let at = encoding.factors.firstIndex(where: { $0.name == factor.name }) else { return [] }
    switch encoding.factors[at].encoding {
    case .ordinalWithUnknown(let negative, let positive): return [negative, positive]
    default: return encoding.levels[at]
    }
  }

  /// Whether an unknown value is imputed, and not a level of its own.
  private func isImputed(_ factor: StudyFile.Factor) -> Bool {
    switch encoding?.factors.first(where: { $0.name == factor.name })?.encoding {
    case .oneHot, .ordinalWithUnknown: false
    default: true
    }
  }

  /// How the model treats an unknown value.
  private func substitute(_ factor: StudyFile.Factor) -> String {
    switch encoding?.factors.first(where: { $0.name == factor.name })?.encoding {
    case .oneHot: "the model treats it as the level \"unknown\""
    case .ordinalWithUnknown: "the model treats it as halfway between its levels"
    default: "the model imputes it as in training"
    }
  }
}

extension TrainingRange.Span {
  /// How far a value is beyond the range after the range was widened by `share` of its width on either side; `nil`
  /// inside.
  package func excess(_ value: Double, share: Double) -> Double? {
    // A range without width still has rounding errors.
    let reach = max(share * (highest - lowest), 1e-6 * max(abs(lowest), abs(highest)))
    if value < lowest - reach { return lowest - value }
    return value > highest + reach ? value - highest : nil
  }

  /// The distance from the nearer end in words, also relative to the width of the range.
  package func distance(_ value: Double) -> String {
    let beyond = value < lowest ? lowest - value : value - highest
    let side = value < lowest ? "below" : "above"
    guard highest > lowest else { return "\(beyond.brief) \(side)" }
    return "\(beyond.brief) \(side), \((beyond / (highest - lowest)).brief) times the width of that range"
  }

  package var words: String { lowest == highest ? lowest.brief : "\(lowest.brief) to \(highest.brief)" }
}

extension Double {
  /// The number with four significant digits, for sentences.
  package var brief: String { String(format: "%.4g", self) }
}
