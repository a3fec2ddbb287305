import Foundation
import Testing

/// A way in which a study leaks, and the words of the finding that must name it.
struct LeakKind: CustomTestStringConvertible, Sendable {
  let name: String
  let words: String
  let change: @Sendable (inout LeakyStudy) -> Void
  var testDescription: String { name }

  init(_ name: String, _ words: String, _ change: @escaping @Sendable (inout LeakyStudy) -> Void) {
    (self.name, self.words, self.change) = (name, words, change)
  }

  static let all = rows + endings + tables + scalings + numberings + afterwards + outcome + gaps + cells
}

// Rows of one patient.
extension LeakKind {
  private static let samePatient = "Are some rows the same patient?"

  private static let rows = [
    LeakKind("two lesions", samePatient) { study in
      study.ids = study.ids.indices.map { "P\(1000 + $0 / 2)_\($0 % 2 + 1)" }
    },
    LeakKind("lesions by letters", samePatient) { study in
      study.ids = study.ids.indices.map { "P\(1000 + $0 / 2)\($0 % 2 == 0 ? "a" : "b")" }
    },
    LeakKind("sides", samePatient) { study in
      study.ids = study.ids.indices.map { "P\(1000 + $0 / 2)-\($0 % 2 == 0 ? "L" : "R")" }
    },
    LeakKind("visits by day", samePatient) { study in
      study.ids = study.ids.indices.map { "MR\(1000 + $0 / 2)-\($0 % 2 == 0 ? "20190112" : "20190712")" }
    },
    LeakKind("visits by day with signs", samePatient) { study in
      study.ids = study.ids.indices.map { "MR\(1000 + $0 / 3)_201\($0 % 3)-07-1\($0 % 3)" }
    },
    LeakKind("five lesions", samePatient) { study in
      study.ids = study.ids.indices.map { "P\(1000 + $0 / 5)_\($0 % 5 + 1)" }
    },
    LeakKind("a column patient", samePatient) { study in
      study.clinical.append(("PatientID", study.ids.indices.map { "\(7000 + $0 / 2)" }))
    },
    LeakKind("a column MRN of five lesions", samePatient) { study in
      study.clinical.append(("MRN", study.ids.indices.map { "\(7000 + $0 / 5)" }))
    },
    LeakKind("a second reader", "Is the same patient measured twice?") { study in
      for at in study.values.indices {
        let sorted = study.values[at].sorted()
        let spread = sorted[74] - sorted[24]
        for row in 0..<10 { study.values[at][row + 60] = study.values[at][row] + 0.03 * spread * study.normal() }
      }
    },
    LeakKind("means of two rows", "Were rows made from other rows?") { study in
      for row in 70..<90 {
        for at in study.values.indices {
          study.values[at][row] = (study.values[at][row - 70] + study.values[at][(row - 69) % 20]) / 2
        }
      }
    },
    LeakKind("SMOTE per column, rounded", "Were rows made from other rows?") { study in
      let scaled = study.values.map(LeakyStudy.standardised)
      for row in 70..<90 {
        let parent = row - 70
        let apart = { (other: Int) in scaled.reduce(0) { $0 + ($1[parent] - $1[other]) * ($1[parent] - $1[other]) } }
        let other = (0..<70).filter { $0 != parent }.min { apart($0) < apart($1) } ?? 0
        for at in study.values.indices {
          let own = study.values[at]
          study.values[at][row] = ((own[parent] + study.draw() * (own[other] - own[parent])) * 1e4).rounded() / 1e4
        }
      }
    },
  ]
}

// Rows of one patient whose ids are told apart by words that no list has.
extension LeakKind {
  private static let endings = byPart + byColumn + byCell

