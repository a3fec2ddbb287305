/// Eight lines of a block, side by side.
private typealias EightLines = SIMD8<Double>

/// Filters a block along one axis and keeps the positions `kept` of each line, rounded to float32.
///
/// The recursion runs in float64 over whole lines, eight lines at a time, each lane the arithmetic of one line.
func recursivelyFiltered<Source: BinaryFloatingPoint>(
  _ block: [Source], _ layout: AxisLayout, by filter: RecursiveGaussian, kept: Range<Int>
) -> [Float] {
  precondition(block.count == layout.count && layout.length >= 4 && kept.upperBound <= layout.length)
  let lines = layout.outer * layout.inner
  return [Float](unsafeUninitializedCapacity: lines * kept.count) { result, count in
    block.withUnsafeBufferPointer { block in
      withUnsafeTemporaryAllocation(of: EightLines.self, capacity: 2 * layout.length) { scratch in
        scratch.initialize(repeating: .zero)
        let input = UnsafeMutableBufferPointer(rebasing: scratch[..<layout.length])
        let output = UnsafeMutableBufferPointer(rebasing: scratch[layout.length...])
        for first in stride(from: 0, to: lines, by: EightLines.scalarCount) {
          gather(block, layout, first: first, lines: lines, into: input)
          filter.apply(UnsafeBufferPointer(input), into: output)
          scatter(UnsafeBufferPointer(output), layout, first: first, lines: lines, kept: kept, into: result)
        }
      }
    }
    count = lines * kept.count
  }
}

/// Lanes beyond the last line repeat it.
@inline(__always)
private func gather<Source: BinaryFloatingPoint>(
  _ block: UnsafeBufferPointer<Source>, _ layout: AxisLayout, first: Int, lines: Int,
  into input: UnsafeMutableBufferPointer<EightLines>
) {
  for lane in 0..<EightLines.scalarCount {
    let line = min(first + lane, lines - 1)
    // In range: the last read is at the end of the line's group, which ends within the block.
    var offset = line / layout.inner * layout.length * layout.inner + line % layout.inner
    for n in 0..<layout.length {
      input[n][lane] = Double(block[offset])
      offset += layout.inner
    }
  }
}

@inline(__always)
private func scatter(
  _ output: UnsafeBufferPointer<EightLines>, _ layout: AxisLayout, first: Int, lines: Int, kept: Range<Int>,
  into result: UnsafeMutableBufferPointer<Float>
) {
  for lane in 0..<min(EightLines.scalarCount, lines - first) {
    let line = first + lane
    var offset = line / layout.inner * kept.count * layout.inner + line % layout.inner
    for n in kept {
      result.initializeElement(at: offset, to: Float(output[n][lane]))
      offset += layout.inner
    }
  }
}

extension RecursiveGaussian {
  /// The sum of both passes over lines of at least four values, which are continued by their outermost ones.
  ///
  /// Sums are kept in ITK's order (`RecursiveSeparableImageFilter`), four products each.
  fileprivate func apply(_ x: UnsafeBufferPointer<EightLines>, into y: UnsafeMutableBufferPointer<EightLines>) {
    let end = x.count - 1
    var (x1, x2, x3) = (x[0], x[0], x[0])
    var terms = Feedback(feedback, edge: x[0], weights: causalEdge)
    for n in 0...end {
      var driven = x[n] * causal[0]
      driven += x1 * causal[1]
      driven += x2 * causal[2]
      driven += x3 * causal[3]
      y[n] = terms.next(driven)
      (x1, x2, x3) = (x[n], x1, x2)
    }
    var (a, b, c, d) = (x[end], x[end], x[end], x[end])
    terms = Feedback(feedback, edge: x[end], weights: anticausalEdge)
    for n in stride(from: end, through: 0, by: -1) {
      var driven = a * anticausal[0]
      driven += b * anticausal[1]
      driven += c * anticausal[2]
      driven += d * anticausal[3]
      y[n] += terms.next(driven)
      (a, b, c, d) = (x[n], a, b, c)
    }
  }
}

/// The four outputs before the next one, already weighted: the edge has weights of its own.
private struct Feedback {
  private let weights: SIMD4<Double>
  private var one: EightLines
  private var two: (EightLines, EightLines)
  private var three: (EightLines, EightLines, EightLines)
  private var four: (EightLines, EightLines, EightLines, EightLines)

  init(_ weights: SIMD4<Double>, edge: EightLines, weights edges: SIMD4<Double>) {
    self.weights = weights
    one = edge * edges[0]
    two = (edge * edges[1], edge * edges[1])
    three = (edge * edges[2], edge * edges[2], edge * edges[2])
    four = (edge * edges[3], edge * edges[3], edge * edges[3], edge * edges[3])
  }

  @inline(__always)
  mutating func next(_ driven: EightLines) -> EightLines {
    var fed = one + two.0
    fed += three.0
    fed += four.0
    let output = driven - fed
    one = output * weights[0]
    two = (two.1, output * weights[1])
    three = (three.1, three.2, output * weights[2])
    four = (four.1, four.2, four.3, output * weights[3])
    return output
  }
}
