import Execution

/// Numbers that are only put into other places: transposed, cut out, put together, repeated.
struct MovementKernel: PlainKernel {
  /// One regular walk from a source to the target.
  struct Copy: Hashable {
    /// Which source.
    let source: Int
    /// Lengths of the axes of the walk.
    let lengths: [Int]
    let from: Int
    let sourceStrides: [Int]
    let to: Int
    let targetStrides: [Int]
  }

  let copies: [Copy]
  /// What stands where nothing is put; `nil` where every place is written.
  let fill: Float?

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (shared, read) = (SharedBuffer(target), sources.map { SharedSource($0) })
    if let fill { target.update(repeating: fill) }
    for copy in copies {
      ThreadTeam.share(copy.rows, numbers: copy.rows * (copy.lengths.last ?? 1)) { range in
        // Invariant: the walk was made for the shapes of source and target, and no place is written twice.
        copy.run(range) { shared.elements[$0] = read[copy.source].elements[$1] }
      }
    }
  }

  /// The same for integers that are known before any image.
  func result(of sources: [[Int]], count: Int) -> [Int] {
    var target = [Int](repeating: Int(fill ?? 0), count: count)
    for copy in copies { copy.run(0..<copy.rows) { target[$0] = sources[copy.source][$1] } }
    return target
  }
}

extension MovementKernel.Copy {
  /// Numbers of walks along the last axis.
  var rows: Int { lengths.dropLast().reduce(1, *) * (lengths.contains(0) ? 0 : 1) }

  @inline(__always) func run(_ range: Range<Int>, _ move: (Int, Int) -> Void) {
    let length = lengths.last ?? 1
    let step = (source: sourceStrides.last ?? 0, target: targetStrides.last ?? 0)
    for row in range {
      var (rest, source, target) = (row, from, to)
      for axis in lengths.indices.dropLast().reversed() {
        let position = rest % lengths[axis]
        rest /= lengths[axis]
        source += position * sourceStrides[axis]
        target += position * targetStrides[axis]
      }
      for i in 0..<length { move(target + i * step.target, source + i * step.source) }
    }
  }
}

extension MovementKernel {
  /// Axes in another order.
  static func transposed(_ shape: [Int], _ order: [Int]) -> (kernel: MovementKernel, shape: [Int]) {
    let (strides, lengths) = (shape.strides, order.map { shape[$0] })
    let copy = Copy(
      source: 0, lengths: lengths, from: 0, sourceStrides: order.map { strides[$0] }, to: 0,
      targetStrides: lengths.strides)
    return (MovementKernel(copies: [copy], fill: nil), lengths)
  }

  /// Several tensors one behind the other along an axis.
  static func joined(_ shapes: [[Int]], axis: Int) -> (kernel: MovementKernel, shape: [Int]) {
    var whole = shapes[0]
    whole[axis] = shapes.reduce(0) { $0 + $1[axis] }
    var (copies, start): ([Copy], Int) = ([], 0)
    for (number, shape) in shapes.enumerated() {
      copies.append(
        Copy(
          source: number, lengths: shape, from: 0, sourceStrides: shape.strides, to: start * whole.strides[axis],
          targetStrides: whole.strides))
      start += shape[axis]
    }
    return (MovementKernel(copies: copies, fill: nil), whole)
  }

  /// Every `steps`th place from `starts`.
  static func cut(_ shape: [Int], starts: [Int], steps: [Int], lengths: [Int]) -> MovementKernel {
    let strides = shape.strides
    let copy = Copy(
      source: 0, lengths: lengths, from: zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 },
      sourceStrides: zip(steps, strides).map { $0 * $1 }, to: 0, targetStrides: lengths.strides)
    return MovementKernel(copies: [copy], fill: nil)
  }

  /// The tensor in the middle of a larger one.
  static func padded(_ shape: [Int], before: [Int], to whole: [Int], fill: Float) -> MovementKernel {
    let strides = whole.strides
    let copy = Copy(
      source: 0, lengths: shape, from: 0, sourceStrides: shape.strides,
      to: zip(before, strides).reduce(0) { $0 + $1.0 * $1.1 }, targetStrides: strides)
    return MovementKernel(copies: [copy], fill: fill)
  }

  /// The whole tensor again and again along its axes.
  static func tiled(_ shape: [Int], repeats: [Int]) -> MovementKernel {
    let whole = zip(shape, repeats).map { $0 * $1 }
    let steps = zip(shape, whole.strides).map { $0 * $1 }
    let copies = (0..<repeats.reduce(1, *)).map { number in
      var (rest, to) = (number, 0)
      for axis in shape.indices.reversed() {
        to += rest % repeats[axis] * steps[axis]
        rest /= repeats[axis]
      }
      return Copy(
        source: 0, lengths: shape, from: 0, sourceStrides: shape.strides, to: to, targetStrides: whole.strides)
    }
    return MovementKernel(copies: copies, fill: nil)
  }

  /// Axes of length 1 repeated.
  static func expanded(_ shape: [Int], to whole: [Int]) -> MovementKernel {
    let copy = Copy(
      source: 0, lengths: whole, from: 0, sourceStrides: shape.strides(over: whole), to: 0,
      targetStrides: whole.strides)
    return MovementKernel(copies: [copy], fill: nil)
  }

  /// Entries of an axis in the order of `indices`, whose shape stands in the axis' place.
  static func gathered(
    _ shape: [Int], axis: Int, indices: [Int], _ indexShape: [Int]
  ) -> (kernel: MovementKernel, shape: [Int]) {
    let whole = Array(shape[..<axis]) + indexShape + Array(shape[(axis + 1)...])
    let (outer, inner) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
    let copies = indices.enumerated().map { place, index in
      Copy(
        source: 0, lengths: [outer, inner], from: index * inner, sourceStrides: [shape[axis] * inner, 1],
        to: place * inner, targetStrides: [indices.count * inner, 1])
    }
    return (MovementKernel(copies: copies, fill: nil), whole)
  }
}
