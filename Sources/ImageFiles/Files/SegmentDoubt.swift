/// Where the voxels of a segment are.
public struct SegmentPlace: Hashable, Codable, Sendable {
  /// The value of its voxels.
  public let label: Int
  /// The position, from 0, of this value in a voxel with several numbers.
  public let layer: Int

  /// A label in a layer.
  public init(label: Int, layer: Int) { (self.label, self.layer) = (label, layer) }
}

/// Why the header of a `.seg.nrrd` leaves open which voxels a segment has.
public enum SegmentDoubt: Error, Hashable, Sendable {
  /// The label is below 1: 0 is the background.
  case noLabel(Int, key: String)
  /// The segment has no label, and it is not the only segment.
  case labelMissing(key: String)
  /// The segment has no layer, and the file has several.
  case layerMissing(key: String, layers: Int)
  /// The file does not have the layer of the segment.
  case layerAbsent(Int, key: String, layers: Int)
  /// The layers stand on the last axis; the sizes of all four.
  case layersOnLastAxis([Int])
  /// No segment has a label or a layer, and there are fewer layers than segments.
  case tooFewLayers(Int, segments: Int)
  /// Other segments have the same label in the same layer.
  case shared(SegmentPlace, with: [String])
}

extension SegmentDoubt {
  /// Cause and next step, without full stops.
  func sentences(of segment: String) -> (cause: String, step: String) {
    ("it is not known which voxels the segment \"\(segment)\" has: \(reason)", step)
  }

  private var reason: String {
    switch self {
    case .noLabel(let label, let key):
      "\(key) of the header is \(label), and labels of segments are numbers from 1 on (0 is the background)"
    case .labelMissing(let key): "\(key) is missing in the header, and the file has several segments"
    case .layerMissing(let key, let layers): "\(key) is missing in the header, and the file has \(layers) layers"
    case .layerAbsent(let layer, let key, let layers):
      "\(key) of the header is \(layer), and the file has \(layers == 1 ? "only layer 0" : "the layers 0 to \(layers - 1)")"
    case .layersOnLastAxis(let sizes):
      "its layers stand on the last axis (\(sizes.listed(by: " x "))), where 3D Slicer has them on the first "
        + "(\((sizes.suffix(1) + sizes.dropLast()).listed(by: " x ")))"
    case .tooFewLayers(let layers, let segments):
      "the header has \(segments) segments without LabelValue and Layer, which then have a layer each (Slicer 4.10), and the file has "
        + "\(layers) layer\(layers == 1 ? "" : "s")"
    case .shared(let place, let others):
      "\(others.map { "\"\($0)\"" }.listed()) \(others.count == 1 ? "has" : "have") the same label \(place.label) in layer \(place.layer)"
    }
  }

  private var step: String {
    switch self {
    case .shared, .noLabel, .layerAbsent:
      "Correct the keys of the segments in the header, or save the segmentation again with 3D Slicer"
    case .layersOnLastAxis:
      "Move the last axis to the front (`numpy.moveaxis(array, -1, 0)`, kinds `list domain domain domain`) and write the file again"
    case .labelMissing, .layerMissing, .tooFewLayers:
      "Add SegmentN_LabelValue and SegmentN_Layer of every segment to the header, or save the segmentation again with 3D Slicer"
    }
  }
}
