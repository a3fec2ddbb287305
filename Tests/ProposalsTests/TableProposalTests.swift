import Execution
import Proposals
import StudyFiles
import Testing

/// What `apus study init` proposes for the columns of a clinical table.
@Suite struct TableProposalTests {
  private let ids = (1...40).map { "P\($0 < 10 ? "0" : "")\($0)" }

  /// A list of cells, repeated to the length of the table.
  private func cells(_ values: [String]) -> [String] { ids.indices.map { values[$0 % values.count] } }

  private func proposed(_ columns: [(name: String, cells: [String])]) throws -> ProposedStudy {
    let outcome = (name: "response", cells: ids.indices.map { $0 * 7 % 10 < 4 ? "non-CR" : "CR" })
    return try ProposedStudy(clinical: table(columns + [outcome], ids: ids), ids: ids)
  }

  @Test func spellingsOfALevelAreOneLevel() throws {
    let own = try proposed([
      ("stage", cells(["IIB", "iib", "Stage IIB", "IIIA", "IIIA ", "IIB"])),
      ("hpv", cells(["Pos", "+", "positive", "neg", "-", "negative", "unknown"])),
      ("sex", cells(["M", "F"])), ("grade", cells(["1", "2", "3"])),
    ])
    #expect(own.levels("stage") == ["IIB": ["IIB", "iib", "Stage IIB"], "IIIA": ["IIIA"]])
    let hpv = try #require(own.levels("hpv"))
    #expect(Set(hpv.values.map { Set($0) }) == [["Pos", "+", "positive"], ["neg", "-", "negative"]])
    guard case .categorical(_, let unknown)? = own.factor("hpv")?.kind else { return #expect(Bool(false)) }
    #expect(unknown == ["unknown"])
    #expect(own.levels("sex") == ["M": ["M"], "F": ["F"]] && own.levels("grade")?.count == 3)
    #expect(own.proposal.text.contains("\"IIB\", \"iib\", \"Stage IIB\" are taken for one level"))
    #expect(own.proposal.fault == nil && own.proposal.complete == 40)
  }

  @Test func columnsThatLeakAreNotProposedAndNamed() throws {
    let own = try proposed([
      ("age", (0..<40).map { "\(40 + $0 * 7 % 30)" }), ("OS_months", (0..<40).map { "\($0 * 11 % 60)" }),
      ("pT", cells(["1", "2", "3"])), ("scan_date", (0..<40).map { "2024-01-\(10 + $0 % 20)" }),
      ("chart_no", (0..<40).map { "\(100_200 + $0 * 3)" }), ("name", (0..<40).map { "Person \($0) Kim" }),
      ("SliceThickness", cells(["3", "5"])), ("hospital", cells(["A", "B"])), ("constant", cells(["x"])),
      ("copy", ids.indices.map { $0 * 7 % 10 < 4 ? "1" : "0" }), ("seen", cells(["2024-05-01", "2024-06-01"])),
    ])
    #expect(own.study.factors.map(\.column) == ["age"])
    for (column, words) in [
      ("OS_months", "known only after treatment"), ("pT", "known only after treatment"), ("scan_date", "dates"),
      ("chart_no", "single patients"), ("name", "single patients"), ("SliceThickness", "scanner"),
      ("constant", "one value: x"), ("copy", "tells an outcome of every patient"), ("seen", "dates"),
    ] {
      let line = own.proposal.text.split(separator: "\n").first { $0.hasPrefix("#   \(column): ") }
      #expect(line?.contains(words) ?? false, "\(column): \(line ?? "")")
    }
    #expect(own.proposal.text.contains("split: {site: hospital}"))
  }

  @Test func theEventIsToldByTheWords() throws {
    for (first, second, event) in [
      ("CR", "non-CR", "non-CR"), ("0", "1", "1"), ("no", "yes", "yes"), ("alive", "dead", "dead"),
      ("no recurrence", "recurrence", "recurrence"), ("생존", "사망", "사망"), ("benign", "malignant", "malignant"),
      ("responder", "non-responder", "non-responder"), ("nein", "ja", "ja"), ("무", "유", "유"),
      ("ansprechend", "nicht ansprechend", "nicht ansprechend"), ("vollständig", "unvollständig", "unvollständig"),
      ("FALSE", "TRUE", "TRUE"), ("pCR", "residual", "residual"),
    ] {
      let outcome = (name: "outcome", cells: ids.indices.map { $0 % 3 == 0 ? first : second })
      let own = try ProposedStudy(clinical: table([outcome], ids: ids), ids: ids)
      #expect(own.study.outcome.event == [event], "\(first), \(second)")
      #expect(own.study.outcome.nonEvent == [event == first ? second : first])
      #expect(!own.proposal.text.contains("the rarer one was taken"))
    }
    let letters = (name: "outcome", cells: ids.indices.map { $0 % 4 == 0 ? "a" : "b" })
    let own = try ProposedStudy(clinical: table([letters], ids: ids), ids: ids)
    #expect(own.study.outcome.event == ["a"] && own.proposal.text.contains("the rarer one was taken"))
  }

  @Test func responsesOfSeveralLevelsAreSetAgainstTheCompleteOne() throws {
    let outcome = (name: "response", cells: cells(["CR", "PR", "SD", "PD", "cr", "unknown"]))
    let own = try ProposedStudy(clinical: table([outcome], ids: ids), ids: ids)
    #expect(own.study.outcome.nonEvent == ["CR", "cr"] && Set(own.study.outcome.event) == ["PR", "SD", "PD"])
    // An outcome that is not known excludes the patient as planned, which is no failure.
    #expect(own.study.cohort.exclusions.first?.equals == ["unknown"] && own.proposal.fault == nil)
  }

  /// Complete responses of any kind stand together, and what the words do not settle is asked.
  @Test func responsesThatAreCompleteStandTogether() throws {
    let several = (name: "response", cells: cells(["CR", "cCR", "non-CR", "nonCR", "Non CR", "pCR"]))
    let own = try ProposedStudy(clinical: table([several], ids: ids), ids: ids)
    #expect(Set(own.study.outcome.nonEvent ?? []) == ["CR", "cCR", "pCR"])
    #expect(Set(own.study.outcome.event) == ["non-CR", "nonCR", "Non CR"])
    #expect(!own.proposal.text.contains("Check it."))
    for unclear in ["near-CR", "MR?", "see letter"] {
      let doubtful = (name: "response", cells: cells(["complete response", "partial response", unclear, "PD"]))
      let asked = try ProposedStudy(clinical: table([doubtful], ids: ids), ids: ids)
      #expect(asked.study.outcome.nonEvent == ["complete response"])
      #expect(asked.proposal.text.contains("Is \(unclear) an event?"), "\(asked.proposal.text)")
    }
  }

  @Test func whoCouldNotBeEvaluatedHasNoOutcome() throws {
    let recist = (name: "RECIST", cells: cells(["CR", "PR", "SD", "PD", "NE"]))
    let own = try ProposedStudy(clinical: table([recist], ids: ids), ids: ids)
    #expect(Set(own.study.outcome.event) == ["PR", "SD", "PD"] && own.study.outcome.nonEvent == ["CR"])
    #expect(own.study.cohort.exclusions.first?.equals == ["NE"])
  }

  @Test func marginsOfTheResectionAreNoFactor() throws {
    let own = try proposed([("margin", cells(["R0", "R1", "R0", "RX"])), ("marker", cells(["A0", "A1"]))])
    #expect(own.factor("margin") == nil && own.factor("marker") != nil)
    #expect(own.proposal.text.contains("margin: known only after treatment"))
  }

  @Test func otherOutcomesStandInComments() throws {
    let own = try proposed([("death", cells(["0", "1", "0"])), ("recurrence", cells(["no", "no", "yes", "no"]))])
    let chosen = own.study.outcome.column
    for column in ["death", "recurrence", "response"] where column != chosen {
      #expect(own.proposal.text.contains("# outcome: {column: \(column), event: "), "\(column)")
    }
    #expect(own.study.factors.isEmpty)
  }

  @Test func numbersWithUnitsAndCodesAreSaid() throws {
    let own = try proposed([
      ("Age (years)", (0..<40).map { "\(40 + $0 * 7 % 30)" }),
      ("size_mm", (0..<40).map { $0 == 3 ? "<5" : "\(10 + $0)" }),
      ("marker", (0..<40).map { $0 % 13 == 0 ? "-999" : "\(1.5 + Double($0))" }),
      ("words", (0..<40).map { $0 % 3 == 0 ? "low" : "\($0)" }),
    ])
    #expect(own.factor("Age (years)")?.unit == "years" && own.factor("Age (years)")?.label == "Age")
    #expect(own.factor("size_mm")?.unit == "mm")
    #expect(own.proposal.text.contains("1 cell is no number and counts as unknown: \"<5\""))
    #expect(own.proposal.text.contains("is -999 (4 cells) a code for missing?"))
    #expect(own.factor("words") == nil)
  }

  /// Tables of columns drawn at random: what is written is a study file that the reader takes, without a misfit.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func everyProposalIsAStudyFile(seed: UInt64) throws {
    print("proposals: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "proposals")
    let kinds: [(inout RandomStream) -> String] = [
      { "\(20 + $0.index(below: 60))" }, { String(format2($0.normal())) },
      { ["I", "II", "III", "stage ii", ""][$0.index(below: 5)] }, { ["+", "-", "Pos", "NA"][$0.index(below: 4)] },
      { ["남", "여", "미상"][$0.index(below: 3)] }, { ["yes", "no", "Yes", "null", "~"][$0.index(below: 5)] },
      { "2024-0\(1 + $0.index(below: 9))-11" }, { "\($0.index(below: 1_000_000))" },
      { ["a: b", "#c", "{d}", "e'f", "\"\"\"g\"\"\""][$0.index(below: 5)] },
      { ["1", "1.0", "01", "2"][$0.index(below: 4)] },
    ]
    let names = [
      "age", "T2: value", "stage #1", "hpv, p16", "성별", "[x]", "a=b", "{id}", "-", "\"\"\"q\"\"\"", "yes",
      "no", "null", "on", "off", "true", "~", "1", "1.5", "0x1", "2024-01-01", ".nan", "<<", "=",
    ]
    for turn in 0..<25 {
      let columns = names.shuffled(using: &stream).prefix(2 + stream.index(below: 8)).map { name in
        let kind = kinds[stream.index(below: kinds.count)]
        let quoted = name.contains(",") || name.contains("\"") ? (name.hasPrefix("\"") ? name : "\"\(name)\"") : name
        return (name: quoted, cells: ids.map { _ in kind(&stream) })
      }
      let outcome = (name: "relapse", cells: ids.map { _ in ["0", "1", "0"][stream.index(below: 3)] })
      let text = table(columns + [outcome], ids: ids)
      let own = try ProposedStudy(clinical: text, ids: ids)
      #expect(own.proposal.fault == nil, "seed \(seed), turn \(turn): \(own.proposal.fault ?? "")\n\(text)")
      #expect(own.study.outcome.column == "relapse")
      #expect(own.study.models.factors == own.study.factors.map(\.name))
    }
  }

  /// Whether registries write a number for "unknown" among small levels.
  @Test(arguments: 0..<12 as Range<UInt64>)
  func aCodeFarFromTheLevelsIsUnknown(seed: UInt64) throws {
    print("codes: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "codes")
    let most = Int.random(in: 1...4, using: &stream)
    let code = ["9", "99", "-9", "999"][Int(seed) % 4]
    let name = ["ECOG", "smoker", "T_stage", "상태"].randomElement(using: &stream) ?? ""
    let levels = (0...most).map(String.init)
    let own = try proposed([(name, cells((levels + levels + [code]).shuffled(using: &stream)))])
    guard case .categorical(let found, let unknown)? = own.factor(name)?.kind else {
      Issue.record("seed \(seed): \(own.proposal.text)")
      return
    }
    #expect(found.map(\.name) == levels && unknown == [code], "seed \(seed): \(own.proposal.text)")
    #expect(own.proposal.text.contains("\(code) is far from the other values and counts as unknown"))
  }

  /// A level like others: near them, on a scale that has it, among words, or of a count.
  @Test(arguments: [
    ("ECOG", ["5", "6", "7", "9"]), ("nodes positive", ["0", "1", "2", "9"]), ("pain score", ["1", "2", "9"]),
    ("kind", ["7", "8", "9"]), ("change", ["-1", "0", "1"]), ("word", ["a", "b", "9"]),
  ])
  func aLevelIsNoCode(name: String, values: [String]) throws {
    let own = try proposed([(name, cells(values))])
    #expect(own.levels(name)?.count == values.count, "\(own.proposal.text)")
  }

  @Test(arguments: ["Name", "Nachname", "surname", "First name", "환자명", "last_name", "Vorname"])
  func namesOfPeopleAreNoFactor(column: String) throws {
    let own = try proposed([(column, cells(["Müller", "Köhler", "Groß"]))])
    #expect(own.factor(column) == nil && own.proposal.text.contains("\(column): names single patients"))
    let other = try proposed([("\(column) of drug", cells(["A", "B", "C"])), ("hospital name", cells(["A", "B"]))])
    #expect(other.factor("\(column) of drug") != nil, "\(other.proposal.text)")
  }

  @Test(arguments: [(",", 40), (",", 3), ("'", 40), (" ", 4)])
  func groupedNumbersAreNoLevels(separator: String, different: Int) throws {
    let own = try proposed([
      ("PLT", cells((0..<different).map { "\"\(100 + $0 * 7)\(separator)\(203 + $0 * 11)\"" })),
      ("age", cells(["50", "61"])),
    ])
    #expect(own.factor("PLT") == nil)
    #expect(own.proposal.text.contains("PLT: has separators of thousands"), "\(own.proposal.text)")
  }

  /// A scale of several values is the outcome if somebody says which of them are the event.
  @Test func severalValuesCanBeTheEvent() throws {
    let text = table([("TRG", cells(["0", "1", "2", "3", "2"])), ("age", (0..<40).map { "\(40 + $0)" })], ids: ids)
    do {
      _ = try ProposedStudy(clinical: text, ids: ids)
      Issue.record("an outcome was guessed")
    } catch let error as ProposalError {
      #expect("\(error)".contains("--outcome TRG --event"), "\(error)")
    }
    let own = try ProposedStudy(clinical: text, ids: ids, outcome: "TRG", event: ["3", "2"])
    #expect(Set(own.study.outcome.event) == ["2", "3"] && Set(own.study.outcome.nonEvent ?? []) == ["0", "1"])
    for event in [["7"], ["0", "1", "2", "3"], ["2", "x"]] {
      #expect(throws: ProposalError.self) { try ProposedStudy(clinical: text, ids: ids, outcome: "TRG", event: event) }
    }
  }
}

/// Two decimals.
private func format2(_ value: Double) -> String {
  "\((value * 100).rounded() / 100)"
}
