import Cohorts
import Volumes

/// What only a comparison of patients shows: an image that another patient has too, and voxels of another size than
/// those of the cohort.
struct CohortRemarks {
  private var remarks: [String: [String]] = [:]

  /// Voxels that are larger or smaller by this factor or more along an axis are worth a look. Protocols of one hospital
  /// differ by less, and texture depends on the size of voxels where they are not resampled.
  private static let factor = 2.0

  init(_ patients: [OpenedPatient]) {
    findCopies(among: patients)
    for series in Set(patients.flatMap(\.spacings.keys)).sorted() { findSizes(of: series, in: patients) }
  }

  /// The remarks about a patient.
  func of(_ id: String) -> [String] { remarks[id, default: []] }

  private mutating func findCopies(among patients: [OpenedPatient]) {
    var owners: [String: [String]] = [:]
    for patient in patients {
      for hash in Set(patient.features.imageHashes) { owners[hash, default: []].append(patient.id) }
    }
    let shared = owners.values.filter { $0.count > 1 }
    for patient in patients {
      let others = Set(shared.filter { $0.contains(patient.id) }.joined()).subtracting([patient.id]).sorted()
      guard !others.isEmpty else { continue }
      let named = others.prefix(5).joined(separator: ", ") + (others.count > 5 ? " and \(others.count - 5) more" : "")
      remarks[patient.id, default: []].append(
        "an image has the same voxels as one of \(named): one of them has the files of another patient")
    }
  }

  private mutating func findSizes(of series: String, in patients: [OpenedPatient]) {
    let found = patients.compactMap { patient in patient.spacings[series].map { (id: patient.id, spacing: $0) } }
    guard found.count >= 5 else { return }
    let usual = SIMD3((0..<3).map { axis in found.map { $0.spacing[axis] }.sorted()[found.count / 2] })
    for (id, spacing) in found {
      let isOdd = (0..<3).contains { axis in
        let ratio = spacing[axis] / usual[axis]
        // Spacings come from decimal texts, so twice is seldom twice to the last bit.
        return ratio > Self.factor - 1e-6 || ratio < 1 / (Self.factor - 1e-6)
      }
      guard isOdd else { continue }
      remarks[id, default: []].append(
        "series \(series): voxels of \(words(spacing)) mm; those of the cohort have \(words(usual)) mm. Is this the "
          + "series that was meant?")
    }
  }

  private func words(_ spacing: SIMD3<Double>) -> String {
    (0..<3).map { "\((spacing[$0] * 100).rounded() / 100)" }.joined(separator: " x ")
  }
}
