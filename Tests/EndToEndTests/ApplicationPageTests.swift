import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The pages of `apus predict` and `apus validate`, by the built command.
@Suite struct ApplicationPageTests {
  private static let shared = SavedModelRun.shared()

  /// Text that would be markup, script or a formula if it were not escaped.
  private let hostile = #"<script>alert(1)</script>&"'=HYPERLINK("x")"#

  /// The page, once it is known to be one well-formed document that asks for nothing from elsewhere.
  private func page(_ path: String) throws -> String {
    let html = try String(contentsOfFile: path, encoding: .utf8)
    #expect(XMLParser(data: Data(html.utf8)).parse(), "\(path) is not well-formed")
    for part in ["<script", "<link", "<img", "<iframe", "url(", "@import", "src="] {
      #expect(!html.contains(part), "\(path) has \(part)")
    }
    return html
  }

  @Test func thePredictionPageHasEveryPatientWithReasonsAndEscapesThem() throws {
    let run = try Self.shared.get()
    let id = hostile.replacing("\"", with: "\"\"")
    let cases = try run.scratch.write(
      "subject,tumour_size,figo,hpv\nA,45,IIB,negative\nB,45,XX<b>,negative\n\"\(id)\",4000,IIIC1,\nD,large,IIB,negative\n",
      to: "page-cases.csv")
    let path = run.scratch.file("predictions.html")
    let made = try Command("predict", run.model("clinical"), ["--cases", cases, "--html", path])
    #expect(made.status == 2, "\(made.errors)")
    let html = try page(path)
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;\"'=HYPERLINK(\"x\")"))
    #expect(html.contains("\"XX&lt;b&gt;\"") && !html.contains("<b>\""))
    // A number of the page is the number of the text.
    let probability = try #require(made.output.firstMatch(of: /A: probability of non-complete response (0\.\d+)/)?.1)
    let shown = String(format: "%.3f", try #require(Double(probability)))
    #expect(html.contains("<td>\(shown)</td>"), "\(probability)")
    #expect(html.contains("times the width of that range") && html.contains("Expected a number"))
    #expect(html.contains("synthetic cohort") && html.contains("SHA-256"))
    let flagged = try Command(
      "predict", run.model("clinical"), ["--cases", cases, "--html", path, "--accept", "factor"])
    #expect(flagged.status == 2)
    #expect(try page(path).contains("predicted, flagged \u{25B2}"))
    // The page takes no input's place.
    #expect(try Command("predict", run.model("clinical"), ["--cases", cases, "--html", cases]).status == 65)
  }

  @Test func theValidationPageHasEverySectionAndFlagsTheRecalibration() throws {
    let run = try Self.shared.get()
    let made = try Command(
      "phantom", run.scratch.file("page-other"), ["--patients", "24", "--seed", "5", "--matrix", "64", "--slices", "8"])
    #expect(made.status == 0)
    let table = run.scratch.file("page-other/clinical.csv")
    let study = run.scratch.file("page-other/study.yaml")
    let path = run.scratch.file("validation.html")
    let options = [study, "--html", path, "--quiet", "--recalibrate", "logistic"] + SavedModelRun.acceptAll
    let validated = try Command("validate", run.model("clinical"), options)
    #expect(validated.status == 0, "\(validated.errors)\(validated.output)")
    let html = try page(path)
    for id in [
      "summary", "discrimination", "cutoff-table", "calibration-section", "benefit", "case-mix", "outside",
      "recalibrated",
      "predictions", "roc-plot-title", "calibration-plot-title", "decision-plot-title",
    ] { #expect(html.contains("id=\"\(id)\""), "\(id)") }
    #expect(html.contains("not external performance of the frozen model"))
    #expect(html.contains("Clopper-Pearson") && html.contains("Wilson") && html.contains("Imprecise"))
    let auc = try #require(validated.output.firstMatch(of: /AUC  +(\d\.\d{3}) \(/)?.1)
    #expect(html.contains("<td>\(auc)<"), "\(auc)")
    // Ids of the table are text.
    let text = try String(contentsOfFile: table, encoding: .utf8)
    let first = try #require(text.split(separator: "\n").dropFirst().first?.prefix { $0 != "," })
    let cell = "\"\(hostile.replacing("\"", with: "\"\""))\""
    try text.replacing("\n\(first),", with: "\n\(cell),").write(toFile: table, atomically: true, encoding: .utf8)
    _ = try Command("validate", run.model("clinical"), options)
    #expect(try page(path).contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(try Command("validate", run.model("clinical"), [study, "--html", table, "--quiet"]).status == 65)
  }
}
