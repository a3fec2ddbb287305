import Foundation
import Results
import SavedModels
import Testing

/// A model of a feature table on tables that lack values, or hold rows of the same patients.
@Suite struct ValidatedTableTests {
  /// A finished run, and the table of another cohort of sixty rows for its model.
  private struct ClinicalCohort {
    let scratch: Scratch
    let columns: [String]
    var features: [[String]] = []
    var clinical: [[String]] = []
    var name = "hcr_mr"
    var model: String { scratch.file("run/models/\(name)") }

    init() throws {
      scratch = try Scratch()
      let file = try TabularStudyTests.study(scratch, "")
      let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
      try #require(run.status == 0, "\(run.errors)")
      let results = try JSONDecoder().decode(
        StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
      columns = try #require(results.models.first { $0.id == "hcr_mr" }).selectedColumns
      let draw = uniformDraws(seed: 23)
      for row in 0..<60 {
        let isEvent = row % 5 < 2
        features.append(["Q\(row)"] + (0..<12).map { "\(draw() + (isEvent && $0 < 2 ? 0.6 : 0))" })
        clinical.append(["Q\(row)", isEvent ? "non-CR" : "CR", "\(Int(20 + 60 * draw()))", "K\(row / 5)"])
      }
      for at in 0..<60 { clinical[at][1] = at / 5 % 2 == 0 ? "non-CR" : "CR" }
    }

    /// The place of a column of the model among the cells of a row.
    func place(_ at: Int) -> Int { (Int(columns[at].dropFirst()) ?? 0) + 1 }

    func validate(_ options: [String] = [], group: String = "") throws -> (Command, String) {
      let names = (0..<12).map { "f\($0)" }.joined(separator: ",")
      try FileManager.default.createDirectory(atPath: scratch.file("other"), withIntermediateDirectories: true)
      let lines = { (rows: [[String]]) in rows.map { $0.joined(separator: ",") + "\n" }.joined() }
      _ = try scratch.write("id,\(names)\n" + lines(features), to: "other/features.csv")
      _ = try scratch.write("patient,response,size,person\n" + lines(clinical), to: "other/clinical.csv")
      let text = try scratch.read("study.yaml").replacing("id: patient}", with: "id: patient\(group)}")
      let study = try scratch.write(text, to: "other/study.yaml")
      let csv = scratch.file("made.csv")
      let made = try Command("validate", model, [study, "--quiet", "--csv", csv] + options)
      return (made, (try? scratch.read("made.csv")) ?? "")
    }
  }

  /// A factor that nobody knows is the same for everybody, and the model is less than it was.
  @Test(arguments: [0, 9, 60]) func factorsThatAreUnknownAreCounted(_ unknown: Int) throws {
    var cohort = try ClinicalCohort()
    cohort.name = "hcr_mr_cf"
    for row in 0..<unknown { cohort.clinical[row][2] = "" }
    let (made, _) = try cohort.validate()
    let note = "size is unknown in \(unknown) of 60 patients"
    #expect(made.output.contains(note) == (unknown > 0), "\(made.output)\(made.errors)")
    #expect(made.output.contains("distinguishes nobody here") == (unknown == 60))
  }

  @Test func whatIsMissingIsSaidPatientByPatientAndInTotal() throws {
    var cohort = try ClinicalCohort()
    for row in 0..<7 { cohort.features[row][cohort.place(row % 2)] = row == 3 ? "inf" : "" }
    let page = cohort.scratch.file("page.html")
    let (made, csv) = try cohort.validate(["--html", page])
    #expect(made.status == 0, "\(made.errors)\(made.output)")
    let words =
      "7 of 60 patients have no value in a column of the model; 7 values were imputed as in training: "
      + "\(cohort.columns[0]) (4), \(cohort.columns[1]) (3)"
    #expect(made.output.contains(words), "\(made.output)")
    #expect(try cohort.scratch.read("page.html").contains(words))
    let lines = csv.split(separator: "\n")
    #expect(lines[0].hasSuffix(",notes"))
    #expect(lines.count { $0.contains("no value, imputed as in training") } == 7)
    #expect(lines.contains { $0.hasPrefix("Q3,") && $0.contains(cohort.columns[1]) })
  }

