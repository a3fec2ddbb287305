import Execution

/// Where a synthetic cohort was "acquired": its scanners and how often treatment falls short.
///
/// A hospital follows from the seed alone. Seed 1 is the study's: 57 of 252 patients without complete response. Every
/// other seed draws a prevalence between 0.15 and 0.35 and other scanners, so that a model from one seed meets, on
/// another, what external validation meets.
package struct PhantomHospital: Hashable, Codable, Sendable {
  /// Share of patients without complete response that the planted model is calibrated to.
  package let prevalence: Double
  /// The scanners, in falling order of use.
  package let scanners: [PhantomScanner]

  /// The hospital of a seed.
  package init(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "hospital")
    let drawn = 0.15 + 0.20 * stream.uniform()
    prevalence = seed == 1 ? Self.studyPrevalence : drawn
    scanners = PhantomScanner.bases.map { $0.varied(by: &stream) }
  }

  /// Non-complete response in the study (Jeong et al. 2024: 57 of 252).
  package static let studyPrevalence = 57.0 / 252.0

  /// The scanner of one patient.
  package func scanner(drawnBy stream: inout RandomStream) -> PhantomScanner {
    let position = stream.uniform()
    return scanners[position < 0.45 ? 0 : position < 0.75 ? 1 : 2]
  }
}

/// How one scanner maps tissue to stored integers.
package struct PhantomScanner: Hashable, Codable, Sendable {
  /// Name in the files, `S1` to `S3`.
  package let name: String
  /// Tesla.
  package let fieldStrength: Double
  /// Field of view in mm of the CE-T1 and the T2 series.
  package let fieldOfView: [Double]
  /// Height in mm of the stack of slices of the CE-T1 and the T2 series.
  package let coverage: [Double]
  /// Relative intensity change by the coil from the centre to 100 mm off it.
  package let bias: Double
  /// Standard deviation of the noise in each quadrature channel, before gain.
  package let noise: Double
  /// Intensity per unit of tissue signal.
  package let gain: Double
  /// Intensity per stored integer; `nil` writes no rescale attributes.
  package let rescaleSlope: Double?
  /// Rotation of the stack about the left-right axis in degrees: oblique axial slices, at right angles to the cervix.
  package let tilt: Double
  /// How file names follow the slices.
  package let fileOrder: FileOrder

  /// Ways in which exporters name slices.
  package enum FileOrder: String, Hashable, Codable, Sendable {
    /// From the feet to the head.
    case ascending
    /// From the head to the feet.
    case descending
    /// Every second slice, then the others: the order of acquisition.
    case interleaved
  }

  /// Three scanners that differ as clinical ones do; a hospital varies them.
  static let bases = [
    PhantomScanner(
      name: "S1", fieldStrength: 1.5, fieldOfView: [275, 262], coverage: [92, 90], bias: 0.15, noise: 18, gain: 1,
      rescaleSlope: nil, tilt: 0, fileOrder: .ascending),
    PhantomScanner(
      name: "S2", fieldStrength: 3, fieldOfView: [256, 250], coverage: [88, 86], bias: 0.3, noise: 13, gain: 1.25,
      rescaleSlope: 0.5, tilt: 6, fileOrder: .descending),
    PhantomScanner(
      name: "S3", fieldStrength: 1.5, fieldOfView: [294, 288], coverage: [100, 96], bias: 0.2, noise: 24, gain: 0.85,
      rescaleSlope: nil, tilt: 0, fileOrder: .interleaved),
  ]

  func varied(by stream: inout RandomStream) -> PhantomScanner {
    func spread(_ share: Double) -> Double { 1 + share * (2 * stream.uniform() - 1) }
    let (size, height) = (spread(0.05), spread(0.04))
    return PhantomScanner(
      name: name, fieldStrength: fieldStrength, fieldOfView: fieldOfView.map { ($0 * size).rounded() },
      coverage: coverage.map { ($0 * height).rounded() }, bias: bias * spread(0.3), noise: noise * spread(0.2),
      gain: gain * spread(0.15), rescaleSlope: rescaleSlope, tilt: tilt == 0 ? 0 : (tilt * spread(0.5)).rounded(),
      fileOrder: fileOrder)
  }
}
