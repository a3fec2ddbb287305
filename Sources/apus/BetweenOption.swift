import ArgumentParser
import ImageFiles

/// `--between`, as commands take it that read a region.
struct BetweenOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Slices without a contour between others of an RTSTRUCT: refuse (the default), fill (shape-based interpolation) or leave (empty).",
      valueName: "refuse|fill|leave"))
  var between: BetweenContours?
}

extension BetweenContours: ExpressibleByArgument {}