  private static let byPart =
    [
      ["#_GTVp", "#_GTVn"], ["#_MR1", "#_MR2"], ["#", "#_flip"], ["#_d0", "#_d14"], ["#w0", "#w6"],
      ["#_primary", "#_node"], ["#_ADC", "#_T2"], ["#_AB", "#_CD"], ["# (1)", "# (2)"], ["left-#", "right-#"],
      ["L_#", "R_#"], ["MUC_a_#", "MUC_b_#"], ["#_s17", "#_s88", "#_s131"],
    ].map { ways in
      LeakKind("ids \(ways.joined(separator: ", "))", samePatient) { study in
        study.repeatPatients(ways.count, spread: 0.4)
        study.ids = study.ids.indices.map {
          ways[$0 % ways.count].replacing("#", with: "P\(1000 + 7 * ($0 / ways.count))")
        }
      }
    }

  private static let byColumn =
    ["case_number", "PatientName", "participant", "pseudonym", "Subject no.", "anything"].map { name in
      LeakKind("a column \(name) of pairs", samePatient) { study in
        study.clinical.append((name, study.ids.indices.map { "\(7000 + 13 * (($0 * 37) % 100 / 2))" }))
      }
    }

  private static let byCell = [
    LeakKind("a column of words whose rows are near", samePatient) { study in
      study.repeatPatients(2, spread: 0.25)
      study.clinical.append(("alias", study.ids.indices.map { $0 < 70 ? "owl\($0 / 2 * 7919 % 997)x" : "fox\($0)x" }))
    },
    LeakKind("half a row copied", "Is the same patient in several rows?") { study in
      for row in 0..<10 { for at in 0..<15 { study.values[at][row + 60] = study.values[at][row] } }
    },
    LeakKind("the same id twice but for case", "Ids differ only by case, spaces or leading zeros") { study in
      study.ids = study.ids.indices.map { $0 % 2 == 0 ? "K\($0)" : "k0\($0 - 1)" }
    },
  ]
}

// Further ways of scaling over everybody.
extension LeakKind {
  private static func eachColumn(
    _ name: String, _ words: String, _ change: @escaping @Sendable ([Double]) -> [Double]
  ) -> LeakKind {
    LeakKind(name, words) { $0.values = $0.values.map(change) }
  }

  private static let scalings = [
    eachColumn("divided by the deviation", "columns have a deviation of 1 over everybody") { column in
      let mean = column.reduce(0, +) / Double(column.count)
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return column.map { $0 / (squares / Double(column.count - 1)).squareRoot() }
    },
    eachColumn("divided by the largest", "columns have a largest value of exactly 1 over everybody") { column in
      let largest = column.map { abs($0) }.max() ?? 1
      return column.map { $0 / largest }
    },
    eachColumn("of length 1", "columns have a length of 1 over everybody") { column in
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
    LeakKind("sixty columns of a thousand", "Were the features chosen by the outcome of all patients?") { study in
      study.chooseFromNoise(60, of: 1000)
    },
    LeakKind("eight columns of two thousand", "Were the features chosen by the outcome of all patients?") { study in
      study.chooseFromNoise(8, of: 2000)
    },
  ]
}

// Tables that were worked on.
extension LeakKind {
  private static let standardised = "Was the feature table standardised over all patients?"
  private static let scaled = "Was the feature table scaled over all patients?"

