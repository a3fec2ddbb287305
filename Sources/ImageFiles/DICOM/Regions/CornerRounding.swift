import Foundation
import Volumes

/// By how much the writing of coordinates may have moved the corners of contours, in voxels.
///
/// A contour through voxel centres is read by a rule that sees on which side of a centre it lies. If its coordinates
/// were rounded (two decimals on pixels of 0.4 mm), its corners lie a hair inside or outside of the centres, and whole
/// rows and columns of voxels would be lost at random. Whether all corners of a region lie on centres but for the
/// rounding is a question of probability: drawn corners lie anywhere.
struct CornerRounding {
  /// Largest error along i, j and k.
  let limit: SIMD3<Double>
  /// Standard deviation of the error along i and j.
  private let deviation: SIMD2<Double>
  /// The last pixel along i and j.
  private let last: SIMD2<Double>

  /// Corners are compared in steps of a millionth of a voxel.
  private static let step = 1e-6
  /// How many times likelier the corners must be if they were meant to lie on centres than if they lie anywhere. So of
  /// ten thousand regions that were drawn, less than one is taken for one through centres.
  private static let certainty = 1e4

  init(_ digits: WrittenDigits, on grid: Grid) {
    last = SIMD2(Double(grid.size.x - 1), Double(grid.size.y - 1))
    let (units, inverse) = (digits.units, grid.axes.inverse)
    let directions = [inverse.i * units.x, inverse.j * units.y, inverse.k * units.z].map { $0 / grid.spacing }
    limit = directions.reduce(.zero) { $0 + pointwiseMax($1, -$1) / 2 }
    // Of a number that is equally likely anywhere within its last digit.
    let variance = directions.reduce(SIMD3<Double>.zero) { $0 + $1 * $1 / 12 }
    deviation = SIMD2(variance.x.squareRoot(), variance.y.squareRoot())
  }

  /// How likely contours are to run through voxel centres.
  enum Verdict {
    /// Corners on centres, for each contour that has all of them there.
    case onCentres([SlicePolygon?])
    /// They may, but so few digits and corners do not tell.
    case unknown
    case elsewhere
  }

  /// Whether at least nine tenths of the contours have all corners on centres but for the rounding, as a region that
  /// was traced along a mask does.
  func verdict(on polygons: [SlicePolygon]) -> Verdict {
    let found = polygons.map(snapped)
    guard found.count(where: { $0 != nil }) * 10 >= found.count * 9 else { return .elsewhere }
    let evidence = evidence(zip(polygons, found).compactMap { $1 == nil ? nil : $0 })
    return evidence > log(Self.certainty) ? .onCentres(found) : evidence > 0 ? .unknown : .elsewhere
  }

  /// The contour with its corners on centres; `nil` if one is farther from any than the rounding explains.
  func snapped(_ polygon: SlicePolygon) -> SlicePolygon? {
    let reach = SIMD2(limit.x, limit.y) + Self.step
    guard reach.max() < 0.5 else { return nil }
    var result = polygon
    result.corners = polygon.corners.map { $0.rounded(.toNearestOrAwayFromZero) }
    let areNear = zip(polygon.corners, result.corners).allSatisfy { corner, centre in
      abs(corner.x - centre.x) <= reach.x && abs(corner.y - centre.y) <= reach.y
        && centre == centre.clamped(lowerBound: .zero, upperBound: last)
    }
    return areNear ? result : nil
  }

  /// The logarithm of the ratio of two probabilities: that corners lie where they do, if they were meant to lie on
  /// centres and were rounded, and if they lie anywhere.
  ///
  /// Corners in one row of a contour, and equal ones in several slices, have one height, so each counts once.
  private func evidence(_ polygons: [SlicePolygon]) -> Double {
    var sum = 0.0
    for axis in 0..<2 {
      let width = max(deviation[axis], Self.step)
      let certain = -log(width * (2 * Double.pi).squareRoot())
      var known: Set<Double> = []
      for polygon in polygons {
        var rows: Set<Double> = []
        for corner in polygon.corners {
          let (value, row) = (corner[axis], corner[axis].rounded())
          guard rows.insert(row).inserted, known.insert(value).inserted else { continue }
          let distance = (value - row) / width
          sum += certain - distance * distance / 2
        }
      }
    }
    return sum
  }
}
