import Cohorts
import Execution
import Foundation
import Records
import Results

extension StudyReport {
  /// Writes `report.html` and `figures/*.svg` into the folder of a run, and their hashes into its seal: they are made
  /// of results that are sealed already, and what is published is the page.
  package func write(to folder: RunFolder) throws(StoreError) {
    let html = StudyReport(results, on: date ?? .today).html
    let figures = StudyReport.figures(results).map { (name: "\(RunFile.figures)/\($0.fileName)", text: $0.svg) }
    let files = [(name: RunFile.report.rawValue, text: html)] + figures
    for file in files { try AtomicFile.write(file.text, to: "\(folder.path)/\(file.name)") }
    let path = folder.file(.seal)
    guard let seal = FileManager.default.contents(atPath: path) else { return }
    // A report of the first protocol may have been there when the second was sealed.
    let others = String(decoding: seal, as: UTF8.self).split(separator: "\n").filter { line in
      !files.contains { line.hasSuffix("  \($0.name)") }
    }
    let lines = files.map { RunFile.sealLine($0.name, hash: Data($0.text.utf8).sha256) }
    try AtomicFile.write(others.map { "\($0)\n" }.joined() + lines.joined(), to: path)
  }
}
