import Foundation
import Testing

// Numbers of rows, records and days.
extension LeakKind {
  static let numberings = [
    LeakKind("a running number", "Is visit_order the number of a patient") { study in
      study.addFeature("visit_order", study.ids.indices.map { Double($0 + 1) })
    },
    LeakKind("a running number as factor", "Is enrolled the number of a patient") { study in
      study.addFactor("enrolled", "continuous", study.ids.indices.map { "\($0 + 1)" })
    },
    LeakKind("a record number", "Is hospital_no the number of a patient") { study in
      let numbers = study.outcomes.enumerated().map {
        1_203_000 + ($0.offset * 7919) % 60_101 + ($0.element ? 30_000 : 0)
      }
      study.addFeature("hospital_no", numbers.map(Double.init))
    },
    LeakKind("MRN", "Is mrn the number of a patient") { study in
      study.addFactor("mrn", "continuous", study.ids.indices.map { "\(48_211 + ($0 * 7919) % 30_011)" })
    },
    LeakKind("a date", "Is scan_date the number of a patient") { study in
      study.addFeature("scan_date", study.ids.indices.map { Double(20_180_101 + ($0 * 13) % 12 * 100 + ($0 * 7) % 28) })
    },
    LeakKind("a serial date", "Is date_of_mri the number of a patient") { study in
      study.addFactor("date_of_mri", "continuous", study.ids.indices.map { "\(43_101 + ($0 * 37) % 900)" })
    },
    LeakKind("a spreadsheet's days", "Is mri the number of a patient") { study in
      study.addFactor("mri", "continuous", study.ids.indices.map { "\(42_000 + ($0 * 7919) % 1300)" })
    },
    LeakKind("a date as text", "Does when name the patients?") { study in
      study.addFactor("when", "categorical", study.ids.indices.map { "2019-\(10 + $0 % 3)-\(10 + $0 / 3)" })
    },
    LeakKind("Unnamed: 0", "\"Unnamed: 0\" looks like a row number") { study in
      study.addFeature("Unnamed: 0", study.ids.indices.map(Double.init))
    },
    LeakKind("index", "\"index\" looks like a row number") { study in
      study.addFeature("index", study.ids.indices.map { Double(($0 * 37) % 100) })
    },
    LeakKind("row_id", "\"row_id\" looks like a row number") { study in
      study.addFeature("row_id", study.ids.indices.map { Double($0 + 5) })
    },
    LeakKind("recruitment", "Are the patients sorted by outcome?") { study in
      study.outcomes = study.ids.indices.map { row in study.draw() < (row < 50 ? 0.15 : 0.75) }
    },
  ]
}

// What is known only afterwards.
extension LeakKind {
  static let afterwards = [
    "follow_up_months", "overall_survival", "time_to_recurrence", "ypT", "pCR", "dose_delivered", "adjuvant", "status",
    "best_response", "pT", "pN_stage", "local_control", "alive", "R0", "surgical_margin", "dod", "LRC",
    "PSA_nadir", "ctDNA_post", "second_line", "treatment_failure", "downstaging", "time_to_surgery", "Rezidiv",
    "Überlebenszeit", "décès", "supervivencia", "생존기간",
  ].map { name in
    LeakKind("factor \(name)", "By their names, these are known only afterwards: \(name)") { study in
      study.addFactor(name, "continuous", study.outcomes.map { "\(Int(10 + 40 * study.draw()) - ($0 ? 4 : 0))" })
    }
  }
}

// What tells the outcome.
extension LeakKind {
  static let outcome = [
    LeakKind("site of two", "hospital is associated with the outcome") { study in
      study.addFactor("hospital", "categorical", study.flipped("North", "South", 0.2))
    },
    LeakKind("site of six, not in a model", "centre is associated with the outcome") { study in
      let cells = study.outcomes.map { event in
        (event ? ["A", "B", "C", "D"] : ["C", "D", "E", "F"])[Int(4 * study.draw())]
      }
      study.clinical.append(("centre", cells))
    },
    LeakKind("a site in the id", "Do the ids name a site that is associated with the outcome?") { study in
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
    LeakKind("exclusion by outcome", "differ by outcome") { study in
      study.clinical.append(("drop", study.outcomes.map { $0 && study.draw() < 0.4 ? "motion" : "" }))
      study.cohort = ", exclude: [{column: drop}]"
    },
  ]
}

// Gaps and codes.
extension LeakKind {
  static let gaps = [
    LeakKind("gaps of a factor", "Missing values are associated with it: psa") { study in
      study.addFactor(
        "psa", "continuous", study.outcomes.map { $0 && study.draw() < 0.6 ? "" : "\(Int(100 * study.draw()))" })
    },
    LeakKind("gaps filled with the mean of a class", "Were missing values filled before the study?") { study in
      for at in 0..<10 {
        for event in [true, false] {
          let own = study.ids.indices.filter { study.outcomes[$0] == event }
          let mean = own.reduce(0) { $0 + study.values[at][$1] } / Double(own.count)
          for row in own where study.draw() < 0.4 { study.values[at][row] = mean }
        }
      }
    },
    LeakKind("gaps of a feature", "Missing values are associated with it: original_f7") { study in
      study.cells["original_f7"] = Dictionary(
        uniqueKeysWithValues: study.outcomes.indices.filter { !study.outcomes[$0] && study.draw() < 0.5 }.map {
          ($0, "NA")
        })
    },
  ]

  static let cells = [
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
    LeakKind("dots of thousands", "Does volume have thousands separators?") { study in
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
    LeakKind("infinite cells", "cells of the feature table are infinite and were treated as missing: original_f3") {
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
    LeakKind("a separator of thousands", "Does marker have thousands separators?") { study in
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
