import Glibc

/// Functions of one number.
enum UnaryFunction: Hashable, Sendable {
  case relu
  case leakyRelu(Float)
  case elu(Float)
  case sigmoid
  case hardSigmoid(alpha: Float, beta: Float)
  case hardSwish
  case swish(Float)
  case tanh
  case gelu
  case geluByTanh
  case erf
  case clip(Float, Float)
  case squareRoot
  case exponential
  case logarithm
  case absolute
  case negative
  case reciprocal
  case softplus
  case mish
  case ceiling
  case floor

  /// Whether 0 stays 0, so that the zeros with which blocked layouts are filled up stay zeros.
  var keepsZero: Bool {
    switch self {
    case .relu, .leakyRelu, .elu, .hardSwish, .swish, .tanh, .gelu, .geluByTanh, .erf, .squareRoot, .absolute, .mish,
      .ceiling, .floor:
      true
    case .clip(let low, let high): low <= 0 && high >= 0
    case .negative, .sigmoid, .hardSigmoid, .exponential, .logarithm, .reciprocal, .softplus: false
    }
  }

  /// Writes the function of the numbers in `range`. A NaN stays one.
  func apply(_ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>) {
    @inline(__always) func each(_ body: (Float) -> Float) { for i in range { target[i] = body(source[i]) } }
    switch self {
    case .relu: each { $0 < 0 ? 0 : $0 }
    case .leakyRelu(let slope): each { $0 < 0 ? slope * $0 : $0 }
    case .elu(let scale): each { $0 < 0 ? scale * expm1f($0) : $0 }
    case .sigmoid: each { Self.sigmoid($0) }
    case .hardSigmoid(let alpha, let beta): each { Self.held(alpha * $0 + beta, 0, 1) }
    case .hardSwish: each { $0 * Self.held($0 / 6 + 0.5, 0, 1) }
    case .swish(let alpha): each { $0 * Self.sigmoid(alpha * $0) }
    case .tanh: each { tanhf($0) }
    case .gelu: each { 0.5 * $0 * (1 + erff($0 * 0.70710678118654752)) }
    case .geluByTanh: each { 0.5 * $0 * (1 + tanhf(0.7978845608028654 * ($0 + 0.044715 * $0 * $0 * $0))) }
    case .erf: each { erff($0) }
    case .clip(let low, let high): each { Self.held($0, low, high) }
    case .squareRoot: each { $0.squareRoot() }
    case .exponential: each { expf($0) }
    case .logarithm: each { logf($0) }
    case .absolute: each { abs($0) }
    case .negative: each { -$0 }
    case .reciprocal: each { 1 / $0 }
    case .softplus: each { Self.softplus($0) }
    case .mish: each { $0 * tanhf(Self.softplus($0)) }
    case .ceiling: each { $0.rounded(.up) }
    case .floor: each { $0.rounded(.down) }
    }
  }

  @inline(__always) private static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }

  @inline(__always) private static func softplus(_ x: Float) -> Float { x > 20 ? x : log1pf(expf(x)) }

  @inline(__always) private static func held(_ x: Float, _ low: Float, _ high: Float) -> Float {
    x < low ? low : x > high ? high : x
  }
}

/// Functions of two numbers.
enum BinaryFunction: Hashable, Sendable {
  case sum
  case difference
  case product
  case quotient
  case power
  case largest
  case smallest
  case leakyRelu

  /// Writes `count` results from `place`; `a` and `b` are read at steps of 0 or more.
  func apply(
    _ first: UnsafeBufferPointer<Float>, _ a: Int, _ stepA: Int, _ second: UnsafeBufferPointer<Float>, _ b: Int,
    _ stepB: Int, _ target: UnsafeMutableBufferPointer<Float>, _ place: Int, _ count: Int
  ) {
    @inline(__always) func each(_ body: (Float, Float) -> Float) {
      if stepA == 1, stepB == 1 {
        for i in 0..<count { target[place + i] = body(first[a + i], second[b + i]) }
      } else {
        for i in 0..<count { target[place + i] = body(first[a + i * stepA], second[b + i * stepB]) }
      }
    }
    switch self {
    case .sum: each { $0 + $1 }
    case .difference: each { $0 - $1 }
    case .product: each { $0 * $1 }
    case .quotient: each { $0 / $1 }
    case .power: each { $1 == 2 ? $0 * $0 : powf($0, $1) }
    case .largest: each { $0.isNaN || $0 > $1 ? $0 : $1 }
    case .smallest: each { $0.isNaN || $0 < $1 ? $0 : $1 }
    case .leakyRelu: each { $0 < 0 ? $0 * $1 : $0 }
    }
  }
}
