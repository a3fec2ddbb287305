import Execution

extension LeakRules {
  /// Ids that differ only in a small ending: lesions, sides, visits or readers of one patient.
  ///
  /// An ending counts if every id of the stem has one, the stem has a digit and at most nine members, and there are at
  /// least a third as many stems as ids, or ten stems. Ids by site (`site_1_001`) have few stems with many members.
  static func repeatedPatients(_ cohort: ScreenedCohort) -> [LeakFinding] {
    guard cohort.owners == nil else { return [] }
    let numbered = numberedPatients(cohort)
    let named = numbered.isEmpty ? alikeStems(cohort) + repeatedColumns(cohort) : numbered
    return named.isEmpty ? alikeNeighbours(cohort) : named
  }

  private static func numberedPatients(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let parts = cohort.ids.map(PatientStem.init)
    let stems = Dictionary(grouping: parts.compactMap(\.self), by: \.stem)
    let whole = Set(cohort.ids)
    let repeated = stems.filter { stem, members in
      let isSmall = members.allSatisfy(\.isOrdinal) && members.count <= 9 && stem.contains(where: \.isNumber)
      return isSmall && members.count + (whole.contains(stem) ? 1 : 0) >= 2
    }
    let repeatedRows = repeated.reduce(0) { $0 + $1.value.count + (whole.contains($1.key) ? 1 : 0) }
    let units = cohort.ids.count - repeatedRows + repeated.count
    let siblings = parts.compactMap(\.self).count { (stems[$0.stem] ?? []).count > 9 }
    // Ids of visits end in a date. So do those of patients who are numbered by site and date, but then a site has many.
    let isDated = repeated.values.allSatisfy { $0.allSatisfy(\.isDated) }
    guard !repeated.isEmpty, 3 * units >= cohort.ids.count || repeated.count >= 10 && !isDated,
      2 * siblings <= cohort.ids.count
    else { return [] }
    let groups = StemGroups.groups(
      zip(cohort.ids, parts).map { id, part in
        part.flatMap { repeated[$0.stem] == nil ? nil : $0.stem } ?? id
      })
    // If `12a` and `12b` always differ in outcome, they are a case and its control.
    guard PartnerTest(outcomesOf: cohort).evidence(groups).otherOutcome >= level else { return [] }
    let examples = repeated.keys.sorted().prefix(3).map { stem in
      ((whole.contains(stem) ? [stem] : []) + (repeated[stem] ?? []).map(\.id)).joined(separator: " and ")
    }
    return [.repeatedPatients(examples: Array(examples), patients: repeated.count)]
  }
}

/// An id split into the patient and an ending.
struct PatientStem {
  let id: String
  let stem: String
  let ending: String
  /// Whether the ending is a date: 20190112 or 2019-01-12. 190112 lacks the century and is treated as a number.
  let isDated: Bool

  private static let day = Pattern(
    /[_\-. ](?:19|20)[0-9]{2}[_\-.]?(?:0[1-9]|1[0-2])[_\-.]?(?:0[1-9]|[12][0-9]|3[01])$/)

  /// Whether an id is a day and nothing else: `2017-05-09` begins like all days of its month.
  private static func isDay(_ id: String) -> Bool {
    // No regular expression: this is asked of every id, and one takes some fifty microseconds.
    guard id.utf8.allSatisfy({ (48...57).contains($0) || "_-. /".utf8.contains($0) }) else { return false }
    let parts = id.split(omittingEmptySubsequences: false) { !$0.isNumber }
    guard parts.count == 3, let year = parts.first(where: { $0.count == 4 }) else { return false }
    let isOrdered = parts[1].count <= 2 && [parts[0].count, parts[2].count].contains { (1...2).contains($0) }
    return isOrdered && !parts[1].isEmpty && (year.hasPrefix("19") || year.hasPrefix("20"))
  }

  /// `nil` where there is no ending to split off.
  init?(_ id: String) {
    if id.utf8.count >= 6, id.utf8.count <= 10, PatientStem.isDay(id) { return nil }
    self.id = id
    // Checked first because the expression is slow for thousands of ids: a date and its sign have nine characters or
    // more and end in a digit.
    if id.utf8.count > 9, id.last?.isNumber == true, let day = PatientStem.day.first(in: id),
      day.range.lowerBound > id.startIndex
    {
      (stem, ending, isDated) = (String(id[..<day.range.lowerBound]), String(day.output.dropFirst()), true)
      return
    }
    isDated = false
    let cut = id.lastIndex { "_- .".contains($0) }
    if let cut, cut > id.startIndex, id.index(after: cut) < id.endIndex {
      (stem, ending) = (String(id[..<cut]), String(id[id.index(after: cut)...]).lowercased())
    } else if let last = id.last, last.isLetter, id.dropLast().last?.isNumber == true {
      (stem, ending) = (String(id.dropLast()), last.lowercased())
    } else {
      return nil
    }
  }

  private static let words: Set<String> = [
    "l", "r", "left", "right", "pre", "post", "baseline", "followup", "fu", "a", "b", "c", "d", "repeat", "retest",
    "test", "copy", "bis", "new", "old", "before", "after",
    // What makes further rows of a patient.
    "aug", "augmented", "flip", "flipped", "mirror", "mirrored", "rot", "rotated", "rot90", "rot180", "rot270", "noise",
    "noisy", "dup", "duplicate", "syn", "synthetic", "smote",
  ]

  /// Whether the ending names a lesion, side, visit or reader.
  var isOrdinal: Bool {
    if isDated || PatientStem.words.contains(ending) { return true }
    let digits = ending.drop { $0.isLetter }
    let word = ending.prefix { $0.isLetter }
    let kinds = [
      "", "l", "r", "v", "t", "s", "lesion", "les", "visit", "scan", "tp", "reader", "rater", "roi", "tumor", "tumour",
      "m", "aug", "flip", "rot", "copy", "dup", "syn", "noise", "rep", "session", "ses",
    ]
    guard kinds.contains(String(word)), digits.count <= 2, let number = Int(digits) else { return false }
    return number <= 9
  }
}
