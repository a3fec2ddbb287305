import Extraction

extension FilePattern {
  /// The single file or folder that the pattern names for a patient.
  func resolve(id: String, in cohort: CohortSeries) throws(SeriesFileError) -> String {
    let path = cohort.path(of: pattern.replacingOccurrences(of: "{id}", with: FilePattern.escaped(id)))
    let found = FilePattern.matches(path)
    guard let first = found.first else { throw SeriesFileError.nothingMatches(pattern: path) }
    guard found.count == 1 else { throw SeriesFileError.severalMatch(pattern: path, found: found) }
    return first
  }
}
