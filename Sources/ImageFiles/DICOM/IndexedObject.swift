/// What one file of an export is, from its header alone: whose it is, what it belongs to, and how it was made.
package enum IndexedObject: Sendable {
  /// A slice, or several of one file.
  case image(ObjectIdentity, ImageTraits)
  /// An RTSTRUCT or a SEG.
  case regions(ObjectIdentity, RegionTraits)
  /// An object without pixels or regions, an index of a folder, or no DICOM at all.
  case other

  /// Reads the header.
  /// - Throws: for a file that is, or by its name should be, DICOM and cannot be read.
  package init(reading path: String) throws(ImageFileError) {
    guard case .dicom(let file) = try HeaderOfFile(path) else {
      self = .other
      return
    }
    let dataset = file.dataset
    switch KindOfObject(dataset) {
    case .structureSet: self = .regions(ObjectIdentity(dataset, dates: .ofContours), RegionTraits(contours: dataset))
    case .segmentation: self = .regions(ObjectIdentity(dataset), try RegionTraits(segments: dataset))
    case .other: self = .other
    case .image:
      guard let traits = try ImageTraits(dataset) else {
        self = .other
        return
      }
      self = .image(ObjectIdentity(dataset), traits)
    }
  }
}

/// A file that may be DICOM, opened up to its pixels.
enum HeaderOfFile {
  case dicom(DICOMFile)
  /// An index of the folder (DICOMDIR), which holds no pixels.
  case index
  /// No DICOM, and why.
  case foreign(ImageFileError)

  /// - Throws: for a file that is, or by its name should be, DICOM and cannot be read.
  init(_ path: String) throws(ImageFileError) {
    do throws(ImageFileError) {
      self = .dicom(try DICOMFile(path, headerOnly: true))
    } catch {
      if path.split(separator: "/").last?.uppercased() == "DICOMDIR" {
        self = .index
        return
      }
      let isOther = error.kind.name == ImageFileError.Kind.notAnImage.name || error.kind == .emptyFile
      guard isOther, !path.lowercased().hasSuffix(".dcm") else { throw error }
      self = .foreign(error)
    }
  }
}

/// What a DICOM object is, as far as images and regions are concerned.
enum KindOfObject {
  case image, structureSet, segmentation, other

  init(_ dataset: DICOMItem) {
    switch dataset.text(.modality) {
    case "RTSTRUCT": self = .structureSet
    case "SEG": self = .segmentation
    case "RTDOSE", "RTPLAN", "RTRECORD", "SR", "KO", "PR", "REG": self = .other
    default: self = .image
    }
  }
}
