import Execution
import Glibc
import Leaks

/// Cohorts with and without leaks, by seed.
struct CohortMaker {
  var stream: RandomStream

  init(_ seed: UInt64) { stream = RandomStream(seed: seed, name: "leaks") }

  mutating func uniform() -> Double { Double.random(in: 0..<1, using: &stream) }

  mutating func normal() -> Double { (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform()) }

  /// Columns of a few common causes with noise of their own, as radiomics has them; two of the causes are higher in
  /// events by `effect`.
  mutating func sound(_ patients: Int, _ columns: Int, effect: Double = 0.5) -> ScreenedCohort {
    let outcomes = (0..<patients).map { _ in uniform() < 0.4 }
    var cohort = ScreenedCohort(ids: (1...patients).map { "P\($0)" }, outcomes: outcomes)
    let causes = (0..<6).map { cause in outcomes.map { normal() + ($0 && cause < 2 ? effect : 0) } }
    cohort.columns = (0..<columns).map { "original_f\($0)" }
    cohort.values = (0..<columns).map { at in
      let (shift, scale) = (100 * normal(), exp(normal()))
      return (0..<patients).map { shift + scale * (causes[at % 6][$0] + 0.7 * normal()) }
    }
    cohort.factors = [
      .init("age", numbers: outcomes.map { _ in (40 + 40 * uniform()).rounded() }),
      .init("stage", levels: outcomes.map { ["I", "II", "III"][Int(uniform() * 2 + ($0 ? 1 : 0))] }),
      .init("site", levels: outcomes.map { _ in ["A", "B", "C", "D"][Int(4 * uniform())] }),
    ]
    return cohort
  }

