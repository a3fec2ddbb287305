import ArgumentParser
import ImageFiles

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
