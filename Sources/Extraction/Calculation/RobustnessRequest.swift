import ImageProcessing

/// The perturbations that a user chose, checked.
public struct RobustnessRequest: Hashable, Codable, Sendable {
  /// The perturbations.
  package let plan: PerturbationPlan

  /// Perturbations by their kinds; see ``/ImageProcessing/PerturbationPlan``.
  /// - Parameters:
  ///   - rotations: degrees, within ±180.
  ///   - translations: shares of a voxel, from 0, below 1.
  ///   - noise: repetitions, 0 to 100.
  ///   - noiseLevel: standard deviation in the image's unit, above 0; `nil` to estimate it from each image.
  ///   - volumes: shares of the region's volume, above -1, at most 10.
  ///   - contours: repetitions, 0 to 100.
  ///   - combines: every combination instead of each alone.
  /// - Throws: ``RobustnessRequestError`` with the value and the values that are possible.
  public init(
    rotations: [Double] = [], translations: [Double] = [], noise: Int = 0, noiseLevel: Double? = nil,
    volumes: [Double] = [], contours: Int = 0, combines: Bool = false
  ) throws(RobustnessRequestError) {
    func check(_ values: [Double], of key: String, expecting expected: String, where isValid: (Double) -> Bool)
      throws(RobustnessRequestError)
    {
      if let bad = values.first(where: { !isValid($0) }) {
        throw RobustnessRequestError(key: key, found: "\(bad)", expected: expected)
      }
    }
    try check(rotations, of: "rotate", expecting: "degrees within -180 to 180") { abs($0) <= 180 }
    try check(translations, of: "translate", expecting: "shares of a voxel from 0, below 1") { (0..<1).contains($0) }
    try check(volumes, of: "volume", expecting: "shares of the volume above -1, at most 10") { $0 > -1 && $0 <= 10 }
    try check([Double(noise)], of: "noise", expecting: "0 to 100 repetitions") { (0...100).contains($0) }
    try check([Double(contours)], of: "contour", expecting: "0 to 100 repetitions") { (0...100).contains($0) }
    try check(noiseLevel.map { [$0] } ?? [], of: "noise-level", expecting: "a number above 0") { $0 > 0 && $0.isFinite }
    plan = PerturbationPlan(
      rotations: rotations, translations: translations, noise: noise, noiseLevel: noiseLevel, volumes: volumes,
      contours: contours, combines: combines)
    let count = plan.perturbations.count
    guard count > 1 else {
      throw RobustnessRequestError(
        key: "perturbations", found: "nothing that changes an image",
        expected: "at least one of rotate, translate, noise, volume, contour")
    }
    guard count <= 1000 else {
      throw RobustnessRequestError(key: "perturbations", found: "\(count) versions", expected: "1000 at most")
    }
  }

  /// Names of the versions, the image as it is first.
  public var versions: [String] { plan.perturbations.map(\.name) }
}

/// Why perturbations are not possible.
public struct RobustnessRequestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of perturbation, by its key.
  public let key: String
  /// The value that was given.
  public let found: String
  /// The values that are possible.
  public let expected: String

  /// In one sentence.
  public var description: String { "\(key) is \(found); expected \(expected)." }
}
