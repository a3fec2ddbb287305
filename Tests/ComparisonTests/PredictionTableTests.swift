import Comparison
import Records
import Statistics
import Testing

@Suite struct PredictionTableTests {
  private func table(
    _ text: String, _ columns: PredictionTable.Columns = .init()
  ) throws -> PredictionTable {
    try PredictionTable(CSVTable(parsing: text, file: "t.csv"), file: "t.csv", columns: columns)
  }

  private func problem(_ text: String, _ columns: PredictionTable.Columns = .init()) -> PredictionError.Problem? {
    do {
      _ = try table(text, columns)
      return nil
    } catch {
      return (error as? PredictionError)?.problem
    }
  }

  private func words(_ text: String) -> String {
    do {
      _ = try table(text)
      return ""
    } catch { return "\(error)" }
  }

  @Test func columnsAreFoundByTheirUsualNamesWithAByteOrderMark() throws {
    let found = try table("\u{feff}ID,Y,A,B\n1,0,0.2,0.3\n2,1,0.7,0.9\n")
    #expect(found.models == ["A", "B"])
    #expect(found.outcomes == [false, true])
    #expect(found.scores == [[0.2, 0.7], [0.3, 0.9]])
  }

  @Test func columnsAreTakenByTheirGivenNames() throws {
    let columns = PredictionTable.Columns(subject: "who", outcome: "resp", scores: ["B"], event: "non-CR")
    let found = try table("who,resp,A,B\na,CR,9,1\nb,non-CR,x,2\n", columns)
    #expect(found.models == ["B"])
    #expect(found.outcomes == [false, true])
  }

  @Test func decimalCommasAreNumbersBetweenSemicolons() throws {
    #expect(try table("id;y;A\n1;0;0,25\n2;1;0,5\n").scores == [[0.25, 0.5]])
  }

  @Test func rowsWithAMissingCellAreLeftOutByNumber() throws {
    let found = try table("id,y,A,B\n1,0,0.2,NA\n2,1,0.7,0.9\n3,,0.1,0.1\n4,0,0.3,0.2\n")
    #expect(found.subjects == ["2", "4"])
    #expect(found.incompleteRows == [1, 3])
  }

  /// Of 1 and 2 nobody knows which is the event; 1.0 beside 0.0 is what pandas writes for a column with gaps.
  @Test func theEventIsOneBesideZeroOrNamed() throws {
    #expect(problem("id,y,A\n1,1,0.1\n2,2,0.2\n") == .eventUnknown(["1", "2"]))
    #expect(try table("id,y,A\n1,1,0.1\n2,2,0.2\n", .init(event: "2")).outcomes == [false, true])
    #expect(try table("id,y,A\n1,1.0,0.1\n2,0.0,0.2\n").outcomes == [true, false])
    #expect(try table("id,y,A\n1,yes,0.1\n2,no,0.2\n", .init(event: "yes")).outcomes == [true, false])
    #expect(problem("id,y,A\n1,2,0.1\n2,2,0.2\n") == .eventUnknown(["2"]))
  }

  /// An outcome under its second name would be a perfect model, and a row number one of no meaning.
  @Test func outcomesAndRowNumbersAreNoModels() throws {
    #expect(problem("id,y,outcome,A\n1,0,0,1\n") == .twoColumns(["y", "outcome"], option: "--outcome"))
    #expect(problem("id,subject,y,A\n1,1,0,1\n") == .twoColumns(["id", "subject"], option: "--subject"))
    let chosen = try table("id,y,outcome,A\n1,0,0,1\n2,1,1,2\n", .init(outcome: "y"))
    #expect(chosen.models == ["A"] && chosen.columnsLeftOut == ["outcome"])
    #expect(try table(",id,y,A\n0,a,0,1\n1,b,1,2\n").models == ["A"])
    #expect(try table("Unnamed: 0,y,A\n0,0,1\n1,1,2\n").columnsLeftOut == ["Unnamed: 0"])
    #expect(
      try table("id,y,outcome,A\n1,0,0,1\n2,1,1,2\n", .init(outcome: "y", scores: ["outcome"])).models == ["outcome"])
  }

  @Test func errorsNameFileLineCauseAndNextStep() {
    let comma = words("id,y,A\n1,0,1\n2,1,\"0,5\"\n")
    #expect(comma.contains("t.csv: line 3 has \"0,5\" in the column \"A\"") && comma.contains("semicolons"))
    #expect(words("id,y,A\n1,0,1\n2,0,1\n1,1,1\n").contains("\"1\" occurs twice, in lines 2 and 4"))
    #expect(problem("id,y,A\n\"a\nb\",0,1\nc,1,x\n") == .notANumber("x", column: "A", line: 4))
  }

  @Test func whatCannotBeComparedIsNamed() {
    #expect(problem("id,y,A\n1,0,0.1\n1,1,0.2\n") == .repeatedSubject("1", lines: [2, 3]))
    #expect(problem("id,y,A\n1,0,=1+1\n2,1,0.2\n") == .notANumber("=1+1", column: "A", line: 2))
    #expect(problem("id,y,A\n1,0,\"0,5\"\n2,1,0.2\n") == .notANumber("0,5", column: "A", line: 2))
    #expect(problem("id,y,A\n1,0,inf\n2,1,0.2\n") == .notANumber("inf", column: "A", line: 2))
    #expect(problem("id,y,A\n1,0,1\n2,1,1\n3,2,1\n") == .outcomeClasses(["0", "1", "2"], line: 4))
    #expect(problem("id,y,A\n1,CR,1\n2,PR,1\n") == .eventUnknown(["CR", "PR"]))
    #expect(problem("id,y,A\n1,CR,1\n2,PR,1\n", .init(event: "SD")) == .noSuchEvent("SD", found: ["CR", "PR"]))
    #expect(problem("id,y\n1,0\n2,1\n") == .noScores)
    #expect(problem("id,A\n1,0\n") == .noOutcome(columns: ["id", "A"]))
    #expect(problem("id,y,A\n,0,1\n") == .noSubject(line: 2))
    #expect(problem("id,y,A\n1,0,\n") == .suspectCells(["the column \"A\" has no value in any row."]))
  }
}

