import Volumes

/// Patients whose images of a series are stored along the same axes of the patient.
package struct StoredAxes: Hashable, Sendable {
  /// Directions in which columns, rows and slices are counted, by the nearest axis of the patient: `left, back, head`.
  package let directions: String
  /// Axis of the patient across the slices, without its sign.
  package let plane: Int
  /// Ids, in the order of the cohort.
  package let patients: [String]

  /// The groups of a series, the largest first.
  ///
  /// A stack that is tilted keeps its directions up to 45 degrees, where the nearest axis of the patient is another
  /// one. Two stacks tilted by nearly as much on either side of that differ little, so such groups are one.
  package static func groups(_ patients: [(id: String, axes: Axes)]) -> [StoredAxes] {
    let coded = Dictionary(grouping: patients) { NearestAxes($0.axes) }
      .sorted { ($0.value.count, $1.key.words) > ($1.value.count, $0.key.words) }
    var groups: [(key: NearestAxes, patients: [(id: String, axes: Axes)])] = []
    for (key, found) in coded {
      for patient in found {
        let at = groups.firstIndex { group in group.key == key || isNear(patient.axes, group.patients[0].axes) }
        if let at { groups[at].patients.append(patient) } else { groups.append((key, [patient])) }
      }
    }
    let order = Dictionary(patients.enumerated().map { ($1.id, $0) }) { first, _ in first }
    return groups.map { group in
      StoredAxes(
        directions: group.key.words, plane: group.key.axes[2].axis,
        patients: group.patients.map(\.id).sorted { order[$0] ?? 0 < order[$1] ?? 0 })
    }.sorted { $0.patients.count > $1.patients.count }
  }

  /// Less than 45 degrees apart along each axis.
  private static func isNear(_ first: Axes, _ second: Axes) -> Bool {
    [(first.i, second.i), (first.j, second.j), (first.k, second.k)].allSatisfy { $0.dot($1) > 0.7072 }
  }
}

/// The axis of the patient that is nearest to each axis of an image.
private struct NearestAxes: Hashable {
  /// An axis of the patient (x, y, z) and its sign.
  struct Direction: Hashable {
    let axis: Int
    let isNegative: Bool

    init(_ vector: SIMD3<Double>) {
      axis = (0..<3).max { abs(vector[$0]) < abs(vector[$1]) } ?? 0
      isNegative = vector[axis] < 0
    }

    var word: String { [["left", "right"], ["back", "front"], ["head", "feet"]][axis][isNegative ? 1 : 0] }
  }

  let axes: [Direction]

  init(_ axes: Axes) { self.axes = [axes.i, axes.j, axes.k].map(Direction.init) }

  var words: String { axes.map(\.word).joined(separator: ", ") }
}
