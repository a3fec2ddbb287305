import ArgumentParser
import Extraction
import ImageFiles
import Records

/// The options `--between` and `--spacing-tolerance` of commands that read an image and a region.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Slices of an RTSTRUCT without a contour, between slices with one: refuse (default), fill (shape-based "
        + "interpolation) or leave (empty).",
      valueName: "refuse|fill|leave"))
  var between: BetweenContours?

  @OptionGroup var slices: SpacingOption

  /// How unevenly the slices of a DICOM series may be spaced.
  var spacing: SpacingRule { slices.rule }

  /// The cases of an image and its mask, or of one cohort CSV, whose columns without a use are named.
  func table(_ paths: [String], roi: String?, series: SeriesOption) throws(TableError) -> ExtractionTable {
    if paths.count == 2 {
      return ExtractionTable(
        ExtractionCase(image: paths[0], mask: paths[1], roi: roi, between: between, spacing: spacing))
    }
    let table = try ExtractionTable(
      reading: paths[0], between: between, spacing: spacing, series: series.choice(else: .all))
    complain(of: table.unusedColumns, notes: table.notes, in: paths[0])
    return table
  }
}

extension ExtractionTable {
  /// Refuses a table without rows.
  func requireRows(_ path: String) throws(ExitCode) {
    guard cases.isEmpty else { return }
    complain("\(path): the table has no rows. Add one row per case.")
    throw ExitCode.badInput
  }
}

/// The option `--series` of commands that read a cohort file.
struct SeriesOption: ParsableArguments {
  @Option(help: "Series of a cases.csv of apus study init to read, if the file has several.")
  var series: String?

  /// The series that is read.
  /// - Parameter usual: what is read if none is named.
  func choice(else usual: CaseSeries) -> CaseSeries { series.map { .named($0) } ?? usual }
}

/// The option `--spacing-tolerance` of commands that read a DICOM series.
struct SpacingOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Largest deviation of the distance between two slices of a DICOM series, as a share of the mean distance "
        + "(default: 0.01).",
      valueName: "share"))
  var spacingTolerance: Double?

  /// How unevenly the slices may be spaced.
  var rule: SpacingRule { spacingTolerance.map { .even(tolerance: $0) } ?? .standard }

  func validate() throws {
    guard spacingTolerance.map({ (0...1).contains($0) }) ?? true else {
      throw ValidationError("--spacing-tolerance takes a share of the distance from 0 to 1.")
    }
  }
}

extension BetweenContours: ExpressibleByArgument {}
