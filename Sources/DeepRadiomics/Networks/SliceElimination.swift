/// Which slices each step of a centre-inflated network must compute.
///
/// With centre inflation every convolution acts on one slice at a time, and strides in depth only pick slices; the
/// pooling after the stem is the one step that looks across. What the mean at the end needs is followed back to the
/// input, and everything else is left out: the features are the same numbers (`Documentation/deep.md` has the
/// derivation).
struct SlicePlan: Hashable {
  /// For each node, the depth positions that are computed, ascending.
  let positions: [[Int]]

  /// Only what reaches the output.
  init(reachingOutputOf graph: NetworkGraph) {
    var needed = [Set<Int>](repeating: [], count: graph.nodes.count)
    for (number, node) in graph.nodes.enumerated().reversed() {
      switch node.operation {
      case .input: break
      case .mean: needed[node.source].formUnion(0..<graph.nodes[node.source].shape.depth)
      case .convolution(let layer):
        needed[node.source].formUnion(needed[number].map { $0 * layer.depthStride })
        if let residual = node.residual { needed[residual].formUnion(needed[number]) }
      case .maximum(let pooling):
        let depth = graph.nodes[node.source].shape.depth
        needed[node.source].formUnion(needed[number].flatMap { pooling.window($0, depth: depth) })
      }
    }
    positions = needed.map { $0.sorted() }
    precondition(Self.convolutionsAlign(graph, positions), "every reader of a node needs the same slices")
  }

  /// The same steps for `count` separate slices.
  init(separateSlices count: Int, of graph: NetworkGraph) {
    positions = [[Int]](repeating: Array(0..<count), count: graph.nodes.count)
  }

  /// Slices of the input that decide the output.
  var inputSlices: [Int] { positions[0] }

  /// A convolution reads exactly the slices its source computes, so that slice n of the one is slice n of the other.
  private static func convolutionsAlign(_ graph: NetworkGraph, _ positions: [[Int]]) -> Bool {
    graph.nodes.enumerated().allSatisfy { number, node in
      guard case .convolution(let layer) = node.operation else { return true }
      return positions[number].map { $0 * layer.depthStride } == positions[node.source]
        && node.residual.map { positions[$0] == positions[number] } ?? true
    }
  }
}

extension PoolingLayer {
  /// The source positions of one output position in depth.
  func window(_ position: Int, depth: Int) -> Range<Int> {
    let start = position * depthStride - depthPadding
    return max(0, start)..<min(depth, start + depthWidth)
  }
}
