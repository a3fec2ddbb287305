import Records
import StudyFiles

/// What a reader must know about the tables of a study: values that were joined, left out or read in one of two ways.
package enum CohortFinding: Hashable, Sendable {
  /// How the file of a table was read.
  case reading(table: String, TableNote)
  /// Spellings of sites, batches or groups that were taken for one value.
  case oneSpelling(column: String, [[String]])
  /// Words of a column of exclusions that exclude nobody.
  case keepingMarks(column: String, [ValueCount])
  /// A column of exclusions that answers yes or no.
  case exclusionAnswers(column: String, excluding: [ValueCount], keeping: [ValueCount])
  /// Values of an exclusion that no row has.
  case absentExclusion(column: String, values: [String], known: [String])
  /// Ids that differ only by case, spaces or leading zeros.
  case alikeIDs([[String]])
  /// Rows below the patients that look like sums or remarks, and count as patients who were screened.
  case footers([TableFooter], table: String)
  /// A column that names patients and repeats.
  case repeatingPatients(column: String, values: Int, rows: Int)
  /// Values of a factor that no model uses were not understood.
  case oddValues(StudyFile.Factor, patients: [String])
  /// Cells of a numeric factor that are no numbers.
  case spoiltCells(factor: String, table: String, [PlacedCell])
  /// Several values that are not the event, where the study file names no non-event.
  case severalNonEvents(column: String, name: String, [ValueCount], hasNumbers: Bool)
  /// Cells that may have a separator of thousands.
  case thousands(MissingCodes)
  /// Columns of the study itself that `features.columns` lists.
  case ownColumns([ColumnUse])
  /// Columns of the feature table with names that are in use.
  case namesInUse([ColumnUse], table: String)
  /// Patterns that match no column.
  case idlePatterns([IdlePattern], of: FeaturePatternKey)
  /// Columns of words; with a cell that was probably meant as a number.
  case notNumbers([String], example: PlacedCell?)
  /// Infinite cells.
  case infinite([PlacedCell], count: Int, columns: [String])
  /// A feature that was left out for a few cells.
  case spoiltFeature(String, table: String, count: Int, [PlacedCell])
  /// Rows of the feature table that belong to no patient.
  case strangers([String])
  /// Features with values that are too large to square.
  case tooLarge([LargeValue], features: Int)
}

/// A value of a column with the number of its cells.
package struct ValueCount: Hashable, Sendable {
  /// The value as it is written.
  package let value: String
  /// Its cells.
  package let count: Int
}

/// A cell that a finding shows.
package struct PlacedCell: Hashable, Sendable {
  package let column: String
  package let text: String
  /// The patient of the row; `nil` where the table has no column of ids.
  package let id: String?
  package let line: Int
}

/// A column with what its name means in the study.
package struct ColumnUse: Hashable, Sendable {
  package let column: String
  package let use: String
}

/// A pattern that matches nothing, with the nearest column as a question.
package struct IdlePattern: Hashable, Sendable {
  package let pattern: String
  package let hint: String
}

/// The two lists of patterns of a feature table.
package enum FeaturePatternKey: String, Hashable, Sendable { case columns, exclude }

/// A value that is too large to square; the first of its feature.
package struct LargeValue: Hashable, Sendable {
  package let feature: String
  package let patient: String?
  package let value: Double
}
