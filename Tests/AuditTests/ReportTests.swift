import Results
import StudySupport
import Testing

/// A run that was ended after its first protocol.
@Suite struct UnfinishedRunTests {
  @Test func aProtocolThatTheResultsLackIsNotChecked() throws {
    let whole = try Paper.run(protocol: "both")
    #expect(whole.finding(.protocolsComplete, .asPublished) == nil)
    let run = whole.with { run in
      run.results.protocols.removeAll { $0.evaluation.name == .asPublished }
      run.results.differences = []
      run.fits.removeAll { $0.purpose.hasPrefix("as-published / ") }
      run.held.removeAll { $0.purpose.hasPrefix("as-published / ") }
    }
    let finding = try #require(run.finding(.protocolsComplete, .asPublished))
    #expect(finding.verdict == .notChecked && finding.basis.contains("as-published, but results.json does not have it"))
    #expect(run.refuted == [:])
    #expect(run.audit.report.conclusion.contains("protocols-complete"))
  }
}

/// The verdict of a check, and what a reader is told of it.
@Suite struct AuditReportTests {
  private func finding(_ pieces: [AuditPiece], _ check: AuditFinding.Check = .testUnseen, unexamined: String? = nil)
    -> AuditFinding
  {
    AuditFinding(check, .sound, basis: "A basis.", against: pieces, unexamined: unexamined)
  }

  @Test func nothingAgainstAClaimProvesItOnlyWhereSomethingWasExamined() {
    #expect(finding([]).verdict == .proved)
    #expect(finding([], unexamined: "Nothing to examine.").verdict == .notChecked)
    #expect(finding([], unexamined: "Nothing to examine.").basis == "Nothing to examine.")
    #expect(finding([AuditPiece("a")], unexamined: "Nothing to examine.").verdict == .refuted)
  }

  @Test func aCheckByRuleNeverProves() {
    for check in AuditFinding.Check.allCases where check.isByRule { #expect(finding([], check).verdict == .notFound) }
    let rules: Set<AuditFinding.Check> = [.filesUntouched, .noDuplicates, .scoresNotLabels, .recordFollows]
    #expect(Set(AuditFinding.Check.allCases.filter(\.isByRule)) == rules)
    let byColumn = AuditFinding(.splitAsDeclared, nil, basis: "", against: [], isByRule: true)
    #expect(byColumn.verdict == .notFound)
  }

  /// A leak that nobody named must not be the eleventh line behind ten that somebody did.
  @Test func whatNoChoiceExplainsComesFirstAndIsNeverCounted() {
    let named = (0..<12).map { AuditPiece("named \($0)", choice: .labelAUC) }
    let found = finding(named + [AuditPiece("a leak")])
    #expect(found.evidence.first?.text == "a leak" && found.evidence.count == 12)
    #expect(found.evidence.last?.text == "and 2 more" && found.evidence.last?.choice == .labelAUC)
    #expect(!found.isExplained && found.choices == [.labelAUC])
    #expect(finding(named).isExplained && !finding([]).isExplained)
    #expect(finding((0..<10).map { AuditPiece("\($0)") }).evidence.count == 10)
  }

  @Test func readersAreToldOfWhatNoChoiceExplains() {
    let explained = finding([AuditPiece("named", choice: .labelAUC)])
    #expect(AuditReport([explained, finding([])]).findingsForReaders.isEmpty)
    let leak = finding([AuditPiece("named", choice: .labelAUC), AuditPiece("a leak")])
    let told = AuditReport([leak]).findingsForReaders
    #expect(told.count == 1 && told[0].severity == .nothingCanBeConcluded)
    #expect(told[0].detail.hasPrefix("a leak. ") && !told[0].detail.contains("named"))
    let twice = AuditReport([finding([AuditPiece("P1 and P2")], .noDuplicates)]).findingsForReaders
    #expect(twice.map(\.severity) == [.caution])
  }

  @Test func aClaimThatIsRefutedInOneProtocolIsNotCountedAsProved() {
    let sound = finding([])
    let published = AuditFinding(.testUnseen, .asPublished, basis: "", against: [AuditPiece("a leak")])
    let report = AuditReport([sound, published, finding([], .foldsHonest)])
    #expect(!report.refutesNothing && report.conclusion.hasPrefix("1 refuted (test-unseen): 1 claim proved"))
    #expect(AuditReport([sound]).refutesNothing)
  }
}
