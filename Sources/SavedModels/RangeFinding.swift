/// One way in which a patient lies outside what a model was trained on, and how far.
public struct RangeFinding: Hashable, Codable, Sendable {
  /// What is outside; `--accept` names it.
  public enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
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
    /// Definitions of the features.
    case profile
    /// The patient was in the training: a prediction is no test of the model.
    case training = "training-patient"
  }

  /// What is outside.
  public let kind: Kind
  /// Of what, e.g. `spacing of T2 along slices`.
  public let subject: String
  /// What the patient has.
  public let found: String
  /// What the training patients had; empty where there is no range.
  public let trained: String
  /// How far beyond; empty where there is no distance.
  public let distance: String

  /// All in one sentence without a full stop.
  public var sentence: String {
    "\(subject) is \(found)" + (trained.isEmpty ? "" : ", trained on \(trained)")
      + (distance.isEmpty ? "" : "; \(distance)")
  }
}