  private static let tables = [
    LeakKind("from 0 to 100", scaled) { study in
      study.values = study.values.map { column in
        let (low, high) = (column.min() ?? 0, column.max() ?? 1)
        return column.map { 100 * (($0 - low) / (high - low)) }
      }
    },
    LeakKind("five columns of two thousand", "Were the features chosen by the outcome of all patients?") { study in
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
    LeakKind("features chosen over everybody", "Were the features chosen by the outcome of all patients?") { study in
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

// Numbers of rows, records and days.
extension LeakKind {
  private static let numberings = [
    LeakKind("a running number", "Is visit_order a number of a patient") { study in
      study.addFeature("visit_order", study.ids.indices.map { Double($0 + 1) })
    },
    LeakKind("a running number as factor", "Is enrolled a number of a patient") { study in
      study.addFactor("enrolled", "continuous", study.ids.indices.map { "\($0 + 1)" })
    },
    LeakKind("a record number", "Is hospital_no a number of a patient") { study in
      let numbers = study.outcomes.enumerated().map {
        1_203_000 + ($0.offset * 7919) % 60_101 + ($0.element ? 30_000 : 0)
      }
      study.addFeature("hospital_no", numbers.map(Double.init))
    },
    LeakKind("MRN", "Is mrn a number of a patient") { study in
      study.addFactor("mrn", "continuous", study.ids.indices.map { "\(48_211 + ($0 * 7919) % 30_011)" })
    },
    LeakKind("a date", "Is scan_date a number of a patient") { study in
      study.addFeature("scan_date", study.ids.indices.map { Double(20_180_101 + ($0 * 13) % 12 * 100 + ($0 * 7) % 28) })
    },
    LeakKind("a serial date", "Is date_of_mri a number of a patient") { study in
      study.addFactor("date_of_mri", "continuous", study.ids.indices.map { "\(43_101 + ($0 * 37) % 900)" })
    },
    LeakKind("a spreadsheet's days", "Is mri a number of a patient") { study in
      study.addFactor("mri", "continuous", study.ids.indices.map { "\(42_000 + ($0 * 7919) % 1300)" })
    },
    LeakKind("a date as text", "Does when name the patients?") { study in
      study.addFactor("when", "categorical", study.ids.indices.map { "2019-\(10 + $0 % 3)-\(10 + $0 / 3)" })
    },
    LeakKind("Unnamed: 0", "\"Unnamed: 0\" looks like the numbers of the rows") { study in
      study.addFeature("Unnamed: 0", study.ids.indices.map(Double.init))
    },
    LeakKind("index", "\"index\" looks like the numbers of the rows") { study in
      study.addFeature("index", study.ids.indices.map { Double(($0 * 37) % 100) })
    },
    LeakKind("row_id", "\"row_id\" looks like the numbers of the rows") { study in
      study.addFeature("row_id", study.ids.indices.map { Double($0 + 5) })
    },
    LeakKind("recruitment", "Are the patients sorted by outcome?") { study in
      study.outcomes = study.ids.indices.map { row in study.draw() < (row < 50 ? 0.15 : 0.75) }
    },
  ]
}

// What is known only afterwards.
extension LeakKind {
  private static let afterwards = [
    "follow_up_months", "overall_survival", "time_to_recurrence", "ypT", "pCR", "dose_delivered", "adjuvant", "status",
    "best_response", "pT", "pN_stage", "local_control", "alive", "R0", "surgical_margin", "dod", "LRC",
    "PSA_nadir", "ctDNA_post", "second_line", "treatment_failure", "downstaging", "time_to_surgery", "Rezidiv",
    "Überlebenszeit", "décès", "supervivencia", "생존기간",
  ].map { name in
    LeakKind("factor \(name)", "By name it is known only afterwards: \(name)") { study in
      study.addFactor(name, "continuous", study.outcomes.map { "\(Int(10 + 40 * study.draw()) - ($0 ? 4 : 0))" })
    }
  }
}

// What tells the outcome.
extension LeakKind {
  private static let outcome = [
    LeakKind("site of two", "hospital is associated with the outcome") { study in
      study.addFactor("hospital", "categorical", study.flipped("North", "South", 0.2))
    },
    LeakKind("site of six, not in a model", "centre is associated with the outcome") { study in
      let cells = study.outcomes.map { event in
        (event ? ["A", "B", "C", "D"] : ["C", "D", "E", "F"])[Int(4 * study.draw())]
      }
      study.clinical.append(("centre", cells))
    },
    LeakKind("a site in the id", "Do the ids name a site that tells the outcome?") { study in
      let sites = study.flipped("MUC", "BER", 0.15)
      study.ids = study.ids.indices.map { "\(sites[$0])-\(study.ids[$0])" }
    },
    LeakKind("six sites of one class each", "Is unit the outcome under another name?") { study in
      let cells = study.outcomes.map { event in (event ? ["A", "B", "C"] : ["D", "E", "F"])[Int(3 * study.draw())] }
      study.addFactor("unit", "categorical", cells)
    },
    LeakKind("three levels", "Is group the outcome under another name?") { study in
      let cells = study.outcomes.map { event in event ? "PD" : ["CR", "PR"][Int(2 * study.draw())] }
      study.addFactor("group", "categorical", cells)
    },
    LeakKind("a few flips, numbers", "Is code the outcome under another name?") { study in
      study.addFactor("code", "continuous", study.flipped("1", "0", 0.04))
    },
    LeakKind("a few flips, inverted", "Is code the outcome under another name?") { study in
      study.addFeature("code", study.flipped("0", "1", 0.04).compactMap(Double.init))
    },
    LeakKind("a few flips, words", "Is label the outcome under another name?") { study in
      study.addFactor("label", "categorical", study.flipped("bad", "good", 0.04))
    },
    LeakKind("a good factor", "Was marker known before the outcome?") { study in
      let cells = study.outcomes.map { "\(study.normal() + ($0 ? 2.4 : 0))" }
      study.addFactor("marker", "continuous", cells)
    },
    LeakKind("too good", "Is this too good to be true?") { study in
      for at in 0..<4 { study.values[at] = study.outcomes.map { 0.8 * study.normal() + ($0 ? 2.2 : 0) } }
      study.split = "split: {nested: 5}"
    },
    LeakKind("exclusion by outcome", "differ in outcome") { study in
      study.clinical.append(("drop", study.outcomes.map { $0 && study.draw() < 0.4 ? "motion" : "" }))
      study.cohort = ", exclude: [{column: drop}]"
    },
  ]
}

// Gaps and codes.
extension LeakKind {
  private static let gaps = [
    LeakKind("gaps of a factor", "Gaps tell it: psa") { study in
      study.addFactor(
        "psa", "continuous", study.outcomes.map { $0 && study.draw() < 0.6 ? "" : "\(Int(100 * study.draw()))" })
    },
    LeakKind("gaps filled with the mean of a class", "Were gaps filled before the study?") { study in
      for at in 0..<10 {
        for event in [true, false] {
          let own = study.ids.indices.filter { study.outcomes[$0] == event }
          let mean = own.reduce(0) { $0 + study.values[at][$1] } / Double(own.count)
          for row in own where study.draw() < 0.4 { study.values[at][row] = mean }
        }
      }
    },
    LeakKind("gaps of a feature", "Gaps tell it: original_f7") { study in
      study.cells["original_f7"] = Dictionary(
        uniqueKeysWithValues: study.outcomes.indices.filter { !study.outcomes[$0] && study.draw() < 0.5 }.map {
          ($0, "NA")
        })
    },
  ]

  private static let cells = [
    LeakKind("-1 in a factor", "Does -1 in ldh mean that the value is missing?") { study in
      study.addFactor(
        "ldh", "continuous", study.ids.indices.map { $0 % 25 == 3 ? "-1" : "\(Int(150 + 250 * study.draw()))" })
    },
    LeakKind("9 among stages", "Does 9 in grade mean that the value is missing?") { study in
      study.addFactor("grade", "categorical", study.ids.indices.map { $0 % 19 == 3 ? "9" : "\(1 + $0 % 3)" })
    },
    LeakKind("a limit of integers", "Does -2147483648 in original_f9 mean that the value is missing?") { study in
      study.values[9][4] = -2_147_483_648
    },
    LeakKind("a number on no list", "Does -12345 in original_f9 mean that the value is missing?") { study in
      for row in [4, 40, 77] { study.values[9][row] = -12_345 }
    },
    LeakKind("dots of thousands", "Does volume have separators of thousands?") { study in
      study.addFactor(
        "volume", "continuous",
        study.ids.indices.map { _ in
          let value = Int(100 + 4000 * study.draw())
          return value < 1000 ? "\(value)" : "\(value / 1000).\(String(value % 1000 + 1000).dropFirst())"
        })
    },
    LeakKind("a hexadecimal cell", "The feature original_f2 was left out for one cell.") { study in
      study.cells["original_f2"] = [6: "0x1F"]
    },
    LeakKind("888 in a factor", "Does 888 in age mean that the value is missing?") { study in
      study.clinical[0].cells[17] = "888"
    },
    LeakKind("a thousand million in a feature", "in original_f9 mean that the value is missing?") { study in
      study.values[9][4] = -1e9
    },
    LeakKind("infinite cells", "cells of the feature table are infinite and were taken as missing: original_f3") {
      study in
      study.cells["original_f3"] = [4: "inf", 9: "-Infinity"]
    },
    LeakKind("a third in centimetres", "Is size in one unit?") { study in
      study.addFactor(
        "size", "continuous",
        study.ids.indices.map {
          let size = 30 + 40 * study.draw()
          return $0 % 3 == 0 ? "\((size).rounded() / 10)" : "\(size.rounded())"
        })
    },
    LeakKind("a separator of thousands", "Does marker have separators of thousands?") { study in
      study.addFactor(
        "marker", "continuous",
        study.ids.indices.map { $0 == 12 ? "1.234" : "\(Int(1000 + 900 * study.draw()))" })
    },
    LeakKind("levels that look alike", "Are these the same level of figo?") { study in
      let written = ["iib", "Stage IIB", "II B", "I", "III"]
      study.addFactor("figo", "categorical", study.ids.indices.map { written[$0 % 5] })
    },
    LeakKind("numbers and letters that look alike", "Are these the same level of figo?") { study in
      let written = ["HPV-16", "HPV16", "1.0", "1", "II"]
      study.addFactor("figo", "categorical", study.ids.indices.map { written[$0 % 5] })
    },
    LeakKind("signs that look alike", "Are these the same level of hpv?") { study in
      let written = ["Pos", "+", "positive", "neg"]
      study.addFactor("hpv", "categorical", study.ids.indices.map { written[$0 % 4] })
    },
    LeakKind("a code in a factor", "Does -99 in age mean that the value is missing?") { study in
      study.clinical[0].cells[17] = "-99"
    },
    LeakKind("a code in a feature", "Does -999 in original_f9 mean that the value is missing?") { study in
      study.values[9] = study.values[9].map { abs($0) }
      study.values[9][4] = -999
    },
    LeakKind("an error of a spreadsheet in a factor", "\"#DIV/0!\" of K105 (line 6)") { study in
      study.clinical[0].cells[4] = "#DIV/0!"
    },
    LeakKind("a decimal comma in a factor", "\"61,5\" of K105 (line 6)") { study in
      study.clinical[0].cells[4] = "\"61,5\""
    },
    LeakKind("a unit in a factor", "\"61 y\" of K105 (line 6)") { study in study.clinical[0].cells[4] = "61 y" },
    LeakKind("a limit in a factor", "\"<40\" of K105 (line 6)") { study in study.clinical[0].cells[4] = "<40" },
    LeakKind("a spoilt feature", "The feature original_f2 was left out for one cell.") { study in
      study.cells["original_f2"] = [6: "#DIV/0!"]
    },
    LeakKind("a decimal comma in a feature", "The feature original_f2 was left out for one cell.") { study in
      study.cells["original_f2"] = [6: "\"0,5\""]
    },
    LeakKind("an empty column", "No patient has a value of original_f4.") { study in
      study.cells["original_f4"] = Dictionary(uniqueKeysWithValues: study.ids.indices.map { ($0, "NA") })
    },
  ]
}