  /// More than half of the four columns: the score would be that of the training mean.
  @Test func whoLacksMostOfTheModelsValuesIsLeftOutByName() throws {
    var cohort = try ClinicalCohort()
    for row in [2, 11] { for at in 0..<3 { cohort.features[row][cohort.place(at)] = "" } }
    for at in 0..<2 { cohort.features[20][cohort.place(at)] = "" }
    let (made, csv) = try cohort.validate()
    #expect(made.status == 2, "\(made.errors)")
    for id in ["Q2", "Q11"] {
      #expect(made.output.contains("\(id): outside the training range: the number of values"), "\(made.output)")
    }
    #expect(!made.output.contains("Q20: outside") && made.output.contains("58 patients"))
    #expect(csv.split(separator: "\n").count { $0.contains("left out") } == 2)
    let (kept, _) = try cohort.validate(["--accept", "missing"])
    #expect(kept.status == 0 && kept.output.contains("60 patients"), "\(kept.errors)")
    let (row, names) = (cohort.features[2].joined(separator: ","), (0..<12).map { "f\($0)" }.joined(separator: ","))
    let table = try cohort.scratch.write("id,\(names)\n\(row)\n", to: "one.csv")
    let refused = try Command("predict", cohort.model, ["--features", table])
    #expect(refused.status == 1 && refused.output.contains("--accept missing"), "\(refused.output)")
  }

  @Test func aColumnWithoutAnyValueIsRefusedByName() throws {
    var cohort = try ClinicalCohort()
    for row in 0..<60 { cohort.features[row][cohort.place(1)] = row % 2 == 0 ? "" : "NA" }
    let (made, _) = try cohort.validate()
    let words = "no patient has a value of \(cohort.columns[1])"
    #expect(made.status == 65 && made.errors.contains(words), "\(made.errors)")
  }

  @Test func aColumnOfOneCodeIsNamed() throws {
    var cohort = try ClinicalCohort()
    for row in 0..<60 { cohort.features[row][cohort.place(2)] = "-999" }
    let (made, _) = try cohort.validate()
    let words = "the same value in all patients here, though not in training: \(cohort.columns[2]) (-999)"
    #expect(made.status == 0 && made.output.contains(words), "\(made.output)\(made.errors)")
  }

  /// Five rows a patient: the interval is that of `apus compare --cluster`, and patients are counted.
  @Test func rowsOfOnePatientAreACluster() throws {
    let cohort = try ClinicalCohort()
    let (made, csv) = try cohort.validate(group: ", group: person")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("60 rows of 12 patients") && made.output.contains("Obuchowski"))
    #expect(made.output.contains("6 events and 6 non-events"), "\(made.output)")
    let owners = Dictionary(uniqueKeysWithValues: cohort.clinical.map { ($0[0], $0[3]) })
    let lines = csv.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(cells[0]),\(cells[1]),\(cells[3]),\(owners[String(cells[0])] ?? "")"
    }
    let text = "subject,outcome,score,person\n" + lines.joined(separator: "\n") + "\n"
    let table = try cohort.scratch.write(text, to: "predictions.csv")
    let compared = try Command(
      "compare", table, ["--subject", "subject", "--outcome", "outcome", "--cluster", "person", "--score", "score"])
    let interval = { (output: String) -> String? in
      let line = output.split(separator: "\n").first { $0.contains(/^(score +)?AUC +\d/) }
      return line?.firstMatch(of: /\d\.\d+ \(\d\.\d+ to \d\.\d+\)/).map { String($0.0) }
    }
    let own = interval(made.output)
    #expect(own != nil && own == interval(compared.output), "\(made.output)\(compared.output)")
    try expectWithheld(made.output, compared.output)
    let (rows, _) = try cohort.validate()
    #expect(
      rows.output.contains(/sensitivity at the frozen cutoff +\d.* to .*Wilson/) && !rows.output.contains("withheld"))
    #expect(interval(rows.output) != own && !rows.output.contains("Obuchowski"))
  }

  /// What takes rows as independent has no interval and no p-value, in either command.
  private func expectWithheld(_ validated: String, _ compared: String) throws {
    let names = ["sensitivity at", "npv at", "calibration slope", "calibration intercept", "observed / expected"]
    for (name, output) in names.map({ ($0, validated) }) + [("sensitivity at", compared)] {
      let lines = output.split(separator: "\n").filter { $0.contains(name) }
      #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("patients have several rows") }, "\(name)\n\(output)")
      #expect(lines.allSatisfy { $0.firstMatch(of: #/\(\d.* to /#) == nil }, "\(lines)")
    }
    let tests = validated.split(separator: "\n").filter { $0.contains("val.prob D:p") || $0.contains("S:p") }
    #expect(tests.count == 2 && tests.allSatisfy { $0.firstMatch(of: #/ -  \(/#) != nil }, "\(tests)")
  }
}
