import Volumes

/// A slice of an image, as notes and errors name it.
public struct SlicePlace: Hashable, Codable, Sendable {
  /// Number in the image, from 1.
  public let number: Int
  /// Position of its centre along the normal, mm; for axial slices the z of DICOM.
  public let position: Double
  /// The plane in which it lies where that is not the slices of the image; `nil` for a slice.
  public let plane: ImagePlane?

  /// Slice `index`, counted from 0, of a grid.
  package init(_ index: Int, of grid: Grid) { self.init(index, along: 2, of: grid) }

  /// Slice `index`, counted from 0, at right angles to an axis of a grid.
  package init(_ index: Int, along axis: Int, of grid: Grid) {
    let direction = [grid.axes.i, grid.axes.j, grid.axes.k][axis]
    number = index + 1
    plane = axis == 2 ? nil : axis == 1 ? .row : .column
    position = (grid.origin + direction * (Double(index) * grid.spacing[axis])).dot(direction)
  }
}

extension [SlicePlace] {
  /// `slices 4, 6 (at 3, 9 mm)`; more than twelve are counted.
  var named: String {
    let shown = prefix(12)
    let more = count > shown.count ? " and \(count - shown.count) more" : ""
    let along = first?.plane.map { ", counted along \($0 == .column ? "i" : "j")" } ?? ""
    return "slice\(count == 1 ? "" : "s") \(shown.map { "\($0.number)" }.listed())\(more)\(along) "
      + "(at \(shown.map(\.position.short).listed())\(more.isEmpty ? "" : ", …") mm)"
  }
}
