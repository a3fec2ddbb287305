import Foundation
import Records
import Results
import StudyFiles

/// A table of vectors that a network gave elsewhere, joined to the patients by id.
///
/// Its columns are chosen as those of a feature table are. A vector is whole or it is none: a network gives every
/// number, so a gap is a sign of a damaged file and is not imputed.
package struct VectorTable {
  /// The file as the study file names it.
  package let file: String
  /// SHA-256 of the file.
  package let sha256: String
  /// The columns that are read, by their names in the file.
  package let names: [String]
  /// The same columns by their names in models and in `deep_features.csv`.
  package let columns: [String]
  private let source: FeatureTableSource
  private let places: [Int]

  /// Reads a table of the study.
  /// - Parameters:
  ///   - id: column of the ids; `nil` for the name of the clinical table's, or `id`, `subject`, `patient`.
  ///   - isOneOfSeveral: whether other tables are branches beside it, so that columns need the name of the file.
  /// - Throws: ``StudyRunError``.
  package init(_ file: String, id: String?, isOneOfSeveral: Bool, of study: StudyFile) throws(StudyRunError) {
    let path = study.path(of: file)
    do {
      let header = try CSVTable(reading: path)
      let usual = [study.cohort.id, "id", "subject", "patient"]
      let column = id ?? usual.first { header.position(of: $0) != nil } ?? study.cohort.id
      source = try FeatureTableSource(
        StudyFile.FeatureSource(table: file, id: column), of: study)
    } catch let error as TableError {
      throw .table(error)
    } catch let error as StudyRunError {
      throw error
    } catch {
      throw .settings(error)
    }
    self.file = file
    sha256 = FileManager.default.contents(atPath: TablePath(path).file)?.sha256 ?? ""
    places = source.columns.indices.filter { [source] in !source.isEmpty(column: $0) }
    guard !places.isEmpty else { throw .noFeatureColumn(file: path, source.findings.map(\.words)) }
    names = places.map { [source] in source.columns[$0] }
    columns = names.map { Self.column($0, of: file, isOneOfSeveral: isOneOfSeveral) }
  }

  /// The name of a column in models. It begins as those of networks, so that it is never that of another feature.
  package static func column(_ name: String, of file: String, isOneOfSeveral: Bool) -> String {
    (isOneOfSeveral ? "\(StudyFile.stem(file))_" : "") + "deep_\(name)"
  }

  /// The vector of a patient.
  /// - Throws: `FeatureTableSource.MissingRow`, `FeatureTableSource.EmptyRow`, ``IncompleteVector``.
  package func vector(of id: String) throws -> [Double] {
    let found = try source.features(id)
    if let gap = source.gap(of: id, among: places) { throw IncompleteVector(table: file, cell: gap) }
    return places.map { found.values[$0].number ?? .nan }
  }

  /// Findings about columns, rows and cells, which name the file.
  /// - Parameter patients: ids of the clinical table.
  package func findings(_ patients: [String]) -> [Finding] {
    let found = (source.findings + [source.strangers(patients)].compactMap(\.self)).map(\.words)
    let codes = source.missingCodes(names)
    let suspect =
      codes.isEmpty
      ? []
      : [
        Finding(
          .caution, "Do cells of the vectors stand for a missing value? They were used as numbers.",
          detail: codes.prefix(3).joined(separator: "; ")
            + (codes.count > 3 ? "; and \(codes.count - 3) more columns." : ".")
            + " If they do, leave the cells empty: their patients are then left out and named.")
      ]
    return (found + suspect).map { Finding($0.severity, "\(file): \($0.title)", detail: $0.detail) }
  }

  /// Why a patient has no vector although the table has a row.
  package struct IncompleteVector: Error, CustomStringConvertible {
    package let table: String
    package let cell: PlacedCell

    /// The file, the place and what to do next.
    package var description: String {
      let found =
        cell.text.isEmpty ? "is empty" : "is \"\(cell.text)\", which is no number that can be computed with"
      return "\(table): line \(cell.line), column \"\(cell.column)\" \(found). A vector with a gap is not used, "
        + "because a network gives every number. Complete the row, or leave the patient out."
    }
  }
}
