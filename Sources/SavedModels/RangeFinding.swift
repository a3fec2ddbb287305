/// One way in which a patient is outside the training range of a model, and how far.
package struct RangeFinding: Hashable, Codable, Sendable {
  /// The quantity that is outside; `--accept` takes its name.
  package enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
    /// Distance of voxel centres.
    case spacing
    /// Intensities inside the lesion.
    case intensity
    /// Maker, model or field strength of the scanner.
    case scanner
    /// Lesion volume.
    case volume
    /// Level or value of a clinical factor.
    case factor
    /// More than half of what the model reads has no value.
    case missing
    /// Definitions of the features.
    case profile
    /// The patient was a training patient, so the prediction does not test the model.
    case training = "training-patient"
  }

  /// The quantity that is outside.
  package let kind: Kind
  /// What was compared, e.g. `spacing of T2 along slices`.
  package let subject: String
  /// The value of the patient.
  package let found: String
  /// The values of the training patients; empty if there is no range.
  package let trained: String
  /// How far beyond the range; empty if there is no distance.
  package let distance: String

  /// All of this in one sentence without a full stop.
  package var sentence: String {
    "\(subject) is \(found)" + (trained.isEmpty ? "" : ", trained on \(trained)")
      + (distance.isEmpty ? "" : "; \(distance)")
  }
}
