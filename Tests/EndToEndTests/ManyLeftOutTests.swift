import Foundation
import Testing

/// A clinical table with far more patients than the feature table: nobody is lost, and nobody has to read a thousand
/// lines.
@Suite struct ManyLeftOutTests {
  @Test func theLogAndThePageAreShortAndTheFileNamesEverybody() throws {
    let scratch = try Scratch()
    let draw = uniformDraws(seed: 5)
    var (clinical, features) = ("id,y\n", "id,f1,f2,f3\n")
    for row in 0..<1240 {
      let isEvent = row % 3 == 0
      clinical += "P\(row),\(isEvent ? 1 : 0)\n"
      if row < 40 { features += "P\(row),\(draw() + (isEvent ? 0.5 : 0)),\(draw()),\(draw())\n" }
    }
    _ = try scratch.write(clinical, to: "clinical.csv")
    _ = try scratch.write(features, to: "features.csv")
    let study = try scratch.write(
      """
      apus: 1
      name: Many left out
      cohort: {table: clinical.csv, id: id}
      outcome: {column: y, event: 1, non-event: 0}
      features: {table: features.csv, id: id}
      models: {selected-features: 2}
      split: {train: 0.6}
      """, to: "study.yaml")
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.components(separatedBy: "patient left out: ").count - 1 == 100)
    #expect(run.errors.contains("1100 more patients left out. The file exclusions.csv has all of them"))
    let rows = try scratch.read("run/exclusions.csv").split(separator: "\n").dropFirst()
    #expect(rows.count == 1200 && rows.allSatisfy { $0.contains("no row has this id in the column \"\"id\"\"") })
    let page = try scratch.read("run/report.html")
    #expect(page.contains("the first 1000 patients are listed. The file exclusions.csv has all"))
    #expect(page.contains(">P1039<") && !page.contains(">P1040<"))
    #expect(page.contains("(1200)"), "the heading counts everybody")
  }
}
