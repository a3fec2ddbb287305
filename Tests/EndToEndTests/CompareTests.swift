import Foundation
import TestSupport
import Testing

@Suite struct CompareTests {
  static let table = """
    model,auc,auc_low,auc_high,balanced_accuracy,sensitivity,specificity,ppv,npv,mcc
    HCR (MR),0.597,0.513,0.763,0.598,0.316,0.879,0.429,0.817,0.263
    HCR (MR+CF),0.676,0.554,0.798,0.676,0.474,0.879,0.529,0.853,0.367
    DLR (MR),0.721,0.617,0.847,0.732,0.737,0.727,0.438,0.906,0.399
    DLR (MR+CF),0.782,0.658,0.843,0.777,0.947,0.606,0.409,0.976,0.461

    """

  static let comparisons = """
    first,second,nri,nri_low,nri_high,nri_p,idi,idi_low,idi_high,idi_p,delong_p
    HCR (MR),DLR (MR),0.270,-0.022,0.561,0.070,0.270,-0.029,0.568,0.077,0.096
    HCR (MR+CF),DLR (MR+CF),0.201,-0.062,0.464,0.134,0.201,-0.068,0.470,0.142,0.176
    HCR (MR),HCR (MR+CF),0.158,-0.022,0.337,0.085,0.158,-0.026,0.342,0.092,0.092
    DLR (MR),DLR (MR+CF),0.089,-0.127,0.306,0.419,0.089,-0.132,0.311,0.429,0.223

    """

  @Test func theStudysTableIsTakenApart() throws {
    let scratch = try Scratch()
    let models = try scratch.write(CompareTests.table, to: "table.csv")
    let steps = try scratch.write(CompareTests.comparisons, to: "steps.csv")
    let run = try Command(
      "compare", "--published", models, "--comparisons", steps, "--events", "19", "--non-events", "66")
    #expect(run.status == 0, "\(run.errors)")
    for found in ["6/13/8/58", "9/10/8/58", "14/5/18/48", "18/1/26/40", "9/10/13/53", "17/2/26/40"] {
      #expect(run.output.contains(found), "\(found)")
    }
    #expect(run.output.components(separatedBy: "DOES NOT FOLLOW").count == 2)
    #expect(run.output.components(separatedBy: "IDI: equals the NRI").count == 5)
    for moved in [
      "events 9 up, 1 down; non-events 14 up, 4 down", "events 9 up, 0 down; non-events 22 up, 4 down",
      "events 3 up, 0 down; non-events 3 up, 3 down", "events 4 up, 0 down; non-events 12 up, 4 down",
    ] { #expect(run.output.contains(moved), "\(moved)") }
  }

  @Test func predictionsGiveAllFourFiles() throws {
    let scratch = try Scratch()
    let lines = (0..<60).map {
      "\($0),\($0 % 4 == 0 ? 1 : 0),\(Double(($0 * 11) % 53) / 60),\(Double(($0 * 7) % 59) / 61)"
    }
    let path = try scratch.write("id,y,<b>,B\n" + lines.joined(separator: "\n") + "\n", to: "p.csv")
    let run = try Command(
      "compare", path, "--csv", scratch.file("o.csv"), "--json", scratch.file("o.json"), "--html",
      scratch.file("o.html"), "--latex", scratch.file("o.tex"), "--resamples", "200")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scratch.read("o.csv").hasPrefix("models,statistic,value,lower,upper,note\n"))
    #expect(try !scratch.read("o.html").contains("<b>"))
    #expect(try scratch.read("o.tex").contains("\\begin{tabular}"))
    #expect(try JSONSerialization.jsonObject(with: Data(scratch.read("o.json").utf8)) is [String: Any])
  }

  @Test func badTablesExitWith65AndSayWhy() throws {
    let scratch = try Scratch()
    let twice = try scratch.write("id,y,A\n1,0,0.1\n1,1,0.2\n", to: "twice.csv")
    let run = try Command("compare", twice)
    #expect(run.status == 65)
    #expect(run.errors.contains("\"1\" occurs twice"))
    #expect(try Command("compare", scratch.file("none.csv")).status == 65)
    #expect(try Command("compare", twice, "--events", "3").status == 64)
  }
}
