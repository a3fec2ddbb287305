import Volumes

/// Compares where contours and frames lie with the slices of the images that they name.
///
/// A region says twice where it is: by coordinates, and by the images it was drawn on (ContourImageSequence of a
/// contour, SourceImageSequence of a frame). Where the two disagree, an exporter has sorted the slices another way, or
/// coordinates and names come from two versions of a series; nobody can tell which of them is right. Coordinates are
/// followed.
struct NamedSlices {
  private let known: [String: Int]
  private var misplaced: [Int] = []

  /// - Parameter known: slice of each SOPInstanceUID of the image.
  init(_ known: [String: Int] = [:]) { self.known = known }

  /// Takes one contour or frame.
  ///
  /// Three quarters of a slice: a contour between two slices may be named by either.
  /// - Parameter height: its height above slice 0, in slices.
  mutating func compare(_ height: Double, with instances: [String]) {
    let distances = instances.compactMap { known[$0] }.map { abs(height - Double($0)) }
    guard let nearest = distances.min(), nearest > 0.75 else { return }
    misplaced.append(Int(height.rounded()))
  }

  /// The note on those that lie elsewhere; none where all agree.
  func notes(on grid: Grid) -> [ReadingNote] {
    let slices = Set(misplaced.map { min(max($0, 0), grid.size.z - 1) }).sorted().map { SlicePlace($0, of: grid) }
    return misplaced.isEmpty ? [] : [.namesOtherSlices(count: misplaced.count, slices: slices)]
  }
}
