/// Size of what a network is built for.
package struct NetworkInputShape: Hashable, Codable, Sendable {
  /// Channels; 3 for networks trained on photographs.
  package let channels: Int
  /// Slices, padding included.
  package let depth: Int
  /// Rows of a slice.
  package let rows: Int
  /// Columns of a slice.
  package let columns: Int

  /// All lengths must be positive.
  package init(channels: Int = 3, depth: Int, rows: Int = 224, columns: Int = 224) {
    precondition(min(channels, depth, rows, columns) > 0, "an input has at least one voxel")
    self.channels = channels
    self.depth = depth
    self.rows = rows
    self.columns = columns
  }

  /// The published input: 3 x 77 x 224 x 224.
  package static let published = NetworkInputShape(depth: 77)
}

/// Mean and standard deviation of a channel in the training of the network, which standardise its greys:
/// `(grey - mean) / standardDeviation`.
package struct ChannelStatistics: Hashable, Codable, Sendable {
  /// Subtracted first.
  package let mean: Float
  /// Divides second.
  package let standardDeviation: Float

  /// Both figures; the deviation must be positive.
  package init(mean: Float, standardDeviation: Float) {
    precondition(standardDeviation > 0, "a deviation is positive")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// Red, green and blue of ImageNet, for greys in `[0, 1]`.
  package static let imageNet = [
    ChannelStatistics(mean: 0.485, standardDeviation: 0.229),
    ChannelStatistics(mean: 0.456, standardDeviation: 0.224),
    ChannelStatistics(mean: 0.406, standardDeviation: 0.225),
  ]

  /// What EfficientNet-Lite was trained with: 127 and 128 of 255.
  package static let efficientNetLite = [ChannelStatistics](
    repeating: ChannelStatistics(mean: 127 / 255, standardDeviation: 128 / 255), count: 3)
}

/// One volume as a network takes it.
///
/// Channels are kept as greys and normalised slice by slice when the network asks for one, since most slices of a long
/// volume are never asked for.
package struct NetworkInput: Sendable {
  /// Slices that are real; a network built for more sees zeros after them.
  package let depth: Int
  /// Rows of a slice.
  package let rows: Int
  /// Columns of a slice.
  package let columns: Int
  private let channels: [[Float]]
  let normalisation: [ChannelStatistics]

  /// One series in every channel.
  /// - Parameter greys: values by slice, row, column; `rows * columns` of them a slice.
  package init(greys: [Float], rows: Int, columns: Int, normalisation: [ChannelStatistics]) {
    self.init(
      channels: Array(repeating: greys, count: normalisation.count), rows: rows, columns: columns,
      normalisation: normalisation)
  }

  /// Several series, one a channel, all of one size.
  package init(channels: [[Float]], rows: Int, columns: Int, normalisation: [ChannelStatistics]) {
    precondition(channels.count == normalisation.count && !channels.isEmpty, "one normalisation a channel")
    precondition(channels.allSatisfy { $0.count == channels[0].count }, "channels of one size")
    precondition(channels[0].count.isMultiple(of: rows * columns), "whole slices")
    depth = channels[0].count / (rows * columns)
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.normalisation = normalisation
  }

  /// Number of channels.
  package var channelCount: Int { channels.count }

  /// Greys of one slice of the first channel, before normalisation.
  package func greys(_ slice: Int) -> [Float] {
    let plane = rows * columns
    return Array(channels[0][(slice * plane)..<((slice + 1) * plane)])
  }

  /// Whether every channel has grey 0 everywhere in a slice; with the sign of 0, so that equal inputs have equal bits.
  func isEmpty(_ slice: Int) -> Bool {
    let plane = rows * columns
    return channels.allSatisfy { greys in
      greys.withUnsafeBufferPointer { greys in
        // Invariant: the initialiser made every channel `depth * plane` long.
        UnsafeBufferPointer(rebasing: greys[(slice * plane)..<((slice + 1) * plane)]).allSatisfy { $0.bitPattern == 0 }
      }
    }
  }

  /// Whether any channel has a grey other than 0 there; slices beyond the real ones have none.
  func hasGrey(_ slices: [Int], _ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
    channels.contains { greys in
      slices.contains { slice in
        slice < depth
          && rows.contains { row in
            let start = (slice * self.rows + row) * self.columns
            return greys[(start + columns.lowerBound)..<(start + columns.upperBound)].contains { $0 != 0 }
          }
      }
    }
  }

  /// The input with grey 0 there in every channel.
  func occluded(_ slices: [Int], _ rows: Range<Int>, _ columns: Range<Int>) -> NetworkInput {
    let hidden = channels.map { greys in
      var greys = greys
      for slice in slices where slice < depth {
        for row in rows {
          let start = (slice * self.rows + row) * self.columns
          for column in columns { greys[start + column] = 0 }
        }
      }
      return greys
    }
    return NetworkInput(channels: hidden, rows: self.rows, columns: self.columns, normalisation: normalisation)
  }

  /// One slice of one channel as the network sees it.
  package func slice(_ slice: Int, channel: Int) -> [Float] {
    var values = [Float](repeating: 0, count: rows * columns)
    values.withUnsafeMutableBufferPointer { fill($0, slice: slice, channel: channel) }
    return values
  }

  /// Writes one normalised slice of one channel; zeros where `slice` is padding, which comes after normalisation.
  func fill(_ target: UnsafeMutableBufferPointer<Float>, slice: Int, channel: Int) {
    precondition(target.count == rows * columns)
    guard slice < depth else { return target.update(repeating: 0) }
    let (mean, deviation) = (normalisation[channel].mean, normalisation[channel].standardDeviation)
    channels[channel].withUnsafeBufferPointer { greys in
      // Invariant: the initialiser made every channel `depth * rows * columns` long, and `slice < depth`. The plane
      // has a buffer of its own, since the sum of two indices would keep the loop from vectors.
      let plane = UnsafeBufferPointer(rebasing: greys[(slice * target.count)..<((slice + 1) * target.count)])
      for i in 0..<target.count { target[i] = (plane[i] - mean) / deviation }
    }
  }
}
