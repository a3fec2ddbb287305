extension Inspection: CustomStringConvertible {
  /// The inspection as text to read, one block for each thing found.
  public var description: String {
    let blocks =
      series.map(\.text) + images.map(\.text) + structureSets.map(\.text) + segmentations.map(\.text)
      + problems.map { "Problem: \($0.description)" } + notes.map { "Note: \($0.description)" }
    return blocks.isEmpty ? "Nothing found." : blocks.joined(separator: "\n")
  }
}

extension Inspection.Series {
  fileprivate var text: String {
    let name = description.isEmpty ? "without description" : "\"\(description)\""
    let files = "\(fileCount) file\(fileCount == 1 ? "" : "s") in \(folder)"
    let from = scanner.isEmpty ? "" : ", \(scanner)"
    let faults = problem.map { ["problem: \($0.description)"] } ?? []
    let place = (grid.map { ["grid: \($0)"] } ?? []) + faults
    return "Series \(name) (\(modality)\(from)), \(files)\n  \(place.joined(separator: "\n  "))\n  series \(seriesUID)"
  }
}

extension Inspection.ImageFile {
  fileprivate var text: String {
    let values = labels.isEmpty ? "" : "\n  labels: \(labels.listed())"
    return "Image \(file)\n  grid: \(grid)\n  \(precision.rawValue) values "
      + "from \(range.lowerBound.short) to \(range.upperBound.short)\(values)"
      + (segments.isEmpty ? "" : "\n  segments: \(segments.map(\.text).listed())")
  }
}

extension Inspection.Segment {
  fileprivate var text: String {
    guard let place else { return "\"\(name)\" (voxels not known)" }
    return "\"\(name)\" (label \(place.label), layer \(place.layer))"
  }
}

extension StructureSet {
  fileprivate var text: String {
    "Structure set \(file)\n  regions: \(roiNames.map { "\"\($0)\"" }.listed())\n  drawn on series: \(referencedSeries.listed())"
  }
}

extension SegmentationObject {
  fileprivate var text: String {
    let listed = segments.map { "\($0.number) \"\($0.label)\"" }.listed()
    return "Segmentation \(file) (\(type))\n  segments: \(listed)\n  made on series: \(referencedSeries.listed())"
  }
}
