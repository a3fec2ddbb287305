import Foundation
import Testing

// Rows of one patient.
extension LeakKind {
  private static let samePatient = "Are some rows the same patient?"

  static let rows = [
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
    LeakKind("a second reader", "Was the same patient measured twice?") { study in
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
  static let endings = byPart + byColumn + byCell

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
