/// A binary tree as data: a row goes left where its value is at most the threshold.
public struct DecisionTree: Hashable, Codable, Sendable {
  /// A split or a leaf.
  public struct Node: Hashable, Sendable {
    /// Position of the column that is asked; `-1` in a leaf.
    public var column: Int32
    /// Position of the node for values up to the threshold.
    public var left: Int32 = 0
    /// Position of the node for values above it.
    public var right: Int32 = 0
    /// The threshold.
    public var threshold = 0.0
    /// The value of a leaf: a share of events in [0, 1] in a forest, a step of the log-odds in boosting.
    public var value: Double

    /// A leaf.
    init(leaf value: Double) { (column, self.value) = (-1, value) }
  }

  /// The nodes; the first is the root.
  public var nodes: [Node]

  /// The answer of the leaf that a row of `matrix` falls into.
  func value(_ matrix: DenseMatrix, row: Int) -> Double {
    answer { matrix.values[$0 * matrix.rows + row] }
  }

  /// The answer of the leaf that `row` falls into.
  public func value(_ row: [Double]) -> Double { answer { row[$0] } }

  @inline(__always)
  private func answer(_ read: (Int) -> Double) -> Double {
    nodes.withUnsafeBufferPointer { nodes in
      // Children are positions of nodes that were appended, so every index is in range.
      var node = nodes[0]
      while node.column >= 0 { node = nodes[Int(read(Int(node.column)) <= node.threshold ? node.left : node.right)] }
      return node.value
    }
  }
}

extension DecisionTree.Node: Codable {
  /// A list of five numbers: a forest has thousands of nodes, and five names each would be most of the file.
  public init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    column = try list.decode(Int32.self)
    left = try list.decode(Int32.self)
    right = try list.decode(Int32.self)
    threshold = try list.decode(Double.self)
    value = try list.decode(Double.self)
  }

  /// Column, left, right, threshold, value.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(column)
    try list.encode(left)
    try list.encode(right)
    try list.encode(threshold)
    try list.encode(value)
  }
}

extension [DecisionTree] {
  /// Why trees from a file cannot be walked over rows of `columns` values; `nil` where they can. A tree is walked from
  /// node to node: children lie behind their parent, or the walk would not end.
  func fault(columns: Int) -> String? {
    let areSound = allSatisfy { tree in
      !tree.nodes.isEmpty
        && tree.nodes.enumerated().allSatisfy { position, node in
          node.column < 0
            || Int(node.column) < columns
              && [node.left, node.right].allSatisfy { Int($0) > position && Int($0) < tree.nodes.count }
        }
    }
    return isEmpty || !areSound ? "its trees are no trees" : nil
  }
}
