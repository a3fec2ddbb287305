import Glibc

extension LeakRules {
  /// Columns that were made from the outcomes: each number is the share of events among the patients of a level, as
  /// target encoding over everybody leaves it, plain, smoothed or without the patient, or follows that share on any
  /// other scale.
  static func encodings(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let factors = cohort.factors.filter(\.isCategorical) + cohort.sites + cohort.repeating + cohort.unused
    let levels = factors.map { $0.levels.map { $0 ?? "" } }
    let columns = cohort.numericColumns
    let chances = columns.map { EncodedOutcome($0.values, cohort.outcomes)?.chance }
    let tests = Double(chances.count { $0 != nil })
    let names = zip(columns, chances).filter { column, chance in
      chance.map { $0 * tests < level } ?? false || isEncoding(column.values, outcomes: cohort.outcomes, of: levels)
    }.map(\.0.name)
    return names.isEmpty ? [] : [.encodesOutcome(names)]
  }

  /// Whether a column follows a formula of encoders exactly, by its own values or by the levels of a factor.
  private static func isEncoding(_ values: [Double?], outcomes: [Bool], of levels: [[String]]) -> Bool {
    guard let encoded = EncodedColumn(values, outcomes) else { return false }
    return encoded.isPlain || encoded.isSmoothed || encoded.isWithoutThePatient
      || levels.contains { encoded.isSmoothed(by: $0) || encoded.isWithoutThePatient(by: $0) }
  }
}

/// A column of numbers that may be shares of events, with the outcomes of its patients.
///
/// The rules compare with the formulas of encoders to the rounding of the cells. An encoding by other patients, such as
/// that of a registry, does not follow from the outcomes of these.
struct EncodedColumn {
  /// The patients of a level, or of a number: how many, how many with the event, and the number.
  fileprivate struct Group {
    let count: Int
    let events: Int
    let value: Double

    /// How many levels of equal counts it can be: levels with equal counts have equal numbers.
    var parts: [Int] { (1...count).filter { count % $0 == 0 && events % $0 == 0 } }

    /// How exactly a group determines the weight of the prior.
    func precision(_ prior: Double) -> Double { abs(value - prior) / Double(count) }
  }

  /// Positions of patients with a number, their numbers between 0 and 1, and their outcomes.
  private let rows: [Int]
  private let values: [Double]
  private let outcomes: [Bool]
  /// How far rounding moves a number.
  private let slack: Double
  /// Patients by their number.
  private let byValue: [[Int]]
  /// Whether cells have three decimals or more, so that one or two free numbers of a formula explain no chance.
  private let isFine: Bool

  /// `nil` for a column that cannot be one: fewer than 20 patients, numbers outside 0 to 1 (or 100), cells of one
  /// decimal.
  init?(_ cells: [Double?], _ outcomes: [Bool]) {
    let rows = cells.indices.filter { cells[$0] != nil }
    let known = rows.map { cells[$0] ?? 0 }
    guard rows.count >= 20, let most = known.max(), most <= 100, let least = known.min(), least >= 0 else { return nil }
    // A risk of one decimal may be the event rate of its patients, if it is a good one.
    guard let unit = ColumnScale.unit(known) else { return nil }
    let scale = most > 1 ? 0.01 : 1
    (self.rows, values, self.outcomes) = (rows, known.map { $0 * scale }, rows.map { outcomes[$0] })
    (slack, isFine) = ((unit / 2 + 1e-9) * scale, unit * scale <= 2e-3)
    byValue = Dictionary(grouping: rows.indices) { known[$0] }.values.sorted { known[$0[0]] < known[$1[0]] }
  }

  private var hasFewValues: Bool { (4...(rows.count / 2)).contains(byValue.count) }

  /// Groups with the number of events, or of non-events.
  private func groups(_ members: [[Int]], isTurned: Bool) -> [Group] {
    members.map { own in
      Group(count: own.count, events: own.count { outcomes[$0] != isTurned }, value: values[own[0]])
    }
  }

  private func tells(_ groups: [Group]) -> Bool { groups.count { $0.events > 0 && $0.events < $0.count } >= 3 }

  /// Whether each number is the share of events, or of non-events, among the patients who have it.
  var isPlain: Bool {
    hasFewValues
      && [false, true].contains { isTurned in
        let groups = groups(byValue, isTurned: isTurned)
        return tells(groups)
          && groups.allSatisfy { abs(Double($0.events) / Double($0.count) - $0.value) <= slack }
      }
  }
}

// Smoothed encodings.
extension EncodedColumn {
  /// Whether each number is a share of events drawn towards a prior, as patients of one number show it.
  var isSmoothed: Bool { hasFewValues && isFine && isSmoothed(byValue) { $0.parts } }

  /// The same by the levels of a factor in the cohort.
  func isSmoothed(by levels: [String]) -> Bool {
    guard isFine, let members = members(levels) else { return false }
    let isOne = members.allSatisfy { own in own.allSatisfy { values[$0] == values[own[0]] } }
    return isOne && isSmoothed(members) { _ in [1] }
  }

