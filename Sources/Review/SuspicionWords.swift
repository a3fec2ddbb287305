import ImageFiles
import Records
import Volumes

// The only place for the words of a review.
extension Suspicion.Kind {
  /// The kind in a word or two.
  package var name: String {
    switch self {
    case .refused: "Cannot be opened"
    case .notFinite: "No numbers"
    case .sameImage: "Same image twice"
    case .sameContour: "Same contour twice"
    case .outsideBody: "Outside the body"
    case .emptySlices: "Empty slices"
    case .tiny: "Tiny"
    case .oneSlice: "One slice"
    case .disconnected: "Disconnected"
    case .clipped: "Clipped"
    case .holes: "Holes"
    case .volume: "Volume"
    case .intensity: "Intensity"
    case .scale: "Scale of the image"
    case .spacing: "Spacing"
    case .anisotropic: "Anisotropic"
    case .noted: "Noted"
    }
  }

  /// From where on it is said, in one sentence.
  package var rule: String {
    let score =
      "by its modified z-score above \(SuspicionLimits.outlier.inBrief) (median and median absolute deviation)"
    return switch self {
    case .refused: "The study could not open the image or the contour either, and leaves the patient out."
    case .notFinite: "Voxels of the lesion are not numbers. The study leaves the patient out."
    case .sameImage: "Two images have equal voxels, whatever their headers say."
    case .sameContour: "The masks of two patients are equal voxel for voxel."
    case .outsideBody:
      "More than \(percent(SuspicionLimits.outside)) of the lesion is air: dark, and joined to the border of the slice by dark voxels."
    case .emptySlices: "Slices between others of the lesion have no voxel of it."
    case .tiny: "The lesion has fewer than \(SuspicionLimits.voxels) voxels, as which LIFEx computes no texture."
    case .oneSlice: "The lesion is in one slice only, although the image has several."
    case .disconnected:
      "More than \(percent(SuspicionLimits.beside)) of the lesion is not joined to its largest part, not even by a corner."
    case .clipped: "The lesion touches a side of the image, so it may go on beyond it."
    case .holes:
      "More than \(percent(SuspicionLimits.holes)) of the filled lesion is background that the contour encloses."
    case .volume: "The volume is an outlier of the cohort \(score), and differs by more than a factor of two."
    case .intensity: "The median of the lesion, within the range of its own image, is an outlier \(score)."
    case .scale:
      "The range of intensities of the image is an outlier \(score), and differs by more than a factor of four."
    case .spacing: "The spacing is an outlier \(score), and differs by more than a quarter."
    case .anisotropic:
      "The longest side of a voxel is more than \(SuspicionLimits.anisotropy.inBrief) times the shortest (as nnU-Net "
        + "distinguishes), and \(SuspicionLimits.anisotropyBesideCohort.inBrief) times the median of the cohort."
    case .noted: "A reader of the files noted how it understood them."
    }
  }
}

extension Suspicion {
  /// What was found, in a phrase.
  package func words(_ names: PatientNames) -> String {
    switch self {
    case .refused(let cause): cause
    case .notFinite(let count):
      "\(counted(count, "voxel")) of the lesion \(count == 1 ? "is no number" : "are no numbers")"
    case .sameImage(let owners): "equal to the image of \(listed(owners, names))"
    case .sameContour(let owners): "equal to the contour of \(listed(owners, names))"
    case .outsideBody(let share): "\(percent(share)) of the lesion in the air around the patient"
    case .emptySlices(let count, let all): "\(count) of \(all) slices of the lesion without a voxel of it"
    case .tiny(let voxels, let volume): "\(counted(voxels, "voxel")), \(volume.inBrief) ml"
    case .oneSlice: "the lesion is in one slice"
    case .disconnected(let parts, let share):
      "\(counted(parts, "part")), \(percent(share)) of the lesion beside the largest"
    case .clipped(let sides): "at \(sides.map(\.words).joined(separator: ", "))"
    case .holes(let share): "\(percent(share)) of the filled lesion enclosed as background"
    case .volume(let found, let median): "\(found.inBrief) ml, median of the cohort \(median.inBrief) ml"
    case .intensity(let found, let median):
      "median of the lesion at \(percent(found)) of the range of its image, median of the cohort \(percent(median))"
    case .scale(let found, let median): "range of the image \(found.inBrief), median of the cohort \(median.inBrief)"
    case .spacing(let all): all.map(\.words).joined(separator: "; ")
    case .anisotropic(let found, let median):
      "voxels \(found.inBrief) times as long as wide" + (median.map { ", median of the cohort \($0.inBrief)" } ?? "")
    case .noted(let note): "\(note)"
    }
  }

  private func listed(_ owners: [ImageOwner], _ names: PatientNames) -> String {
    owners.prefix(5).map { "\(names.name(of: $0.patient)), \($0.series)" }.joined(separator: "; ")
      + (owners.count > 5 ? " and \(owners.count - 5) more" : "")
  }
}

extension ImageSide {
  /// The side in words.
  fileprivate var words: String {
    switch axis {
    case .columns: isLast ? "the last column" : "the first column"
    case .rows: isLast ? "the last row" : "the first row"
    case .slices: isLast ? "the last slice" : "the first slice"
    }
  }
}

extension Suspicion.SpacingDifference {
  fileprivate var words: String {
    "\(found.inBrief) mm between \(axis), median of the cohort \(median.inBrief) mm"
  }
}

private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// A share as a percentage, with a decimal below ten.
private func percent(_ share: Double) -> String { "\((100 * share).inBrief) %" }

extension Double {
  /// The number with the two or three digits that a reader compares, the same on every machine.
  package var inBrief: String {
    guard isFinite else { return asText }
    let scale: Double = magnitude >= 100 ? 1 : magnitude >= 10 ? 10 : magnitude >= 0.1 || self == 0 ? 100 : 1000
    return ((self * scale).rounded() / scale).short
  }
}
