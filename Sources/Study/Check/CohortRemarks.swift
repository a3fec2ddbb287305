import Cohorts
import Volumes

/// What only a comparison of patients shows: an image that another patient has too, and voxels of another size than
/// those of the cohort.
struct CohortRemarks {
  private var remarks: [String: [String]] = [:]

  /// - Parameter owner: the patient whose row an id is, as far as a group or the PatientID of the images says it.
  init(_ patients: [OpenedPatient], owner: (String) -> String?) {
    findCopies(among: patients, owner: owner)
    for series in Set(patients.flatMap(\.spacings.keys)).sorted() { findSizes(of: series, in: patients) }
  }

  /// The remarks about a patient.
  func of(_ id: String) -> [String] { remarks[id, default: []] }

  private mutating func findCopies(among patients: [OpenedPatient], owner: (String) -> String?) {
    var owners: [String: [OpenedPatient]] = [:]
    for patient in patients {
      for hash in Set(patient.features.imageHashes) { owners[hash, default: []].append(patient) }
    }
    let shared = owners.values.filter { $0.count > 1 }
    for patient in patients {
      let own = owner(patient.id)
      let all = shared.filter { $0.contains { $0.id == patient.id } }.joined().filter { $0.id != patient.id }
      // Several lesions of a patient lie on one image by right; each needs a contour of its own.
      let others = all.filter { own == nil || owner($0.id) != own }
      let same = all.filter { own != nil && owner($0.id) == own }
      let twice = same.filter { !$0.contours.isDisjoint(with: patient.contours) }
      if !others.isEmpty {
        say(
          "an image has the same voxels as one of \(named(others)): one of them has the files of another patient",
          patient)
      }
      if !twice.isEmpty {
        say(
          "takes the same contour as \(named(twice)), another row of this patient, so both have the same features. Name "
            + "the region of each row in a column of the table, with roi-column, or keep one row of the patient",
          patient)
      }
    }
  }

  private mutating func say(_ text: String, _ patient: OpenedPatient) { remarks[patient.id, default: []].append(text) }

  private func named(_ patients: [OpenedPatient]) -> String {
    let ids = Set(patients.map(\.id)).sorted()
    return ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? " and \(ids.count - 5) more" : "")
  }

  private mutating func findSizes(of series: String, in patients: [OpenedPatient]) {
    guard let usual = UsualSpacing(patients.compactMap { $0.spacings[series] }) else { return }
    for patient in patients {
      guard let spacing = patient.spacings[series], usual.isFar(spacing) else { continue }
      say(
        "series \(series): voxels of \(words(spacing)) mm; those of the cohort have \(words(usual.median)) mm. Is this "
          + "the series that was meant?", patient)
    }
  }

  private func words(_ spacing: SIMD3<Double>) -> String {
    (0..<3).map { "\((spacing[$0] * 100).rounded() / 100)" }.joined(separator: " x ")
  }
}
