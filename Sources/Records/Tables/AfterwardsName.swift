// Names of endpoints, of what was found after treatment and of what happened to the patient, as hospitals write them.
extension ColumnName {
  /// Whether the name is that of an endpoint or of something found or done after treatment, by rules on neighbouring
  /// words: `path_CR`, `ycT`, `adj_CTx`, `vital_stat`, `treatment_discontinued`, `Lokalrezidiv`, `date_deces`.
  var isOfLateCourse: Bool {
    let parts = parts
    return isOfEndpoint(parts) || isOfAdjuvant(parts) || isOfHospitalStay(parts) || isOfSpecimen(parts)
      || isOfDelivery(parts) || isOfAssessment(parts) || isOfTimeAfterTreatment(parts) || isInOtherLanguage
  }

  /// Whether the name is one of ``isOfLateCourse`` in one of two common meanings: `LR` is a local recurrence or left
  /// and right, `DM` a distant metastasis or diabetes.
  var mayBeOfLateCourse: Bool {
    let parts = parts
    if parts.count == 1, ["lr", "dm", "cod", "css", "los", "leak", "deauville", "mrtrg", "mpr"].contains(parts[0]) {
      return true
    }
    if parts.hasPair(Set(["crm"]), Set(["positive", "involved", "status"])) || parts == ["cr", "yes"] { return true }
    if parts.count == 2, parts[0] == "d", LateWords.measured.contains(parts[1]) { return true }
    return !has(["heart", "renal", "cardiac", "liver", "hepatic", "respiratory", "organ", "kidney"])
      && parts.contains("failure") || parts.contains("pneumonitis")
  }

  /// The words, with those that were written without a space taken apart: `osmonths`, `vitalstatus`, `postrt`.
  var parts: [String] { words.flatMap { WordParts.of($0) ?? [$0] } }

  private func isOfEndpoint(_ parts: [String]) -> Bool {
    if parts.hasPair(Set(["vital"]), Set(["stat", "status", "state"]))
      || parts.contains("statut") && parts.contains("vital")
    {
      return true
    }
    if parts.hasPair(Set(["f"]), Set(["u"])) || parts.hasPair(Set(["event"]), Set(["free"])) { return true }
    if parts.contains("final"), parts.contains(where: { ["etat", "status", "state", "outcome"].contains($0) }) {
      return true
    }
    if parts.contains(where: { ["time", "days", "months", "date", "cause"].contains($0) }),
      parts.contains(where: {
        ["recurrence", "relapse", "progression", "death", "event", "failure", "dc"].contains($0)
      })
    {
      return true
    }
    if parts.count > 1, words.count == 1, parts.contains("fu") { return true }
    if parts.contains(where: \.isFreeOfSomething) { return true }
    // As a whole name, alone or with what was recorded of it.
    guard let first = parts.first, LateWords.endpoints.contains(first) else { return false }
    let isAmbiguous = LateWords.ambiguousEndpoints.contains(first)
    let rest = parts.dropFirst()
    if rest.isEmpty { return !isAmbiguous }
    return rest.allSatisfy { LateWords.recorded.contains($0) || $0.isCountedTime }
  }

  /// "adj" is also short for adjusted, so a treatment must follow.
  private func isOfAdjuvant(_ parts: [String]) -> Bool {
    let short = Set(["adj", "adjuvant", "adjuvante"])
    return parts.hasPair(LateWords.treatments, short) || parts.hasPair(Set(["act"]), Set(["cycles", "yn"]))
      || parts.hasPair(Set(["adj", "adjuvant", "adjuvante", "adjuvanter"]), LateWords.treatments)
      || parts.first == "adj" && parts.count == 1
  }

  private func isOfHospitalStay(_ parts: [String]) -> Bool {
    if parts.contains(where: { LateWords.stay.contains($0) }) { return true }
    if parts.contains("los") && parts.count > 1 { return true }
    if parts.hasPair(Set(["hospital", "icu"]), Set(["stay"])) || parts.hasPair(Set(["pod"]), Set(["discharge"])) {
      return true
    }
    if parts.contains("late"), parts.contains(where: { LateWords.ofToxicity.contains($0) }) { return true }
    if parts.contains("icu"), parts.contains(where: { ["days", "day", "length", "hours", "admission"].contains($0) }) {
      return true
    }
    return (parts.contains("leak") || parts.contains("leakage"))
      && parts.contains { ["anastomotic", "anastomosis"].contains($0) }
  }

  /// What a pathologist finds in the specimen of an operation.
  private func isOfSpecimen(_ parts: [String]) -> Bool {
    if parts.hasPair(Set(["r0", "r1", "r2"]), Set(["resection"])) { return true }
    if parts == ["rstatus"] || parts == ["resection", "r"] || parts.contains("specimen") { return true }
    if parts.contains("path"), parts.contains(where: { ["ln", "nodes", "lns"].contains($0) }) { return true }
    if parts.hasPair(Set(["surg", "surgery", "op"]), Set(["margin", "margins"])) { return true }
    if isRegression(parts) { return true }
    if parts == ["r", "status"] || parts == ["p", "stage"] || parts == ["nar"] || parts == ["nar", "score"] {
      return true
    }
    if parts.hasPair(Set(["p", "path", "patho", "pathol", "pathologic", "pathological"]), LateWords.ofSpecimen) {
      return true
    }
    if parts.contains("margin") || parts.contains("margins"),
      parts.contains(where: { ["pos", "neg", "negative", "r0", "r1"].contains($0) })
    {
      return true
    }
    if parts.contains("viable"),
      parts.contains(where: { ["tumour", "tumor", "cell", "cells", "pct", "percent"].contains($0) })
    {
      return true
    }
    return parts.contains("residual") && parts.contains { ["cancer", "burden", "disease", "cells"].contains($0) }
  }

