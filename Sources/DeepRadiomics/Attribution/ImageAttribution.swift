import Volumes

/// Where in one image a score comes from.
public struct ImageAttribution: Sendable {
  /// Grad-CAM (Selvaraju et al. 2017, doi 10.1109/ICCV.2017.74): for each depth position of the last maps `max(0, Σ g_c A_c)`, with g
  /// the score's derivative by the features. Exact here, not an approximation: only a mean stands between maps and features.
  public let activation: [[Double]]
  /// Rows of ``activation``'s maps.
  public let rows: Int
  /// Columns of ``activation``'s maps.
  public let columns: Int
  /// Input slices of each position.
  public let slices: [[Int]]
  /// The score.
  public let score: Double
  /// How much the score falls when a square is set to grey 0 in one position's slices; `nil` where that was not asked for.
  public let occlusion: Occlusion?
  /// The input that the network saw.
  package let prepared: PreparedInput

  /// Falls of the score by position, patch row, patch column.
  public struct Occlusion: Sendable {
    /// Side of the square in pixels of the input.
    public let patch: Int
    /// Distance between squares.
    public let stride: Int
    /// Squares a row.
    public let count: Int
    /// `score - score without the square`, by position.
    public let falls: [[Double]]
    /// Passes through the network that were needed: squares without any grey change nothing and are left out.
    public let passes: Int
  }
}

extension DeepExtractor {
  /// Where the score of one image comes from.
  /// - Parameter patch: side and stride of occluding squares in pixels; `nil` for Grad-CAM only.
  public func attribution(
    of image: InputImage, to score: AttributedScore, occluding patch: (side: Int, stride: Int)? = nil
  ) throws -> ImageAttribution {
    let prepared = try prepare([image])
    let maps = try network.lastMaps(of: prepared.input)
    let features = maps.features
    let activation = maps.weighted(by: score.gradient(features)).map { $0.map { max(0, $0) } }
    let occlusion = try patch.map { try occlude(prepared.input, score, maps.slices, side: $0.side, stride: $0.stride) }
    return ImageAttribution(
      activation: activation, rows: maps.rows, columns: maps.columns, slices: maps.slices,
      score: score.value(features), occlusion: occlusion, prepared: prepared)
  }

  private func occlude(
    _ input: NetworkInput, _ score: AttributedScore, _ positions: [[Int]], side: Int, stride: Int
  ) throws -> ImageAttribution.Occlusion {
    let starts = Array(Swift.stride(from: 0, through: max(0, input.rows - side), by: stride))
    let whole = score.value(try network.lastMaps(of: input).features)
    var passes = 0
    let falls = try positions.map { slices in
      try starts.flatMap { row in
        try starts.map { column in
          let area = (rows: row..<min(row + side, input.rows), columns: column..<min(column + side, input.columns))
          guard input.hasGrey(slices, area.rows, area.columns) else { return 0.0 }
          passes += 1
          let occluded = input.occluded(slices, area.rows, area.columns)
          return whole - score.value(try network.lastMaps(of: occluded).features)
        }
      }
    }
    return .init(patch: side, stride: stride, count: starts.count, falls: falls, passes: passes)
  }
}

extension NetworkMaps {
  /// Means of the maps: the features, in float64.
  var features: [Double] {
    (0..<channels).map { channel in
      let sum = slices.indices.reduce(0.0) { sum, position in map(position, channel).reduce(sum) { $0 + Double($1) } }
      return sum / Double(slices.count * rows * columns)
    }
  }
}
