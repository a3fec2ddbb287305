import Cohorts
import Records
import StudyFiles

extension StudyFile {
  /// Intraclass correlations by column, by the path of their table: what the filter `reliability` goes by.
  ///
  /// A table has the columns `feature` and `icc`. Its values come from elsewhere, so nothing is fitted; those of the
  /// study's own patients are `features.robustness`, decided by training patients.
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
