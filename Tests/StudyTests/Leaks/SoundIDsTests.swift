import Leaks
import Testing

/// Ids of patients who are different people, however they are numbered: no accusation.
@Suite struct SoundIDsTests {
  /// Ways in which registries number, by name; each makes the id of a row.
  private static let ways: [(String, @Sendable (Int, inout CohortMaker) -> String)] = [
    ("sites of many", { row, _ in "\(["MUC", "BER", "ULM"][row % 3])-\(100 + row / 3)" }),
    ("site numbers", { row, _ in "0\(row % 5)-\(100 + row / 5)" }),
    ("small sites", { row, _ in "S\(row / 4)_p\(["ann", "bob", "cid", "dot"][row % 4])" }),
    ("years", { row, _ in "\(2001 + row / 7)_\(row % 7 + 11)" }),
    (
      "initials and years of birth",
      { _, maker in
        let letters = Array("ABCDEFGHIKLMNOPRSTW")
        let own = (0..<2).map { _ in letters[Int(maker.uniform() * 19)] }
        return "\(String(own))\(30 + Int(50 * maker.uniform()))"
      }
    ),
    ("letters of arms", { row, maker in "\(100 + row)\(["a", "b", "c"][Int(3 * maker.uniform())])" }),
    ("TCGA", { row, maker in "TCGA-\(Int(9 * maker.uniform()))-\(1000 + row)" }),
    (
      "date of birth",
      { row, maker in
        "\(1930 + Int(60 * maker.uniform()))-0\(1 + Int(9 * maker.uniform()))-\(10 + Int(18 * maker.uniform()))-\(row)"
      }
    ),
    (
      "days",
      { _, maker in
        let (year, month, day) = (Int(4 * maker.uniform()), Int(12 * maker.uniform()), Int(28 * maker.uniform()))
        return "\(2016 + year)-\(month < 9 ? "0" : "")\(month + 1)-\(day < 9 ? "0" : "")\(day + 1)"
      }
    ),
    ("scanner at the end", { row, maker in "\(1000 + row * 7)-\(["A", "S"][Int(2 * maker.uniform())])" }),
    ("pairs of strangers", { row, _ in "M\(row / 2)_\(["index", "control"][row % 2])" }),
  ]

  /// 200 sound cohorts: a rule has a chance of a thousandth, so that one alarm is chance and three are not.
  @Test func differentPatientsAreNotTakenForOne() {
    var alarms: [String] = []
    for seed in UInt64(1)...20 {
      for (name, way) in Self.ways {
        var maker = CohortMaker(seed &* 31 &+ 7)
        var cohort = maker.sound(60 + Int(maker.uniform() * 100), 40)
        cohort.ids = cohort.ids.indices.map { way($0, &maker) }
        // Two of one id are no cohort.
        var met = Set<String>()
        cohort.ids = cohort.ids.enumerated().map { met.insert($1).inserted ? $1 : "X\($0 + 5000)" }
        for finding in LeakScreen.findings(cohort) {
          switch finding {
          case .repeatedPatients, .alikeStems, .repeatedColumn, .idsTellOutcome, .equalCells:
            alarms.append("\(name), seed \(seed): \(finding)")
          default: break
          }
        }
      }
    }
    print("SoundIDsTests: seeds 1 to 20, 200 cohorts, \(alarms.count) alarms")
    #expect(alarms.count <= 1, "\(alarms.joined(separator: "\n"))")
  }

  /// Columns beside the study's own that repeat by nature.
  @Test func columnsThatRepeatByNatureAreLeftAlone() {
    var alarms: [String] = []
    for seed in UInt64(1)...40 {
      var maker = CohortMaker(seed &+ 900)
      var cohort = maker.sound(100, 30)
      cohort.repeating = [
        .init("family", levels: cohort.ids.map { _ in "\(Int(80 * maker.uniform()))" }),
        .init(
          "initials",
          levels: cohort.ids.map { _ in String((0..<2).map { _ in Array("ABCDEFGH")[Int(8 * maker.uniform())] }) }),
        .init("height", levels: cohort.ids.map { _ in "\(150 + Int(45 * maker.uniform()))" }),
        .init("town", levels: cohort.ids.map { _ in "t\(Int(40 * maker.uniform() * maker.uniform()))" }),
        .init("matched_pair", levels: cohort.ids.indices.map { "\($0 / 2)" }),
      ]
      alarms += LeakScreen.findings(cohort).compactMap { finding in
        if case .repeatedColumn = finding { "seed \(seed): \(finding)" } else { nil }
      }
    }
    print("SoundIDsTests: seeds 901 to 940, 200 columns, \(alarms.count) alarms")
    #expect(alarms.isEmpty, "\(alarms.joined(separator: "\n"))")
  }

  /// Cases and controls: `12a` has the event, `12b` has not.
  @Test func casesAndControlsAreNoPatients() {
    for endings in [["a", "b"], ["_case", "_control"], ["_1", "_2"]] {
      var maker = CohortMaker(5)
      var cohort = maker.sound(100, 30)
      cohort.ids = cohort.ids.indices.map { "\($0 / 2 + 10)\(endings[$0 % 2])" }
      cohort.outcomes = cohort.ids.indices.map { $0 % 2 == 0 }
      let found = LeakScreen.findings(cohort).filter {
        switch $0 {
        case .repeatedPatients, .alikeStems: true
        default: false
        }
      }
      #expect(found.isEmpty, "\(endings): \(found)")
    }
  }

  /// Many slices a patient, more than a stem is else believed to have.
  @Test func slicesAreOnePatient() {
    var maker = CohortMaker(8)
    var cohort = maker.sound(120, 20)
    for row in cohort.ids.indices { cohort.outcomes[row] = row / 12 % 2 == 0 }
    for at in cohort.values.indices {
      let own = cohort.values[at].compactMap(\.self)
      let width = (own.max() ?? 1) - (own.min() ?? 0)
      cohort.values[at] = own.indices.map { own[$0 / 12 * 12] + 0.02 * width * maker.normal() }
    }
    cohort.ids = cohort.ids.indices.map { "P\(10 + $0 / 12)_z\(31 * ($0 % 12) + $0 / 12)" }
    #expect(LeakScreen.findings(cohort).contains { if case .alikeStems = $0 { true } else { false } })
  }
}
