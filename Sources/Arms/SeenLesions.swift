import DeepRadiomics
import Learning

/// What a network sees of the lesions of a cohort, in the order of its patients.
package struct SeenLesions: Sendable {
  /// What it sees of one patient.
  package struct Patient: Sendable {
    package let subject: String
    /// One entry for each series.
    package let sights: [LesionSight]
    /// Equal for two patients exactly if their images and masks are.
    package let images: String

    /// Takes every part as given.
    package init(subject: String, sights: [LesionSight], images: String) {
      self.subject = subject
      self.sights = sights
      self.images = images
    }

    /// Whether there is a series of which the network sees no voxel of the lesion.
    package var isBlind: Bool { sights.contains(where: \.isBlind) }
    /// Whether a lesion is larger than the crop.
    package var isLarger: Bool { sights.contains { $0.note != nil } }
  }

  /// The patients, in the order of the cohort; empty where nothing is known of their images.
  package let patients: [Patient]

  /// Takes every part as given.
  package init(_ patients: [Patient]) { self.patients = patients }

  /// Of features whose images are not known.
  package static let unknown = SeenLesions([])

  /// Patients of whose lesion the network sees nothing, and groups of patients whose features are the same though their
  /// images differ.
  func flags(_ table: FeatureTable, training: [Int], scored: [Int]) -> [RowFlag] {
    let positions = (training + scored).sorted()
    let same = Self.alike(table, positions)
    let all = positions.count
    var flags: [RowFlag] = []
    if Self.isMostlyOneVector(table, training) { flags.append(.networkSeesNothing) }
    guard !patients.isEmpty else { return flags }
    let blind = positions.filter { patients[$0].isBlind }
    if !blind.isEmpty { flags.append(.lesionUnseen(patients: blind.map { patients[$0].subject }, of: all)) }
    let others = same.map { $0.filter { !patients[$0].isBlind } }
      .filter { group in Set(group.map { patients[$0].images }).count > 1 }.flatMap(\.self).sorted()
    if !others.isEmpty { flags.append(.sameFeatures(patients: others.map { patients[$0].subject }, of: all)) }
    return flags
  }

  /// Whether most of the training patients have one and the same vector.
  private static func isMostlyOneVector(_ table: FeatureTable, _ training: [Int]) -> Bool {
    guard training.count > 1 else { return false }
    let largest = alike(table, training).map(\.count).max() ?? 1
    return 2 * largest > training.count
  }

  /// Groups of at least two patients with the same features.
  private static func alike(_ table: FeatureTable, _ positions: [Int]) -> [[Int]] {
    let rows = positions.map { row in table.columns.indices.map { table.value(row: row, column: $0) } }
    return Dictionary(grouping: positions.indices) { rows[$0] }.values.filter { $0.count > 1 }
      .map { $0.map { positions[$0] } }
  }

  /// The lesions in words: how large they are in the frame, how much of them is seen, and of whom not everything is.
  package var words: String {
    let sights = patients.flatMap(\.sights).filter { $0.voxels > 0 }
    guard let least = sights.map(\.pixels).min(), let most = sights.map(\.pixels).max() else { return "" }
    let shares = sights.map(\.share)
    let mean = shares.reduce(0, +) / Double(shares.count)
    let partial = patients.filter { $0.sights.contains { $0.seenVoxels < $0.voxels } }
    return "\(least.whole) to \(most.whole) pixels wide, \((mean * 100).whole) % of the frame in the mean slice; "
      + (partial.isEmpty
        ? "every voxel and slice of every lesion reaches the features"
        : "of \(partial.count) of \(patients.count) patients only a part reaches the features: \(Self.list(partial))")
  }

  private static func list(_ partial: [Patient]) -> String {
    let shown = partial.prefix(8).map { patient in
      let slices = patient.sights.map { "\($0.seenSlices) of \($0.slices)" }.joined(separator: ", ")
      let seen = patient.sights.reduce(0) { $0 + $1.seenVoxels }
      let voxels = patient.sights.reduce(0) { $0 + $1.voxels }
      return
        "\(patient.subject) \(slices) slices, \((Double(seen) / Double(max(voxels, 1)) * 100).whole) % of the voxels"
    }
    return shown.joined(separator: "; ") + (partial.count > shown.count ? "; and others" : "")
  }
}

extension Double {
  fileprivate var whole: String { String(Int(rounded())) }
}
