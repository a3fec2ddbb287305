/// Whether a filter works within each slice or across slices.
public enum FilterSpace: String, Hashable, Codable, Sendable, CaseIterable {
  /// In the plane of the x and y axes, slice by slice.
  case slices
  /// Along all three axes.
  case volume

  /// Number of axes.
  var dimensions: Int { self == .slices ? 2 : 3 }
}

/// One choice for each axis a separable filter works on; the number of choices says whether it works by slice.
public enum PerAxis<Choice: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
  /// In the plane, slice by slice.
  case slices(x: Choice, y: Choice)
  /// Along all three axes.
  case volume(x: Choice, y: Choice, z: Choice)

  /// In the order x, y, z.
  public var choices: [Choice] {
    switch self {
    case .slices(let x, let y): [x, y]
    case .volume(let x, let y, let z): [x, y, z]
    }
  }

  /// Whether the filter works within slices or across them.
  public var space: FilterSpace {
    switch self {
    case .slices: .slices
    case .volume: .volume
    }
  }

  init?(_ choices: [Choice]) {
    switch choices.count {
    case 2: self = .slices(x: choices[0], y: choices[1])
    case 3: self = .volume(x: choices[0], y: choices[1], z: choices[2])
    default: return nil
    }
  }
}

/// How the responses of a filter in several orientations become one (IBSI-2 manual).
public enum OrientationPooling: String, Hashable, Codable, Sendable, CaseIterable {
  /// The mean.
  case average
  /// The highest.
  case maximum
}
