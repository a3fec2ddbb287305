import Execution
import Foundation
import Testing

/// `apus study paper` on a run of both arms.
@Suite struct PaperCommandTests {
  private static let made = Result { () throws -> DeepTableTests.Made in
    let made = try DeepTableTests.Made("table: vectors.csv", "synthetic: true", heads: 1)
    let run = try made.run()
    #expect(run.status == 0, "\(run.errors)")
    let paper = try Command("study", "paper", made.scratch.file("run"), "-o", made.scratch.file("paper"))
    #expect(paper.status == 0, "\(paper.errors)")
    return made
  }

  private func read(_ name: String) throws -> String { try Self.made.get().scratch.read("paper/\(name)") }

  @Test func everyFileIsListedWithItsHash() throws {
    let folder = try Self.made.get().scratch.file("paper")
    let lines = try read("SHA256SUMS").split(separator: "\n")
    for line in lines {
      let (hash, name) = (line.prefix(64), line.dropFirst(66))
      #expect(FileManager.default.contents(atPath: "\(folder)/\(name)")?.sha256 == String(hash), "\(name)")
    }
    let names = Set(lines.map { String($0.dropFirst(66)) })
    let expected =
      ["manuscript.docx", "manuscript.tex", "supplement.docx", "references.bib", "CITATION.cff"]
      + (1...3).flatMap { number in ["csv", "docx", "tex"].map { "tables/table-\(number).\($0)" } }
      + ["figures/figure-1.svg", "figures/figure-1.csv"]
    #expect(names.isSuperset(of: expected), "\(Set(expected).subtracting(names))")
  }

  /// The text has the numbers of the results, as they are printed.
  @Test func sentencesHaveTheNumbersOfTheResults() throws {
    let text = try read("manuscript.tex")
    let results = try Self.made.get().results
    for model in results.models {
      let area = try #require(model.test.auc.value.number)
      #expect(text.contains("\(model.name) \(String(format: "%.3f", area))"), "\(model.name)")
    }
    #expect(text.contains("SYNTHETIC DATA"))
    let provenance = try #require(results.provenance)
    let table = try read("tables/table-\(try number(of: "Software and inputs of the run.")).csv")
    for library in provenance.libraries {
      #expect(table.contains("\(library.name),\(library.version)"), "\(library.name)")
    }
    for input in provenance.inputs {
      #expect(text.contains(input.sha256.prefix(16)) && table.replacing(" ", with: "").contains(input.sha256))
    }
    // What the network of a table of vectors cannot have is a sentence.
    #expect(try read("index.md").contains("- Input slices and maps: No deep model has explained patients"))
    #expect(try read("tables/table-3.csv").contains("DLR (MR) - HCR (MR)"))
    #expect(results.comparisons.filter { $0.adjustedP != nil }.count == 4)
  }

  /// The number of a table of the supplement, such as "s7".
  private func number(of caption: String) throws -> String {
    let line = try #require(try read("captions.md").split(separator: "\n").first { $0.hasSuffix(caption) })
    let match = try #require(line.firstMatch(of: #/Table S([0-9]+)/#))
    return "s\(match.1)"
  }

  @Test func theSameRunGivesTheSameBytesAndAnEditedFileIsKept() throws {
    let scratch = try Self.made.get().scratch
    let again = try Command("study", "paper", scratch.file("run"), "-o", scratch.file("again"))
    #expect(again.status == 0)
    #expect(try scratch.read("again/SHA256SUMS") == read("SHA256SUMS"))
    _ = try scratch.write("mine", to: "again/captions.md")
    let refused = try Command("study", "paper", scratch.file("run"), "-o", scratch.file("again"))
    #expect(refused.status == 65 && refused.errors.contains("captions.md") && refused.errors.contains("changed"))
    #expect(try scratch.read("again/captions.md") == "mine")
    let foreign = try Command("study", "paper", scratch.file("run"), "-o", scratch.file("run"))
    #expect(foreign.status == 65 && foreign.errors.contains("no part of a paper"))
    let none = try Command("study", "paper", scratch.path, "-o", scratch.file("other"))
    #expect(none.status == 65 && none.errors.contains("results.json"))
  }

  @Test(.enabled(if: Program.isThere("soffice"), "skipped: LibreOffice is not installed"))
  func libreOfficeOpensEveryWordFile() throws {
    let scratch = try Self.made.get().scratch
    let folder = scratch.file("paper")
    let files = ["manuscript", "supplement", "tables/table-2"].map { "\(folder)/\($0).docx" }
    try Program("soffice").run(
      [
        "-env:UserInstallation=file://\(scratch.file("office"))", "--headless", "--convert-to", "txt:Text", "--outdir",
        scratch.file("opened"),
      ] + files, in: folder)
    let text = try scratch.read("opened/manuscript.txt")
    #expect(text.contains("Table 1. Characteristics") && text.contains(". DeLong ER"))
    #expect(try scratch.read("opened/table-2.txt").contains("HCR (MR+CF)"))
    #expect(try scratch.read("opened/supplement.txt").contains("Table S1."))
  }

  @Test(.enabled(if: Program.isThere("pdflatex"), "skipped: texlive is not installed"))
  func laTeXCompiles() throws {
    let folder = try Self.made.get().scratch.file("paper")
    for document in ["manuscript", "supplement"] {
      try Program("pdflatex").run(["-interaction=nonstopmode", "-halt-on-error", document], in: folder)
    }
    try Program("bibtex").run(["manuscript"], in: folder)
    for file in ["manuscript.pdf", "supplement.pdf"] {
      #expect(FileManager.default.contents(atPath: "\(folder)/\(file)")?.prefix(5) == Data("%PDF-".utf8))
    }
  }
}