  /// Rows by level; `nil` with fewer than four levels, or with hardly any patients in them.
  private func members(_ levels: [String]) -> [[Int]]? {
    let members = Dictionary(grouping: rows.indices) { levels[rows[$0]] }
    return (4...(rows.count / 2)).contains(members.count) ? members.values.map(\.self) : nil
  }

  private func isSmoothed(_ members: [[Int]], parts: (Group) -> [Int]) -> Bool {
    guard members.count >= 5 else { return false }
    return [false, true].contains { isTurned in
      let groups = groups(members, isTurned: isTurned)
      guard tells(groups) else { return false }
      let rate = Double(groups.map(\.events).reduce(0, +)) / Double(rows.count)
      let split = groups.map { (group: $0, parts: parts($0)) }
      let follows = { (formula: (Double, Double) -> Double) in
        split.allSatisfy { group, parts in
          parts.contains { part in
            let (count, events) = (Double(group.count / part), Double(group.events / part))
            return abs(formula(count, events) - group.value) <= 3 * slack
          }
        }
      }
      return Self.fixed(rate).contains(where: follows)
        || [rate, 0.5].contains { prior in
          weights(split.map(\.group), parts: parts, prior: prior).contains { weight in
            follows { count, events in (events + weight * prior) / (count + weight) }
          }
        }
    }
  }

  /// Formulas without a free number: the empirical Bayes estimate of scikit-learn's `TargetEncoder`, and the sigmoid of
  /// `category_encoders` with its defaults, those before and after version 2.4.
  private static func fixed(_ rate: Double) -> [(Double, Double) -> Double] {
    let bayes = { (count: Double, events: Double) in
      let own = events / count
      let weight = own * (1 - own) / (rate * (1 - rate))
      return (events + weight * rate) / (count + weight)
    }
    return [bayes]
      + [(20.0, 10.0), (1.0, 1.0)].map { least, width in
        { count, events in
          let share = 1 / (1 + exp(-(count - least) / width))
          return share * events / count + (1 - share) * rate
        }
      }
  }

  /// Weights of the prior that the group which determines it best allows: `v = (e + k p) / (n + k)`.
  private func weights(_ groups: [Group], parts: (Group) -> [Int], prior: Double) -> [Double] {
    let apart = groups.filter { abs($0.value - prior) > 20 * slack }
    guard let best = apart.max(by: { $0.precision(prior) < $1.precision(prior) }) else { return [] }
    return parts(best).map { part in
      (Double(best.events) - best.value * Double(best.count)) / (best.value - prior) / Double(part)
    }.filter { $0 > 0 && $0 < 1e4 }
  }
}

// Encodings that leave the patient out.
extension EncodedColumn {
  /// Whether each number is the share of events among the other patients of its level, by the levels of a factor.
  func isWithoutThePatient(by levels: [String]) -> Bool {
    guard let members = members(levels) else { return false }
    return [false, true].contains { isTurned in
      var inside = 0
      for own in members where own.count > 1 {
        let events = own.count { outcomes[$0] != isTurned }
        for row in own {
          let others = Double(events - (outcomes[row] != isTurned ? 1 : 0)) / Double(own.count - 1)
          guard abs(others - values[row]) <= slack else { return false }
        }
        inside += events > 0 && events < own.count ? 1 : 0
      }
      return inside >= 3
    }
  }

  /// The same without the factor. In a level of `n` patients with `e` events, those with the event have
  /// `(e - 1) / (n - 1)` and the others `e / (n - 1)`: every number but 0 and 1 is of one class and has its partner.
  var isWithoutThePatient: Bool {
    guard hasFewValues else { return false }
    return [false, true].contains { isTurned in
      let groups = groups(byValue, isTurned: isTurned)
      let inside = groups.filter { $0.value > slack && $0.value < 1 - slack }
      guard inside.count >= 6, inside.allSatisfy({ $0.events == 0 || $0.events == $0.count }) else { return false }
      return inside.allSatisfy { hasPartner($0, among: groups) }
    }
  }

  private func hasPartner(_ group: Group, among groups: [Group]) -> Bool {
    let isOfEvents = group.events > 0
    return (1...min(4, group.count)).contains { part in
      guard group.count % part == 0 else { return false }
      let own = group.count / part
      return (1...rows.count).contains { other in
        let (events, size) = (isOfEvents ? own : other, own + other)
        let mine = Double(isOfEvents ? events - 1 : events) / Double(size - 1)
        guard abs(mine - group.value) <= slack else { return false }
        let theirs = Double(isOfEvents ? events : events - 1) / Double(size - 1)
        return groups.contains { one in
          abs(one.value - theirs) <= slack && (isOfEvents ? one.count - one.events : one.events) >= part * other
        }
      }
    }
  }
}
