import Cohorts
import Records
import StudyFiles

extension StudyFile {
  /// Intraclass correlations by column, for the path of each table that the filter `reliability` reads.
  ///
  /// A table has the columns `feature` and `icc`. Its values come from outside the study, so nothing is fitted here.
  /// For the study's own patients there is `features.robustness`, which is fitted on training patients.
  package func reliabilities() throws(StudyRunError) -> [String: [String: Double]] {
    var result: [String: [String: Double]] = [:]
    for file in learning?.reliabilityTables ?? [] {
      do throws(TableError) {
        result[file] = try StudyFile.reliability(path(of: file))
      } catch {
        throw .table(error)
      }
    }
    return result
  }

  private static func reliability(_ path: String) throws(TableError) -> [String: Double] {
    let table = try CSVTable(reading: path)
    let (names, values) = (try table.cells(of: "feature", file: path), try table.cells(of: "icc", file: path))
    let pairs = zip(names, values).compactMap { name, text in table.number(text).map { (name, $0) } }
    return Dictionary(pairs) { first, _ in first }
  }
}