  /// A sound cohort with one leak, by name.
  mutating func leaking(_ kind: String) -> ScreenedCohort {
    var cohort = sound(100, 30)
    let (ids, outcomes) = (cohort.ids, cohort.outcomes)
    switch kind {
    case "lesions": cohort.ids = ids.indices.map { "P\($0 / 2)_\($0 % 2 + 1)" }
    case "some visits": cohort.ids[7] = "P6 post"
    case "sides": cohort.ids = ids.indices.map { "P\($0 / 2)-\($0 % 2 == 0 ? "L" : "R")" }
    case "second reader":
      for row in 0..<8 {
        for at in cohort.values.indices {
          let spread =
            (cohort.values[at].compactMap(\.self).max() ?? 0) - (cohort.values[at].compactMap(\.self).min() ?? 0)
          cohort.values[at][row + 50] = cohort.values[at][row].map { $0 + 0.006 * spread * normal() }
        }
      }
    case "oversampled":
      for row in 60..<80 {
        let share = 0.2 + 0.6 * uniform()
        let rounding = { (value: Double) in (value * 1000).rounded() / 1000 }
        let other = neighbour(of: row - 60, in: cohort)
        for at in cohort.values.indices {
          if let a = cohort.values[at][row - 60], let b = cohort.values[at][other] {
            cohort.values[at][row] = rounding(a + share * (b - a))
          }
        }
      }
    case "oversampled by column, rounded":
      for row in 80..<95 {
        let other = neighbour(of: row - 80, in: cohort)
        for at in cohort.values.indices {
          if let a = cohort.values[at][row - 80], let b = cohort.values[at][other] {
            cohort.values[at][row] = ((a + uniform() * (b - a)) * 100).rounded() / 100
          }
        }
      }
    case "augmented": for row in 60..<70 { cohort.ids[row] = "\(ids[row - 60])_flip" }
    case "percent": cohort.values = cohort.values.map(Self.percent)
    case "joined date":
      cohort.factors.append(.init("examdate", numbers: ids.map { _ in Double(17_000 + Int(1900 * uniform())) }))
    case "standardised": cohort.values = cohort.values.map(Self.standardised)
    case "rounded":
      cohort.values = cohort.values.map { Self.standardised($0).map { $0.map { ($0 * 1000).rounded() / 1000 } } }
    case "scaled":
      cohort.values = cohort.values.map { column in
        let known = column.compactMap(\.self)
        return known.map { ($0 - (known.min() ?? 0)) / ((known.max() ?? 1) - (known.min() ?? 0)) }
      }
    case "robust":
      cohort.values = cohort.values.map { column in
        let sorted = column.compactMap(\.self).sorted()
        let quantile = { (share: Double) -> Double in
          let place = share * Double(sorted.count - 1)
          let next = min(Int(place) + 1, sorted.count - 1)
          return sorted[Int(place)] + (place - Double(Int(place))) * (sorted[next] - sorted[Int(place)])
        }
        return column.map { $0.map { ($0 - quantile(0.5)) / (quantile(0.75) - quantile(0.25)) } }
      }
    case "ranked":
      cohort.values = cohort.values.map { column in
        let known = column.compactMap(\.self)
        let sorted = known.sorted()
        return known.map { value in sorted.firstIndex(of: value).map(Double.init) }
      }
    case "echo":
      cohort.acquisitions = [
        .init("echo time of T2", levels: outcomes.map { ($0 ? ["90", "101"] : ["101", "110"])[Int(2 * uniform())] }),
        .init("scanner of T2", levels: outcomes.map { _ in ["A", "B"][Int(2 * uniform())] }),
      ]
    case "sorted": cohort.outcomes = ids.indices.map { uniform() < (2 * $0 < ids.count ? 0.2 : 0.7) }
    case "text dates": cohort.factors.append(.init("day", levels: ids.indices.map { "2019-\($0 / 28)-\($0 % 28)" }))
    case "batch": cohort.values = cohort.values.map { Self.centred($0, cohort.factors[2].levels) }
    case "record number":
      let numbers = outcomes.enumerated().map { Double(500_000 + 137 * $0 + ($1 ? 3000 : 0)) }
      cohort.factors.append(.init("record", numbers: numbers))
    case "running": cohort.columns[3] = "n"; cohort.values[3] = ids.indices.map { Double($0 + 1) }
    case "date":
      cohort.factors.append(
        .init("scan_day", numbers: ids.indices.map { Double(20_190_101 + $0 % 28 + 100 * ($0 / 28)) }))
    case "row": cohort.columns[0] = "Unnamed: 0"; cohort.values[0] = ids.indices.map { Double($0) }
    case "afterwards": cohort.factors.append(.init("time_to_recurrence", numbers: outcomes.map { _ in uniform() }))
    case "six sites":
      cohort.factors[2].levels = outcomes.map { ($0 ? ["A", "B", "C"] : ["D", "E", "F"])[Int(3 * uniform())] }
    case "site":
      cohort.factors[2].levels = outcomes.map {
        ($0 ? ["A", "A", "A", "B"] : ["B", "B", "B", "A"])[Int(4 * uniform())]
      }
    case "site of any name":
      cohort.factors.append(.init("zq", levels: places(outcomes, ["u", "v", "w"])))
    case "numbered site":
      cohort.factors.append(
        .init("machine", numbers: places(outcomes, ["1", "2", "7"]).map { $0.flatMap(Double.init) }))
    case "site beside the models":
      let levels = places(outcomes, ["u", "v", "w"])
      cohort.unused = [.init("bay", levels: levels)]
      let shifts = (0..<3).map { _ in cohort.columns.map { _ in 2 * normal() } }
      for at in cohort.values.indices {
        let scaled = Self.standardised(cohort.values[at])
        cohort.values[at] = scaled.indices.map { row in
          scaled[row].map { $0 + 4 + shifts[["u", "v", "w"].firstIndex(of: levels[row] ?? "") ?? 0][at] }
        }
      }
    case "three levels": cohort.factors[1].levels = outcomes.map { $0 ? "PD" : ["CR", "PR"][Int(2 * uniform())] }
    case "flips":
      cohort.factors.append(.init("code", numbers: outcomes.enumerated().map { ($1 != ($0 % 25 == 3)) ? 1 : 0 }))
    case "complement":
      cohort.factors.append(.init("code", levels: outcomes.enumerated().map { ($1 != ($0 % 25 == 3)) ? "a" : "b" }))
    case "good factor": cohort.factors.append(.init("marker", numbers: outcomes.map { normal() + ($0 ? 2.3 : 0) }))
    case "gaps":
      cohort.factors[0].numbers = zip(cohort.factors[0].numbers, outcomes).map { $1 && uniform() < 0.6 ? nil : $0 }
    case "parts":
      pair(&cohort, spread: 0.3)
      cohort.ids = ids.indices.map { "P\($0 / 2 + 100)_\(["hilum", "apex"][$0 % 2])" }
    case "column of pairs":
      let owners = ids.indices.map { $0 * 37 % 100 / 2 }
      cohort.outcomes = owners.map { outcomes[$0] }
      cohort.repeating = [.init("whatever", levels: owners.map { "\($0)" })]
    case "half copies":
      for row in 0..<6 { for at in 0..<12 { cohort.values[at][row + 50] = cohort.values[at][row] } }
    case "unit deviation":
      cohort.values = cohort.values.map { column in
        let scaled = Self.standardised(column).compactMap(\.self)
        return scaled.map { $0 + 5 }
      }
    case "unit largest":
      cohort.values = cohort.values.map { column in
        let largest = column.compactMap { $0.map { abs($0) } }.max() ?? 1
        return column.map { $0.map { $0 / largest } }
      }
    case "deciles":
      cohort.values = cohort.values.map { column in
        let order = column.indices.sorted { (column[$0] ?? 0) < (column[$1] ?? 0) }
        var result = column
        for (rank, row) in order.enumerated() { result[row] = Double(rank / 10) }
        return result
      }
    case "factor": cohort.factors[0].numbers = Self.standardised(cohort.factors[0].numbers)
    case "filled":
      for event in [true, false] {
        let own = ids.indices.filter { outcomes[$0] == event }
        // Gaps get the mean of what is known, as a program that imputes class by class fills them.
        let gaps = Set(own.filter { _ in uniform() < 0.5 })
        let known = own.filter { !gaps.contains($0) }.compactMap { cohort.values[4][$0] }
        for row in gaps { cohort.values[4][row] = known.reduce(0, +) / Double(known.count) }
      }
    case "ids by site":
      cohort.ids = ids.indices.map { row in
        "\((uniform() < 0.85) == outcomes[row] ? "MUC" : "BER")-\(ids[row])"
      }
    case "preselected": cohort = preselected()
    case "zero for missing": cohort.factors[0].numbers[3] = 0; cohort.factors[0].numbers[60] = 0
    case "nine beside yes and no":
      cohort.factors.append(.init("pain", numbers: ids.indices.map { $0 % 31 == 4 ? 9 : uniform() < 0.4 ? 1 : 0 }))
    case "seven below 0":
      cohort.factors.append(
        .init("hb", numbers: ids.indices.map { $0 == 4 ? -7 : ((80 + 10 * normal()) * 10).rounded() / 10 }))
    case "code": cohort.factors[0].numbers[3] = -999
    case "code of features": cohort.values[2] = cohort.values[2].map { $0.map { abs($0) } }; cohort.values[2][5] = -9999
    case "look-alikes": cohort.factors[1].levels[0] = "Stage II"; cohort.factors[1].levels[1] = "II"
    case "signs": cohort.factors.append(.init("hpv", levels: ids.indices.map { ["Pos", "+", "neg"][$0 % 3] }))
    case "empty": cohort.factors.append(.init("ki67", numbers: ids.map { _ in nil }))
    default: break
    }
    return cohort
  }

