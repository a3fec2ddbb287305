/// Which perturbations to compute.
public struct PerturbationPlan: Hashable, Codable, Sendable {
  /// Angles in degrees.
  public let rotations: [Double]
  /// Shifts as shares of a voxel.
  public let translations: [Double]
  /// Repetitions of added noise.
  public let noise: Int
  /// Standard deviation of the noise; `nil` to estimate it from each image.
  public let noiseLevel: Double?
  /// Changes of the region's volume as shares of it.
  public let volumes: [Double]
  /// Repetitions of a randomised contour.
  public let contours: Int
  /// Whether each perturbation is a chain, one of every kind, in every combination (as MIRP does), or stands alone.
  public let combines: Bool

  /// A caller's bug is a value that ``Perturbation`` refuses; parsers check user input first.
  public init(
    rotations: [Double] = [], translations: [Double] = [], noise: Int = 0, noiseLevel: Double? = nil,
    volumes: [Double] = [], contours: Int = 0, combines: Bool = false
  ) {
    precondition(noise >= 0 && contours >= 0, "repetitions are counted from 0")
    self.rotations = rotations
    self.translations = translations
    self.noise = noise
    self.noiseLevel = noiseLevel
    self.volumes = volumes
    self.contours = contours
    self.combines = combines
  }

  /// The perturbations in order, the image as it is first.
  ///
  /// Alone, a shift applies to all three axes at once. In chains each axis takes every shift, so that two shifts are
  /// eight.
  public var perturbations: [Perturbation] {
    let all = [Perturbation.none] + (combines ? chains : alone)
    var seen = Set<String>()
    return all.filter { seen.insert($0.name).inserted }
  }

  private var alone: [Perturbation] {
    rotations.map { Perturbation(rotation: $0) }
      + translations.map { Perturbation(translation: SIMD3(repeating: $0)) }
      + repetitions(noise).map { Perturbation(noise: $0, noiseLevel: noiseLevel) }
      + volumes.map { Perturbation(volumeChange: $0) } + repetitions(contours).map { Perturbation(contour: $0) }
  }

  private var chains: [Perturbation] {
    let shifts = translations.isEmpty ? [0] : translations
    let vectors = shifts.flatMap { x in shifts.flatMap { y in shifts.map { SIMD3(x, y, $0) } } }
    let angles = rotations.isEmpty ? [0] : rotations
    let changes = volumes.isEmpty ? [0] : volumes
    let noises: [Int?] = noise > 0 ? repetitions(noise) : [nil]
    let shapes: [Int?] = contours > 0 ? repetitions(contours) : [nil]
    return noises.flatMap { noise in
      angles.flatMap { angle in
        vectors.flatMap { vector in
          changes.flatMap { change in
            shapes.map { shape in
              Perturbation(
                rotation: angle, translation: vector, noise: noise, noiseLevel: noise == nil ? nil : noiseLevel,
                volumeChange: change, contour: shape)
            }
          }
        }
      }
    }
  }

  private func repetitions(_ count: Int) -> [Int] { Array(1..<count + 1) }
}
