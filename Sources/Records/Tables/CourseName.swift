extension ColumnName {
  private func hasAll(_ names: [Set<String>]) -> Bool { names.contains { $0.isSubset(of: words) } }

  /// Whether the name is that of something in the course of the disease after the first treatment: a second one, a
  /// change, a state at its end or at a time after it (`mets_at_1y`, `kps_end`, `deauville_eot`, `re_irradiation`).
  var isOfCourse: Bool {
    if has(ColumnName.courseWords) || words == ["vital"] || hasAll(ColumnName.coursePairs) { return true }
    if words.contains(where: { $0.hasPrefix("surv") && $0.dropFirst(4).allSatisfy(\.isNumber) }) { return true }
    if words.contains(where: { word in ColumnName.courseStems.contains { word.hasPrefix($0) } }) { return true }
    if has(["end"]), has(["rt", "treatment", "therapy", "chemo", "kps", "ecog", "weight", "steroid", "steroids"]) {
      return true
    }
    let isLater = zip(words, words.dropFirst()).contains { first, second in
      let digits = second.prefix { $0.isNumber }
      return first == "at" && !digits.isEmpty && ColumnName.times.contains(String(second.dropFirst(digits.count)))
    }
    if isScaleAtATime { return true }
    // An age is written like that too.
    if isLater, !has(["age", "aged", "growth", "birth", "child"]) { return true }
    return words.count > 1 && words.contains { isNumbered($0, by: "fraction") || isNumbered($0, by: "fx") }
  }

  /// Whether a scale of disability is named with a time: `mRS_90d`, `EDSS_2y`; or a value with a number of times after
  /// treatment: `CA125_post3`.
  private var isScaleAtATime: Bool {
    let isScale = !ColumnName.disability.isDisjoint(with: words) || words.prefix(2) == ["m", "rs"]
    let hasTime = words.contains { word in
      let digits = word.prefix { $0.isNumber }
      return !digits.isEmpty && (ColumnName.times.contains(String(word.dropFirst(digits.count))) || word.hasSuffix("d"))
    }
    return isScale && hasTime || words.count > 1 && words.dropFirst().contains { isNumbered($0, by: "post") }
  }
  private static let disability: Set<String> = [
    "edss", "mrs", "gos", "gose", "updrs", "mmse", "moca", "nihss", "barthel", "karnofsky", "kps", "ecog", "dysphagia",
    "proctitis", "cystitis", "esophagitis", "oesophagitis", "dermatitis", "trismus", "neuropathy",
  ]

  /// Whether a word is another with a number behind it. No regular expression: this is asked of every word of wide
  /// tables.
  private func isNumbered(_ word: String, by start: String) -> Bool {
    let digits = word.dropFirst(start.count)
    return word.hasPrefix(start) && !digits.isEmpty && digits.allSatisfy(\.isNumber)
  }

  private static let times: Set<String> = ["y", "yr", "yrs", "year", "years", "m", "mo", "month", "months"]
  private static let courseWords: Set<String> = [
    "eot", "rano", "retreatment", "rechallenge", "reirradiation", "reirradiated", "reresection", "upgraded",
    "mucositis", "xerostomia", "osteoradionecrosis", "radiodermatitis", "radiodermitis", "huvos", "upgrading",
    "mucositis", "xerostomia", "osteoradionecrosis", "radiodermatitis", "radiodermitis", "huvos", "upgrading",
  ]
  private static let coursePairs: [Set<String>] = [
    ["distant", "failure"], ["re", "irradiation"], ["second", "resection"], ["surgical", "stage"], ["final", "path"],
    ["final", "pathology"], ["pathologic", "necrosis"], ["pathological", "necrosis"], ["volume", "reduction"],
    ["letzte", "kontrolle"], ["final", "gleason"], ["upgrade", "prostatectomy"], ["gos", "discharge"],
    ["discharge", "status"], ["mrs", "discharge"], ["nihss", "discharge"], ["conversion", "ad"], ["conversion", "mci"],
    ["deauville", "final"], ["cum", "dose"], ["cumulative", "dose"], ["molecular", "residual"], ["dna", "clearance"],
    ["platinum", "resistant"], ["platinum", "free"], ["platinum", "sensitive"], ["castration", "resistance"],
    ["castration", "resistant"], ["necrosis", "surgery"], ["ratio", "post", "pre"], ["pfi", "months"], ["ene", "path"],
    ["perineural", "path"], ["lvi", "path"], ["lvsi", "path"],
    ["gleason", "rp"], ["mid", "rt"], ["delta", "suv"], ["delta", "suvmax"], ["delta", "adc"], ["steroid", "end"],
  ]
  /// Beginnings of Dutch, Polish, Turkish, Danish and Swedish words for recurrence and survival.
  private static let courseStems = [
    "nawrót", "recidief", "overleving", "nawrot", "przeżyc", "przezyc", "nüks", "nuks", "sağkalım", "sagkalim",
    "overlevelse",
    "överlevnad", "overlevnad", "tilbagefald", "återfall",
  ]

  /// Whether the name has a second meaning in which it is known before treatment: `residual_tumour` of a first
  /// operation, `crp_day30` of a trial that starts then.
  var mayBeOfCourse: Bool {
    if ColumnName.doubtful.contains(Set(words)) { return true }
    return words.count > 1 && words.contains { isNumbered($0, by: "day") && (Int($0.dropFirst(3)) ?? 0) >= 7 }
  }
  private static let doubtful: Set<Set<String>> = [
    ["new", "mets"], ["residual", "tumour"], ["residual", "tumor"], ["dose", "intensity"], ["treatment", "days"],
    ["failure", "site"], ["percent", "change"], ["mrd", "status"], ["necrosis", "pct"], ["necrosis", "percent"],
    ["op", "datum"], ["op", "date"], ["surgery", "date"], ["mrd"], ["lnr"], ["dcr"], ["choi"], ["refractory"],
    ["surgery", "type"], ["tumor", "status"], ["tumour", "status"],
  ]

  /// Whether the whole name is that of the diagnosis or of the outcome itself: `y`, `truth`, `malignant`, `pathology`.
  var isDiagnosisItself: Bool {
    let names: [[String]] = [
      ["y"], ["truth"], ["cls"], ["status", "code"], ["malignant"], ["malignancy"], ["benign", "malignant"],
      ["pathology"], ["biopsy", "result"], ["pathology", "diagnosis"],
    ]
    return names.contains(words)
  }
}
