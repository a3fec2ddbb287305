import ArgumentParser
import Explanations
import Extraction
import Records

/// `apus explain IMAGE MASK --against pyradiomics.csv`.
struct ExplainCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Find out why features differ from those of another program, by trying possible causes.",
    usage: """
      apus explain IMAGE MASK [-p params.yaml] --against pyradiomics.csv [--tolerance 1e-5] [--json F]
      apus explain COHORT.csv [-p params.yaml] --against pyradiomics.csv [--tolerance 1e-5] [--json F]
      """,
    discussion: """
      The other table is a CSV file of PyRadiomics with one row per case, or two columns of names and values. Rows are \
      joined by the columns Image, Mask and Label if these identify the case, otherwise by order. Each alternative \
      definition or setting is tried and rated by the number of differing columns that agree with it. \
      Documentation/explain.md lists the alternatives.
      Exit codes: 0 all agree; 2 some differ; 1 no case could be compared; 64 usage; 65 bad input.

      Example:
        apus explain image.nii.gz mask.nii.gz -p params.yaml --against pyradiomics.csv
      """)

  @Argument(help: "An image and its mask, or a cohort CSV.", completion: .file())
  var paths: [String]

  @Option(help: "CSV file written by the other program.", completion: .file())
  var against: String

  @Option(
    name: [.customShort("p"), .long],
    help: "PyRadiomics parameter file that both programs should follow.", completion: .file())
  var parameters: String?

  @Option(parsing: .unconditional, help: "Label of the region in a label image.")
  var label: Int?

  @Option(help: "Name of the region in an RTSTRUCT, a SEG or a label image that has names (.seg.nrrd).")
  var roi: String?

  @Option(help: "Largest relative difference at which two values agree.")
  var tolerance = 1e-5

  @Option(
    help:
      "JSON file for all differences and causes; - writes JSON to standard output instead of the text.",
    completion: .file())
  var json: String?

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var series: SeriesOption

  @OptionGroup var threads: JobsOption

  func validate() throws {
    guard (1...2).contains(paths.count) else {
      throw ValidationError("\(paths.count) paths were given. Give an image and its mask, or one cohort CSV.")
    }
    guard tolerance >= 0, tolerance < 1 else {
      throw ValidationError(
        "--tolerance takes a number of at least 0 and below 1.")
    }
    if let label, label < 1 { throw ValidationError("--label takes a whole number of at least 1.") }
  }

  func run() throws {
    let explanation: Explanation
    let jobs = try threads.withMemory()
    do {
      let table = try reading.table(paths, roi: roi, series: series)
      let search = try ExplanationSearch(
        table, against: against, parameters: parameters, label: label, tolerance: tolerance, jobs: jobs)
      let inputs = paths + [against] + [parameters].compactMap(\.self) + table.files
      let target = try json.map { path in try OutputTarget(path == "-" ? nil : path, inputs: inputs) }
      explanation = search.run()
      if let target { try target.write(explanation.json()) }
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
    if json != "-" { print(explanation.text, terminator: "") }
    if explanation.cases.allSatisfy({ $0.error != nil }) { throw ExitCode.nothingUsable }
    if !explanation.allAgree { throw ExitCode.someFailed }
  }
}
