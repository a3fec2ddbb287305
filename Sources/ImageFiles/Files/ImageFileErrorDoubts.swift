extension ImageFileError.Kind {
  /// Sentences about label images whose header or layers leave a region open, and about files without content.
  var doubtSentences: (cause: String, step: String)? {
    switch self {
    case .uncertainSegment(let name, let doubt): doubt.sentences(of: name)
    case .labelNotInLayer(let label, let layer, let layers, let found):
      found.isEmpty
        ? ("no voxel of its \(layers) layers has label \(label)", "Give another label, or name the region with roi")
        : (
          "no voxel of layer \(layer) has label \(label), and the file has \(layers) layers; the label is in layer \(found.listed())",
          "Name the region with roi (the option --roi, the column ROI or the key roi), or choose the layer by `label_channel` among the "
            + "parameters"
        )
    case .undescribedSegments(let numbers):
      (
        numbers.isEmpty
          ? "the segmentation describes no segment"
          : "frames show \(numbers.count == 1 ? "segment" : "segments") \(numbers.listed()), which SegmentSequence does not describe",
        "Export the segmentation again with a description of each segment"
      )
    case .everyVoxelZero: ("every voxel is 0", "Give the file of the image or the segmentation; this one is empty")
    default: nil
    }
  }
}
