import Cohorts
import Foundation

/// From where on something is suspicious, each with its source or its reason.
package enum SuspicionLimits {
  /// Fewest voxels of a lesion that are not tiny.
  package static let voxels = OpenedPatient.fewestVoxels
  /// The largest share of a lesion in the air around the patient. A contour on the skin is drawn a voxel or two too
  /// wide; a tenth of the lesion is more than its margin, unless the lesion is tiny.
  package static let outside = 0.1
  /// The largest share of a lesion beside its largest part. Half of one in a hundred is stray voxels of an editor; they
  /// move the bounding box and the diameters all the same when they lie far away, so the limit is low.
  package static let beside = 0.005
  /// The largest share of enclosed background. Rasterised contours have none; a semi-automatic one has single voxels.
  package static let holes = 0.01
  /// The largest ratio of the sides of a voxel: nnU-Net calls images anisotropic above 3 (Isensee et al. 2021, doi
  /// 10.1038/s41592-020-01008-z).
  package static let anisotropy = 3.0
  /// How much larger it must be than the median of the cohort: whole protocols have thick slices.
  package static let anisotropyBesideCohort = 1.5
  /// Modified z-score above which a value is an outlier: `0.6745 (x − median) / MAD` (Iglewicz and Hoaglin 1993, How to
  /// Detect and Handle Outliers).
  package static let outlier = 3.5
  /// Fewest patients who have a median and a deviation to be compared with.
  package static let patients = 8
  /// Fewest patients of whom most can have a trait in common.
  package static let common = 4

  /// Differences that are never suspicious, however alike the others are: a factor of two in volume, 15 % of the range
  /// of the image in intensity, a factor of four in its range, a quarter of the spacing.
  package static let (volumeFactor, intensityShare, scaleFactor, spacingFactor) = (2.0, 0.15, 4.0, 1.25)
}
