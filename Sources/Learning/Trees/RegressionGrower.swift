/// Grows the regression trees of gradient boosting: exact splits on all columns by Friedman's criterion.
final class RegressionGrower {
  private let ranked: RankedMatrix
  private let sorter: NodeSorter
  private let deepest: Int
  private let smallestLeaf: Int

  init(_ ranked: RankedMatrix, deepest: Int, smallestLeaf: Int) {
    (self.ranked, self.deepest, self.smallestLeaf) = (ranked, deepest, smallestLeaf)
    sorter = NodeSorter(ranked)
  }

  private struct Split {
    var column = 0
    var rank: UInt32 = 0
    var threshold = 0.0
    var gain = 0.0
  }

  /// A tree for `targets` (residuals) with `weights`; a leaf answers Newton's step `Σ w t / Σ w h`, `h` the
  /// `curvatures`.
  func grow(targets: [Double], weights: [Double], curvatures: [Double]) -> DecisionTree {
    let count = sorter.start { weights[$0] > 0 }
    var tree = DecisionTree(nodes: [DecisionTree.Node(leaf: 0)])
    var tasks = [(node: 0, range: 0..<count, depth: 0)]
    while let task = tasks.popLast() {
      let rows = task.range.map { Int(sorter.samples[$0]) }
      let pull = rows.reduce(0) { $0 + weights[$1] * targets[$1] }
      let curvature = rows.reduce(0) { $0 + weights[$1] * curvatures[$1] }
      // Below this scikit-learn gives up the step as well.
      tree.nodes[task.node].value = abs(curvature) < 1e-150 ? 0 : pull / curvature
      let weight = rows.reduce(0) { $0 + weights[$1] }
      guard task.depth < deepest, rows.count >= max(2, 2 * smallestLeaf) else { continue }
      guard rows.contains(where: { abs(targets[$0] - targets[rows[0]]) > 1e-12 }) else { continue }
      guard let split = bestSplit(task.range, task.node, targets, weights, pull, weight) else { continue }
      let middle = sorter.partition(task.range, column: split.column, rank: split.rank)
      let left = tree.nodes.count
      tree.nodes += [DecisionTree.Node(leaf: 0), DecisionTree.Node(leaf: 0)]
      tree.nodes[task.node].column = Int32(split.column)
      tree.nodes[task.node].threshold = split.threshold
      (tree.nodes[task.node].left, tree.nodes[task.node].right) = (Int32(left), Int32(left + 1))
      let halves = [task.range.lowerBound..<middle, middle..<task.range.upperBound]
      for half in [1, 0] {
        sorter.claim(halves[half], node: left + half)
        tasks.append((node: left + half, range: halves[half], depth: task.depth + 1))
      }
    }
    return tree
  }

  /// The split with the largest `w_l w_r / (w_l + w_r) (mean_l − mean_r)²`, the leftmost of equal ones.
  private func bestSplit(
    _ range: Range<Int>, _ node: Int, _ targets: [Double], _ weights: [Double], _ pull: Double, _ weight: Double
  ) -> Split? {
    var best = Split()
    for column in 0..<ranked.columns where sorter.sort(range, node: node, column: column) {
      var (leftPull, leftWeight) = (0.0, 0.0)
      for turn in 0..<(range.count - 1) {
        let row = Int(sorter.sorted[turn])
        leftPull += weights[row] * targets[row]
        leftWeight += weights[row]
        let rank = sorter.rank(sorter.sorted[turn], column: column)
        guard sorter.rank(sorter.sorted[turn + 1], column: column) != rank else { continue }
        guard turn + 1 >= smallestLeaf, range.count - turn - 1 >= smallestLeaf else { continue }
        let rightWeight = weight - leftWeight
        let difference = rightWeight * leftPull - leftWeight * (pull - leftPull)
        let gain = difference * difference / (leftWeight * rightWeight)
        // Equal gains of different columns differ by rounding; the margin lets the leftmost win on every machine.
        guard gain > best.gain * (1 + 1e-12) else { continue }
        best = Split(
          column: column, rank: rank,
          threshold: ranked.cut(
            column: column, below: Int(sorter.sorted[turn]), above: Int(sorter.sorted[turn + 1])),
          gain: gain)
      }
    }
    return best.gain > 0 ? best : nil
  }
}
