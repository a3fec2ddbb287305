import Volumes

/// The three planes in which radiologists look at an image.
package enum PlaneName: String, Hashable, Codable, Sendable, CaseIterable {
  case axial, coronal, sagittal

  /// The directions of the patient (0 for left, 1 for back, 2 for head, as in LPS) that run across and down the picture
  /// and through its slices, and whether down is to the feet.
  fileprivate var directions: (across: Int, down: Int, through: Int, isDownToFeet: Bool) {
    switch self {
    case .axial: (0, 1, 2, false)
    case .coronal: (0, 2, 1, true)
    case .sagittal: (1, 2, 0, true)
    }
  }

  /// What is at the left, the right, the top and the bottom of the picture.
  var letters: [String] {
    switch self {
    case .axial: ["R", "L", "A", "P"]
    case .coronal: ["R", "L", "S", "I"]
    case .sagittal: ["A", "P", "S", "I"]
    }
  }
}

/// How the voxels of an image lie in a plane: which axis of the image runs where, and in which direction.
///
/// Slices are those of the voxel grid and are never resampled: what somebody judges is what the study computes with. In
/// an oblique image a plane is therefore the one of the grid that is nearest to it.
package struct ViewPlane: Hashable, Sendable {
  /// An axis of the image, and whether its last voxel comes first.
  package struct Axis: Hashable, Codable, Sendable {
    package let axis: Int
    package let isReversed: Bool
  }

  package let across: Axis
  package let down: Axis
  /// Slices are numbered as voxels, so that a slice of the stack has the number of its file.
  package let through: Axis

  package init(_ name: PlaneName, of axes: Axes) {
    let own = [axes.i, axes.j, axes.k]
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    func fit(_ order: [Int]) -> Double { (0..<3).reduce(0) { $0 + abs(own[order[$1]][$1]) } }
    // The first of equally good ones, so that an image turned by 45 degrees is seen the same way every time.
    let order = orders.reduce(orders[0]) { fit($1) > fit($0) + 1e-9 ? $1 : $0 }
    let (x, y, z, isDownToFeet) = name.directions
    func axis(_ direction: Int, isForward: Bool) -> Axis {
      Axis(axis: order[direction], isReversed: (own[order[direction]][direction] < 0) == isForward)
    }
    across = axis(x, isForward: true)
    down = axis(y, isForward: !isDownToFeet)
    through = Axis(axis: order[z], isReversed: false)
  }
}
