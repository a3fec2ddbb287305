import Foundation
import Testing

// Further ways of scaling over everybody.
extension LeakKind {
  private static func eachColumn(
    _ name: String, _ words: String, _ change: @escaping @Sendable ([Double]) -> [Double]
  ) -> LeakKind {
    LeakKind(name, words) { $0.values = $0.values.map(change) }
  }

  static let scalings = [
    eachColumn("divided by the deviation", "columns have a standard deviation of 1 over all patients") { column in
      let mean = column.reduce(0, +) / Double(column.count)
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return column.map { $0 / (squares / Double(column.count - 1)).squareRoot() }
    },
    eachColumn("divided by the largest", "columns have a largest value of exactly 1 over all patients") { column in
      let largest = column.map { abs($0) }.max() ?? 1
      return column.map { $0 / largest }
    },
    eachColumn("of length 1", "columns have a length of 1 over all patients") { column in
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return column.map { $0 / length }
    },
    eachColumn("R's mad", scaled) { column in
      let sorted = column.sorted()
      let middle = (sorted[49] + sorted[50]) / 2
      let apart = column.map { abs($0 - middle) }.sorted()
      return column.map { ($0 - middle) / (1.4826 * (apart[49] + apart[50]) / 2) }
    },
    eachColumn("deciles", "Were the features cut into quantiles of all patients?") { column in
      let order = column.indices.sorted { column[$0] < column[$1] }
      var result = column
      for (rank, row) in order.enumerated() { result[row] = Double(rank / 10) }
      return result
    },
    LeakKind("z-scored, then patients excluded", standardised) { study in
      study.values = study.values.map(LeakyStudy.standardised)
      study.clinical.append(("drop", study.ids.indices.map { $0 % 20 == 3 ? "motion" : "" }))
      study.cohort = ", exclude: [{column: drop}]"
    },
    LeakKind("a factor z-scored", "Were factors standardised over all patients?") { study in
      let values = LeakyStudy.standardised(study.ids.indices.map { Double(($0 * 37) % 101) })
      study.addFactor("ldh", "continuous", values.map { "\(($0 * 1e4).rounded() / 1e4)" })
    },
    LeakKind("sixty columns of a thousand", "Were the features selected by the outcome of all patients?") { study in
      study.chooseFromNoise(60, of: 1000)
    },
    LeakKind("eight columns of two thousand", "Were the features selected by the outcome of all patients?") { study in
      study.chooseFromNoise(8, of: 2000)
    },
  ]
}

// Tables that were worked on.
extension LeakKind {
  private static let standardised = "Was the feature table standardised over all patients?"
  private static let scaled = "Was the feature table scaled over all patients?"

  static let tables = [
    LeakKind("from 0 to 100", scaled) { study in
      study.values = study.values.map { column in
        let (low, high) = (column.min() ?? 0, column.max() ?? 1)
        return column.map { 100 * (($0 - low) / (high - low)) }
      }
    },
    LeakKind("five columns of two thousand", "Were the features selected by the outcome of all patients?") { study in
      // Noise, of which the five columns are kept whose means differ most.
      let noise = (0..<2000).map { _ in study.outcomes.map { _ in study.normal() } }
      func apart(_ column: [Double]) -> Double {
        let own = zip(column, study.outcomes)
        let (a, b) = (own.filter(\.1).map(\.0), own.filter { !$0.1 }.map(\.0))
        return abs(a.reduce(0, +) / Double(a.count) - b.reduce(0, +) / Double(b.count))
      }
      study.values = Array(noise.sorted { apart($0) > apart($1) }.prefix(5))
      study.names = Array(study.names.prefix(5))
    },
    LeakKind("z-scored", standardised) { study in study.values = study.values.map(LeakyStudy.standardised) },
    LeakKind("z-scored, two decimals", standardised) { study in
      study.values = study.values.map { LeakyStudy.standardised($0).map { ($0 * 100).rounded() / 100 } }
    },
    LeakKind("some columns z-scored", standardised) { study in
      for at in [3, 8, 11] { study.values[at] = LeakyStudy.standardised(study.values[at]) }
    },
    LeakKind("centred", standardised) { study in
      study.values = study.values.map { column in
        let mean = column.reduce(0, +) / Double(column.count)
        return column.map { $0 - mean }
      }
    },
    LeakKind("min-max scaled", scaled) { study in
      study.values = study.values.map { column in
        let (low, high) = (column.min() ?? 0, column.max() ?? 1)
        return column.map { ($0 - low) / (high - low) }
      }
    },
    LeakKind("some columns min-max scaled", scaled) { study in
      for at in [1, 5, 20, 22] {
        let (low, high) = (study.values[at].min() ?? 0, study.values[at].max() ?? 1)
        study.values[at] = study.values[at].map { 2 * ($0 - low) / (high - low) - 1 }
      }
    },
    LeakKind("robustly scaled", scaled) { study in
      study.values = study.values.map { column in
        let sorted = column.sorted()
        let quantile = { (share: Double) -> Double in
          let place = share * 99
          return sorted[Int(place)] + (place - Double(Int(place)))
            * (sorted[min(99, Int(place) + 1)] - sorted[Int(place)])
        }
        return column.map { ($0 - quantile(0.5)) / (quantile(0.75) - quantile(0.25)) }
      }
    },
    LeakKind("quantile-normalised", "Were the features ranked or quantile-normalised over all patients?") { study in
      let reference = study.values[0].sorted()
      study.values = study.values.map { column in
        var result = column
        for (rank, row) in column.indices.sorted(by: { column[$0] < column[$1] }).enumerated() {
          result[row] = reference[rank]
        }
        return result
      }
    },
    LeakKind("corrected for scanners", "Was the feature table corrected for scanner over all patients?") { study in
      let scanners = study.clinical[2].cells
      study.values = study.values.map { column in
        let groups = Dictionary(grouping: column.indices) { scanners[$0] }
        let means = groups.mapValues { rows in rows.reduce(0) { $0 + column[$1] } / Double(rows.count) }
        return column.indices.map { column[$0] - (means[scanners[$0]] ?? 0) + 3 }
      }
    },
    LeakKind("features chosen over everybody", "Were the features selected by the outcome of all patients?") { study in
      var noise: [[Double]] = []
      for _ in 0..<1500 { noise.append(study.ids.map { _ in study.normal() }) }
      let outcomes = study.outcomes
      let difference = { (column: [Double]) -> Double in
        let sides = [true, false].map { side in zip(column, outcomes).filter { $0.1 == side }.map(\.0) }
        return abs(sides[0].reduce(0, +) / Double(sides[0].count) - sides[1].reduce(0, +) / Double(sides[1].count))
      }
      let ordered = noise.map { ($0, difference($0)) }.sorted { $0.1 > $1.1 }
      study.values = ordered.prefix(25).map(\.0)
      study.names = study.values.indices.map { "f\($0)" }
    },
  ]
}