  /// A grade of regression, by its word or by who proposed it.
  private func isRegression(_ parts: [String]) -> Bool {
    let isGraded = parts.contains { ["tumour", "tumor", "grade", "score", "class", "trg"].contains($0) }
    if isGraded, parts.contains(where: { ["regression", "ryan", "becker", "rodel", "huvos"].contains($0) }) {
      return true
    }
    if parts.contains("regression"), parts.contains("becker") { return true }
    return parts.contains { ["sataloff", "chevallier", "salzer", "mandard", "dworak"].contains($0) }
      || parts.contains { $0.hasPrefix("trg") && $0.dropFirst(3).allSatisfy(\.isNumber) }
  }

  /// How much of a planned treatment was given.
  private func isOfDelivery(_ parts: [String]) -> Bool {
    if parts.contains(where: { LateWords.stops.contains($0) }), !has(["smoking", "smoker", "menses", "anticoagulant"]) {
      return true
    }
    if parts == ["overall", "treatment", "time"]
      || parts.hasPair(Set(["dose"]), Set(["reduction", "reductions", "reduced"]))
    {
      return true
    }
    if parts.contains("dropout") || parts.hasPair(Set(["early"]), Set(["stop", "stopped", "termination"])) {
      return true
    }
    return parts.contains { LateWords.treatments.contains($0) || LateWords.portions.contains($0) }
      && parts.contains { LateWords.given.contains($0) }
      && !has(["previously", "prior", "previous", "history"])
  }

  /// How the tumour had responded or changed at a later examination.
  private func isOfAssessment(_ parts: [String]) -> Bool {
    if parts.contains(where: {
      $0.hasPrefix("recist") || $0.hasPrefix("mrecist") || $0.hasPrefix("irecist") || $0 == "percist"
    }) {
      return true
    }
    if parts.count > 1, parts.contains("resp"), !parts.contains(where: { LateWords.breathing.contains($0) }) {
      return true
    }
    if parts.hasPair(Set(["c", "clinical", "near", "m", "path", "non"]), Set(["cr"])) { return true }
    if parts.count > 1, parts.allSatisfy({ ["cr", "pr", "sd", "pd", "cmr", "pmr", "smd", "pmd"].contains($0) }) {
      return true
    }
    if let first = parts.first,
      ["yc", "ymr", "yp"].contains(where: { start in
        first == start
          || first.hasPrefix(start)
            && ["t", "n", "m", "tn", "tnm", "stage", "cr"].contains(first.dropFirst(start.count))
      })
    {
      return true
    }
    if parts.hasPair(Set(["i", "interim"]), Set(["pet"])) || parts.contains("ipet") { return true }
    return isOfChange(parts)
  }

  private func isOfChange(_ parts: [String]) -> Bool {
    guard parts.contains(where: { ["delta", "change", "changes", "decrease", "decline"].contains($0) }) else {
      return false
    }
    return parts.contains { LateWords.measured.contains($0) } && !parts.contains("map") && !parts.contains("maps")
  }

  private func isOfTimeAfterTreatment(_ parts: [String]) -> Bool {
    if parts.contains(where: { LateWords.measured.contains($0) || $0 == "gtv" }),
      zip(parts, parts.dropFirst()).contains(where: {
        ["week", "wk", "fraction", "fx"].contains($0) && $1.allSatisfy(\.isNumber)
      })
    {
      return true
    }
    return parts.hasPair(Set(["post", "after", "following", "nach", "apres"]), LateWords.unmistakable)
      || words.count == 1 && parts.count == 2 && LateWords.measured.contains(parts[0]) && parts[1] == "post"
      || parts.hasPair(Set(["new"]), Set(["metastasis", "metastases"]))
      || parts.hasPair(Set(["failure"]), Set(["pattern"]))
      || parts.hasPair(LateWords.placesOfFailure, Set(["fail", "failure", "failed"]))
      || parts.hasPair(Set(["im"]), Set(["verlauf"]))
  }

  /// By beginnings and parts of words, without accents.
  private var isInOtherLanguage: Bool {
    words.contains { word in
      let plain = word.utf8.allSatisfy { $0 < 128 } ? word : word.folding(options: .diacriticInsensitive, locale: nil)
      return plain.utf8.count > 2
        && (LateWords.whole.contains(plain) || LateWords.starts.contains { plain.hasPrefix($0) }
          || plain.utf8.count > 6 && LateWords.inside.contains { plain.contains($0) })
    } || words == ["tot"]
  }
}

extension [String] {
  /// Whether a word of one set is followed at once by one of another.
  fileprivate func hasPair(_ first: Set<String>, _ second: Set<String>) -> Bool {
    zip(self, dropFirst()).contains { first.contains($0) && second.contains($1) }
  }
}

extension String {
  /// Whether it is an abbreviation such as `lrrfs` or `dffs`: free of something, survival.
  fileprivate var isFreeOfSomething: Bool {
    (4...6).contains(utf8.count) && ["rfs", "ffs", "pfs", "dfs", "mfs", "efs"].contains(suffix(3))
  }

  /// Whether it is a time in numbers: `24m`, `5y`, `90d`.
  fileprivate var isCountedTime: Bool {
    let digits = prefix { $0.isNumber }
    return !digits.isEmpty
      && ["d", "w", "m", "mo", "y", "yr", "months", "years", "days"].contains(dropFirst(digits.count))
  }
}
