/// Three slices of a lesion for pictures: the middle slices of its thirds. Its first and last slices often hold only a
/// few voxels, which show nothing.
///
/// Some networks look at few slices only, one in 16 with centre inflation. A third in which any slice reaches the score
/// is shown by the one of these that is nearest to its middle, since any other has no Grad-CAM.
package struct LesionLevels: Hashable, Sendable {
  /// In the third with the lowest numbers.
  package let low: Int
  /// In the middle.
  package let middle: Int
  /// In the third with the highest numbers.
  package let high: Int

  /// - Parameters:
  ///   - lesion: the slices of the lesion; one or more.
  ///   - reaches: whether a slice reaches the score.
  package init(of lesion: Range<Int>, reaches: (Int) -> Bool) {
    precondition(!lesion.isEmpty, "a lesion has a slice")
    let (first, last) = (lesion.lowerBound, lesion.upperBound - 1)
    let third = (last - first) / 3
    let width = max(third, 1)
    // No slice is in two thirds, so that no picture is shown twice.
    func nearest(to place: Int, in third: Range<Int>) -> Int {
      third.filter(reaches).min { abs($0 - place) < abs($1 - place) } ?? place
    }
    low = nearest(to: first + third / 2, in: first..<(first + width))
    middle = nearest(to: (first + last) / 2, in: (first + width)..<max(last + 1 - width, first + width))
    high = nearest(to: last - third / 2, in: (last + 1 - width)..<(last + 1))
  }
}
