import Records
import Testing

/// Tables of Apus are known by their header, and those of others are not.
@Suite struct OwnTableTests {
  private static func predictions(_ models: [String]) -> [String] {
    [PredictionColumn.subject, PredictionColumn.outcome]
      + models.flatMap {
        [PredictionColumn.score(of: $0), PredictionColumn.probability(of: $0), PredictionColumn.call(of: $0)]
      }
  }

  @Test func headersOfApusAreRecognised() {
    #expect(OwnTable(columns: Self.predictions(["clinical", "hcr_mr"])) == .predictions)
    #expect(OwnTable(columns: CaseColumn.header(["T1", "CE T1"])) == .cases)
    #expect(OwnTable(columns: ["subject", "outcome", "side", "T2_sha256"]) == .patients)
    #expect(OwnTable(columns: ["subject", "outcome", "T2_deep_0000", "T2_deep_0001"]) == .deepFeatures)
    #expect(OwnTable(columns: ["subject", "kind", "cause", "detail"]) == .exclusions)
  }

  /// Tables that hospitals have, some with a name or two that Apus also uses.
  @Test(arguments: [
    ["id", "y", "A"], ["subject", "outcome", "A_score", "B_score"], ["subject", "outcome", "age"],
    ["Image", "Mask", "Label", "Age"], ["id", "line", "outcome", "T1 image"], [],
  ]) func tablesOfOthersAreNot(columns: [String]) {
    #expect(OwnTable(columns: columns) == nil)
  }

  /// Names of series may hold spaces and the words of the columns themselves.
  @Test(arguments: [["T1"], ["T1", "T2"], ["CE T1", "T1 image"], []])
  func seriesOfCasesAreReadAsTheyAreWritten(series: [String]) {
    #expect(CaseColumn.series(in: CaseColumn.header(series)) == series)
    #expect(CaseColumn.series(in: CaseColumn.header(series) + ["more"]) == nil)
  }

  @Test func aMissingColumnSaysWhichTableItIs() {
    let error = TableError(file: "p.csv", problem: .noColumn("Image", columns: Self.predictions(["volume"])))
    #expect("\(error)".contains("This is the predictions.csv of a study"))
    #expect("\(error)".contains("apus compare"))
    let other = TableError(file: "p.csv", problem: .noColumn("Image", columns: ["a", "b"]))
    #expect("\(other)" == "p.csv: has no column \"Image\". It has: a, b.")
  }
}
