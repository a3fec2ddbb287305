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
    let vectors = Self.vectors(table, positions)
    let all = positions.count
    var flags: [RowFlag] = []
    if Self.isMostlyOneVector(training, vectors) { flags.append(.networkSeesNothing) }
    guard !patients.isEmpty else { return flags }
    let blind = positions.filter { patients[$0].isBlind }
    if !blind.isEmpty { flags.append(.lesionUnseen(patients: blind.map { patients[$0].subject }, of: all)) }
    let others = Self.alike(positions, vectors).map { $0.filter { !patients[$0].isBlind } }
      .filter { group in Set(group.map { patients[$0].images }).count > 1 }.flatMap(\.self).sorted()
    if !others.isEmpty { flags.append(.sameFeatures(patients: others.map { patients[$0].subject }, of: all)) }
    return flags
  }

  /// Patients who have the vector of another one, whatever is known of their images.
  static func patients(withVectorsOfOthers table: FeatureTable, at positions: [Int]) -> [String] {
    alike(positions, vectors(table, positions)).flatMap(\.self).sorted().map { table.subjects[$0] }
  }

  /// Whether most of the training patients have one and the same vector.
  private static func isMostlyOneVector(_ training: [Int], _ vectors: [Int: Int]) -> Bool {
    guard training.count > 1 else { return false }
    let largest = alike(training, vectors).map(\.count).max() ?? 1
    return 2 * largest > training.count
  }

  /// Groups of at least two patients with the same features.
  private static func alike(_ positions: [Int], _ vectors: [Int: Int]) -> [[Int]] {
    Dictionary(grouping: positions) { vectors[$0] }.values.filter { $0.count > 1 }
  }

  /// For each patient the number of the vector, equal for equal vectors. A vector may have thousands of features, so it
  /// is compared once and not for every question.
  private static func vectors(_ table: FeatureTable, _ positions: [Int]) -> [Int: Int] {
    var (numbers, result) = ([[Double?]: Int](), [Int: Int]())
    for row in positions where result[row] == nil {
      let vector = table.columns.indices.map { table.value(row: row, column: $0) }
      let number = numbers[vector] ?? numbers.count
      (numbers[vector], result[row]) = (number, number)
    }
    return result
  }

  /// The lesions in words: how large they are in the frame, how much of them is seen, and of whom not everything is.
  package var words: String {
    let sights = patients.flatMap(\.sights).filter { $0.voxels > 0 }
    guard let least = sights.map(\.pixels.whole).min(), let most = sights.map(\.pixels.whole).max() else { return "" }
    let mean = sights.map(\.share).reduce(0, +) / Double(sights.count)
    let width = least == most ? "\(least)" : "\(least) to \(most)"
    return "\(width) pixels wide, \((mean * 100).whole) % of the frame in the mean slice that is seen; \(reach)"
  }

  /// How much of the lesions reaches the features; by patient where that is not everything.
  private var reach: String {
    let partial = patients.filter { $0.sights.contains { $0.seenVoxels < $0.voxels } }
    guard !partial.isEmpty else { return "every voxel and slice of every lesion reaches the features" }
    if patients.count == 1 { return "\(partial[0].reach) reach the features" }
    let shown = partial.prefix(8).map { "\($0.subject) \($0.reach)" }.joined(separator: "; ")
    return "of \(partial.count) of \(patients.count) patients only a part reaches the features: \(shown)"
      + (partial.count > 8 ? "; and others" : "")
  }
}

extension SeenLesions.Patient {
  /// `3 of 7 slices, 40 % of the voxels`, with the slices of each series.
  fileprivate var reach: String {
    let slices = sights.map { "\($0.seenSlices) of \($0.slices)" }.joined(separator: ", ")
    let (seen, all) = (sights.reduce(0) { $0 + $1.seenVoxels }, sights.reduce(0) { $0 + $1.voxels })
    return "\(slices) slices, \((100 * Double(seen) / Double(max(all, 1))).whole) % of the voxels"
  }
}

extension Double {
  /// Rounded to a whole number.
  fileprivate var whole: Int { Int(rounded()) }
}
