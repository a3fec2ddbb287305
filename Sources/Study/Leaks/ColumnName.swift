import Foundation

/// A column's name as words, to tell what kind of thing it names.
struct ColumnName {
  private let plain: String
  /// Words in lower case; cut at signs and where small letters meet capitals.
  let words: [String]

  init(_ name: String) {
    plain = name.precomposedStringWithCanonicalMapping.lowercased()
    var words = [""]
    var previous: Character = " "
    for letter in name {
      if !(letter.isLetter || letter.isNumber) {
        words.append("")
      } else {
        if letter.isUppercase, previous.isLowercase, !words[words.count - 1].lowercased().elementsEqual("yp") {
          words.append("")
        }
        words[words.count - 1].append(letter)
      }
      previous = letter
    }
    self.words = words.filter { !$0.isEmpty }.map { $0.lowercased() }
  }

  private func has(_ names: Set<String>) -> Bool { words.contains(where: names.contains) }
  private var joined: String { words.joined(separator: " ") }

  private static let after: Set<String> = [
    "followup", "fu", "survival", "survived", "survivor", "os", "pfs", "dfs", "rfs", "efs", "dss", "lrfs", "dmfs",
    "mfs",
    "recurrence", "recurred", "recurrent", "relapse", "relapsed", "progression", "progressed", "response",
    "responder", "recist", "pcr", "rcb", "trg", "mandard", "death", "dead", "died", "deceased", "adjuvant", "outcome",
    "yptnm", "salvage", "toxicity",
  ]
  private static let innocent: Set<String> = [
    "planned", "prescribed", "risk", "predicted", "probability", "expected", "rate", "prior", "previous", "history",
    "family", "intended", "baseline",
  ]
  private static let events: Set<String> = [
    "death", "progression", "recurrence", "relapse", "event", "failure", "last", "metastasis",
  ]

  /// Beginnings of words for survival, recurrence, death, follow-up and response in German, French, Spanish and Italian.
  private static let foreignStems = [
    "überleb", "ueberleb", "rezidiv", "nachsorge", "verstorb", "todesdat", "todesurs", "ansprechen", "survie",
    "récidiv",
    "recidiv", "décès", "décéd", "réponse", "supervivencia", "sobrevida", "seguimiento", "recurrencia", "recaída",
    "recaida",
    "muerte", "fallec", "respuesta", "sopravvivenza", "decesso", "risposta",
  ]
  /// The same in Korean, Chinese and Japanese, whose words are not parted.
  private static let foreignSigns = [
    "생존", "재발", "사망", "추적", "치료반응", "치료 반응", "生存", "复发", "復發", "再発", "死亡", "随访", "隨訪", "追跡", "奏効",
  ]

  private var isForeignAfterwards: Bool {
    let words = plain.split { !($0.isLetter || $0.isNumber) }
    return words.contains { word in ColumnName.foreignStems.contains { word.hasPrefix($0) } }
      || ColumnName.foreignSigns.contains { plain.contains($0) }
  }

  /// Whether the name is of something that is known only after the outcome, or with it.
  var isOfAfterwards: Bool {
    if words == ["status"] || joined.contains("vital status") || joined.contains("follow up") { return true }
    if words == ["months"] || words == ["time"] || words == ["event"] { return true }
    if isForeignAfterwards || has(["status"]) && has(["last", "final", "survival", "vital", "disease"]) { return true }
    // In perfusion "ttp" is the time to the peak.
    if has(["ttp", "ttr"]), words.count == 1 || has(["months", "days", "event", "time"]) { return true }
    // Pathological complete response, which is cut where its capitals begin.
    if zip(words, words.dropFirst()).contains(where: { $0 == "p" && $1 == "cr" }) { return true }
    if words.contains(where: { $0.hasPrefix("ypt") || $0.hasPrefix("ypn") }) { return true }
    if has(["dose", "cycles", "fractions"]), has(["delivered", "given", "received", "actual", "completed"]) {
      return true
    }
    guard !has(ColumnName.innocent), !joined.contains("neo adjuvant") else { return false }
    if has(["postop", "postoperative", "posttreatment", "posttherapy"]) { return true }
    if joined.contains("post treatment") || joined.contains("post op") || joined.contains("post therapy") {
      return true
    }
    if has(["time", "days", "months"]), has(ColumnName.events) { return true }
    return has(ColumnName.after)
  }

