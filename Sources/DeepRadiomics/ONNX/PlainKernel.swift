import Execution

extension PlainKernel {
  /// The numbers that the kernel makes of others, for values that are known before any image.
  func result(of sources: [[Float]], count: Int) -> [Float] {
    let buffers = sources.map { source in
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: source.count)
      _ = buffer.initialize(from: source)
      return buffer
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    return [Float](unsafeUninitializedCapacity: count) { target, filled in
      target.initialize(repeating: 0)
      run(buffers.map { UnsafeBufferPointer($0) }, UnsafeMutableBufferPointer(rebasing: target[0..<count]))
      filled = count
    }
  }
}

// MARK: One number to one number

/// A function of each number by itself.
struct UnaryKernel: PlainKernel {
  let function: UnaryFunction

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (source, target, function) = (SharedSource(sources[0]), SharedBuffer(target), function)
    ThreadTeam.share(target.elements.count, numbers: target.elements.count) { range in
      // Invariant: the compiler gave source and target the same count, and ranges do not overlap.
      function.apply(source.elements, target.elements, range)
    }
  }
}

/// A function of two numbers, where axes of length 1 are read again and again.
struct BinaryKernel: PlainKernel {
  let function: BinaryFunction
  let walk: PairedWalk

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (first, second, target) = (SharedSource(sources[0]), SharedSource(sources[1]), SharedBuffer(target))
    let (function, walk) = (function, walk)
    ThreadTeam.share(walk.rows, numbers: target.elements.count) { range in
      // Invariant: `PairedWalk` was made for the shapes of these three, so that every place of a row lies in them.
      for row in range {
        let (a, b) = walk.starts(row)
        function.apply(
          first.elements, a, walk.steps.first, second.elements, b, walk.steps.second, target.elements,
          row * walk.length, walk.length)
      }
    }
  }
}

/// The second number where the first is not 0, else the third.
struct ChoiceKernel: PlainKernel {
  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (read, target) = (sources.map { SharedSource($0) }, SharedBuffer(target))
    ThreadTeam.share(target.elements.count, numbers: target.elements.count) { range in
      // Invariant: the compiler gave all three sources the shape of the target.
      for i in range {
        target.elements[i] = read[0].elements[i] != 0 ? read[1].elements[i] : read[2].elements[i]
      }
    }
  }
}

/// How two tensors are read side by side for a third: the last axes in one row, the others counted.
struct PairedWalk: Hashable {
  private let lengths: [Int]
  private let strides: [(first: Int, second: Int)]
  /// Numbers of a row.
  let length: Int
  /// How far the next number of a row is.
  let steps: (first: Int, second: Int)
  let rows: Int

  /// - Returns: `nil` where the shapes cannot be brought together.
  init?(_ first: [Int], _ second: [Int]) {
    guard let shape = first.broadcast(with: second), let count = elementCount(shape) else { return nil }
    let pairs = Array(zip(first.strides(over: shape), second.strides(over: shape)))
    // Axes are joined from behind as long as both tensors go on in one stride.
    var split = shape.count
    var (length, steps) = (1, (first: 0, second: 0))
    while split > 0 {
      let next = (first: pairs[split - 1].0, second: pairs[split - 1].1)
      let isStart = length == 1
      guard shape[split - 1] == 1 || isStart || next == (first: steps.first * length, second: steps.second * length)
      else { break }
      if shape[split - 1] > 1 {
        if isStart { steps = next }
        length *= shape[split - 1]
      }
      split -= 1
    }
    lengths = Array(shape[..<split])
    strides = pairs[..<split].map { (first: $0.0, second: $0.1) }
    (self.length, self.steps) = (length, steps)
    rows = count / max(1, length)
  }

  /// Where a row starts in both.
  func starts(_ row: Int) -> (Int, Int) {
    var (rest, first, second) = (row, 0, 0)
    for axis in lengths.indices.reversed() {
      let position = rest % lengths[axis]
      rest /= lengths[axis]
      first += position * strides[axis].first
      second += position * strides[axis].second
    }
    return (first, second)
  }

  static func == (a: PairedWalk, b: PairedWalk) -> Bool {
    a.lengths == b.lengths && a.length == b.length && a.steps == b.steps
      && a.strides.elementsEqual(b.strides) { $0 == $1 }
  }

  func hash(into hasher: inout Hasher) { hasher.combine(lengths) }
}

extension [Int] {
  /// The shape of both together by ONNX's rule (NumPy's): from behind, equal lengths, or 1 on one side.
  func broadcast(with other: [Int]) -> [Int]? {
    let axes = Swift.max(count, other.count)
    var shape: [Int] = []
    for axis in 0..<axes {
      let (a, b) = (length(axis, of: axes), other.length(axis, of: axes))
      guard a == b || a == 1 || b == 1 else { return nil }
      shape.append(a == 1 ? b : a)
    }
    return shape
  }

  private func length(_ axis: Int, of axes: Int) -> Int { axis < axes - count ? 1 : self[axis - (axes - count)] }

  /// Row-major strides.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: count)
    for axis in indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * self[axis + 1] }
    return strides
  }

  /// Strides by which this shape is read as a larger one: 0 along axes that are repeated.
  func strides(over shape: [Int]) -> [Int] {
    let own = strides
    return shape.indices.map { axis in
      let position = axis - (shape.count - count)
      return position < 0 || self[position] == 1 ? 0 : own[position]
    }
  }
}