@Suite struct PredictionComparisonTests {
  private func comparison(_ text: String, _ settings: PredictionSettings = .init(resamples: 200)) throws
    -> PredictionComparison
  {
    let table = try PredictionTable(CSVTable(parsing: text, file: "t.csv"), file: "t.csv", columns: .init())
    return PredictionComparison(table, settings: settings)
  }

  private func rows(_ score: (Int) -> String) -> String {
    "id,y,A,B\n" + (0..<40).map { "\($0),\($0 % 3 == 0 ? 1 : 0),\(score($0)),0.4\n" }.joined()
  }

  @Test func fewEventsMarkTheCurveAndRefuseHosmerAndLemeshow() throws {
    let result = try comparison(rows { "\(Double(($0 * 7) % 37) / 40 + 0.03)" })
    let fit = try #require(result.models[0].probabilities)
    #expect(fit.isImprecise)
    let curve = try #require(fit.curve)
    let line = try #require(fit.lines.first(where: { $0.statistic == "ICI" }))
    if let interval = curve.iciInterval {
      #expect((interval.lower...interval.upper).contains(curve.error.ici))
      #expect(line.note.hasPrefix("imprecise: fewer than 100 events; bias-corrected bootstrap"))
    } else {
      #expect(line.note.contains("no interval: the resamples"))
    }
    #expect(fit.hosmerLemeshow.pValue == .undefined(.smallExpectedCount))
    #expect(result.text.contains("a constant 0.5 has 0.25"))
    #expect(result.text.contains("Kerr 2014"))
  }

  @Test func aConstantScoreHasAnAUCOfOneHalfAndReasonsForTheRest() throws {
    let model = try comparison(rows { "\(Double($0) / 50)" }).models[1]
    #expect(model.auc.auc == .defined(0.5))
    #expect(model.probabilities?.curveReason == .tooManyTies)
    #expect(model.probabilities?.calibration.slope == .undefined(.zeroVariance))
  }

  @Test func oneClassGivesReasonsAndNoCrash() throws {
    let result = try comparison("id,y,A,B\n1,1,0.2,0.4\n2,1,0.3,0.1\n")
    #expect(result.models[0].auc.auc == .undefined(.noNonEvents))
    #expect(result.pairs[0].holm.value == nil)
    #expect(result.csv.contains("no non-event"))
  }

  @Test func scoresThatAreNoProbabilitiesKeepTheirRanksOnly() throws {
    let result = try comparison(rows { "\($0 * 7 % 40)" })
    #expect(result.models[0].probabilities == nil)
    #expect(result.models[0].auc.auc.value != nil)
    #expect(result.pairs[0].idi == nil)
  }

  @Test func namesCannotBecomeFormulasOrCommands() throws {
    let result = try comparison("id,y,=cmd|x,a_b&\\<i>\n1,1,0.2,0.4\n2,0,0.3,0.1\n3,1,0.9,0.2\n4,0,0.1,0.3\n")
    #expect(result.csv.split(separator: "\n").dropFirst().allSatisfy { !$0.hasPrefix("=") })
    #expect(result.latex.contains("a\\_b\\&\\textbackslash{}\\textless{}i\\textgreater{}"))
    #expect(result.latex.contains("cmd\\textbar{}x"))
  }

  @Test func cutoffsByRulesStandBesideYoudens() throws {
    var settings = PredictionSettings(cutoffs: [0.3], resamples: 200)
    settings.addRules(sensitivities: [0.9], specificities: [0.8], missCosts: [5], prevalence: 0.2)
    let model = try comparison(rows { "\(Double(($0 * 7) % 37) / 40 + 0.03)" }, settings).models[0]
    #expect(
      model.cutoffs.map(\.origin) == [
        "Youden", "top left", "sensitivity from 0.9", "specificity from 0.8", "cost 5.0 of a miss, prevalence 0.2",
        "given",
      ])
    let names = model.rows.map(\.statistic)
    #expect(names.contains("npv at sensitivity from 0.9, exact") && names.contains("mcc at top left"))
    let sensitivity = try #require(model.cutoffs[2].table.sensitivity.estimate.value)
    #expect(sensitivity >= 0.9)
  }

  @Test func jsonReadsBackAsTheSameValue() throws {
    var settings = PredictionSettings(cutoffs: [0.3], resamples: 200)
    settings.addRules(sensitivities: [0.9], missCosts: [5])
    let result = try comparison(rows { "\(Double(($0 * 7) % 37) / 40 + 0.03)" }, settings)
    let json = try result.json()
    #expect(try decode(json) == result)
  }
}
