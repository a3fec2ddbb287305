/// For each pixel of a resized line, the pixels it is a weighted sum of.
struct LineWeights {
  /// First source pixel.
  let starts: [Int]
  /// Weights of the source pixels from there; their sum is 1.
  let weights: [[Float]]

  /// Bilinear from `source` to `target` pixels, with half-pixel centres: pixel x looks at
  /// `(x + 0.5) source / target - 0.5`.
  init(from source: Int, to target: Int, _ kind: SliceResize) {
    let scale = Double(source) / Double(target)
    self.init((0..<target).map { Self.pixel((Double($0) + 0.5) * scale, scale, of: source, kind) })
  }

  /// Bilinear at the places of an axis of the input; a pixel whose centre lies outside the `source` pixels of the image
  /// has no weight, so that it becomes 0.
  init(_ axis: SampledAxis, of source: Int, _ kind: SliceResize) {
    self.init(
      (0..<axis.count).map { x in
        let centre = axis.origin + (Double(x) + 0.5) * axis.scale
        guard (0...Double(source)).contains(centre) else { return (0, []) }
        return Self.pixel(centre, axis.scale, of: source, kind)
      })
  }

  private init(_ pixels: [(start: Int, weights: [Float])]) {
    (starts, weights) = (pixels.map(\.start), pixels.map(\.weights))
  }

  /// Pillow's `precompute_coeffs`: a triangle of half-width max(scale, 1), cut at the ends of the line.
  private static func pixel(
    _ place: Double, _ scale: Double, of source: Int, _ kind: SliceResize
  ) -> (start: Int, weights: [Float]) {
    let centre = held(place, kind, source)
    let width = kind == .pillow ? max(scale, 1) : 1
    let first = max(0, Int(centre - width + 0.5))
    let end = min(source, Int(centre + width + 0.5))
    let heights = (first..<max(end, first + 1)).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / width)) }
    let sum = heights.reduce(0, +)
    return (first, heights.map { Float($0 / sum) })
  }

  /// Torch holds the centre inside the first and last pixel's, Pillow cuts the triangle: the same for a width of 1.
  private static func held(_ centre: Double, _ kind: SliceResize, _ source: Int) -> Double {
    kind == .pillow ? centre : min(max(centre, 0.5), Double(source) - 0.5)
  }

  /// The source pixels that have a weight. Not empty: an axis of the input holds the lesion.
  var span: Range<Int> {
    let used = starts.indices.filter { !weights[$0].isEmpty }
    let first = used.map { starts[$0] }.min() ?? 0
    return first..<max(used.map { starts[$0] + weights[$0].count }.max() ?? 1, first + 1)
  }

  /// The same weights of a line that begins at the first pixel of ``span``.
  var fromSpan: LineWeights {
    let first = span.lowerBound
    return LineWeights(zip(starts, weights).map { (max(0, $0 - first), $1) })
  }
}

/// A slice of greys by row and column.
struct GreySlice {
  let rows: Int
  let columns: Int
  var values: [Float]

  /// The slice with other numbers of rows and columns: columns of pixels first, since that pass runs along memory.
  func resized(rows: LineWeights, columns: LineWeights) -> GreySlice {
    let tall = resized(rows: rows)
    var result = GreySlice(rows: tall.rows, columns: columns.starts.count, values: [])
    // In one array: a list of lists would be looked up, and counted as used, at every pixel.
    let taps = columns.starts.indices.map { (start: columns.starts[$0], count: columns.weights[$0].count) }
    let weights = columns.weights.flatMap(\.self)
    result.values = [Float](unsafeUninitializedCapacity: result.rows * result.columns) { target, filled in
      tall.values.withUnsafeBufferPointer { source in
        weights.withUnsafeBufferPointer { weights in
          // Invariant: `LineWeights` made for `self.columns` pixels never reaches past them.
          for row in 0..<result.rows {
            var (next, place) = (0, row * result.columns)
            for (start, count) in taps {
              let from = row * tall.columns + start
              var sum: Float = 0
              for n in 0..<count { sum += weights[next + n] * source[from + n] }
              target[place] = sum
              next += count
              place += 1
            }
          }
        }
      }
      filled = result.rows * result.columns
    }
    return result
  }

  private func resized(rows: LineWeights) -> GreySlice {
    var result = GreySlice(
      rows: rows.starts.count, columns: columns, values: [Float](repeating: 0, count: rows.starts.count * columns))
    values.withUnsafeBufferPointer { source in
      result.values.withUnsafeMutableBufferPointer { target in
        // Invariant: `LineWeights` made for `self.rows` lines never reaches past them.
        for (row, start) in rows.starts.enumerated() {
          let to = UnsafeMutableBufferPointer(rebasing: target[(row * columns)..<((row + 1) * columns)])
          for (n, weight) in rows.weights[row].enumerated() {
            let from = UnsafeBufferPointer(rebasing: source[((start + n) * columns)..<((start + n + 1) * columns)])
            for column in 0..<columns { to[column] += weight * from[column] }
          }
        }
      }
    }
    return result
  }

  /// The slice in the middle of a square of zeros.
  func centred(in side: Int) -> GreySlice {
    guard rows != side || columns != side else { return self }
    var result = GreySlice(rows: side, columns: side, values: [Float](repeating: 0, count: side * side))
    let (top, left) = ((side - rows) / 2, (side - columns) / 2)
    for row in 0..<rows {
      let start = (top + row) * side + left
      result.values.replaceSubrange(start..<(start + columns), with: values[(row * columns)..<((row + 1) * columns)])
    }
    return result
  }
}
