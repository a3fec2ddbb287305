import Foundation
import Results
import Testing

extension DeepTableTests {
  /// The study of `TabularStudyTests` with a table of vectors of the same forty patients.
  struct Made {
    let scratch: Scratch
    let study: String

    /// - Parameters:
    ///   - deep: keys of the section `deep:` beside the ensemble.
    ///   - heads: number of heads of an ensemble.
    ///   - width: length of the vectors.
    ///   - edit: changes the cells of the table, the header first.
    init(
      _ deep: String = "table: vectors.csv", _ more: String = "", heads: Int = 3, width: Int = 6,
      edit: (inout [[String]]) -> Void = { _ in }
    ) throws {
      scratch = try Scratch()
      study = try TabularStudyTests.study(scratch, "arms: [hcr, dlr]\ndeep: {\(deep), ensemble: \(heads)}\n\(more)")
      var rows = DeepTableTests.vectors(width: width, seed: 11)
      edit(&rows)
      try write(rows, to: "vectors.csv")
    }

    func write(_ rows: [[String]], to name: String) throws {
      _ = try scratch.write(rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", to: name)
    }

    func run() throws -> Command { try Command("study", "run", study, "-o", scratch.file("run"), "--quiet") }

    var results: StudyResults {
      get throws {
        try JSONDecoder().decode(
          StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
      }
    }

    /// A table with these rows of the vectors.
    func vectors(of ids: Set<String>, without columns: Set<String> = []) throws -> String {
      let rows = try scratch.read("vectors.csv").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      let kept = rows[0].indices.filter { !columns.contains(rows[0][$0]) }
      let lines = [rows[0]] + rows.dropFirst().filter { ids.contains($0[0]) }
      try write(lines.map { line in kept.map { line[$0] } }, to: "new.csv")
      return scratch.file("new.csv")
    }
  }

  /// Header and rows; the first two columns are higher in patients with the event.
  static func vectors(width: Int, seed: UInt64) -> [[String]] {
    let draw = uniformDraws(seed: seed)
    return [["id"] + (0..<width).map { "e\($0)" }]
      + (0..<40).map { row in
        ["P\(row)"] + (0..<width).map { "\(draw() + (row % 5 < 2 && $0 < 2 ? 0.4 : 0))" }
      }
  }
}