  static let kinds = [
    "lesions", "some visits", "sides", "second reader", "oversampled", "standardised", "rounded", "scaled", "robust",
    "ranked", "batch", "echo", "sorted", "text dates",
    "record number", "running", "date", "row", "afterwards", "six sites", "site", "three levels", "flips", "complement",
    "parts", "column of pairs", "half copies", "unit deviation", "unit largest", "deciles", "factor", "filled",
    "ids by site",
    "oversampled by column, rounded", "augmented", "percent", "joined date", "site of any name", "numbered site",
    "site beside the models", "zero for missing", "nine beside yes and no",
    "seven below 0", "good factor", "gaps", "preselected", "code", "code of features", "look-alikes", "signs", "empty",
  ]

  /// Three places, of which the first treats mostly patients without and the last mostly patients with the event.
  private mutating func places(_ outcomes: [Bool], _ names: [String]) -> [String?] {
    outcomes.map { outcome in
      let draw = uniform()
      let at = draw < 0.62 ? 0 : draw < 0.85 ? 1 : 2
      return names[outcome ? 2 - at : at]
    }
  }

  /// Two rows in a row become one patient, whose features differ by `spread` deviations.
  mutating func pair(_ cohort: inout ScreenedCohort, spread: Double) {
    for row in cohort.ids.indices where row % 2 == 1 { cohort.outcomes[row] = cohort.outcomes[row - 1] }
    for at in cohort.values.indices {
      let scaled = Self.standardised(cohort.values[at]).compactMap(\.self)
      cohort.values[at] = scaled.indices.map { 3 + scaled[$0 - $0 % 2] + spread * normal() }
    }
  }

