import Volumes

/// One product of filters along x, y and, in three dimensions, z.
struct SeparableTerm: Hashable, Sendable {
  /// Two filters (by slice) or three.
  let axes: [AxisFilter]
}

/// How the terms of a separable filter become its response.
enum SeparableSum: Sendable {
  /// `Σ weight · term`.
  case weighted([(term: SeparableTerm, weight: Double)])
  /// The highest of the terms; one that also comes with the opposite sign gives its absolute value.
  case maximum([(term: SeparableTerm, signs: TermSigns)])

  fileprivate var terms: [SeparableTerm] {
    switch self {
    case .weighted(let terms): terms.map(\.term)
    case .maximum(let terms): terms.map(\.term)
    }
  }
}

/// The signs with which a term occurs.
struct TermSigns: OptionSet, Hashable, Sendable {
  let rawValue: Int
  static let positive = TermSigns(rawValue: 1)
  static let negative = TermSigns(rawValue: 2)
}

/// A separable filter on an image of known size.
struct SeparableResponse: Sendable {
  let sum: SeparableSum
  /// Size of the whole image.
  let size: SIMD3<Int>
  let boundary: BoundaryCondition

  /// The voxels that the response in `box` depends on.
  func support(of box: VoxelBox) -> VoxelBox { OperatorSet(self, box).support }

  /// The response in `box`; `source` holds at least the box's support.
  ///
  /// Terms that begin with the same filters share those passes: a rotation-invariant filter has 24 orientations but few
  /// different beginnings.
  func response(in box: VoxelBox, of source: FilterBlock) -> FilterBlock {
    let operators = OperatorSet(self, box)
    let input = source.cropped(to: operators.support)
    var pool = PooledValues(sum, count: box.size.x * box.size.y * box.size.z)
    for (first, sameFirst) in grouped(Array(sum.terms.enumerated()), by: { $0.element.axes[0] }) {
      let alongX = input.filtered(by: operators[0, first], axis: 0)
      for (second, sameSecond) in grouped(sameFirst, by: { $0.element.axes[1] }) {
        let alongY = alongX.filtered(by: operators[1, second], axis: 1)
        for (position, term) in sameSecond {
          pool.add(term.axes.count == 3 ? alongY.filtered(by: operators[2, term.axes[2]], axis: 2) : alongY, position)
        }
      }
    }
    return FilterBlock(box: box, values: pool.values)
  }
}

/// The operators of all terms for one target box.
private struct OperatorSet {
  private var operators: [[AxisFilter: AxisOperator]]
  let support: VoxelBox

  init(_ response: SeparableResponse, _ box: VoxelBox) {
    var (lower, upper) = (box.lower, box.upper)
    let dimensions = response.sum.terms[0].axes.count
    operators = (0..<dimensions).map { axis in
      let targets = box.lower[axis]..<box.upper[axis]
      let filters = Set(response.sum.terms.map { $0.axes[axis] })
      return Dictionary(
        uniqueKeysWithValues: filters.map { filter in
          (
            filter,
            AxisOperator(filter, targets: targets, length: response.size[axis], boundary: response.boundary)
          )
        })
    }
    for axis in 0..<dimensions {
      lower[axis] = operators[axis].values.map(\.support.lowerBound).min() ?? 0
      upper[axis] = operators[axis].values.map(\.support.upperBound).max() ?? 1
    }
    support = VoxelBox(lower: lower, upper: upper)
  }

  subscript(axis: Int, filter: AxisFilter) -> AxisOperator {
    operators[axis][filter]!
  }
}

/// Elements by key, keys in the order in which they first occur.
private func grouped<Element, Key: Hashable>(
  _ elements: [Element], by key: (Element) -> Key
) -> [(key: Key, elements: [Element])] {
  var positions: [Key: Int] = [:]
  var groups: [(key: Key, elements: [Element])] = []
  for element in elements {
    let name = key(element)
    if let position = positions[name] {
      groups[position].elements.append(element)
    } else {
      positions[name] = groups.count
      groups.append((name, [element]))
    }
  }
  return groups
}

/// The pooled response so far.
private struct PooledValues {
  private let sum: SeparableSum
  private(set) var values: [Double]
  private var isEmpty = true

  init(_ sum: SeparableSum, count: Int) {
    self.sum = sum
    values = []
    values.reserveCapacity(count)
  }

  /// Pools the response of the term at `position`.
  mutating func add(_ block: FilterBlock, _ position: Int) {
    switch sum {
    case .weighted(let terms): combine(block.values, scale: terms[position].weight) { $0 + $1 }
    case .maximum(let terms):
      switch terms[position].signs {
      case .positive: combine(block.values, scale: 1) { highest($0, $1) }
      case .negative: combine(block.values, scale: -1) { highest($0, $1) }
      default:
        combine(block.values, scale: 1) {
          highest($0, abs($1))
        } first: {
          abs($0)
        }
      }
    }
  }

  @inline(__always)
  private mutating func combine(
    _ next: [Double], scale: Double, _ pool: (Double, Double) -> Double, first: (Double) -> Double = { $0 }
  ) {
    if isEmpty {
      values = next.map { first(scale * $0) }
      isEmpty = false
      return
    }
    precondition(next.count == values.count)
    values.withUnsafeMutableBufferPointer { values in
      next.withUnsafeBufferPointer { next in
        for x in 0..<values.count { values[x] = pool(values[x], scale * next[x]) }
      }
    }
  }
}
