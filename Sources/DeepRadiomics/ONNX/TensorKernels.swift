import Execution
import Glibc

/// The sum, mean, largest or smallest number of each row, in one fixed order; sums in float64.
struct ReductionKernel: PlainKernel {
  enum Kind: Hashable, Sendable {
    case mean
    case sum
    case largest
    case smallest
    case norm
  }

  let kind: Kind
  let length: Int
  var work: Int { length }

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (source, target, length, kind) = (SharedSource(sources[0]), SharedBuffer(target), length, kind)
    ThreadTeam.share(target.elements.count, numbers: source.elements.count) { range in
      // Invariant: the source has `length` numbers for each of the target.
      for row in range {
        let places = (row * length)..<((row + 1) * length)
        target.elements[row] = Self.value(kind, source.elements, places)
      }
    }
  }

  private static func value(_ kind: Kind, _ source: UnsafeBufferPointer<Float>, _ places: Range<Int>) -> Float {
    var sum = 0.0
    switch kind {
    case .mean, .sum:
      for i in places { sum += Double(source[i]) }
      return Float(kind == .mean ? sum / Double(places.count) : sum)
    case .norm:
      for i in places { sum += Double(source[i]) * Double(source[i]) }
      return Float(sum.squareRoot())
    case .largest:
      var largest = source[places.lowerBound]
      for i in places where source[i] > largest || source[i].isNaN { largest = source[i] }
      return largest
    case .smallest:
      var smallest = source[places.lowerBound]
      for i in places where source[i] < smallest || source[i].isNaN { smallest = source[i] }
      return smallest
    }
  }
}

/// Each row less its mean, divided by its deviation, scaled and shifted (layer and instance normalisation).
struct NormalisationKernel: PlainKernel {
  let length: Int
  let epsilon: Double
  /// Numbers of scale and shift: one a place of the row, or one a row in turn.
  let scale: [Float]
  let shift: [Float]
  let isByPlace: Bool

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (source, target, kernel) = (SharedSource(sources[0]), SharedBuffer(target), self)
    ThreadTeam.share(target.elements.count / length, numbers: target.elements.count) { range in
      for row in range { kernel.normalise(source.elements, target.elements, row) }
    }
  }

  private func normalise(_ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>, _ row: Int)
  {
    let start = row * length
    var (sum, squares) = (0.0, 0.0)
    for i in start..<(start + length) { sum += Double(source[i]) }
    let mean = sum / Double(length)
    for i in start..<(start + length) {
      let difference = Double(source[i]) - mean
      squares += difference * difference
    }
    let factor = 1 / (squares / Double(length) + epsilon).squareRoot()
    scale.withUnsafeBufferPointer { scale in
      shift.withUnsafeBufferPointer { shift in
        // Invariant: scale and shift have one number a place of the row, or any number of rows in turn.
        for i in 0..<length {
          let place = isByPlace ? i : row % scale.count
          let value = (Double(source[start + i]) - mean) * factor
          target[start + i] = Float(value * Double(scale[place]) + Double(shift[place]))
        }
      }
    }
  }
}

/// `exp(x - largest) / Σ exp(x - largest)` of each row.
struct SoftmaxKernel: PlainKernel {
  let length: Int

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (source, target, length) = (SharedSource(sources[0]), SharedBuffer(target), length)
    ThreadTeam.share(target.elements.count / length, numbers: target.elements.count) { range in
      for row in range {
        let places = (row * length)..<((row + 1) * length)
        var (largest, sum): (Float, Double) = (-.infinity, 0)
        for i in places where source.elements[i] > largest { largest = source.elements[i] }
        for i in places {
          let value = expf(source.elements[i] - largest)
          target.elements[i] = value
          sum += Double(value)
        }
        for i in places { target.elements[i] = Float(Double(target.elements[i]) / sum) }
      }
    }
  }
}

/// Numbers scaled and shifted by channel (batch normalisation with fixed moments).
struct ChannelKernel: PlainKernel {
  /// Numbers of a channel.
  let length: Int
  let scale: [Float]
  let shift: [Float]

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (source, target, length, scale, shift) = (SharedSource(sources[0]), SharedBuffer(target), length, scale, shift)
    ThreadTeam.share(target.elements.count / length, numbers: target.elements.count) { range in
      for row in range {
        let (factor, offset) = (scale[row % scale.count], shift[row % scale.count])
        for i in (row * length)..<((row + 1) * length) { target.elements[i] = source.elements[i] * factor + offset }
      }
    }
  }
}

