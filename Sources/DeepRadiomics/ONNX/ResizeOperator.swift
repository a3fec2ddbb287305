import Execution

/// How a Resize finds the values of one size in those of another (ONNX, operator Resize, versions 11 to 19).
struct ResizeRule {
  enum Mode: String {
    case nearest, linear, cubic
  }

  /// Which place of the old axis a place of the new one stands for.
  enum Coordinates: String {
    case halfPixel = "half_pixel"
    case halfPixelOfPyTorch = "pytorch_half_pixel"
    case halfPixelSymmetric = "half_pixel_symmetric"
    case alignedCorners = "align_corners"
    case asymmetric

    func place(_ place: Int, from length: Int, to count: Int, scale: Double) -> Double {
      let (place, centred) = (Double(place), (Double(place) + 0.5) / scale - 0.5)
      switch self {
      case .halfPixel: return centred
      case .halfPixelOfPyTorch: return count > 1 ? centred : 0
      case .halfPixelSymmetric: return Double(length) / 2 * (1 - Double(count) / (scale * Double(length))) + centred
      case .alignedCorners: return count > 1 ? place * Double(length - 1) / Double(count - 1) : 0
      case .asymmetric: return place / scale
      }
    }
  }

  enum Nearest: String {
    case preferFloor = "round_prefer_floor"
    case preferCeil = "round_prefer_ceil"
    case floor, ceil

    func place(_ place: Double) -> Int {
      switch self {
      case .preferFloor: Int((place - 0.5).rounded(.up))
      case .preferCeil: Int((place + 0.5).rounded(.down))
      case .floor: Int(place.rounded(.down))
      case .ceil: Int(place.rounded(.up))
      }
    }
  }

  let mode: Mode
  let coordinates: Coordinates
  let nearest: Nearest
  /// The parameter a of Keys' cubic convolution.
  let steepness: Double
  /// Whether weights of places beyond the ends are left out and the others grow.
  let leavesOutBeyond: Bool

  /// Places of the old axis, from 0 to `length - 1`, and their weights, which add up to 1.
  func taps(_ place: Int, from length: Int, to count: Int, scale: Double) -> [(place: Int, weight: Double)] {
    let at = coordinates.place(place, from: length, to: count, scale: scale)
    let inside = { (place: Int) in min(max(place, 0), length - 1) }
    let first = Int(at.rounded(.down))
    let share = at - Double(first)
    switch mode {
    case .nearest: return [(inside(nearest.place(at)), 1)]
    case .linear: return [(inside(first), 1 - share), (inside(first + 1), share)]
    case .cubic:
      let weights = (-1...2).map { (first + $0, cubic(abs(share - Double($0)))) }
      guard leavesOutBeyond else { return weights.map { (inside($0.0), $0.1) } }
      let kept = weights.filter { (0..<length).contains($0.0) }
      let sum = kept.reduce(0) { $0 + $1.1 }
      return kept.map { ($0.0, $0.1 / sum) }
    }
  }

  /// Keys' kernel (IEEE Trans. Acoust. 1981, 29(6), 1153-1160) at a distance from 0 to 2.
  private func cubic(_ distance: Double) -> Double {
    let (a, x) = (steepness, distance)
    return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
  }

  /// Numbers in row-major order, resized along one axis after the other: first those that become shorter, so that no
  /// step has more numbers than the beginning or the end.
  func resized(_ tensor: (shape: [Int], values: [Float]), to sizes: [Int], scales: [Double]) -> [Float] {
    var (shape, values) = (tensor.shape, tensor.values.map { Double($0) })
    let order = shape.indices.sorted { sizes[$0] * shape[$1] < sizes[$1] * shape[$0] }
    for axis in order where sizes[axis] != shape[axis] || scales[axis] != 1 {
      let (length, count) = (shape[axis], sizes[axis])
      let taps = (0..<count).map { self.taps($0, from: length, to: count, scale: scales[axis]) }
      let inner = shape[(axis + 1)...].reduce(1, *)
      let outer = shape[..<axis].reduce(1, *)
      let old = values
      values = (0..<outer).flatMap { block in
        taps.flatMap { taps in
          (0..<inner).map { place in
            taps.reduce(0) { $0 + $1.weight * old[(block * length + $1.place) * inner + place] }
          }
        }
      }
      shape[axis] = count
    }
    return values.map { Float($0) }
  }
}

extension ONNXCompiler {
  /// The attributes of a Resize that are read.
  static let resizing: Set = [
    "antialias", "axes", "coordinate_transformation_mode", "cubic_coeff_a", "exclude_outside", "extrapolation_value",
    "keep_aspect_ratio_policy", "mode", "nearest_mode",
  ]

  /// More numbers than any embedding of positions has.
  private static let mostResizedNumbers = 1 << 24

