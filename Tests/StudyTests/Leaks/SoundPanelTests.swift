import Glibc
import Leaks
import Testing

/// Sound tables of every day: the rules for hidden leaks say nothing of them.
@Suite struct SoundPanelTests {
  /// What tables and factors are like that nobody worked on.
  enum Shape: String, CaseIterable, Sendable {
    case normal, logNormal, counts, scoresOfFive, percentages, blocks, siteEffects, strongPredictor, strongScore
    case strongStage, treatmentByStage, manyLevels, small, large, missing, missingByOther, drift, sortedBySize, ties
    case zeroInflated, filledByProgram, oneCause, binary, households, runningIDs, matchedPairs
  }

  /// Twelve tables of each shape. A rule gives a false finding about once in a thousand tables.
  @Test func everydayTablesRaiseNoFindingOfHiddenLeaks() {
    var (found, tables): ([String], Int) = ([], 0)
    for shape in Shape.allCases {
      for seed in UInt64(1)...(shape == .large ? 3 : 12) {
        tables += 1
        found += LeakScreen.findings(table(shape, seed)).filter(Self.isOfHiddenLeak).map {
          "\(shape), seed \(seed): \($0)"
        }
      }
    }
    print("\(tables) everyday tables (seeds 1 to 12): \(found.count) findings of hidden leaks \(found)")
    #expect(found.count <= 1, "\(found.joined(separator: "\n"))")
  }

  private static func isOfHiddenLeak(_ finding: LeakFinding) -> Bool {
    switch finding {
    case .copiedRows, .encodesOutcome, .filledByClass, .missingCountTellsOutcome, .smallLevelsTellOutcome,
      .repeatedColumn, .alikeNeighbours, .levelNearlyOfOneClass, .numberNearlyOfOneClass, .acquisitionTellsOutcome,
      .factorsAllAssociated:
      true
    default: false
    }
  }

  private func table(_ shape: Shape, _ seed: UInt64) -> ScreenedCohort {
    var maker = CohortMaker(seed &* 131 &+ 9)
    let patients = shape == .small ? 30 : shape == .large ? 1000 : 50 + Int(maker.uniform() * 150)
    var cohort = maker.sound(patients, 24)
    cohort.factors = [
      .init("age", numbers: cohort.outcomes.map { (55 + 10 * maker.normal() + ($0 ? 4 : 0)).rounded() })
    ]
    cohort.columns.append("slice_thickness")
    cohort.values.append(cohort.ids.map { _ in [1, 2.5, 3, 5][Int(4 * maker.uniform())] })
    reshape(&cohort, shape, &maker)
    addFactors(&cohort, shape, &maker)
    return cohort
  }

