import Execution
import Glibc
import SavedModels
import Testing

/// By what a training patient is known again, and who is not taken for one.
@Suite struct RowHashTests {
  private static func rows(_ count: Int, _ columns: Int, seed: UInt64) -> [[Double?]] {
    var stream = RandomStream(seed: seed, name: "row hash")
    return (0..<count).map { _ in (0..<columns).map { _ in 40 * stream.uniform() - 20 } }
  }

  private static func isKnown(_ row: [Double?], _ columns: [String], among hashes: Set<String>) -> Bool {
    RowHash.Level.allCases.contains { level in RowHash.of(columns, row, level).map(hashes.contains) ?? false }
  }

  /// Tables as supplements round them: the whole table to so many decimals, or every number to so many digits.
  @Test(arguments: [2, 3, 4], [true, false]) func roundedTrainingRowsAreKnownAndNobodyElse(
    _ places: Int, _ areDecimals: Bool
  ) {
    let columns = (0..<6).map { "f\($0)" }
    let (training, others) = (Self.rows(200, 6, seed: 1), Self.rows(500, 6, seed: 2))
    let hashes = RowHash.all(columns, training)
    let rounded = { (value: Double?) -> Double? in
      value.map { number in
        let power = areDecimals ? Double(places) : Double(places) - 1 - floor(log10(abs(number)))
        let unit = pow(10, power)
        return (number * unit).rounded() / unit
      }
    }
    let known = training.count { Self.isKnown($0.map(rounded), columns, among: hashes) }
    // Two digits are no level of their own; below 10 they are one decimal.
    #expect(areDecimals || places > 2 ? known >= 198 : known <= 20, "\(known) of 200")
    #expect(!others.contains { Self.isKnown($0.map(rounded), columns, among: hashes) })
  }

  /// Rows that only the last digit tells apart would meet strangers when it is rounded away: there no rounded form is
  /// kept.
  @Test func roundedFormsAreNotKeptWhereTheyWouldMeetStrangers() {
    let columns = (0..<6).map { "f\($0)" }
    // One cause with a hundred values behind all columns.
    let patient = { (cause: Double) in (0..<6).map { column -> Double? in 1 + cause + Double(column) } }
    let training = (0..<40).map { row in patient(Double(1 + row * 7 % 100) * 1e-5) }
    let hashes = RowHash.all(columns, training)
    // Those of ten digits. At four, rows from 1.0005 on are all 1.001, 2.001, ...; at five, some share 1.0001.
    #expect(hashes.count == training.count)
    let strangers = (0..<100).map { patient(Double($0) * 1e-5 + 3e-6) }
    #expect(!strangers.contains { Self.isKnown($0, columns, among: hashes) })
  }

  /// A row of few digits could be guessed, or be that of another patient by chance: ten are needed, and as many more as
  /// are rounded away.
  @Test func aRowOfFewDigitsHasNoHash() {
    let hash = { (values: [Double?], level: RowHash.Level) in
      RowHash.of(values.indices.map { "f\($0)" }, values, level)
    }
    #expect(hash([12345, 6789], .written) == nil && hash([12345, 67891], .written) != nil)
    #expect(hash([0.0012345, 6.789e9], .written) == nil && hash([-0.0012345, 6.7891e9], .written) != nil)
    // Neither zeros at an end nor a value that is not known say anything.
    #expect(hash([1_234_500, 678_900, nil, 0], .written) == nil)
    #expect(hash([123_456, 65432], .rounded) == nil && hash([123_456, 654_321], .rounded) != nil)
    #expect(hash([1234, 5678, 9123, 456], .coarse) == nil && hash([1234, 5678, 9123, 4567], .coarse) != nil)
    #expect(RowHash.all(["a", "b"], [[1, 2], [3, 4], [5, 6]]).isEmpty)
  }

  /// The same over six digits, where rows keep ten.
  @Test func oneCauseBehindManyColumnsMakesNoStrangerATrainingPatient() {
    let columns = (0..<30).map { "f\($0)" }
    var stream = RandomStream(seed: 5, name: "cause")
    let patient = { (cause: Double) in (0..<30).map { column -> Double? in exp(Double(column) / 10) * (1 + cause) } }
    let training = (0..<300).map { _ in patient(1e-3 * stream.uniform()) }
    let hashes = RowHash.all(columns, training)
    let strangers = (0..<300).map { _ in patient(1e-3 * stream.uniform()) }
    #expect(!strangers.contains { Self.isKnown($0, columns, among: hashes) })
    #expect(training.allSatisfy { Self.isKnown($0, columns, among: hashes) })
  }
}

