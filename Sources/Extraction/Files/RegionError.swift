/// Why a file of regions has no region for an image.
public enum RegionError: Error, Hashable, Sendable {
  /// The file holds several regions, or some without a name, and none was chosen; the names that could be meant.
  case needsROI(file: String, known: [String], unnamed: Int)
  /// Several segments of a label image have the name that was asked for; the labels that they have.
  case severalOfName(String, file: String, labels: [Int?])
  /// The region was drawn on another series than the image.
  case drawnElsewhere(image: String, file: String)
  /// Some contours of the region name images in another frame of reference; their number, and that of all which name an
  /// image.
  case contoursInOtherFrame(count: Int, all: Int, image: String, file: String)
  /// The frames of reference differ, so that a place in one says nothing about the other.
  case differentFrames(image: String, mask: String)
  /// The image does not say where in space it lies, so a region drawn in space cannot be put on it.
  case imageWithoutPlace(image: String, mask: String)
  /// The image was aligned to another space than the scanner's, in which the region was drawn.
  case alignedImage(image: String, mask: String)
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
    case .needsROI(let file, let known, _) where known.count > 1 && Set(known).count == 1:
      "\(file): holds \(known.count) regions of the name \"\(known[0])\", so the name does not tell them apart. Give each of them a "
        + "name of its own in the program that wrote the file, and export it again; a segment can also be chosen by its number."
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
    case .contoursInOtherFrame(let count, let all, let image, let file):
      "\(file): \(count) of \(all) contours of the region name\(count == 1 ? "s" : "") an image in another frame of reference than \(image), "
        + "so it is not known where \(count == 1 ? "it lies" : "they lie"). Draw the region on one series, and export it again."
    case .differentFrames(let image, let mask):
      "series \(image) and \(mask) have different frames of reference, so a contour cannot pass from one to the "
        + "other. Contour \(image) itself, or register the series first."
    case .imageWithoutPlace(let image, let mask):
      "\(image): does not say where in space the image lies (a NIfTI file without sform and qform, or an NRRD file without space or "
        + "origin), so \(mask), which is drawn in space, cannot be put on it. Convert the series again with a program that keeps its "
        + "place, or give the DICOM series."
    case .alignedImage(let image, let mask):
      "\(image): was aligned to another image or a template by its sform (code 2 or above), and its qform, which is the scanner's, "
        + "puts it elsewhere; so \(mask), which is drawn in the scanner's space, cannot be put on it. Give the DICOM series, or the image "
        + "before it was aligned."
    }
  }

  /// Whether a label tells the segments apart.
  private static func areDistinct(_ labels: [Int?]) -> Bool {
    Set(labels).count == labels.count && !labels.contains(nil)
  }
}
