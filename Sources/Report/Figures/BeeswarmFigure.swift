import Results

/// Shapley values of every patient by clinical factor: one point a patient, whose shade is the value of the factor. An
/// unknown value is an open point, so that print in grey tells it from the known ones.
package struct BeeswarmFigure {
  let model: ModelResult
  let isSynthetic: Bool
  let width: FigureWidth
  private let left = 150.0
  private var length: Double { width.units - 170 }
  private static let radius = 3.0

  /// The figure of a row; `nil` for a row without clinical factors in a head, or without the values of the factors.
  package init?(_ model: ModelResult, isSynthetic: Bool, width: FigureWidth = .column) {
    guard let deep = model.deep, !deep.contributions.isEmpty, deep.contributions.allSatisfy({ $0.places != nil }) else {
      return nil
    }
    (self.model, self.isSynthetic, self.width) = (model, isSynthetic, width)
    let all = deep.contributions.flatMap(\.values).filter(\.isFinite).map(abs)
    let highest = max(all.max() ?? 0, 1e-6)
    step = AxisStep(atLeast: highest / 2.5)
    // The axis ends a little beyond the points and not at a tick, which would leave up to half of it empty.
    let end = highest * 1.04
    self.end = end
    swarms = deep.contributions.map { row in
      let points = row.values.indices.filter { row.values[$0].isFinite }
      let places = points.map { (width.units - 170) * (row.values[$0] / end + 1) / 2 }
      return Swarm(points: points, heights: Self.heights(places, apart: 2 * Self.radius + 0.4, most: 70))
    }
  }

  /// The points of one factor, and how far they lie from the middle of its row.
  private struct Swarm {
    let points: [Int]
    let heights: [Double]
    /// As high as the crowd needs, so that no point covers another.
    var rowHeight: Double { max(62, 2 * ((heights.map(abs).max() ?? 0) + BeeswarmFigure.radius + 5)) }
  }

  private let step: AxisStep
  private let end: Double
  private let swarms: [Swarm]

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var rows: [DeepResult.Contribution] { model.deep?.contributions ?? [] }

  var drawing: Drawing {
    let bottom = swarms.map(\.rowHeight).reduce(6, +)
    return Drawing(
      id: "beeswarm-\(model.id)", title: "Contributions of clinical factors by patient, \(model.name)",
      description: description, width: width, height: bottom + 68, isSynthetic: isSynthetic,
      content: .group(
        axis(bottom) + rows.indices.flatMap(swarm) + [
          SVG.text(
            "Contribution to the probability", at: SVG.Point(left + length / 2, bottom + 37),
            lettering: .init(size: 12.5, anchor: .middle))
        ] + key(bottom + 58)))
  }

  private func place(_ value: Double) -> Double { left + length * (value / end + 1) / 2 }

  /// A line at 0 and ticks on both sides of it.
  private func axis(_ bottom: Double) -> [Markup] {
    let count = Int((end / step.distance).rounded(.down))
    return (-count...count).flatMap { number -> [Markup] in
      let value = Double(number) * step.distance
      let x = place(value)
      let stroke = SVG.Stroke(colour: number == 0 ? Ink.muted : Ink.rule, width: number == 0 ? 1 : 0.75)
      return [
        SVG.line(from: SVG.Point(x, 4), to: SVG.Point(x, bottom), stroke: stroke),
        SVG.text(
          Numbers.fixed(value, decimals: step.decimals), at: SVG.Point(x, bottom + 17),
          lettering: .init(size: 11, colour: Ink.muted, anchor: .middle)),
      ]
    }
  }

  private func swarm(_ index: Int) -> [Markup] {
    let (row, own) = (rows[index], swarms[index])
    let middle = swarms.prefix(index).map(\.rowHeight).reduce(4, +) + own.rowHeight / 2
    let names = TextLines.wrap(row.factor, width: left - 12, size: 12.5).shortened(to: 3)
    return [SVG.lines(names, around: SVG.Point(left - 8, middle + 4), lettering: .init(size: 12.5, anchor: .end))]
      + zip(own.points, own.heights).map { patient, height in
        let known = row.places.flatMap { $0.indices.contains(patient) ? $0[patient] : nil }
        return dot(SVG.Point(place(row.values[patient]), middle + height), known: known)
      }
  }

  private func dot(_ point: SVG.Point, known: Double?) -> Markup {
    guard let colour = Self.colour(known) else {
      return SVG.circle(
        point, radius: Self.radius - 0.6, fill: Ink.ground, stroke: .init(colour: Ink.muted, width: 1.2))
    }
    // The line around a point tells light ones from the paper.
    return SVG.circle(point, radius: Self.radius - 0.3, fill: colour, stroke: .init(colour: Ink.muted, width: 0.6))
  }

  /// For each point the nearest free height above or below the middle, so that points do not cover each other. In a
  /// crowd points stay within `most` and may overlap.
  package static func heights(_ xs: [Double], apart: Double, most: Double) -> [Double] {
    var placed: [SVG.Point] = []
    var tries: [Double] = [0]
    for y in stride(from: apart / 2, through: most, by: apart / 2) { tries += [y, -y] }
    var heights = [Double](repeating: 0, count: xs.count)
    let order = xs.indices.sorted { (first: Int, second: Int) in (xs[first], first) < (xs[second], second) }
    for at in order {
      let near = placed.filter { abs($0.x - xs[at]) < apart }
      let free: Double? = tries.first { y in near.allSatisfy { isApart($0, x: xs[at], y: y, by: apart) } }
      let height: Double = free ?? tries[near.count % tries.count]
      heights[at] = height
      placed.append(SVG.Point(xs[at], height))
    }
    return heights
  }

  private static func isApart(_ point: SVG.Point, x: Double, y: Double, by apart: Double) -> Bool {
    let (across, down) = (point.x - x, point.y - y)
    return across * across + down * down >= apart * apart * 0.98
  }

  /// From dark blue (low) over grey to light yellow (high); `nil` for an unknown value.
  ///
  /// Lightness rises with the value, so print in grey keeps the order, which a scale from blue over white to orange
  /// loses. The three colours are the ends and the middle of cividis, which looks alike with and without normal colour
  /// vision (Nuñez et al. 2018, doi 10.1371/journal.pone.0199239).
  package static func colour(_ place: Double?) -> String? {
    guard let place, place.isFinite else { return nil }
    let share = min(max(place, 0), 1) * 2
    let (from, to) = share < 1 ? (low, middle) : (middle, high)
    let part = share < 1 ? share : share - 1
    return "#" + from.indices.map { hexadecimal(from[$0] + (to[$0] - from[$0]) * part) }.joined()
  }

  private static let low: [Double] = [0, 34, 78]
  private static let middle: [Double] = [125, 124, 120]
  private static let high: [Double] = [254, 232, 56]

  private static func hexadecimal(_ value: Double) -> String {
    let whole = Int(value.rounded())
    return (whole < 16 ? "0" : "") + String(whole, radix: 16)
  }

  private func key(_ y: Double) -> [Markup] {
    let entries: [(String, Double?, Double)] = [
      ("low value", 0, 118), ("high value", 1, 218), ("value not known", nil, 322),
    ]
    return entries.flatMap { name, place, x in
      [dot(SVG.Point(x - 9, y - 4), known: place), SVG.text(name, at: SVG.Point(x, y), lettering: .init(size: 12))]
    }
  }

  private var description: String {
    rows.map { row in
      let known = row.values.filter(\.isFinite)
      guard let low = known.min(), let high = known.max() else { return "\(row.factor): no value." }
      return
        """
        \(row.factor): from \(Numbers.fixed(low, decimals: 3)) to \(Numbers.fixed(high, decimals: 3)) over \
        \(known.count) patients, \(row.directionWords).
        """
    }.joined(separator: " ")
  }

  /// The contribution and the value of every factor in every patient, without their names.
  var data: FigureData {
    var data = FigureData(["model", "factor", "patient", "contribution", "place_of_value"])
    for row in rows {
      for patient in row.values.indices {
        let place = row.places.flatMap { $0.indices.contains(patient) ? $0[patient] : nil }
        data.add(
          .words(model.name), .words(row.factor), .count(patient + 1), .number(row.values[patient]), .number(place))
      }
    }
    return data
  }
}