/// Whether a table is in the units of the training.
@Suite struct FeatureComparisonTests {
  private static let names = (0..<12).map { "f\($0)" }

  /// Columns of one cohort; another site measures somewhat more, and not as evenly.
  private static func columns(_ seed: UInt64, _ patients: Int, isOther: Bool) -> [[Double]] {
    var (site, stream) = (RandomStream(seed: seed, name: "site"), RandomStream(seed: seed, name: "patients \(isOther)"))
    return (0..<12).map { at in
      let (shift, scale) = isOther ? (3 * site.uniform() - 1.5, exp(1.4 * site.uniform() - 0.7)) : (0, 1)
      let unit = pow(10, Double(at % 5) - 2)
      return (0..<patients).map { _ in
        let value = (0..<6).reduce(0.0) { sum, _ in sum + stream.uniform() } - 3
        return unit * (5 + shift + scale * value * (at % 3 == 0 ? exp(value) : 1))
      }
    }
  }

  private static func notes(_ training: [[Double]], _ here: [[Double]]) -> [String] {
    let ranges = zip(names, training).compactMap { FeatureRange($0, values: $1) }
    return FeatureComparison(ranges) { name in names.firstIndex(of: name).map { here[$0] } ?? [] }.notes
  }

  /// Scanners shift features by one and a half deviations and double their spread; that is what a validation is for.
  @Test func anotherSiteIsNotAccused() {
    let accused = (UInt64(1)...200).filter { seed in
      !Self.notes(Self.columns(seed, 60, isOther: false), Self.columns(seed, 40, isOther: true)).isEmpty
    }
    #expect(accused.isEmpty, "seeds \(accused)")
  }

  /// One column in the wrong unit, or a code in everybody, is named even where all others are as in training.
  @Test(arguments: UInt64(1)...10) func aSingleColumnThatCannotBeRightIsNamed(seed: UInt64) {
    let (training, other) = (Self.columns(seed, 60, isOther: false), Self.columns(seed, 40, isOther: true))
    let at = Int(seed) % 12
    for (words, change) in [
      ("the same value in all patients here, though not in training: f\(at) (-999)", { (_: Double) in -999.0 }),
      ("the same value in all patients here, though not in training: f\(at) (0)", { (_: Double) in 0.0 }),
      ("a hundred times further from the training patients than", { 1e6 * $0 }),
    ] {
      var wrong = other
      wrong[at] = wrong[at].map(change)
      let notes = Self.notes(training, wrong)
      #expect(notes.count == 1 && notes[0].hasPrefix(words) && notes[0].contains("f\(at) ("), "\(notes)")
    }
  }

  /// A rare finding that nobody of another site has is no code, and a column constant in training tells nothing.
  @Test func aRareFindingThatNobodyHasIsNotNamed() {
    let rare = (0..<60).map { $0 % 15 == 0 ? 1.0 : 0 }
    let fixed = [Double](repeating: 3, count: 60)
    let half = (0..<60).map { Double($0 % 2) }
    let here = [Double](repeating: 0, count: 12)
    #expect(Self.notes([rare, fixed, half], [here, here.map { $0 + 3 }, here]).isEmpty)
    let more = [Double](repeating: 0, count: 30)
    #expect(Self.notes([half], [more]).count == 1)
  }

  @Test(arguments: UInt64(1)...10) func otherUnitsAndScaledTablesAreNamed(seed: UInt64) {
    let (training, other) = (Self.columns(seed, 60, isOther: false), Self.columns(seed, 40, isOther: true))
    let larger = Self.notes(training, other.map { $0.map { 1000 * $0 } })
    #expect(
      larger.count == 1 && larger[0].hasPrefix("12 of 12 features of the model have very different values"), "\(larger)"
    )
    let standardised = other.map { column -> [Double] in
      let mean = column.reduce(0, +) / Double(column.count)
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(column.count)).squareRoot()
      return column.map { ($0 - mean) / deviation }
    }
    let scaled = Self.notes(training, standardised)
    #expect(scaled.count == 1 && scaled[0].contains("have mean 0 and standard deviation 1 here"), "\(scaled)")
    // A model of a table that was standardised before reads such tables.
    #expect(Self.notes(standardised, standardised).isEmpty)
  }
}
