/// What is known of an operator: the attributes that are computed, and how its nodes become steps.
struct ONNXOperator: Sendable {
  typealias Compile = @Sendable (inout ONNXCompiler, ONNXNode) throws -> [ONNXValue]

  let attributes: Set<String>
  let compile: Compile

  init(_ attributes: Set<String> = [], _ compile: @escaping Compile) {
    (self.attributes, self.compile) = (attributes, compile)
  }

  /// Every operator that is computed here: the only list.
  static let all: [String: ONNXOperator] = [
    convolutional, elementwise, moving, borders, shaping, products, normalising, reducing,
  ]
  .reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }
}

extension ONNXNode {
  /// An axis of a tensor, counted from behind where it is negative.
  func axis(_ axis: Int, of count: Int) throws(ONNXError.Kind) -> Int {
    guard (-count..<count).contains(axis) else { throw fault("there is no axis \(axis) among \(count)") }
    return axis < 0 ? axis + count : axis
  }

  /// Axes without repetition.
  func axes(_ axes: [Int], of count: Int) throws(ONNXError.Kind) -> [Int] {
    var found: [Int] = []
    for value in axes { found.append(try axis(value, of: count)) }
    guard Set(found).count == found.count else { throw fault("an axis is named twice") }
    return found
  }
}