  private func each(_ cohort: inout ScreenedCohort, _ change: (Double, Bool) -> Double?) {
    for at in 0..<24 {
      let known = cohort.values[at].compactMap(\.self)
      let mean = known.reduce(0, +) / Double(known.count)
      let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)).squareRoot()
      cohort.values[at] = zip(known, cohort.outcomes).map { change(($0 - mean) / deviation, $1) }
    }
  }

  private func reshape(_ cohort: inout ScreenedCohort, _ shape: Shape, _ maker: inout CohortMaker) {
    switch shape {
    case .logNormal: each(&cohort) { value, _ in exp(1.5 * value) }
    case .counts: each(&cohort) { value, _ in max(0, (12 + 6 * value).rounded()) }
    case .scoresOfFive: each(&cohort) { value, _ in min(5, max(1, (3 + 1.2 * value).rounded())) }
    case .percentages: each(&cohort) { value, _ in min(100, max(0, (500 + 200 * value).rounded() / 10)) }
    case .ties: each(&cohort) { value, _ in (10 * value).rounded() / 10 }
    case .binary: each(&cohort) { value, _ in value > 1 ? 1 : 0 }
    case .zeroInflated: each(&cohort) { value, outcome in max(0, value - (outcome ? 0 : 0.4)) }
    case .blocks:
      for at in 0..<24 where at % 6 > 0 {
        cohort.values[at] = zip(cohort.values[at], cohort.values[at - at % 6]).map { ($0 ?? 0) * 0.1 + ($1 ?? 0) }
      }
    case .oneCause:
      let cause = cohort.outcomes.map { maker.normal() + ($0 ? 1.2 : 0) }
      for at in 0..<24 { cohort.values[at] = cause.map { exp($0 + 0.2 * maker.normal()) } }
    case .siteEffects:
      let sites = cohort.ids.indices.map { $0 / 12 }
      let shifts = (0..<24).map { _ in sites.map { Double(($0 * 7919 + 13) % 17) / 8 } }
      for at in 0..<24 {
        cohort.values[at] = cohort.values[at].indices.map { (cohort.values[at][$0] ?? 0) + shifts[at][$0] }
      }
    case .drift:
      let count = Double(cohort.ids.count)
      for at in 0..<24 {
        cohort.values[at] = cohort.values[at].enumerated().map { row, value in (value ?? 0) + 3 * Double(row) / count }
      }
    case .sortedBySize:
      let order = cohort.ids.indices.sorted { (cohort.values[0][$0] ?? 0) < (cohort.values[0][$1] ?? 0) }
      cohort.outcomes = order.map { cohort.outcomes[$0] }
      cohort.values = cohort.values.map { column in order.map { column[$0] } }
      cohort.factors = []
    case .missing:
      for at in 0..<24 { cohort.values[at] = cohort.values[at].map { maker.uniform() < 0.15 ? nil : $0 } }
    case .missingByOther:
      // Whoever is ill enough lacks more values, and is a little more often an event.
      let first = cohort.values[0].compactMap(\.self)
      let middle = first.sorted()[first.count / 2]
      for at in 1..<24 {
        cohort.values[at] = cohort.values[at].enumerated().map { row, value in
          maker.uniform() < (first[row] > middle ? 0.15 : 0.05) ? nil : value
        }
      }
    case .filledByProgram:
      for at in 0..<24 {
        let known = cohort.values[at].compactMap(\.self)
        let mean = known.reduce(0, +) / Double(known.count)
        cohort.values[at] = known.map { maker.uniform() < 0.1 ? mean : $0 }
      }
    case .matchedPairs:
      for row in cohort.ids.indices where row % 2 == 1 {
        cohort.outcomes[row] = !cohort.outcomes[row - 1]
        for at in 0..<24 {
          cohort.values[at][row] = (cohort.values[at][row] ?? 0) * 0.5 + (cohort.values[at][row - 1] ?? 0) * 0.5
        }
      }
    default: break
    }
  }

  private func addFactors(_ cohort: inout ScreenedCohort, _ shape: Shape, _ maker: inout CohortMaker) {
    switch shape {
    case .strongPredictor: cohort.values[0] = cohort.outcomes.map { maker.normal() + ($0 ? 1.81 : 0) }
    case .strongScore:
      cohort.factors.append(
        .init(
          "sum_score",
          numbers: cohort.outcomes.map { min(10, max(0, (5 + 2 * maker.normal() + ($0 ? 3 : 0)).rounded())) }))
    case .strongStage:
      cohort.factors.append(
        .init(
          "stage",
          levels: cohort.outcomes.map {
            maker.uniform() < 0.6 ? ($0 ? "III" : "I") : ["I", "II", "III"][Int(3 * maker.uniform())]
          }))
    case .treatmentByStage:
      cohort.factors.append(
        .init("treatment", levels: cohort.outcomes.map { maker.uniform() < ($0 ? 0.6 : 0.2) ? "combined" : "alone" }))
    case .manyLevels:
      cohort.factors.append(.init("icd", levels: cohort.ids.map { _ in "C\(10 + Int(40 * maker.uniform()))" }))
    case .households:
      cohort.repeating = [
        .init("household", levels: cohort.ids.map { _ in "\(Int(Double(cohort.ids.count) / 3 * maker.uniform()))" }),
        .init("birth", levels: cohort.factors[0].numbers.map { $0.map { "\(2020 - Int($0))" } }),
      ]
    case .runningIDs: cohort.ids = Array(cohort.ids.indices).shuffled(using: &maker.stream).map { "S\(100 + $0)" }
    default: break
    }
  }

  /// Patients of one to seven rows that the study keeps together: what their rows have in common is no leak, however
  /// often it is repeated. A copy of a row under another patient is.
  @Test func rowsOfOnePatientCountOnce() {
    var found: [String] = []
    for seed in UInt64(1)...24 {
      var maker = CohortMaker(seed &+ 9200)
      let patients = maker.sound(40, 12, effect: 0)
      let sizes = patients.ids.map { _ in 1 + Int(7 * maker.uniform()) }
      let rows = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
      var cohort = ScreenedCohort(
        ids: rows.indices.map { "R\($0 * 37 % 1009)" }, outcomes: rows.map { patients.outcomes[$0] })
      cohort.owners = rows.map { "person \($0)" }
      cohort.columns = patients.columns
      let centres = patients.ids.map { _ in ["A", "B", "C"][Int(3 * maker.uniform())] }
      let lacking = patients.ids.map { _ in maker.uniform() < 0.3 }
      cohort.values = patients.values.enumerated().map { at, column in
        rows.map { row in at < 3 && lacking[row] ? nil : column[row].map { $0 * (1 + 0.02 * maker.normal()) } }
      }
      cohort.sites = [.init("centre", levels: rows.map { centres[$0] })]
      cohort.factors = [.init("zq", levels: rows.map { centres[($0 + 7) % 40] })]
      found += LeakScreen.findings(cohort).map { "seed \(seed): \($0)" }
      if seed == 1 { expectCopiesUnderOtherPatients(cohort) }
    }
    print("24 grouped cohorts: \(found.count) findings \(found)")
    #expect(found.count <= 1, "\(found.joined(separator: "\n"))")
  }

  private func expectCopiesUnderOtherPatients(_ sound: ScreenedCohort) {
    var cohort = sound
    let (first, last) = (2, cohort.ids.count - 3)
    for at in cohort.values.indices { cohort.values[at][last] = cohort.values[at][first] }
    let isNamed = LeakScreen.findings(cohort).contains { if case .copiedRows(_, 1) = $0 { true } else { false } }
    #expect(isNamed == (cohort.owners?[first] != cohort.owners?[last]))
    for at in cohort.values.indices { cohort.values[at][last] = sound.values[at][last] }
    let same = cohort.owners?.indices.first { $0 > 0 && cohort.owners?[$0] == cohort.owners?[$0 - 1] } ?? 1
    for at in cohort.values.indices { cohort.values[at][same] = cohort.values[at][same - 1] }
    #expect(!LeakScreen.findings(cohort).contains { if case .copiedRows = $0 { true } else { false } })
  }
}
