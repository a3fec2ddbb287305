import Execution

/// Grows classification trees by Gini impurity, splits exact.
final class GiniGrower {
  private let ranked: RankedMatrix
  private let settings: RandomForest
  private let sorter: NodeSorter
  /// Weight of each row that has the event, and of each that has not, in the tree being grown.
  private let eventWeight: UnsafeMutableBufferPointer<Double>
  private let otherWeight: UnsafeMutableBufferPointer<Double>
  private let outcomes: [Bool]
  private let classWeights: (event: Double, other: Double)

  init(_ ranked: RankedMatrix, outcomes: [Bool], settings: RandomForest) {
    (self.ranked, self.outcomes, self.settings) = (ranked, outcomes, settings)
    sorter = NodeSorter(ranked)
    eventWeight = .allocate(capacity: ranked.rows)
    otherWeight = .allocate(capacity: ranked.rows)
    eventWeight.initialize(repeating: 0)
    otherWeight.initialize(repeating: 0)
    classWeights = settings.classWeights(outcomes)
  }

  deinit {
    eventWeight.deallocate()
    otherWeight.deallocate()
  }

  private struct Split {
    var column = 0
    var rank: UInt32 = 0
    var threshold = 0.0
    var impurity = Double.infinity
  }

  private struct Task {
    let node: Int
    let range: Range<Int>
    let depth: Int
  }

  /// A tree on a bootstrap sample of the rows and random subsets of `columns`, whose order is shuffled on the way.
  ///
  /// `importances` receives the decrease of impurity of each column, weighted by the share of rows.
  func grow(columns: inout [Int], stream: inout RandomStream, importances: inout [Double]) -> DecisionTree {
    let count = drawSample(&stream)
    var tree = DecisionTree(nodes: [DecisionTree.Node(leaf: 0)])
    var tasks = [Task(node: 0, range: 0..<count, depth: 0)]
    while let task = tasks.popLast() {
      let (events, others) = weights(task.range)
      tree.nodes[task.node].value = events / (events + others)
      let isSmall = task.range.count < 2 || task.range.count < 2 * settings.smallestLeaf
      guard events > 0, others > 0, !isSmall, task.depth < settings.deepest ?? Int.max else { continue }
      let wanted = settings.columnsPerSplit(of: columns.count)
      let parent = events * others / (events + others)
      guard let split = bestSplit(task, wanted, events, others, &columns, &stream) else { continue }
      importances[split.column] += 2 * (parent - split.impurity)
      tasks += apply(split, task, &tree)
    }
    return tree
  }

  private func drawSample(_ stream: inout RandomStream) -> Int {
    let rows = ranked.rows
    for row in 0..<rows { (eventWeight[row], otherWeight[row]) = (0, 0) }
    for _ in 0..<rows {
      let row = stream.index(below: rows)
      if outcomes[row] { eventWeight[row] += classWeights.event } else { otherWeight[row] += classWeights.other }
    }
    return sorter.start { eventWeight[$0] + otherWeight[$0] > 0 }
  }

  private func weights(_ range: Range<Int>) -> (events: Double, others: Double) {
    var (events, others) = (0.0, 0.0)
    for position in range {
      let row = Int(sorter.samples[position])
      (events, others) = (events + eventWeight[row], others + otherWeight[row])
    }
    return (events, others)
  }

  /// The best split among `wanted` columns drawn without replacement; more are drawn only until one of them varies.
  private func bestSplit(
    _ task: Task, _ wanted: Int, _ events: Double, _ others: Double, _ columns: inout [Int],
    _ stream: inout RandomStream
  ) -> Split? {
    var best = Split()
    var isFound = false
    for turn in columns.indices {
      if turn >= wanted, isFound { break }
      columns.swapAt(turn, turn + stream.index(below: columns.count - turn))
      guard sorter.sort(task.range, node: task.node, column: columns[turn]) else { continue }
      isFound = true
      sweep(columns[turn], task.range.count, events, others, &best)
    }
    return best.impurity < .infinity ? best : nil
  }

  /// Tries every cut of the sorted rows. Weight times Gini impurity of a node is `2 e o / (e + o)`; the factor is left
  /// out.
  @inline(__always)
  private func sweep(_ column: Int, _ count: Int, _ events: Double, _ others: Double, _ best: inout Split) {
    var (leftEvents, leftOthers) = (0.0, 0.0)
    var rank = sorter.rank(sorter.sorted[0], column: column)
    var bestTurn = -1
    for turn in 0..<(count - 1) {
      let row = Int(sorter.sorted[turn])
      leftEvents += eventWeight[row]
      leftOthers += otherWeight[row]
      let next = sorter.rank(sorter.sorted[turn + 1], column: column)
      guard next != rank else { continue }
      rank = next
      let (rightEvents, rightOthers) = (events - leftEvents, others - leftOthers)
      let (left, right) = (leftEvents + leftOthers, rightEvents + rightOthers)
      let impurity = (leftEvents * leftOthers * right + rightEvents * rightOthers * left) / (left * right)
      guard impurity < best.impurity else { continue }
      guard turn + 1 >= settings.smallestLeaf, count - turn - 1 >= settings.smallestLeaf else { continue }
      (best.impurity, best.column, bestTurn) = (impurity, column, turn)
    }
    guard bestTurn >= 0 else { return }
    best.rank = sorter.rank(sorter.sorted[bestTurn], column: column)
    best.threshold = ranked.cut(
      column: column, below: Int(sorter.sorted[bestTurn]), above: Int(sorter.sorted[bestTurn + 1]))
  }

  private func apply(_ split: Split, _ task: Task, _ tree: inout DecisionTree) -> [Task] {
    let middle = sorter.partition(task.range, column: split.column, rank: split.rank)
    let left = tree.nodes.count
    tree.nodes += [DecisionTree.Node(leaf: 0), DecisionTree.Node(leaf: 0)]
    tree.nodes[task.node].column = Int32(split.column)
    tree.nodes[task.node].threshold = split.threshold
    (tree.nodes[task.node].left, tree.nodes[task.node].right) = (Int32(left), Int32(left + 1))
    let halves = [task.range.lowerBound..<middle, middle..<task.range.upperBound]
    sorter.claim(halves[0], node: left)
    sorter.claim(halves[1], node: left + 1)
    return [1, 0].map { Task(node: left + $0, range: halves[$0], depth: task.depth + 1) }
  }
}