  /// Whether the name is of a place or machine.
  var isSite: Bool {
    has([
      "site", "centre", "center", "hospital", "institution", "institute", "scanner", "manufacturer", "vendor", "batch",
      "machine", "tesla", "fieldstrength", "clinic", "zentrum", "klinik", "standort", "hôpital", "hopital", "병원", "기관",
    ]) && !has(["tumor", "tumour", "lesion", "primary", "anatomical"])
  }

  /// Whether the name is of a number that says who or when, not what.
  var isNumbering: Bool {
    has(["mrn", "accession", "date", "pid", "nr"])
      || ["id", "number", "no"].contains { $0 == words.last }
        && has(["patient", "case", "record", "study", "subject", "hospital", "chart", "registration"])
      || words == ["id"]
  }

  /// Names that programs give to the numbers of rows.
  static func isRowIndex(_ name: String) -> Bool {
    let plain = name.lowercased()
    return plain.hasPrefix("unnamed: ") || plain.hasPrefix("unnamed:") || plain.isEmpty
      || [
        "index", "x", "x1", "rownames", "row.names", "rowname", "row", "rowid", "row_id", "row_number", "rownumber",
        "level_0", "v1",
        "...1", "no", "no.", "nr", "nr.", "#", "연번", "번호", "lfd. nr.", "lfdnr",
      ].contains(
        plain)
      || plain.hasPrefix("...") && Int(plain.dropFirst(3)) != nil
  }
}

extension LeakRules {
  /// Columns and factors whose names say that they are known only afterwards.
  static func namesOfAfterwards(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let names = (cohort.isTable ? cohort.columns : []) + cohort.factors.map(\.name)
    let found = names.filter { ColumnName($0).isOfAfterwards }
    return found.isEmpty ? [] : [.knownAfterwards(found)]
  }

  /// Numbers of rows, patients and days among what models learn from.
  static func runningNumbers(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.numericColumns.compactMap { name, values -> LeakFinding? in
      let known = values.compactMap(\.self)
      guard known.count >= 10, known.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e15 }) else { return nil }
      let unique = Set(known).count == known.count
      if unique, ColumnName.isRowIndex(name) { return .rowIndex(name) }
      let isStamp = known.allSatisfy { (19_000_101...21_001_231).contains($0) && isDay($0) }
      let isDate =
        ColumnName(name).words.contains { $0 == "date" || $0 == "datum" } && 2 * Set(known).count >= known.count
      if isStamp || isDate || ColumnName(name).isNumbering && 10 * Set(known).count >= 9 * known.count {
        return .runningNumber(name)
      }
      guard unique, known.count == values.count else { return nil }
      return isMonotone(known) || isDense(known) || isRecordNumber(known) ? .runningNumber(name) : nil
    }
  }

  /// Factors of levels that nearly every patient has for themselves: ids, dates, names.
  static func levelsOfPatients(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.factors.compactMap { factor -> LeakFinding? in
      let known = factor.levels.compactMap(\.self)
      let different = Set(known).count
      guard known.count >= 10, 10 * different >= 8 * known.count else { return nil }
      return .namesPatients(factor: factor.name, levels: different)
    }
  }

  private static func isDay(_ value: Double) -> Bool {
    let number = Int(value)
    return (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
  }

  private static func isMonotone(_ values: [Double]) -> Bool {
    let pairs = zip(values, values.dropFirst())
    return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
  }

  /// Whole numbers without repeats that fill their range: ranks or numbers in an order of their own.
  private static func isDense(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max(), values.count >= 20 else { return false }
    return high - low + 1 <= 1.25 * Double(values.count)
  }

  /// Six digits or more, all of the same length, within a factor of 1.5: no lesion's volume in voxels is so even.
  private static func isRecordNumber(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max(), low >= 100_000, values.count >= 20 else { return false }
    return "\(Int(low))".count == "\(Int(high))".count && high <= 10 * low
  }
}
