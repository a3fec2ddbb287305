extension ImageFileError.Kind {
  /// A stable name for logs and JSON; it does not change when the wording of the description does.
  public var name: String {
    switch self {
    case .notFound: "not-found"
    case .unreadable: "unreadable"
    case .emptyFile: "empty-file"
    case .nothingInFolder: "nothing-in-folder"
    case .notAnImage: "not-an-image"
    case .otherObject: "other-object"
    case .truncated: "truncated"
    case .damaged: "damaged"
    case .colour: "colour"
    case .complexNumbers: "complex-numbers"
    case .notThreeDimensional: "not-three-dimensional"
    case .unsupported: "unsupported"
    case .fractionalSegmentation: "fractional-segmentation"
    case .invalidGrid: "invalid-grid"
    case .missingSlices: "missing-slices"
    case .unevenSpacing: "uneven-spacing"
    case .duplicatePositions: "duplicate-positions"
    case .mixedOrientations: "mixed-orientations"
    case .mixedSizes: "mixed-sizes"
    case .shearedStack: "sheared-stack"
    case .severalFramesOfReference: "several-frames-of-reference"
    case .severalSeries: "several-series"
    case .unreadableNeighbour: "unreadable-neighbour"
    case .differentGrids: "different-grids"
    case .regionNotFound: "region-not-found"
    case .emptyMask: "empty-mask"
    case .outsideImage: "outside-image"
    case .contourNotParallel: "contour-not-parallel"
    case .contoursShareSlice: "contours-share-slice"
    case .noClosedContour: "no-closed-contour"
    case .noFiniteValue: "no-finite-value"
    }
  }
}
