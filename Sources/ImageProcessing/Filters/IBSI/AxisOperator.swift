/// An ``AxisFilter`` on a line of known length, its boundary condition folded into the weights.
///
/// For each target the voxels to read and their weights, so that no image is ever padded and several kernels in a row
/// cost one pass.
struct AxisOperator {
  /// Neighbouring targets that read with the same weights, each one voxel further than the last.
  struct Run {
    let targets: Range<Int>
    /// Voxels read by the first target, ascending.
    let sources: [Int]
    let weights: [Double]
  }

  let targets: Range<Int>
  let runs: [Run]
  /// All voxels read lie in here.
  let support: Range<Int>

  /// - Parameters:
  ///   - targets: positions of the line at which the response is wanted; they may lie beyond its ends.
  ///   - length: voxels of the line.
  init(_ filter: AxisFilter, targets: Range<Int>, length: Int, boundary: BoundaryCondition) {
    precondition(!targets.isEmpty && length > 0)
    let line = FilterLine(length: length, boundary: boundary)
    let lower = min(max(filter.reach, targets.lowerBound), targets.upperBound)
    let upper = max(min(length - filter.reach, targets.upperBound), lower)
    let runs =
      (targets.lowerBound..<lower).map { line.run(of: filter, targets: $0..<$0 + 1) }
      + (lower < upper ? [line.run(of: filter, targets: lower..<upper)] : [])
      + (upper..<targets.upperBound).map { line.run(of: filter, targets: $0..<$0 + 1) }
    let first = runs.compactMap(\.sources.first).min() ?? 0
    let last = runs.compactMap { run in run.sources.last.map { $0 + run.targets.count - 1 } }.max() ?? first
    self.targets = targets
    self.runs = runs
    support = first..<last + 1
  }
}

/// A line of voxels and what lies beyond it.
private struct FilterLine {
  let length: Int
  let boundary: BoundaryCondition

  /// The weights of the first target stand for the whole run.
  func run(of filter: AxisFilter, targets: Range<Int>) -> AxisOperator.Run {
    var sum = SparseRow()
    for part in filter.parts { sum.add(row(of: part.chain[...], at: targets.lowerBound), weight: part.weight) }
    let (sources, weights) = sum.sorted
    return AxisOperator.Run(targets: targets, sources: sources, weights: weights)
  }

  /// The voxels that reach `target` through a chain: those of its last kernel, each replaced by what reaches it.
  private func row(of chain: ArraySlice<FilterKernel>, at target: Int) -> SparseRow {
    guard let kernel = chain.last else { return SparseRow(unitAt: target) }
    var sum = SparseRow()
    for (position, weight) in kernel.weights.enumerated() where weight != 0 {
      guard let source = boundary.source(of: target + kernel.reach - position, length: length) else { continue }
      if chain.count == 1 {
        sum.add(weight, at: source)
      } else {
        sum.add(row(of: chain.dropLast(), at: source), weight: weight)
      }
    }
    return sum
  }
}

/// Weights by voxel.
private struct SparseRow {
  private var weights: [Int: Double] = [:]

  init() {}

  init(unitAt position: Int) { weights = [position: 1] }

  mutating func add(_ weight: Double, at position: Int) { weights[position, default: 0] += weight }

  mutating func add(_ row: SparseRow, weight: Double) {
    for (position, value) in row.weights { weights[position, default: 0] += weight * value }
  }

  /// Ascending, without zeros.
  var sorted: (sources: [Int], weights: [Double]) {
    let entries = weights.filter { $0.value != 0 }.sorted { $0.key < $1.key }
    return (entries.map(\.key), entries.map(\.value))
  }
}
