import Execution
import Foundation
import Leaks
import Records
import Testing
import TestSupport

/// Sound tables of odd shapes, and published ones: what each rule says of them.
@Suite struct SoundTablesTests {
  /// What is odd about a table that nobody worked on.
  enum Shape: String, CaseIterable, Sendable {
    case strongPredictor, small, wide, integers, integerAge, stages, rareFactor, correlated, equalMeans,
      scaledOnTraining
    case shares, skewed, rounded, constants, gaps, oneCause, manySites, sortedColumns
    case percentages, wholePercentages, saturatedPercentages, composition, sharesOfCounts
    case powersOfOneSize, twoCauses, voxelCounts, zeroInflated, scoresOfFive, tinyLesions, imputedByTheProgram
  }

  private func table(_ shape: Shape, _ seed: UInt64) -> ScreenedCohort {
    var maker = CohortMaker(seed &* 97 &+ 5)
    let patients = shape == .small ? 20 : 60 + Int(maker.uniform() * 140)
    var cohort = maker.sound(patients, shape == .wide ? (seed == 1 ? 5000 : 1500) : shape == .small ? 8 : 40)
    let outcomes = cohort.outcomes
    func each(_ change: ([Double]) -> [Double]) {
      cohort.values = cohort.values.map { change($0.compactMap(\.self)).map(Optional.some) }
    }
    switch shape {
    case .strongPredictor: cohort.values[0] = outcomes.map { maker.normal() + ($0 ? 1.81 : 0) }
    case .small, .wide: break
    case .integers: each { $0.map { ($0 / 10).rounded() } }
    case .integerAge: cohort.factors[0].numbers = outcomes.map { _ in Double(18 + Int(72 * maker.uniform())) }
    case .stages:
      cohort.factors[1].levels = outcomes.map { _ in
        ["T1", "T1a", "T1b", "T2", "T3", "T4a", "N0", "N1"][Int(8 * maker.uniform())]
      }
    case .rareFactor:
      cohort.factors.append(.init("metal", levels: outcomes.indices.map { $0 == 7 || $0 == 31 ? "yes" : "no" }))
      cohort.factors.append(.init("fistula", numbers: outcomes.indices.map { $0 % 23 == 4 ? 1 : 0 }))
    case .correlated:
      let cause = outcomes.map { maker.normal() + ($0 ? 0.6 : 0) }
      cohort.values = cohort.values.map { _ in cause.map { 5 + $0 + 0.2 * maker.normal() } }
    case .equalMeans:
      cohort.values = cohort.values.map { _ in outcomes.map { _ in maker.normal() } }
    case .scaledOnTraining:
      let training = patients * 6 / 10
      each { column in
        let own = column.prefix(training)
        let mean = own.reduce(0, +) / Double(training)
        let deviation = (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(training)).squareRoot()
        return column.map { ($0 - mean) / deviation }
      }
    case .shares: each { $0.map { ((1 / (1 + exp(-$0 / 30))) * 100).rounded() / 100 } }
    case .skewed: each { $0.map { exp($0 / 40) } }
    case .rounded: each { $0.map { ($0 * 100).rounded() / 100 } }
    case .constants: for at in 0..<10 { cohort.values[at] = outcomes.map { _ in 3 } }
    case .gaps: for at in 0..<10 { cohort.values[at] = cohort.values[at].map { maker.uniform() < 0.1 ? nil : $0 } }
    case .oneCause:
      let cause = outcomes.map { maker.normal() + ($0 ? 1.2 : 0) }
      cohort.values = cohort.values.prefix(12).map { _ in cause.map { exp($0 + 0.5 * maker.normal()) } }
      cohort.columns = Array(cohort.columns.prefix(12))
    case .manySites:
      cohort.sites = [.init("centre", levels: outcomes.map { _ in "C\(Int(12 * maker.uniform()))" })]
      cohort.acquisitions = [.init("scanner of T2", levels: outcomes.map { _ in "S\(Int(5 * maker.uniform()))" })]
    case .powersOfOneSize:
      let size = outcomes.map { _ in maker.normal() }
      cohort.values = cohort.values.prefix(20).map { _ in
        let power = maker.normal()
        return size.map { 100 * exp(power * $0) }
      }
      cohort.columns = Array(cohort.columns.prefix(20))
    case .twoCauses:
      let causes = (0..<2).map { at in outcomes.map { maker.normal() + (at == 0 && $0 ? 0.7 : 0) } }
      cohort.values = cohort.values.map { _ in
        let (a, b) = (maker.normal(), maker.normal())
        return outcomes.indices.map { 100 + 10 * (a * causes[0][$0] + b * causes[1][$0]) + 0.01 * maker.normal() }
      }
    case .voxelCounts:
      cohort.columns[2] = "original_shape_VoxelNum"
      cohort.values[2] = outcomes.map { _ in Double(100_000 + Int(890_000 * maker.uniform())) }
    // What a rectifier leaves: nothing in half of the patients, and more of it in events.
    case .zeroInflated: each { column in column.map { max(0, $0 - 20) } }
    case .scoresOfFive:
      for at in 0..<8 { cohort.values[at] = outcomes.map { _ in Double(1 + Int(5 * maker.uniform())) } }
    // Percentages reach 0 and 100 by nature, some in one patient, some in many.
    case .percentages, .wholePercentages, .saturatedPercentages:
      cohort.values = Array(cohort.values.prefix(8))
      cohort.columns = Array(cohort.columns.prefix(8))
      let (width, unit) = (shape == .saturatedPercentages ? 55.0 : 30, shape == .wholePercentages ? 1.0 : 0.1)
      each { column in
        let mean = column.reduce(0, +) / Double(column.count)
        let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)).squareRoot()
        return column.map { min(100, max(0, ((50 + width * ($0 - mean) / deviation) / unit).rounded() * unit)) }
      }
    case .composition:
      let parts = outcomes.map { _ in (0..<5).map { _ in pow(maker.uniform(), 6) } }
      cohort.columns = Array(cohort.columns.prefix(5))
      cohort.values = (0..<5).map { at in
        parts.map { row in (1000 * row[at] / row.reduce(0, +)).rounded() / 10 }
      }
    case .sharesOfCounts:
      each { column in
        column.map { _ in
          let (voxels, share) = (8 + Int(30 * maker.uniform()), maker.uniform())
          return Double((0..<voxels).count { _ in maker.uniform() < share }) / Double(voxels)
        }
      }
    case .tinyLesions:
      // Lesions of a few voxels have the same shape to the last digit.
      for at in 0..<14 { for row in 0..<5 { cohort.values[at][row] = Double(at) / 7 } }
    case .imputedByTheProgram:
      for at in 0..<12 {
        let own = cohort.values[at].compactMap(\.self)
        let mean = own.reduce(0, +) / Double(own.count)
        cohort.values[at] = own.map { maker.uniform() < 0.1 ? mean : $0 }
      }
    case .sortedColumns:
      // Whole numbers of many voxels, hardly two the same, in no order.
      cohort.values[3] = outcomes.map { _ in Double(900 + Int(90_000 * maker.uniform())) }
    }
    return cohort
  }

  /// A hundred and fifty tables: each rule has a chance of a thousandth, so that two alarms of them all are chance, and
  /// three are not.
  @Test func oddShapesRaiseNoAlarm() {
    var (alarms, notes): ([String], [String: Int]) = ([], [:])
    for shape in Shape.allCases {
      for seed in UInt64(1)...6 {
        for finding in LeakScreen.findings(table(shape, seed)) {
          let kind = String("\(finding)".prefix { $0 != "(" })
          // Asked about, since it is rare; a sample of sixty brings .9 to .93 and beyond now and then.
          let isAsked = if case .tellsOutcome = finding { shape == .strongPredictor } else { false }
          if finding.words.severity > .note, !isAsked {
            alarms.append("\(shape), seed \(seed): \(finding)")
          } else {
            notes[kind, default: 0] += 1
          }
        }
      }
    }
    #expect(alarms.count <= 2, "\(alarms.joined(separator: "\n"))")
    // A predictor of AUC .9 is asked about, and nothing else but by chance.
    let others = notes.filter { $0.key != "tellsOutcome" }.values.reduce(0, +)
    #expect(others <= 2 && notes["tellsOutcome", default: 0] <= 6, "\(notes)")
    print("\(6 * Shape.allCases.count) sound tables (seeds 1 to 6): \(alarms.count) alarms \(alarms), notes \(notes)")
  }

  /// A table of the reference data as a cohort: every column of numbers is a feature.
  private func published(_ path: String, outcome: String, drop: Set<String> = []) throws -> ScreenedCohort {
    let table = try CSVTable(reading: try ReferenceData.file(path).path)
    let outcomes = try #require(table[outcome]).map { Double($0) == 1 }
    var cohort = ScreenedCohort(ids: outcomes.indices.map { "P\($0)" }, outcomes: outcomes)
    for (at, name) in table.columns.enumerated() where name != outcome && name != "ID" && !drop.contains(name) {
      let values = table.rows.map { table.number($0[at]) }
      guard values.contains(where: { $0 != nil }) else { continue }
      cohort.columns.append(name)
      cohort.values.append(values)
    }
    return cohort
  }

  /// radMLBench publishes its tables standardised over all patients: that finding is right, and the only alarm.
  @Test(
    .enabled(if: ReferenceData.isPresent, "skipped: published tables need tabular/"),
    arguments: ["Arita2018", "ISPY1", "OcanaTienda2023", "Ramella2018", "Song2020"])
  func standardisedTablesAreNamedAsThat(_ name: String) throws {
    let found = LeakScreen.findings(try published("tabular/radmlbench/\(name).csv.gz", outcome: "Target"))
    print("\(name): \(found)")
    let alarms = found.filter { $0.words.severity > .note }
    #expect(alarms.contains { if case .standardised = $0 { true } else { false } }, "\(found)")
    let others = alarms.filter { if case .standardised = $0 { false } else { true } }
    #expect(others.allSatisfy { Self.isTrue($0, of: name) }, "\(others)")
  }

  /// What is true of a table: N26 and N27 of Song2020 are equal in all columns, and columns of the lesion's size
  /// have an AUC of .95 there.
  private static func isTrue(_ finding: LeakFinding, of name: String) -> Bool {
    switch finding {
    case .nearDuplicates, .equalCells, .tellsOutcome: name == "Song2020"
    default: false
    }
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: published tables need tabular/ and oracles/"))
  func measuredTablesRaiseNoAlarm() throws {
    let folder = "tabular/cervical_dce_mri_manchester/"
    let clinical: Set<String> = [
      "DFS", "Stage", "Stage_2level", "Stage_3level", "Stage_4level", "Histology", "Treatment",
    ]
    let tables = [
      ("Manchester", try published(folder + "merged_features_outcome.csv", outcome: "DFSstatus", drop: clinical)),
      ("radiomics167x400", try published("oracles/data/radiomics167x400.csv.gz", outcome: "y", drop: ["id"])),
    ]
    for (name, table) in tables {
      let found = LeakScreen.findings(table)
      print("\(name): \(found)")
      #expect(found.filter { $0.words.severity > .note }.isEmpty, "\(name): \(found)")
    }
    let whole = LeakScreen.findings(try published(folder + "merged_features_outcome.csv", outcome: "DFSstatus"))
    #expect(whole.contains(.knownAfterwards(["DFS"])), "\(whole)")
  }
}
