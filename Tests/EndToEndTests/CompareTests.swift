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
    #expect(run.output.components(separatedBy: "NOT CONSISTENT").count == 2)
    #expect(run.output.components(separatedBy: "IDI: equals the NRI").count == 5)
    for moved in [
      "events 9 up, 1 down; non-events 14 up, 4 down", "events 9 up, 0 down; non-events 22 up, 4 down",
      "events 3 up, 0 down; non-events 3 up, 3 down", "events 4 up, 0 down; non-events 12 up, 4 down",
    ] { #expect(run.output.contains(moved), "\(moved)") }
  }

  /// 9 of 14 events and 27 of 33 others, as most papers print them.
  @Test(arguments: [
    "A,64.3,81.8,60.0,84.4", "A,64.3%,81.8%,60.0%,84.4%", "A,64.3 %,81.8 %,60.0 %,84.4 %", "A,0.643,0.818,0.600,0.844",
  ])
  func percentagesAreShares(row: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write("model,sensitivity,specificity,ppv,npv\n\(row)\n", to: "table.csv")
    let run = try Command("compare", "--published", path, "--events", "14", "--non-events", "33")
    #expect(run.status == 0 && run.output.contains("9/5/6/27"), "\(run.output)\(run.errors)")
    let wrong = try scratch.write("model,sensitivity\nA,164.3\n", to: "wrong.csv")
    #expect(try Command("compare", "--published", wrong, "--events", "14", "--non-events", "33").status == 65)
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
    let page = try scratch.read("o.html")
    #expect(!page.contains("<b>") && page.contains("Treat everybody"))
    #expect(try scratch.read("o.tex").contains("\\begin{tabular}"))
    #expect(try JSONSerialization.jsonObject(with: Data(scratch.read("o.json").utf8)) is [String: Any])
  }

  /// A result never takes the place of the table that it comes from.
  @Test func theTableIsNeverOverwritten() throws {
    let scratch = try Scratch()
    let text = "id,y,A\n1,1,0.2\n2,0,0.3\n3,1,0.9\n4,0,0.1\n"
    let path = try scratch.write(text, to: "p.csv")
    try FileManager.default.createSymbolicLink(atPath: scratch.file("link.csv"), withDestinationPath: path)
    for option in ["--csv", "--json", "--html", "--latex"] {
      for target in [path, scratch.file("link.csv")] {
        let run = try Command("compare", path, option, target)
        #expect(run.status == 65 && run.output.isEmpty && run.errors.contains("is an input"), "\(run.errors)")
      }
    }
    #expect(try scratch.read("p.csv") == text)
  }

  /// What hospitals, spreadsheets and enemies export: read right, whatever it looks like.
  @Test(arguments: [
    "\u{feff}id,y,A\n", "id;y;A\n", "sep=;\nid;y;A\n", "id\ty\tA\n", ",id,y,A\n", "Unnamed: 0,id,y,A\n",
    " id , y , A \n",
    "id,y,A,\n",
  ]) func oddTablesAreReadRight(header: String) throws {
    let scratch = try Scratch()
    let lines = (0..<40).map { row -> String in
      let score = Double((row * 11) % 37) / 40
      let text = header.contains(";") ? "\(score)".replacing(".", with: ",") : "\(score)"
      let (index, end) = (
        header.hasPrefix(",") || header.hasPrefix("Unnamed") ? ["\(row)"] : [], header.contains("A,") ? [""] : []
      )
      let separator = header.contains(";") ? ";" : header.contains("\t") ? "\t" : ","
      return (index + ["P\(row)", "\(row % 4 == 0 ? 1 : 0)", text] + end).joined(separator: separator)
    }
    let path = try scratch.write(header + lines.joined(separator: "\r\n") + "\r\n", to: "p.csv")
    let run = try Command("compare", path, "--resamples", "200")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("40 subjects, 10 events, 1 model"))
    #expect(run.output.contains("A  AUC "))
  }

  @Test(arguments: [
    ("id,y,A\n1,0,0.1\n2,1,0.2\0\n", "line 3 holds the control character U+0000"),
    ("id,y,A\u{1b}[31m\n1,0,0.1\n", "line 1 holds the control character U+001B"),
    ("id,y,A,A\n1,0,0.1,0.2\n", "\"A\" occurs twice"), ("id,y,A\n1,1,0.1\n2,2,0.3\n", "Name the event with --event"),
    ("id,y,A\n\"a\nb\",0,0.1\nc,1,=1+1\n", "line 4 has \"=1+1\""), ("id,y,A\n1,0,0.1\n1,1,0.2\n", "in lines 2 and 3"),
    ("id,y,A\n1,0,\"0,1\"\n2,1,0.2\n", "separate the columns by semicolons"),
    ("id,y,outcome,A\n1,0,0,0.1\n2,1,1,0.2\n", "Choose one with --outcome"), ("id,y,A\n1,0\n", "line 2 has 2 cells"),
    ("id,y,A\n1,0,1e400\n2,1,0\n", "line 2 has \"1e400\""), ("", "has no header line"),
  ]) func refusalsNameTheirLine(text: String, words: String) throws {
    let scratch = try Scratch()
    let run = try Command("compare", try scratch.write(text, to: "p.csv"))
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.errors.contains("p.csv") && run.errors.contains(words), "\(run.errors)")
  }

  /// Twenty thousand subjects with many ties: sorting, not pairs, decides the time.
  @Test func largeTablesWithTiesAreCompared() throws {
    let scratch = try Scratch()
    let lines = (0..<20_000).map { "\($0),\($0 % 9 < 2 ? 1 : 0),\(Double(($0 * 7919) % 1000) / 1000),0.5" }
    let path = try scratch.write("id,y,A,B\n" + lines.joined(separator: "\n"), to: "p.csv")
    let run = try Command("compare", path)
    #expect(run.status == 0 && run.output.contains("20000 subjects, 4446 events"), "\(run.errors)")
    #expect(run.output.contains("B  AUC ") && run.output.contains("0.500"))
  }

  @Test func cutoffsFollowTheirRules() throws {
    let scratch = try Scratch()
    let lines = (0..<60).map { "\($0),\($0 % 4 == 0 ? 1 : 0),\(Double(($0 * 11) % 53) / 60)" }
    let path = try scratch.write("id,y,A\n" + lines.joined(separator: "\n"), to: "p.csv")
    let run = try Command(
      "compare", path, "--at-sensitivity", "0.9", "--at-specificity", "0.8", "--miss-cost", "5", "--resamples", "200")
    #expect(run.status == 0, "\(run.errors)")
    for place in ["top left", "sensitivity from 0.9", "specificity from 0.8", "cost 5.0 of a miss"] {
      #expect(run.output.contains("A  specificity at \(place)"), "\(place)")
    }
    #expect(try Command("compare", path, "--at-sensitivity", "1.5").status == 64)
    #expect(try Command("compare", path, "--prevalence", "0.2").status == 64)
    #expect(try Command("compare", path, "--miss-cost", "0").status == 64)
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

  /// No command takes its input's place, and none works an hour for a folder that is not there.
  @Test func aResultNeverReplacesWhatItIsMadeOf() throws {
    let scratch = try Scratch()
    let text =
      "id,y,a,b\n" + (0..<40).map { "\($0),\($0 % 2),\($0 * 7 % 40),\($0 * 3 % 40)" }.joined(separator: "\n") + "\n"
    let path = try scratch.write(text, to: "p.csv")
    for option in ["--csv", "--json", "--html", "--latex"] {
      let run = try Command("compare", path, option, path, "--resamples", "100")
      #expect(run.status == 65 && run.errors.contains("is an input"), "\(option): \(run.errors)")
    }
    #expect(try scratch.read("p.csv") == text)
    let models = try scratch.write(CompareTests.table, to: "table.csv")
    #expect(try Command("compare", "--published", models, "--json", models).status == 65)
    for arguments in [
      ["compare", path], ["simulate", "--repetitions", "1"],
      ["study", "size", "--events", "9", "--non-events", "9", "--parameters", "1"],
    ] {
      let run = try Command(arguments: arguments + ["--json", scratch.file("none/o.json")])
      #expect(run.status == 65 && run.output.isEmpty && run.errors.contains("there is no folder"), "\(arguments)")
    }
  }
}
