import ArgumentParser
import Paper

extension StudyCommand {
  /// `apus study paper DIR -o FOLDER`.
  struct Paper: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "paper",
      abstract: "Figures, tables, methods, results and supplement of a finished run, as files for a journal.",
      discussion: """
        Reads the folder of a finished run. Writes a manuscript and its supplement (DOCX and LaTeX), each figure as PDF, \
        SVG, PNG of 300 dpi and CSV, each table as CSV, DOCX and LaTeX, captions, references.bib and CITATION.cff. \
        index.md lists the files and says why a figure or table is absent. Files of an earlier paper in the folder are \
        replaced, unless somebody edited one.
        Exit codes: 0 complete; 64 usage; 65 DIR holds no finished run, or FOLDER holds other files.

        Example:
          apus study paper results -o paper
        """)

    @Argument(help: "Folder written by apus study run.", completion: .directory)
    var folder: String

    @Option(name: .shortAndLong, help: "Folder for the paper: a new one, an empty one, or that of an earlier paper.")
    var output: String

    func run() throws {
      do throws(PaperError) {
        let paper = StudyPaper(try FinishedRun(folder: folder))
        try paper.write(to: output)
        for absence in paper.absences { complain(absence) }
        print("\(output)/index.md")
      } catch {
        complain("\(error)")
        throw ExitCode.badInput
      }
    }
  }
}
