import ArgumentParser
import ImageFiles

/// The option `--between` of commands that read a region.
struct BetweenOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Slices of an RTSTRUCT without a contour, between slices with one: refuse (default), fill (shape-based "
        + "interpolation) or leave (empty).",
      valueName: "refuse|fill|leave"))
  var between: BetweenContours?
}

extension BetweenContours: ExpressibleByArgument {}
