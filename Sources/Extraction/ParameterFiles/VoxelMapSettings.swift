import Execution
import Foundation

/// How feature maps are made: `voxelSetting` of a PyRadiomics parameter file.
public struct VoxelMapSettings: Hashable, Codable, Sendable {
  /// Voxels from the centre of the kernel to its faces.
  public let kernelRadius: Int
  /// Whether kernels hold voxels of the region only.
  public let isMasked: Bool
  /// Value of voxels outside the region.
  public let outside: Double
  /// Value of voxels inside whose feature is undefined.
  public let undefined: Double

  /// PyRadiomics' defaults.
  public init(kernelRadius: Int = 1, isMasked: Bool = true, outside: Double = 0, undefined: Double = .nan) {
    precondition(kernelRadius >= 1, "a kernel reaches at least one voxel")
    self.kernelRadius = kernelRadius
    self.isMasked = isMasked
    self.outside = outside
    self.undefined = undefined
  }

  /// The settings of a PyRadiomics parameter file; `voxelBatch`, which trades memory for time there, is read and not
  /// used.
  /// - Parameters:
  ///   - radius: wins over `kernelRadius`.
  ///   - undefined: value of voxels whose feature is undefined.
  public init(
    parameterFile path: String?, radius: Int? = nil, undefined: Double = .nan
  ) throws(ParameterFileError) {
    guard let path else {
      self.init(kernelRadius: radius ?? 1, undefined: undefined)
      return
    }
    let section = try ParameterFile(ParameterFile.text(of: path), file: path).voxelSetting
    let own =
      try section.integer("kernelRadius", expecting: "a whole number from 1 to 20") { (1...20).contains($0) } ?? 1
    self.init(
      kernelRadius: radius ?? own, isMasked: try section.flag("maskedKernel") ?? true,
      outside: try section.value("initValue") ?? 0, undefined: undefined)
  }
}

extension VoxelMapSettings {
  /// Everything that decides a map's values beyond the extraction's settings.
  package var identity: CanonicalText {
    var own = CanonicalText("map", 2)
    own.add("kernel-radius", kernelRadius)
    own.add("masked", isMasked)
    own.add("outside", outside)
    own.add("undefined", undefined)
    return own
  }

  /// For JSON, which has no not-a-number.
  package struct Record: Encodable {
    package let radius: Int
    let masked: Bool
    package let outside: String
    package let undefined: String

    /// All parts, as they are.
    package init(radius: Int, masked: Bool, outside: String, undefined: String) {
      self.radius = radius
      self.masked = masked
      self.outside = outside
      self.undefined = undefined
    }
  }

  package var record: Record {
    Record(radius: kernelRadius, masked: isMasked, outside: "\(outside)", undefined: "\(undefined)")
  }
}

extension ParameterSection {
  /// A number that may be `.nan`.
  fileprivate func value(_ key: String) throws(ParameterFileError) -> Double? {
    guard let node = node(key) else { return nil }
    if ["nan", ".nan"].contains(node.string?.lowercased()) { return .nan }
    return try number(key, expecting: "a number or nan") { _ in true }
  }
}
