/// The pixels of a region with a neighbour outside it, row by row; what lies beyond the picture is no outside.
package func outline(of inside: [Bool], width: Int) -> [Bool] {
  inside.indices.map { i in
    guard inside[i] else { return false }
    let beside = (i % width > 0 ? [i - 1] : []) + (i % width < width - 1 ? [i + 1] : [])
    return (beside + [i - width, i + width]).contains { inside.indices.contains($0) && !inside[$0] }
  }
}
