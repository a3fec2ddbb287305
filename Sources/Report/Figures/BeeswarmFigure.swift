import Results

/// Shapley values of every patient by clinical factor: one point a patient, coloured by the value of the factor.
package struct BeeswarmFigure {
  let model: ModelResult
  let isSynthetic: Bool
  let width: FigureWidth
  private let left = 150.0
  private var length: Double { width.units - 170 }
  private let rowHeight = 62.0
  private let radius = 3.0

  /// The figure of a row; `nil` for a row without clinical factors in a head, or without the values of the factors.
  package init?(_ model: ModelResult, isSynthetic: Bool, width: FigureWidth = .column) {
    guard let deep = model.deep, !deep.contributions.isEmpty, deep.contributions.allSatisfy({ $0.places != nil }) else {
      return nil
    }
    (self.model, self.isSynthetic, self.width) = (model, isSynthetic, width)
    let all = deep.contributions.flatMap(\.values).filter(\.isFinite).map(abs)
    largest = max(all.max() ?? 0, 1e-6)
  }

  private let largest: Double

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var rows: [DeepResult.Contribution] { model.deep?.contributions ?? [] }

  var drawing: Drawing {
    let bottom = Double(rows.count) * rowHeight + 6
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

  private func place(_ value: Double) -> Double { left + length * (value / largest + 1) / 2 }

  /// A line at 0 and ticks at the ends and their halves.
  private func axis(_ bottom: Double) -> [Markup] {
    [-1.0, -0.5, 0, 0.5, 1].flatMap { share -> [Markup] in
      let x = place(share * largest)
      let stroke = SVG.Stroke(colour: share == 0 ? Ink.muted : Ink.rule, width: share == 0 ? 1 : 0.75)
      return [
        SVG.line(from: SVG.Point(x, 4), to: SVG.Point(x, bottom), stroke: stroke),
        SVG.text(
          Numbers.fixed(share * largest, decimals: 3), at: SVG.Point(x, bottom + 17),
          lettering: .init(size: 11, colour: Ink.muted, anchor: .middle)),
      ]
    }
  }

  private func swarm(_ index: Int) -> [Markup] {
    let (row, middle) = (rows[index], (Double(index) + 0.5) * rowHeight + 4)
    let names = TextLines.wrap(row.factor, width: left - 12, size: 12.5).shortened(to: 3)
    let points = row.values.indices.filter { row.values[$0].isFinite }
    let heights = Self.heights(points.map { place(row.values[$0]) }, apart: 2 * radius + 0.4, most: rowHeight / 2 - 5)
    return [SVG.lines(names, around: SVG.Point(left - 8, middle + 4), lettering: .init(size: 12.5, anchor: .end))]
      + zip(points, heights).map { patient, height in
        let known = row.places.flatMap { $0.indices.contains(patient) ? $0[patient] : nil }
        return dot(SVG.Point(place(row.values[patient]), middle + height), known: known)
      }
  }

  private func dot(_ point: SVG.Point, known: Double?) -> Markup {
    SVG.circle(point, radius: radius, fill: Self.colour(known), stroke: .init(colour: Ink.ground, width: 0.5))
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

  /// From blue (low) over light grey to orange (high); dark grey for an unknown value.
  static func colour(_ place: Double?) -> String {
    guard let place, place.isFinite else { return "#57606a" }
    let share = min(max(place, 0), 1) * 2
    let (from, to) = share < 1 ? (blue, middle) : (middle, orange)
    let part = share < 1 ? share : share - 1
    return "#" + from.indices.map { hexadecimal(from[$0] + (to[$0] - from[$0]) * part) }.joined()
  }

  private static let blue: [Double] = [0, 114, 178]
  private static let middle: [Double] = [190, 190, 200]
  private static let orange: [Double] = [213, 94, 0]

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
