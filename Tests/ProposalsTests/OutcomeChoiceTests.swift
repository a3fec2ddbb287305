import Execution
import Proposals
import StudyFiles
import Testing

/// Which column of a table is taken for the outcome.
@Suite struct OutcomeChoiceTests {
  private let ids = (1...48).map { "STS_0\($0 < 10 ? "0" : "")\($0)" }

  private typealias Column = (name: String, values: [String])

  /// Columns that say a result or an event after treatment, by their name or by their values.
  private let events: [Column] = [
    ("recurrence", ["0", "1"]), ("OS_event", ["0", "1"]), ("response", ["CR", "non-CR"]),
    ("status", ["alive", "dead"]),
    ("local_failure", ["no", "yes"]), ("재발", ["N", "Y"]), ("치료 반응", ["CR", "non-CR"]), ("Rezidiv", ["nein", "ja"]),
    ("group", ["no recurrence", "recurrence"]), ("x1", ["responder", "non-responder"]), ("target", ["0", "1"]),
    ("pathology", ["benign", "malignant"]), ("PCR", ["no pCR", "pCR"]), ("progression", ["FALSE", "TRUE"]),
  ]
  /// Columns that studies predict and that may be known before treatment.
  private let findings: [Column] = [
    ("lung_metastasis", ["0", "1"]), ("brain mets", ["no", "yes"]), ("vascular_invasion", ["0", "1"]),
    ("IDH_mutation", ["0", "1"]), ("LVSI", ["neg", "pos"]), ("mutation_EGFR", ["wild", "mutated"]),
  ]
  /// Columns of two values that are known before treatment.
  private let factors: [Column] = [
    ("sex", ["M", "F"]), ("gender", ["1", "2"]), ("성별", ["남", "여"]), ("x2", ["male", "female"]), ("side", ["L", "R"]),
    ("laterality", ["left", "right"]), ("smoking", ["0", "1"]), ("smoker", ["no", "yes"]), ("grade", ["2", "3"]),
    ("tumour_grade", ["low", "high"]), ("HPV_status", ["neg", "pos"]), ("histology", ["SCC", "AC"]),
    ("pathology", ["squamous", "adenocarcinoma"]), ("diabetes", ["0", "1"]), ("alcohol", ["none", "regular"]),
    ("disease_type", ["primary", "recurrence"]), ("stage", ["IIB", "IIIB"]), ("cT_stage", ["T2", "T3"]),
    ("hypertension", ["controlled", "uncontrolled"]), ("treatment", ["A", "B"]),
  ]

  private func cells(_ values: [String], _ stream: inout RandomStream) -> [String] {
    // Each value stands in ten rows at least, so that every column is as good by its numbers.
    (Array(repeating: values[0], count: 18) + Array(repeating: values[1], count: 18)
      + (0..<12).map { _ in values[stream.index(below: 2)] }).shuffled(using: &stream)
  }

  private func proposed(_ columns: [Column], _ stream: inout RandomStream) throws -> ProposedStudy {
    let age = (name: "age", cells: ids.map { _ in "\(30 + stream.index(below: 50))" })
    let made = columns.map { (name: $0.name, cells: cells($0.values, &stream)) }
    return try ProposedStudy(clinical: table([age] + made, ids: ids), ids: ids)
  }

  /// Several factors, some findings and one event in any order.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func theEventIsTakenWhateverStandsBeforeIt(seed: UInt64) throws {
    print("outcomes: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "outcomes")
    let event = events[Int(seed) % events.count]
    let others = (factors + findings).filter { $0.name != event.name }.shuffled(using: &stream).prefix(6)
    let columns = (Array(others) + [event]).shuffled(using: &stream)
    let own = try proposed(columns, &stream)
    #expect(own.study.outcome.column == event.name, "seed \(seed): \(columns.map(\.name))")
    // What is known before treatment stays a factor beside it.
    for one in others where factors.contains(where: { $0.name == one.name && $0.values == one.values }) {
      #expect(own.factor(one.name) != nil, "seed \(seed): \(one.name)\n\(own.proposal.text)")
    }
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func aFindingIsTakenBeforeAFactorAndAsked(seed: UInt64) throws {
    print("outcomes: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "findings")
    let finding = findings[Int(seed) % findings.count]
    let columns = (factors.shuffled(using: &stream).prefix(5) + [finding]).shuffled(using: &stream)
    guard Set(columns.map(\.name)).count == columns.count else { return }
    let own = try proposed(columns, &stream)
    #expect(own.study.outcome.column == finding.name, "seed \(seed): \(columns.map(\.name))")
    #expect(own.proposal.text.contains("may also be known before treatment"))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func factorsAloneAreNoOutcome(seed: UInt64) throws {
    print("outcomes: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "factors")
    let columns = factors.shuffled(using: &stream).prefix(5)
    guard Set(columns.map(\.name)).count == columns.count else { return }
    do {
      let own = try proposed(Array(columns), &stream)
      Issue.record("\(own.study.outcome.column) of \(columns.map(\.name))")
    } catch let error as ProposalError {
      #expect("\(error)".contains("--outcome COLUMN") && "\(error)".contains(columns[columns.startIndex].name))
    }
  }

  @Test func aNamedColumnIsTakenAndAWrongNameIsSuggested() throws {
    var stream = RandomStream(seed: 3, name: "named")
    let clinical = table(
      [
        (name: "sex", cells: cells(["M", "F"], &stream)), (name: "death", cells: cells(["0", "1"], &stream)),
        (name: "age", cells: ids.indices.map { "\(30 + $0)" }),
      ], ids: ids)
    #expect(try ProposedStudy(clinical: clinical, ids: ids).study.outcome.column == "death")
    #expect(try ProposedStudy(clinical: clinical, ids: ids, outcome: "sex").study.outcome.column == "sex")
    for (name, words) in [("deth", "did you mean \"death\""), ("age", "has not two values")] {
      do {
        _ = try ProposedStudy(clinical: clinical, ids: ids, outcome: name)
        Issue.record("\(name) was taken")
      } catch let error as ProposalError {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
  }

  @Test func aMetastasisIsNoFactorBesideAnEventAndAHistologyIs() throws {
    var stream = RandomStream(seed: 5, name: "beside")
    let own = try proposed(
      [
        ("pathology", ["SCC", "AC"]), ("lung_metastasis", ["0", "1"]), ("lymph_node_metastasis", ["0", "1"]),
        ("death", ["0", "1"]),
      ], &stream)
    #expect(own.study.outcome.column == "death")
    #expect(own.factor("pathology") != nil && own.factor("lymph_node_metastasis") != nil)
    #expect(own.factor("lung_metastasis") == nil)
    #expect(own.proposal.text.contains("lung_metastasis: may be known only after treatment"))
  }
}