/// Products of matrices, one pair after the other; each number is summed in the order of the inner axis.
struct ProductKernel: PlainKernel {
  let rows: Int
  let inner: Int
  let columns: Int
  /// Which matrices belong together: numbers of the first and of the second.
  let pairs: [(first: Int, second: Int)]
  var work: Int { inner }

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (first, second, target) = (SharedSource(sources[0]), SharedSource(sources[1]), SharedBuffer(target))
    let (rows, inner, columns, pairs) = (rows, inner, columns, pairs)
    ThreadTeam.share(pairs.count * rows, numbers: pairs.count * rows * inner * columns) { range in
      // Invariant: the compiler counted the matrices of both sources and of the target.
      for line in range {
        let pair = pairs[line / rows]
        let (a, b) = (pair.first * rows * inner + line % rows * inner, pair.second * inner * columns)
        let sums = UnsafeMutableBufferPointer(
          rebasing: target.elements[(line * columns)..<((line + 1) * columns)])
        sums.update(repeating: 0)
        for k in 0..<inner {
          let factor = first.elements[a + k]
          for j in 0..<columns { sums[j] += factor * second.elements[b + k * columns + j] }
        }
      }
    }
  }
}

/// The largest number or the mean of windows along up to three axes.
struct WindowKernel: PlainKernel {
  /// Lengths of the source's axes, of the windows and so on: depth, rows, columns.
  let source: [Int]
  let target: [Int]
  let window: [Int]
  let strides: [Int]
  let dilations: [Int]
  let before: [Int]
  let after: [Int]
  let isMean: Bool
  /// Whether a mean counts the zeros around the source.
  let countsPadding: Bool
  /// At most the whole source.
  var work: Int { zip(window, source).reduce(1) { $0 * min($1.0, $1.1) } }

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (read, written, kernel) = (SharedSource(sources[0]), SharedBuffer(target), self)
    let maps = target.count / self.target.reduce(1, *)
    ThreadTeam.share(maps, numbers: target.count * window.reduce(1, *)) { range in
      for map in range { kernel.run(map, read.elements, written.elements) }
    }
  }

  private func run(_ map: Int, _ values: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>) {
    var place = map * self.target.reduce(1, *)
    let start = map * source.reduce(1, *)
    for z in 0..<self.target[0] {
      for y in 0..<self.target[1] {
        for x in 0..<self.target[2] {
          target[place] = isMean ? mean(values, start, (z, y, x)) : largest(values, start, (z, y, x))
          place += 1
        }
      }
    }
  }

  /// Positions of a window along an axis that lie in the source.
  @inline(__always) private func taps(_ axis: Int, _ position: Int) -> (first: Int, count: Int) {
    let start = position * strides[axis] - before[axis]
    let skipped = start < 0 ? (-start + dilations[axis] - 1) / dilations[axis] : 0
    let first = start + skipped * dilations[axis]
    let room = first < source[axis] ? (source[axis] - 1 - first) / dilations[axis] + 1 : 0
    return (first, max(0, min(window[axis] - skipped, room)))
  }

  private func largest(_ values: UnsafeBufferPointer<Float>, _ start: Int, _ at: (Int, Int, Int)) -> Float {
    let (z, y, x) = (taps(0, at.0), taps(1, at.1), taps(2, at.2))
    var largest = -Float.infinity
    for k in 0..<z.count {
      for j in 0..<y.count {
        let row =
          start + ((z.first + k * dilations[0]) * source[1] + y.first + j * dilations[1]) * source[2] + x.first
        for i in 0..<x.count {
          let value = values[row + i * dilations[2]]
          if value > largest || value.isNaN { largest = value }
        }
      }
    }
    return largest
  }

  private func mean(_ values: UnsafeBufferPointer<Float>, _ start: Int, _ at: (Int, Int, Int)) -> Float {
    let (z, y, x) = (taps(0, at.0), taps(1, at.1), taps(2, at.2))
    var sum = 0.0
    for k in 0..<z.count {
      for j in 0..<y.count {
        let row =
          start + ((z.first + k * dilations[0]) * source[1] + y.first + j * dilations[1]) * source[2] + x.first
        for i in 0..<x.count { sum += Double(values[row + i * dilations[2]]) }
      }
    }
    let counted = countsPadding ? padded(0, at.0) * padded(1, at.1) * padded(2, at.2) : z.count * y.count * x.count
    return Float(sum / Double(counted))
  }

  /// Positions of a window that lie in the source or in the zeros around it; what a rounded-up size adds is neither.
  @inline(__always) private func padded(_ axis: Int, _ position: Int) -> Int {
    let start = position * strides[axis] - before[axis]
    let room = source[axis] + after[axis] - start
    return min(window[axis], (room + dilations[axis] - 1) / dilations[axis])
  }
}
