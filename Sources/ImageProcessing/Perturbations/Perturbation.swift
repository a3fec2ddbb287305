/// A small change of an image and its mask, after which a robust feature should be as before.
///
/// Up to four steps, always in this order: noise, rotation with translation, volume of the region, contour. Zwanenburg
/// et al. 2019, doi 10.1038/s41598-018-36938-4.
public struct Perturbation: Hashable, Codable, Sendable {
  /// Turn of the sampling grid in the plane of the slices, about the middle of the region, in degrees.
  public let rotation: Double
  /// Shift of the sampling grid along i, j and k, as shares of a voxel.
  public let translation: SIMD3<Double>
  /// Repetition of added noise, counted from 1; `nil` for none.
  public let noise: Int?
  /// Standard deviation of the noise in the image's unit; `nil` for what ``estimatedNoise(in:)`` finds.
  public let noiseLevel: Double?
  /// Change of the region's volume as a share of it, above -1; 0 for none.
  public let volumeChange: Double
  /// Repetition of a randomised contour, counted from 1; `nil` for none.
  public let contour: Int?

  /// A caller's bug is a rotation or shift that is not finite, or a volume change of -1 or below.
  public init(
    rotation: Double = 0, translation: SIMD3<Double> = .zero, noise: Int? = nil, noiseLevel: Double? = nil,
    volumeChange: Double = 0, contour: Int? = nil
  ) {
    precondition(rotation.isFinite && (0..<3).allSatisfy { translation[$0].isFinite }, "finite motion")
    precondition(volumeChange > -1 && volumeChange.isFinite, "a region keeps some of its volume")
    precondition(noiseLevel.map { $0 >= 0 && $0.isFinite } ?? true, "a noise level is not negative")
    self.rotation = rotation
    self.translation = translation
    self.noise = noise
    self.noiseLevel = noiseLevel
    self.volumeChange = volumeChange
    self.contour = contour
  }

  /// Nothing is changed.
  public static let none = Perturbation()

  /// Whether image and mask are read on another grid.
  public var moves: Bool { rotation != 0 || translation != .zero }

  /// The steps, such as `noise:1+rotate:-10`; `original` where there is none. Part of every table and of the random
  /// streams.
  public var name: String {
    var parts: [String] = []
    if let noise { parts.append("noise:\(noise)") }
    if rotation != 0 { parts.append("rotate:\(rotation.plain)") }
    if translation != .zero {
      let shifts = (0..<3).map { translation[$0].plain }
      parts.append("translate:\(Set(shifts).count == 1 ? shifts[0] : shifts.joined(separator: "/"))")
    }
    if volumeChange != 0 { parts.append("volume:\(volumeChange.plain)") }
    if let contour { parts.append("contour:\(contour)") }
    return parts.isEmpty ? "original" : parts.joined(separator: "+")
  }
}

extension Double {
  /// `10` for 10.0.
  fileprivate var plain: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
