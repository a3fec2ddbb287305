import Foundation
import Mathematics
import Volumes

/// The distances of voxels that are usual in a series of a cohort.
///
/// Patients of several hospitals have images of many resolutions, and a factor of two between some of them is sound.
/// What is asked for is a patient apart from the others: by the modified z-score of the logarithm, as in the review of
/// contours (Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers), and by no less than a factor of two, since
/// a cohort of one protocol has no spread at all.
package struct UsualSpacing: Sendable {
  /// The median along each axis, in mm.
  package let median: SIMD3<Double>
  /// The least difference of logarithms that is far.
  private let limits: SIMD3<Double>

  private static let (factor, score, patients) = (2.0, 3.5, 5)

  /// - Returns: `nil` for too few patients to say what is usual.
  package init?(_ spacings: [SIMD3<Double>]) {
    guard spacings.count >= Self.patients else { return nil }
    var (median, limits) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
    for axis in 0..<3 {
      let own = spacings.map { log($0[axis]) }.sorted()
      let centre = middle(ofSorted: own)
      let deviation = middle(ofSorted: own.map { abs($0 - centre) }.sorted()) / normalMedianDeviation
      // Spacings come from decimal texts, so twice is seldom twice to the last bit.
      (median[axis], limits[axis]) = (exp(centre), max(log(Self.factor) - 1e-6, Self.score * deviation))
    }
    (self.median, self.limits) = (median, limits)
  }

  /// Whether voxels are far from the usual ones along any axis.
  package func isFar(_ spacing: SIMD3<Double>) -> Bool {
    (0..<3).contains { abs(log(spacing[$0] / median[$0])) >= limits[$0] }
  }
}
