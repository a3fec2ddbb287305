import Records

/// The parts of a proposed study.
struct StudyDraft: Sendable {
  let name: String
  /// Paths as the study file has them.
  let table: String
  let clinical: TableProposal
  var source: Source
  /// Further lines of the section `cohort`.
  var cohort: [SeriesProposal.Entry] = []
  /// Sentences about images and table as a whole.
  var remarks: [String]
  var plan = StudyPlan()

  /// Where features come from.
  enum Source: Sendable {
    case series([SeriesProposal])
    case features(table: String, id: String, exclude: [String])
  }
}

/// How a proposed study evaluates its models.
struct StudyPlan: Sendable {
  /// `nil` for the usual one.
  var split: SplitAnswer?
  var evaluation = ProtocolAnswer.sound
  /// Name of the network of a deep arm.
  var network: String?

  /// The split of a study whose author says nothing.
  static func usual(_ clinical: TableProposal) -> SplitAnswer {
    clinical.smallerClass >= 5 ? .nested(folds: 5) : .leaveOneOut
  }
}

/// Writes a proposed study as a study file with comments.
struct StudyText {
  private let draft: StudyDraft
  private var lines: [String] = []

  private init(_ draft: StudyDraft) { self.draft = draft }

  /// The text of a study file.
  static func of(_ draft: StudyDraft, file: String) -> String {
    var text = StudyText(draft)
    text.addHead(file)
    text.addCohort()
    text.addOutcome()
    text.addSource()
    text.addFactors()
    text.addEvaluation()
    return text.lines.joined(separator: "\n") + "\n"
  }

  private var clinical: TableProposal { draft.clinical }

  private mutating func say(_ text: String, indent: Int = 0) {
    lines.append(String(repeating: " ", count: indent) + YAMLText.comment(text))
  }

  private mutating func add(_ key: String, _ value: String, indent: Int = 0, _ comment: String = "") {
    let line = String(repeating: " ", count: indent) + "\(key): \(value)"
    let padding = String(repeating: " ", count: max(2, 40 - line.count))
    lines.append(comment.isEmpty ? line : line + padding + YAMLText.comment(comment))
  }

  private mutating func addHead(_ file: String) {
    say("A study as `apus study init` proposes it. Read it, change what is wrong, then run")
    say("  apus study run \(file) -o results")
    say("cases.csv beside it has one row for each patient: what was found, chosen and missing.")
    say("Documentation/study-file.md describes every key.")
    for remark in draft.remarks { say(remark) }
    lines.append("")
    add("apus", "1")
    add("name", YAMLText.quoted(draft.name))
    lines.append("")
  }

  private mutating func addCohort() {
    lines.append("cohort:")
    add("table", YAMLText.of(draft.table), indent: 2, "\(clinical.table.rows.count) rows")
    for note in clinical.table.notes { say(note.sentence, indent: 2) }
    add("id", YAMLText.of(clinical.id.name), indent: 2)
    for entry in draft.cohort { add(entry.key, entry.value, indent: 2) }
    if let group = clinical.groupColumn {
      add("group", YAMLText.of(group), indent: 2, "rows of one patient stay together in every split")
    }
    let exclusions = clinical.uses.filter { if case .exclusion = $0.use { true } else { false } }.map(\.column)
    guard !exclusions.isEmpty || !clinical.outcome.unknown.isEmpty else {
      say("exclude: [{column: COLUMN, equals: [VALUE], cause: why}]", indent: 2)
      lines.append("")
      return
    }
    lines.append("  exclude:")
    for column in exclusions { lines.append("    - {column: \(YAMLText.listed(column))}") }
    if !clinical.outcome.unknown.isEmpty {
      let (column, values) = (clinical.outcome.column, clinical.outcome.unknown)
      lines.append(
        "    - {column: \(YAMLText.listed(column)), equals: \(YAMLText.list(values)), cause: outcome not known}")
    }
    lines.append("")
  }

  private mutating func addOutcome() {
    let own = clinical.outcome
    say("Outcome: \(own.counts).")
    for doubt in own.doubts { say(doubt) }
    lines.append("outcome:")
    add("column", YAMLText.of(own.column), indent: 2)
    add("event", YAMLText.list(own.event), indent: 2)
    add("non-event", YAMLText.list(own.nonEvent), indent: 2)
    if !clinical.otherOutcomes.isEmpty { say("Other columns that may be the outcome:") }
    for other in clinical.otherOutcomes {
      say(
        "outcome: {column: \(YAMLText.listed(other.column)), event: \(YAMLText.list(other.event)), non-event: "
          + "\(YAMLText.list(other.nonEvent))}   # \(other.counts)")
    }
    lines.append("")
  }

  private mutating func addSource() {
    switch draft.source {
    case .series(let series):
      lines.append("series:")
      for one in series where one.hasRegions { addSeries(one) }
      for one in series where !one.hasRegions {
        say("\(one.name): {image: \(one.entries[0].value)}   # no contours were found for it", indent: 2)
      }
      lines.append("")
      say("945 columns for each series; or `parameters: params.yaml`, a parameter file of PyRadiomics.")
      add("features", "{recipe: jeong2024}")
    case .features(let table, let id, let exclude):
      lines.append("features:")
      add("table", YAMLText.of(table), indent: 2)
      add("id", YAMLText.of(id), indent: 2)
      say("Every other column of numbers is a feature, except columns of the study and diagnostics_*.", indent: 2)
      if !exclude.isEmpty { add("exclude", YAMLText.list(exclude), indent: 2) }
    }
    lines.append("")
  }

