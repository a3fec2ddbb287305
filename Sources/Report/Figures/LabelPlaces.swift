/// Places for the letters of curves, so that none covers another.
struct LabelPlaces {
  private let frame: SVG.Frame
  private let radius: Double
  private var taken: [SVG.Point] = []

  /// Places inside a frame for discs of a radius.
  init(inside frame: SVG.Frame, radius: Double = 7.6) { (self.frame, self.radius) = (frame, radius) }

  /// A free place on one of `candidates`, the best first; else the one with most room around it.
  mutating func place(on candidates: [SVG.Point]) -> SVG.Point? {
    let inside = candidates.filter(holds)
    guard let first = inside.first else { return nil }
    let free = inside.first { room($0) >= 2 * radius + 2 }
    let best = free ?? inside.reduce(first) { room($1) > room($0) ? $1 : $0 }
    taken.append(best)
    return best
  }

  /// A free place beside a point, as near as possible, above and left of it first: below an ROC curve lies its area.
  mutating func place(beside point: SVG.Point) -> SVG.Point? {
    let directions = [(-0.7, -0.7), (0.0, -1.0), (-1.0, 0.0), (0.7, -0.7), (-0.7, 0.7), (1.0, 0.0), (0.7, 0.7), (0, 1)]
    let distances: [Double] = [1.7, 2.8, 3.8, 4.9, 6, 9, 12].map { $0 * radius }
    return place(
      on: distances.flatMap { far in directions.map { SVG.Point(point.x + $0.0 * far, point.y + $0.1 * far) } })
  }

  /// Keeps a point free of letters.
  mutating func keep(_ point: SVG.Point) { taken.append(point) }

  private func holds(_ point: SVG.Point) -> Bool {
    point.x >= frame.x + radius && point.x <= frame.maxX - radius && point.y >= frame.y + radius
      && point.y <= frame.maxY - radius
  }

  private func room(_ point: SVG.Point) -> Double {
    taken.map { (($0.x - point.x) * ($0.x - point.x) + ($0.y - point.y) * ($0.y - point.y)).squareRoot() }.min()
      ?? .infinity
  }
}
