import Comparison
import Records
import Testing

/// The predictions of a run are its models, and not its columns.
@Suite struct RunPredictionsTests {
  private static let keys = ["clinical", "hcr_mr", "as_published_clinical", "as_published_hcr_mr"]

  /// Twelve events and twelve others. The second model has no probability of one patient, and the last no score.
  private static func text(lacking lost: Int? = nil) -> String {
    let columns = keys.flatMap {
      [PredictionColumn.score(of: $0), PredictionColumn.probability(of: $0), PredictionColumn.call(of: $0)]
    }
    let rows = (0..<24).map { row -> String in
      let cells = keys.indices.flatMap { model -> [String] in
        let score = Double((row * (model + 5)) % 11) - 6
        return [
          model == lost ? "" : "\(score)", model == 1 && row == 3 ? "" : "\((score + 7) / 12)", score > 0 ? "1" : "0",
        ]
      }
      return (["P\(row)", row % 2 == 0 ? "1" : "0"] + cells + ["{0|1}"]).joined(separator: ",")
    }
    let header = ["subject", "outcome"] + columns + [PredictionColumn.set(of: "clinical")]
    return ([header.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }

  private func table(_ text: String, scores: [String] = []) throws -> PredictionTable {
    try PredictionTable(
      CSVTable(parsing: text, file: "t.csv"), file: "t.csv", columns: PredictionTable.Columns(scores: scores))
  }

  @Test func modelsAreComparedWithinTheirProtocol() throws {
    let comparison = PredictionComparison(try table(Self.text()), settings: PredictionSettings(resamples: 100))
    #expect(comparison.models.map(\.name) == Self.keys)
    #expect(
      comparison.pairs.map { [$0.first, $0.second] } == [[Self.keys[0], Self.keys[1]], [Self.keys[2], Self.keys[3]]])
    #expect(comparison.columnsLeftOut.isEmpty)
    // One pair a protocol is one comparison: nothing is adjusted.
    #expect(comparison.pairs.allSatisfy { $0.holm == $0.deLong.pValue })
  }

  /// Scores below 0 are no probabilities, and the run has probabilities of its own.
  @Test func calibrationIsThatOfTheProbabilities() throws {
    let comparison = PredictionComparison(try table(Self.text()), settings: PredictionSettings(resamples: 100))
    #expect(comparison.models.map { $0.probabilities != nil } == [true, false, true, true])
    #expect(comparison.pairs.map { $0.idi != nil } == [false, true])
  }

  @Test func modelsAreChosenByTheirKeysAndColumnsByTheirNames() throws {
    #expect(try table(Self.text(), scores: ["hcr_mr"]).models == ["hcr_mr"])
    let column = PredictionColumn.probability(of: "clinical")
    #expect(try table(Self.text(), scores: [column]).models == [column])
    #expect(throws: PredictionError.self) { try table(Self.text(), scores: ["hcr_ct"]) }
  }

  @Test func aModelWithoutAScoreIsLeftOutAndNamed() throws {
    let found = try table(Self.text(lacking: 3))
    #expect(found.models == Array(Self.keys.prefix(3)) && found.subjects.count == 24)
    #expect(found.remarks.contains { $0.contains(Self.keys[3]) })
  }

  @Test func otherTablesOfApusAreRefusedWithWhatTheyAre() {
    do {
      _ = try table("subject,outcome,side,T1_sha256\nA,1,training,ab\nB,0,test,cd\n")
      Issue.record("a table of patients has no scores")
    } catch {
      #expect("\(error)".contains("patients.csv of a study"))
    }
  }
}