  private mutating func addSeries(_ one: SeriesProposal) {
    lines.append("  \(YAMLText.of(one.name)):")
    for remark in one.remarks { say(remark, indent: 4) }
    let complete = one.found.values.count { $0.problem == nil }
    say("complete for \(complete) patients, not for \(one.found.count - complete)", indent: 4)
    for entry in one.entries { add(entry.key, entry.value, indent: 4) }
    say("normalisation: {method: nyul}   # MR intensities have no unit; see Documentation/normalisation.md", indent: 4)
  }

  private mutating func addFactors() {
    if !clinical.factors.isEmpty { lines.append("factors:") }
    for factor in clinical.factors { addFactor(factor) }
    if !clinical.leftOut.isEmpty { say("Not proposed:") }
    for (column, reason) in clinical.leftOut { say("  \(column): \(reason.words)") }
    lines.append("")
    guard !clinical.factors.isEmpty else { return }
    let used = clinical.factors.filter(\.isOfModels)
    if used.isEmpty {
      // Without this line, models would use every factor.
      say("The factors are recorded for Table 1, and no model uses them.")
    } else {
      say(
        "Keep the factors that a clinician would use before treatment: \(clinical.smallerClass) patients are in the "
          + "smaller class, and a rule of thumb asks for ten for each column of a model.")
    }
    lines.append("models:")
    add("factors", YAMLText.list(used.map(\.key)), indent: 2)
    lines.append("")
  }

  private mutating func addFactor(_ factor: FactorProposal) {
    for remark in factor.remarks { say("\(factor.column): \(remark)", indent: 2) }
    var parts = ["column: \(YAMLText.listed(factor.column))", "label: \(YAMLText.quoted(factor.label))"]
    switch factor.kind {
    case .continuous:
      parts.append("type: continuous")
      if let unit = factor.unit { parts.append("unit: \(YAMLText.listed(unit))") }
    case .categorical(let folded):
      parts.append("type: categorical")
      parts.append(
        folded.areFolded
          ? "groups: {"
            + folded.levels.map { "\(YAMLText.listed($0.name)): \(YAMLText.list($0.values))" }.joined(separator: ", ")
            + "}" : "levels: \(YAMLText.list(folded.levels.map(\.name)))")
      if !folded.unknown.isEmpty { parts.append("unknown: \(YAMLText.list(folded.unknown))") }
    }
    lines.append("  \(YAMLText.of(factor.key)): {\(parts.joined(separator: ", "))}")
  }

  private mutating func addEvaluation() {
    let chosen = draft.plan.split ?? StudyPlan.usual(clinical)
    for split in columnSplits where split != chosen {
      if let words = words(of: split) { say("split: \(words.value)   # \(words.remark)") }
    }
    if let words = words(of: chosen) { add("split", words.value, words.remark) }
    let others = ProtocolAnswer.allCases.filter { $0 != draft.plan.evaluation }.map(\.rawValue)
    add(
      "protocol", draft.plan.evaluation.rawValue, "or \(others.joined(separator: ", ")) (Documentation/protocols.md)")
    if let network = draft.plan.network {
      add("arms", "[hcr, dlr]", "handcrafted features, and a network (Documentation/deep.md)")
      add("deep", "{network: \(YAMLText.listed(network))}")
    } else {
      add("arms", "[hcr]", "[hcr, dlr] with a section `deep:` adds a network (Documentation/deep.md)")
    }
    add("seed", "2024")
  }

  /// The splits that columns of the table propose.
  private var columnSplits: [SplitAnswer] {
    clinical.uses.compactMap { one in
      switch one.use {
      case .split: .column(name: one.column)
      case .site: .sites(column: one.column)
      default: nil
      }
    }
  }

  /// A split as it stands in a study file, and the remark beside it.
  private func words(of split: SplitAnswer) -> (value: String, remark: String)? {
    switch split {
    case .nested(let folds): return ("{nested: \(folds)}", "every patient is tested once; or {train: 0.66}")
    case .share(let share): return ("{train: \(share)}", "the share of the patients who train; or {nested: 5}")
    case .leaveOneOut:
      let few = clinical.smallerClass < 5
      return ("{leave-one-out: true}", few ? "fewer than five patients in a class" : "or {nested: 5}")
    case .sites(let column): return ("{site: \(YAMLText.listed(column))}", "each is tested with models of all others")
    case .column(let column):
      guard case .split(let training, let test)? = clinical.uses.first(where: { $0.column == column })?.use else {
        return nil
      }
      return (
        "{column: \(YAMLText.listed(column)), training: \(YAMLText.list(training)), test: \(YAMLText.list(test))}",
        "a column of the table"
      )
    }
  }
}

extension OutcomeProposal {
  /// Such as `18 events, 34 without, 3 not recorded`.
  var counts: String {
    "\(column) has \(events) with the event, \(nonEvents) without"
      + (unknowns == 0 ? "" : ", \(unknowns) not recorded")
  }

  /// What is only guessed of it, in sentences; the terminal has them too, since a wrong event turns all results round.
  var doubts: [String] {
    var doubts: [String] = []
    switch standing {
    case .event: break
    case .finding:
      doubts.append(
        "It may also be known before treatment. Is it the outcome? Another one: apus study init --outcome COLUMN.")
    case .untold, .factor:
      doubts.append(
        "No name and no value says that this is an outcome. Is it? Another one: apus study init --outcome COLUMN.")
    }
    switch evidence {
    case .words, .answer: break
    case .rarer:
      doubts.append(
        "The words do not tell which value of \(column) is the event; the rarer one was taken: \(event.shown). Check it."
      )
    case .wordsBut(let names):
      doubts.append("Is \(names.shown) an event? It was set against the complete response. Check it.")
    }
    if !codes.isEmpty {
      doubts.append("\(codes.shown) of \(column) is far from the other values and was taken for not known. Check it.")
    }
    return doubts
  }
}
