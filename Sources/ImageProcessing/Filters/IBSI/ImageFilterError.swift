/// Why an image cannot be filtered.
public enum ImageFilterError: Error, Hashable, Codable, Sendable {
  /// A parameter makes no filter.
  case unusableParameter(filter: String, parameter: String, value: Double, allowed: String)
  /// The filter read intensities that are infinite or not a number, or so large that sums overflow.
  case responseIsNotFinite(voxels: Int)
}

extension ImageFilterError: CustomStringConvertible {
  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .unusableParameter(let filter, let parameter, let value, let allowed):
      "filter \(filter): \(parameter) is \(value); give \(allowed)"
    case .responseIsNotFinite(let voxels):
      "the response has \(voxels) voxels that are infinite or not a number, as the image has;"
        + " export the image again, or replace these intensities"
    }
  }
}

/// A parameter, its value and what it may be.
struct ParameterRange {
  let name: String
  let value: Double
  let allowed: String
  let isUsable: Bool

  init(_ name: String, _ value: Double, _ allowed: String, _ test: (Double) -> Bool) {
    (self.name, self.value, self.allowed) = (name, value, allowed)
    isUsable = test(value)
  }
}
