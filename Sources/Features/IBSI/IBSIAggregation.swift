/// How matrices of slices and directions become one value.
public enum IBSIAggregation: String, Hashable, Codable, Sendable, CaseIterable {
  /// 2D: features of every slice and direction, averaged (`BTW3`).
  case sliceAveraged = "2D-averaged"
  /// 2D: directions of a slice merged, features averaged over slices (`SUJT`).
  case sliceMerged = "2D-slice-merged"
  /// 2.5D: slices of a direction merged, features averaged over directions (`JJUI`).
  case directionMerged = "2.5D-direction-merged"
  /// 2.5D: everything merged (`ZW7Z`).
  case merged = "2.5D-merged"
  /// 3D: features of every direction, averaged (`ITBB`).
  case volumeAveraged = "3D-averaged"
  /// 3D: directions merged (`IAZD`).
  case volumeMerged = "3D-merged"

  /// Whether matrices are counted slice by slice or in the volume.
  public var dimension: TextureDimension { self == .volumeAveraged || self == .volumeMerged ? .volume : .slices }

  /// The aggregations over slices, or those in the volume.
  public static func all(in dimensions: Set<TextureDimension>) -> [IBSIAggregation] {
    allCases.filter { dimensions.contains($0.dimension) }
  }

  /// The ending of a tag, with its meaning.
  struct Ending: Hashable, Sendable {
    /// Last part of the tag.
    let tag: String
    /// Words of the consortium's tables.
    let title: String
  }

  /// For a family that is counted per direction, or for one counted once per slice or volume.
  func ending(directional: Bool) -> Ending {
    switch (self, directional) {
    case (.sliceAveraged, true): Ending(tag: "2D_avg", title: "2D, averaged")
    case (.sliceMerged, true): Ending(tag: "2D_comb", title: "2D, slice-merged")
    case (.directionMerged, true): Ending(tag: "2_5D_avg", title: "2.5D, direction-merged")
    case (.merged, true): Ending(tag: "2_5D_comb", title: "2.5D, merged")
    case (.volumeAveraged, true): Ending(tag: "3D_avg", title: "3D, averaged")
    case (.volumeMerged, true): Ending(tag: "3D_comb", title: "3D, merged")
    case (.sliceAveraged, false), (.sliceMerged, false): Ending(tag: "2D", title: "2D")
    case (.directionMerged, false), (.merged, false): Ending(tag: "2_5D", title: "2.5D")
    case (.volumeAveraged, false), (.volumeMerged, false): Ending(tag: "3D", title: "3D")
    }
  }

  /// The groups that are merged before features are computed.
  /// - Parameter matrices: per slice (one for a volume) and direction.
  func groups<Matrix>(_ matrices: [[Matrix]]) -> [[Matrix]] {
    switch self {
    case .sliceAveraged, .volumeAveraged: matrices.joined().map { [$0] }
    case .sliceMerged, .volumeMerged: matrices
    case .directionMerged: (matrices.first ?? []).indices.map { direction in matrices.map { $0[direction] } }
    case .merged: [Array(matrices.joined())]
    }
  }

  /// ``groups(_:)`` of matrices without directions.
  func groups<Matrix>(ofWhole matrices: [Matrix]) -> [[Matrix]] {
    self == .directionMerged || self == .merged ? [matrices] : matrices.map { [$0] }
  }
}
