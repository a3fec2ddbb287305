import Leaks
import Testing

/// What a name promises: things known only afterwards, and names that only sound so.
@Suite struct ColumnNameTests {
  private func findings(_ names: [String]) -> [LeakFinding] {
    let count = 40
    var cohort = ScreenedCohort(ids: (0..<count).map { "Q\($0)" }, outcomes: (0..<count).map { $0 % 3 == 0 })
    cohort.factors = names.map { name in
      .init(name, numbers: (0..<count).map { Double(($0 * 7 + name.utf8.count) % 11) })
    }
    return LeakScreen.findings(cohort).filter { if case .knownAfterwards = $0 { true } else { false } }
  }

  @Test(arguments: [
    "pT", "pN", "pTNM", "pT_stage", "ypT", "ypN0", "local_control", "loco_regional_failure", "alive", "dead", "R0",
    "surgical_margin", "dod", "progression", "relapse", "LRC", "censor", "Dworak", "CR", "PSA_nadir", "ctDNA_post",
    "second_line", "treatment_failure", "tumour_regression", "downstaging", "time_to_surgery", "metastasis_at_2y",
  ])
  func isKnownOnlyAfterwards(name: String) { #expect(findings([name]) == [.knownAfterwards([name])]) }

  @Test(arguments: [
    "followup_protocol", "pre_treatment_toxicity_grade", "prior_relapse", "planned_dose", "cT", "cN", "PTV_volume",
    "pt_age", "T1_post", "age", "margin_planned", "pH", "progression_risk", "baseline_response",
  ])
  func isKnownBefore(name: String) { #expect(findings([name]).isEmpty) }

  @Test func aListOfNamesSaysHowManyMoreThereAre() throws {
    let names = (0..<13).map { "relapse_\($0)" }
    let title = try #require(findings(names).first).words.title
    #expect(title.hasSuffix("relapse_9 and 3 more."), "\(title)")
  }
}
