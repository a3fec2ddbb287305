import Volumes

/// Where in one image a score comes from.
package struct ImageAttribution: Sendable {
  /// Grad-CAM (Selvaraju et al. 2017, doi 10.1109/ICCV.2017.74), see ``NetworkMaps/activation(of:)``; `nil` where the
  /// network or the score has no gradient.
  package let activation: [[Double]]?
  /// Rows of ``activation``'s maps.
  package let rows: Int
  /// Columns of ``activation``'s maps.
  package let columns: Int
  /// Input slices of each position.
  package let slices: [[Int]]
  /// The score.
  package let score: Double
  /// How much the score falls when a square is set to grey 0 in one position's slices; `nil` where that was not asked
  /// for.
  package let occlusion: Occlusion?
  /// The input that the network saw.
  package let prepared: PreparedInput

  /// Falls of the score by position, patch row, patch column.
  package struct Occlusion: Sendable {
    /// Side of the square in pixels of the input.
    package let patch: Int
    /// First pixel of each square along an axis, ascending; the last square touches the edge.
    package let starts: [Int]
    /// Squares a row.
    package var count: Int { starts.count }
    /// `score - score without the square`, by position.
    package let falls: [[Double]]
    /// Passes through the network that were needed: squares without any grey change nothing and are left out.
    package let passes: Int
  }
}

extension AttributedNetwork {
  /// Where the score of one image comes from, or of several series that are channels of one input.
  /// - Parameter patch: side and stride of occluding squares in pixels; `nil` for Grad-CAM only.
  package func attribution(
    of images: [InputImage], to score: AttributedScore, occluding patch: (side: Int, stride: Int)? = nil
  ) throws -> ImageAttribution {
    let prepared = try prepare(images)
    let maps = try lastMaps(of: prepared.input)
    let scored = MapScore(score: score, areas: score.isOfSlices ? try extractor.areas(of: images) : [])
    let activation = hasMaps ? scored.activation(maps) : nil
    let occlusion = try patch.map { try occlude(prepared.input, scored, maps, side: $0.side, stride: $0.stride) }
    return ImageAttribution(
      activation: activation, rows: maps.rows, columns: maps.columns, slices: maps.slices,
      score: scored.value(maps), occlusion: occlusion, prepared: prepared)
  }

  /// Where slices do not mix, a position's maps see that position's slices alone: one pass with a square hidden in
  /// every slice tells what each position would lose by itself, exactly. Where they mix, each position needs a pass of
  /// its own.
  private func occlude(
    _ input: NetworkInput, _ score: MapScore, _ maps: NetworkMaps, side: Int, stride: Int
  ) throws -> ImageAttribution.Occlusion {
    // The last square touches the edge, whatever the stride: what no square hid would look like what does not matter.
    let last = max(0, input.rows - side)
    let starts = Array(Swift.stride(from: 0, to: last, by: stride)) + [last]
    let squares = starts.flatMap { row in
      starts.map { column in
        (rows: row..<min(row + side, input.rows), columns: column..<min(column + side, input.columns))
      }
    }
    let whole = PositionMeans(maps)
    var falls = maps.slices.map { _ in [Double](repeating: 0, count: squares.count) }
    var passes = 0
    for (number, area) in squares.enumerated() {
      let touched = maps.slices.indices.filter { input.hasGrey(maps.slices[$0], area.rows, area.columns) }
      let groups = mixesSlices ? touched.map { [$0] } : touched.isEmpty ? [] : [touched]
      for group in groups {
        passes += 1
        let hidden = input.occluded(group.flatMap { maps.slices[$0] }, area.rows, area.columns)
        let means = PositionMeans(try lastMaps(of: hidden))
        for position in group {
          let changed = mixesSlices ? means : whole.replacing(position, by: means)
          falls[position][number] = score.value(whole) - score.value(changed)
        }
      }
    }
    return .init(patch: side, starts: starts, falls: falls, passes: passes)
  }
}

/// Means of the last maps by depth position, in float64; the features are the means of these.
private struct PositionMeans {
  private let means: [[Double]]

  init(_ maps: NetworkMaps) {
    means = maps.slices.indices.map { position in
      (0..<maps.channels).map { channel in
        maps.map(position, channel).reduce(0.0) { $0 + Double($1) } / Double(maps.rows * maps.columns)
      }
    }
  }

  private init(_ means: [[Double]]) { self.means = means }

  var features: [Double] {
    means[0].indices.map { channel in means.reduce(0) { $0 + $1[channel] } / Double(means.count) }
  }

  /// The means with one position as `other` has it.
  func replacing(_ position: Int, by other: PositionMeans) -> PositionMeans {
    var mixed = means
    mixed[position] = other.means[position]
    return PositionMeans(mixed)
  }

  /// The positions as slices of these areas.
  func bag(_ areas: [Double]) -> SliceBag { SliceBag(means, areas: areas) }
}

/// A score as a function of the last maps.
private struct MapScore {
  let score: AttributedScore
  /// The area of the lesion in every slice, for a score that joins slices.
  let areas: [Double]

  func value(_ maps: NetworkMaps) -> Double {
    score.isOfSlices ? value(PositionMeans(maps)) : score.value(maps.features)
  }

  func value(_ means: PositionMeans) -> Double {
    if case .slices(let score) = score { score.value(means.bag(areas)) } else { score.value(means.features) }
  }

  /// Grad-CAM; `nil` for a score without a gradient.
  func activation(_ maps: NetworkMaps) -> [[Double]]? {
    guard case .slices(let score) = score else { return maps.activation(of: score) }
    return maps.activation(of: score, areas: areas)
  }
}

extension AttributedScore {
  fileprivate var isOfSlices: Bool { if case .slices = self { true } else { false } }
}

extension NetworkMaps {
  /// Grad-CAM: for each depth position `max(0, Σ g_c A_c)`, with g the score's derivative by the features.
  ///
  /// Only a mean over the `Z` places of the maps stands between maps and features, so the derivative by a place of map
  /// c is `g_c / Z`, and so is the mean of these derivatives, which weights the map in Grad-CAM. The values here are
  /// `Z` times those of Grad-CAM: without the rectifier, their mean over all places is `Σ g_c f_c`.
  /// - Returns: values by position and place; `nil` for a score without a gradient.
  package func activation(of score: AttributedScore) -> [[Double]]? {
    score.gradient(features).map { weighted(by: $0).map { $0.map { max(0, $0) } } }
  }

  /// The same for a score that joins the positions in another way than by their mean: with `K` positions of `R` places,
  /// the derivative by a place of map c at position k is `g_kc / R`, and the values are `K R` times that as above. The
  /// mean over all places, without the rectifier, is `Σ g_kc h_kc`.
  package func activation(of score: SliceScore, areas: [Double]) -> [[Double]]? {
    let means = PositionMeans(self).bag(areas)
    guard let gradient = score.gradient?(means) else { return nil }
    return gradient.enumerated().map { position, slopes in
      weighted(position, by: slopes.map { $0 * Double(slices.count) }).map { max(0, $0) }
    }
  }

  /// Means of the maps: the features, in float64.
  package var features: [Double] {
    (0..<channels).map { channel in
      let sum = slices.indices.reduce(0.0) { sum, position in map(position, channel).reduce(sum) { $0 + Double($1) } }
      return sum / Double(slices.count * rows * columns)
    }
  }
}