  /// Vision transformers resize the embedding of positions to the size of the image: numbers that are known before any
  /// image. Decoders and pyramids resize maps of the image, by a step for each axis.
  mutating func resize(_ node: ONNXNode) throws -> ONNXValue {
    let value = try needed(node, 0)
    let (sizes, scales) = try newSizes(node, of: value.shape)
    if sizes == value.shape, scales.allSatisfy({ $0 == 1 }) { return value }
    guard try checked(sizes, node) > 0, !value.shape.contains(0) else { return value }
    let rule = try resizeRule(node)
    if try node.integer("antialias") ?? 0 != 0, zip(sizes, value.shape).contains(where: { $0 < $1 }) {
      throw node.fault("it resizes \(value.shape) to \(sizes) with antialiasing, which is not computed here")
    }
    switch value {
    case .computed: return try resized(node, rule, to: sizes, scales)
    case .known(let tensor):
      guard case .floats(let values) = tensor.values else { throw node.fault("it resizes integers") }
      guard tensor.count <= Self.mostResizedNumbers, sizes.reduce(1, *) <= Self.mostResizedNumbers else {
        throw ONNXError.Kind.tooMany(
          "numbers in \(node.label)", found: sizes.reduce(1, *), most: Self.mostResizedNumbers)
      }
      return .known(ONNXTensor(sizes, rule.resized((value.shape, values), to: sizes, scales: scales)))
    }
  }

  /// Numbers of the image, one axis after the other, those that become shorter first.
  private mutating func resized(
    _ node: ONNXNode, _ rule: ResizeRule, to sizes: [Int], _ scales: [Double]
  ) throws -> ONNXValue {
    var buffer = try plain(node, 0)
    let old = buffer.shape
    let order = old.indices.sorted { sizes[$0] * old[$1] < sizes[$1] * old[$0] }
    for axis in order where sizes[axis] != old[axis] || scales[axis] != 1 {
      var shape = buffer.shape
      let taps = (0..<sizes[axis]).map { rule.taps($0, from: old[axis], to: sizes[axis], scale: scales[axis]) }
      let kernel = TapKernel(
        taps: taps.map { $0.map { TapKernel.Tap(place: $0.place, weight: $0.weight) } }, length: shape[axis],
        inner: shape[(axis + 1)...].reduce(1, *))
      shape[axis] = sizes[axis]
      _ = try checked(shape, node)
      buffer = try step(kernel, [buffer], to: shape)
    }
    return .computed(buffer)
  }

  /// The new length of every axis, and by how much it is multiplied.
  private func newSizes(_ node: ONNXNode, of shape: [Int]) throws -> (sizes: [Int], scales: [Double]) {
    let axes = try node.integers("axes").map { try node.axes($0, of: shape.count) } ?? Array(shape.indices)
    let policy = try node.text("keep_aspect_ratio_policy") ?? "stretch"
    guard policy == "stretch" else { throw node.fault("its policy \(policy.printable) is not computed here") }
    var (sizes, scales) = (shape, [Double](repeating: 1, count: shape.count))
    if let named = try integers(node, 3), !named.isEmpty {
      guard named.count == axes.count, named.allSatisfy({ $0 >= 0 }) else {
        throw node.fault("sizes \(named) do not fit \(shape)")
      }
      for (axis, size) in zip(axes, named) {
        (sizes[axis], scales[axis]) = (size, Double(size) / Double(max(1, shape[axis])))
      }
      return (sizes, scales)
    }
    guard let factors = try floats(node, 2)?.values, factors.count == axes.count,
      factors.allSatisfy({ $0 > 0 && $0 < 1e6 })
    else { throw node.fault("it has no sizes and no scales that fit \(shape)") }
    for (axis, factor) in zip(axes, factors) {
      scales[axis] = Double(factor)
      sizes[axis] = Int((Double(shape[axis]) * Double(factor)).rounded(.down))
    }
    return (sizes, scales)
  }

  private func resizeRule(_ node: ONNXNode) throws -> ResizeRule {
    func choice<Choice: RawRepresentable<String>>(_ name: String, _ standard: Choice) throws -> Choice {
      guard let text = try node.text(name) else { return standard }
      guard let choice = Choice(rawValue: text) else {
        throw node.fault("\(name) \(text.printable) is not computed here")
      }
      return choice
    }
    return ResizeRule(
      mode: try choice("mode", .nearest), coordinates: try choice("coordinate_transformation_mode", .halfPixel),
      nearest: try choice("nearest_mode", .preferFloor),
      steepness: Double(try node.float("cubic_coeff_a") ?? -0.75),
      leavesOutBeyond: try node.integer("exclude_outside") ?? 0 != 0)
  }
}