  /// The twenty of 2,000 columns of noise that are most like the outcome.
  private mutating func preselected() -> ScreenedCohort {
    var cohort = sound(100, 1)
    let noise = (0..<2000).map { _ in cohort.ids.map { _ in normal() } }
    let difference = { (column: [Double]) in
      let sides = [true, false].map { side in zip(column, cohort.outcomes).filter { $0.1 == side }.map(\.0) }
      return abs(sides[0].reduce(0, +) / Double(sides[0].count) - sides[1].reduce(0, +) / Double(sides[1].count))
    }
    cohort.values = noise.sorted { difference($0) > difference($1) }.prefix(20).map { $0 }
    cohort.columns = (0..<20).map { "f\($0)" }
    return cohort
  }

  private func neighbour(of row: Int, in cohort: ScreenedCohort) -> Int {
    let scaled = cohort.values.map { Self.standardised($0).compactMap(\.self) }
    let distance = { (a: Int, b: Int) in scaled.reduce(0) { $0 + ($1[a] - $1[b]) * ($1[a] - $1[b]) } }
    return (0..<60).filter { $0 != row }.min { distance(row, $0) < distance(row, $1) } ?? 0
  }

  /// Scaled to 0 to 100 over everybody, one decimal.
  private static func percent(_ column: [Double?]) -> [Double?] {
    let known = column.compactMap(\.self)
    let (low, high) = (known.min() ?? 0, known.max() ?? 1)
    return known.map { (1000 * ($0 - low) / (high - low)).rounded() / 10 }
  }

  private static func standardised(_ column: [Double?]) -> [Double?] {
    let known = column.compactMap(\.self)
    let mean = known.reduce(0, +) / Double(known.count)
    let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)).squareRoot()
    return known.map { ($0 - mean) / deviation }
  }

  private static func centred(_ column: [Double?], _ batches: [String?]) -> [Double?] {
    let groups = Dictionary(grouping: column.indices) { batches[$0] ?? "" }
    let means = groups.mapValues { rows in rows.reduce(0) { $0 + (column[$1] ?? 0) } / Double(rows.count) }
    return column.indices.map { at in column[at].map { $0 - (means[batches[at] ?? ""] ?? 0) } }
  }
}
