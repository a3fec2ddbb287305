import ImageFiles

/// What about the images or the contour of a patient asks for a look, as facts.
///
/// It accuses nobody: a lesion may be small, in two parts or larger than all others. ``SuspicionLimits`` has the limits
/// with their reasons, and ``words(_:)`` the text.
package enum Suspicion: Hashable, Codable, Sendable {
  /// The image or the contour could not be opened, as the study could not; with the message of the reader.
  case refused(String)
  /// Voxels of the lesion that are no numbers. The study refuses such a patient.
  case notFinite(Int)
  /// The same voxels as another image.
  case sameImage([ImageOwner])
  /// The same region, voxel for voxel, as in another patient.
  case sameContour([ImageOwner])
  /// The share of the lesion that lies in the air around the patient.
  case outsideBody(share: Double)
  /// Slices without a voxel of the lesion between others that have some.
  case emptySlices(Int, of: Int)
  /// A lesion of few voxels.
  case tiny(voxels: Int, volume: Double)
  /// A lesion in one slice of an image of many.
  case oneSlice
  /// Separate parts, and the share of the lesion that is not in the largest.
  case disconnected(parts: Int, share: Double)
  /// Sides of the image that the lesion touches.
  case clipped([ImageSide])
  /// Background that the contour encloses, as a share of the filled lesion.
  case holes(share: Double)
  /// A volume in ml far from the median of the cohort.
  case volume(Double, median: Double)
  /// The median intensity of the lesion within the range of its image, from 0 to 1, far from the cohort's.
  case intensity(Double, median: Double)
  /// The range of intensities of the image, far from that of the cohort.
  case scale(Double, median: Double)
  /// Spacing in mm along an axis of the image, unlike that of the cohort.
  case spacing([SpacingDifference])
  /// The longest side of a voxel divided by the shortest.
  case anisotropic(Double, median: Double?)
  /// What a reader of the files noted.
  case noted(ReadingNote)

  /// A series of a patient.
  package struct ImageOwner: Hashable, Codable, Sendable {
    /// Id in the clinical table.
    package let patient: String
    package let series: String
  }

  /// The spacing along one axis of the image.
  package struct SpacingDifference: Hashable, Codable, Sendable {
    package let axis: ImageAxis
    /// In mm.
    package let found: Double
    /// Median of the cohort in mm.
    package let median: Double
  }

  /// The kinds, the gravest first.
  package enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
    case refused, notFinite, sameImage, outsideBody, sameContour, emptySlices, tiny, oneSlice, disconnected, clipped
    case holes, volume, intensity, scale, spacing, anisotropic, noted
  }

  /// Its kind.
  package var kind: Kind {
    switch self {
    case .refused: .refused
    case .notFinite: .notFinite
    case .sameImage: .sameImage
    case .sameContour: .sameContour
    case .outsideBody: .outsideBody
    case .emptySlices: .emptySlices
    case .tiny: .tiny
    case .oneSlice: .oneSlice
    case .disconnected: .disconnected
    case .clipped: .clipped
    case .holes: .holes
    case .volume: .volume
    case .intensity: .intensity
    case .scale: .scale
    case .spacing: .spacing
    case .anisotropic: .anisotropic
    case .noted: .noted
    }
  }
}

/// An axis of the image as it is stored.
package enum ImageAxis: Int, Hashable, Codable, Sendable, CaseIterable {
  case columns, rows, slices
}

/// A side of the image grid: the first or the last voxel along an axis.
package struct ImageSide: Hashable, Codable, Sendable {
  package let axis: ImageAxis
  package let isLast: Bool
}

extension Suspicion.Kind {
  /// How much it adds to the suspicion of a row.
  ///
  /// Only the order matters: 10 for what makes the patient unusable, 6 to 8 for what is hardly ever right, 3 and 4 for
  /// what is wrong often enough to look, 1 and 2 for what a reader should know.
  package var weight: Int {
    switch self {
    case .refused, .notFinite: 10
    case .sameImage, .outsideBody: 8
    case .sameContour, .emptySlices, .tiny: 6
    case .oneSlice, .disconnected, .clipped: 4
    case .holes, .volume, .intensity: 3
    case .scale, .spacing: 2
    case .anisotropic, .noted: 1
    }
  }

  /// Whether it is a trait of the cohort where most patients have it: images that were cropped to the lesion, or were
  /// all taken with thick slices, are no reason to look at each of them.
  package var canBeCommon: Bool {
    switch self {
    case .disconnected, .clipped, .holes, .oneSlice, .anisotropic, .noted: true
    default: false
    }
  }
}
