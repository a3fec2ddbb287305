/// Why a file of regions has no region for an image.
public enum RegionError: Error, Hashable, Sendable {
  /// The file holds several regions, or some without a name, and none was chosen; the names that could be meant.
  case needsROI(file: String, known: [String], unnamed: Int)
  /// Several segments of a label image have the name that was asked for; the labels that they have.
  case severalOfName(String, file: String, labels: [Int?])
  /// The region was drawn on another series than the image.
  case drawnElsewhere(image: String, file: String)
  /// The frames of reference differ, so that a place in one says nothing about the other.
  case differentFrames(image: String, mask: String)
}

extension RegionError: CustomStringConvertible {
  /// The file, the cause and the next step.
  public var description: String {
    switch self {
    case .needsROI(let file, let known, let unnamed) where unnamed > 0:
      "\(file): holds \(unnamed) \(unnamed == 1 ? "region" : "regions") without a name"
        + (known.isEmpty ? "" : " beside \(known.joined(separator: ", "))")
        + ". Name the one that is meant with roi (the option --roi, the column ROI or the key roi); give a region without a name "
        + "one, and export it again."
    case .needsROI(let file, let known, _):
      "\(file): holds the regions \(known.joined(separator: ", ")). Name one with roi (the option --roi, the column ROI or the "
        + "key roi)."
    case .severalOfName(let name, let file, let labels):
      "\(file): holds \(labels.count) segments of the name \"\(name)\""
        + (Self.areDistinct(labels)
          ? ", with the labels \(labels.map { "\($0 ?? 0)" }.joined(separator: ", ")). Choose one by its label: `label:` in a study file, "
            + "`--label` or the column Label for extract."
          : ". Give each of them a name of its own with 3D Slicer, and save the segmentation again.")
    case .drawnElsewhere(let image, let file):
      "\(file): was drawn on another series than \(image). Give the structure set of this series, or the series it was drawn on; "
        + "a study takes a mask from another of its series with mask-of."
    case .differentFrames(let image, let mask):
      "series \(image) and \(mask) have different frames of reference, so a contour cannot pass from one to the "
        + "other. Contour \(image) itself, or register the series first."
    }
  }

  /// Whether a label tells the segments apart.
  private static func areDistinct(_ labels: [Int?]) -> Bool {
    Set(labels).count == labels.count && !labels.contains(nil)
  }
}
