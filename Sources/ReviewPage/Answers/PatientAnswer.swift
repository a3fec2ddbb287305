import Review
import Volumes

/// `patient/N.json`: where the images of a patient lie, and numbers beside the cohort.
package struct PatientAnswer: Encodable, Sendable {
  let name: String
  let series: [Series]
  let features: [FigureAnswer]

  init(name: String, series: [Series], features: [FigureAnswer]) {
    (self.name, self.series, self.features) = (name, series, features)
  }

  struct Series: Encodable {
    let number: Int
    let name: String
    let size: [Int]
    let spacing: [Double]
    let origin: [Double]
    /// Row by row; its columns are the axes of the image in LPS.
    let direction: [Double]
    let slope: Double
    let offset: Double
    let window: [Double]
    let range: [Double]
    let modality: Nullable<String>
    let lesion: Nullable<Box>
    let planes: [String: Plane]
  }

  /// Columns, rows and slices from the first to the last.
  struct Box: Encodable {
    let low: [Int]
    let high: [Int]

    init(_ box: VoxelBox) {
      low = [box.lower.x, box.lower.y, box.lower.z]
      high = [box.upper.x - 1, box.upper.y - 1, box.upper.z - 1]
    }
  }

  struct Plane: Encodable {
    let count: Int
    let rows: Int
    let columns: Int
    let spacing: [Double]
    let letters: [String]
    let axes: [ViewPlane.Axis]
    let lesion: [[Int]]
  }
}

extension PatientAnswer.Series {
  init(_ shown: ShownSeries, number: Int, name: String, modality: String?) {
    let grid = shown.grid
    (self.number, self.name, self.modality) = (number, name, Nullable(modality))
    size = (0..<3).map { grid.size[$0] }
    spacing = (0..<3).map { grid.spacing[$0] }
    origin = (0..<3).map { grid.origin[$0] }
    direction = (0..<3).flatMap { [grid.axes.i[$0], grid.axes.j[$0], grid.axes.k[$0]] }
    (slope, offset, window, range) = (shown.slope, shown.offset, shown.window, shown.range)
    lesion = Nullable(shown.lesion.map(PatientAnswer.Box.init))
    planes = Dictionary(
      uniqueKeysWithValues: PlaneName.allCases.map { ($0.rawValue, PatientAnswer.Plane(shown, $0)) })
  }
}

extension PatientAnswer.Plane {
  fileprivate init(_ shown: ShownSeries, _ name: PlaneName) {
    let plane = ViewPlane(name, of: shown.grid.axes)
    (columns, rows, count) = shown.size(plane)
    spacing = [shown.grid.spacing[plane.across.axis], shown.grid.spacing[plane.down.axis]]
    (letters, axes) = (name.letters, [plane.across, plane.down, plane.through])
    lesion = shown.lesionRuns(through: plane.through.axis)
  }
}
