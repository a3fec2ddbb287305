import Mathematics

/// What columns show that were scaled within a class of the outcome, or by a class: one class has a mean or a standard
/// deviation in common in many columns, or both classes have the same standard deviation in each. No measurement does,
/// and whoever scaled so knew the outcomes of the test patients.
struct ClassScales {
  /// How many columns have what in which patients; `nil` where that is no sign.
  let found: (columns: Int, what: String)?

  init(_ columns: [[Double?]], outcomes: [Bool]) {
    let sides = [true, false].map { wanted in
      columns.map { column in zip(column, outcomes).map { $1 == wanted ? $0 : nil } }
    }
    let words = ["with the event", "without the event"]
    let shared = zip(sides, words).lazy.compactMap { side, words in
      SharedScales(side, onlyMoments: true).found.map { found in
        (columns: found.columns, what: "\(found.what) in the patients \(words)")
      }
    }.first
    let equal = zip(sides[0], sides[1]).count { events, others in ClassScales.haveOneDeviation(events, others: others) }
    let isMany = equal >= max(3, columns.count / 20)
    found = shared ?? (isMany ? (equal, "the same standard deviation in the patients with and without the event") : nil)
  }

  /// Whether a column has the same standard deviation in both classes to more digits than chance gives.
  private static func haveOneDeviation(_ events: [Double?], others: [Double?]) -> Bool {
    let sides = [events, others].map { $0.compactMap(\.self) }
    guard let unit = ColumnScale.unit(sides.flatMap(\.self)), sides.allSatisfy({ $0.count >= 10 && Set($0).count > 10 })
    else { return false }
    return [0.0, 1.0].contains { lost in
      let deviations = sides.map { (PlainMoments($0).squares / (Double($0.count) - lost)).squareRoot() }
      let slack = 4 * unit / (12 * Double(min(sides[0].count, sides[1].count))).squareRoot() + 1e-9 * deviations[0]
      return slack <= 1e-5 * deviations[0] && abs(deviations[0] - deviations[1]) <= slack
    }
  }
}
