import Records

extension StudyForm {
  /// - Parameters:
  ///   - draft: the study as it was proposed.
  ///   - answered: the same with answers.
  init(_ draft: StudyDraft, _ answered: StudyDraft, _ proposal: StudyProposal, networks: [String]) {
    let clinical = answered.clinical
    (name, text, fault) = (answered.name, proposal.text, proposal.fault)
    (rows, complete, remarks) = (clinical.table.rows.count, proposal.complete, answered.remarks)
    join = Join(
      id: clinical.id.name, key: clinical.key.name,
      choices: clinical.ids.map { .init(column: $0.column, joined: $0.joined) })
    outcomes = clinical.outcomes.enumerated().map { Outcome($1, isChosen: $0 == 0) }
    columns = zip(clinical.uses, clinical.profiles).map { Column($0.use, $1, lines: clinical.table.lines) }
    series = Self.series(draft.source, answered.source)
    plan = Plan(answered.plan, clinical, networks: series.isEmpty ? [] : networks)
  }

  /// Every series that was proposed, as the answers leave it.
  private static func series(_ proposed: StudyDraft.Source, _ answered: StudyDraft.Source) -> [Series] {
    guard case .series(let all) = proposed, case .series(let kept) = answered else { return [] }
    return all.map { one in
      let own = kept.first { $0.name == one.name }
      return Series(own ?? one, isUsed: own != nil && one.hasRegions)
    }
  }
}

extension StudyForm.Outcome {
  fileprivate init(_ outcome: OutcomeProposal, isChosen: Bool) {
    (column, self.isChosen) = (outcome.column, isChosen)
    (isTold, isFinding) = (outcome.isTold, outcome.standing == .finding)
    unclear = if case .wordsBut(let names) = outcome.evidence { names } else { [] }
    isGuess = if case .rarer = outcome.evidence { true } else { false }
    levels = outcome.levels.map { .init($0.level, isEvent: $0.isEvent) }
    (events, nonEvents, unknowns) = (outcome.events, outcome.nonEvents, outcome.unknowns)
  }
}

extension StudyForm.Level {
  fileprivate init(_ level: FoldedLevels.Level, isEvent: Bool? = nil) {
    (name, values, count, self.isEvent) = (level.name, level.values, level.count, isEvent)
  }
}

extension StudyForm.Column {
  fileprivate init(_ use: ProposedUse, _ profile: ColumnProfile, lines: [Int]) {
    var (role, isOpen, reason) = (FactorAnswer.Role.leftOut, false, "")
    var factor: FactorProposal?
    switch use {
    case .id: reason = "the id of the patients"
    case .key: reason = "names the patients of the images, and stands in no output"
    case .group: reason = "rows of one patient stay together in every split"
    case .outcome: reason = "the outcome"
    case .exclusion: reason = "causes of exclusions"
    case .site: reason = "sites or scanners"
    case .split: reason = "the sides of a split"
    case .leftOut(let why):
      reason = why.words
      isOpen = why.isDoubt || why == .answer
    case .factor(let own):
      (role, isOpen, factor) = (own.isOfModels ? .model : .recorded, true, own)
    }
    (column, self.role, self.isOpen, self.reason) = (profile.name, role, isOpen, reason)
    kinds = isOpen ? Self.kinds(profile, lines) : []
    (unit, remarks) = (factor?.unit, factor?.remarks ?? [])
    switch factor?.kind {
    case nil: (kind, levels, unknown) = (nil, [], [])
    case .continuous: (kind, levels, unknown) = (.continuous, [], [])
    case .categorical(let folded):
      (kind, levels, unknown) = (.categorical, folded.levels.map { .init($0) }, folded.unknown)
    }
  }

  private static func kinds(_ profile: ColumnProfile, _ lines: [Int]) -> [FactorAnswer.Kind] {
    [.continuous, .categorical].filter { kind in
      if case .success = FactorAnswer(kind: kind).factor(profile, lines: lines) { true } else { false }
    }
  }
}

extension StudyForm.Series {
  fileprivate init(_ one: SeriesProposal, isUsed: Bool) {
    (name, self.isUsed, hasContours, remarks) = (one.name, isUsed, one.hasRegions, one.remarks)
    rules = one.entries.map { Rule(key: $0.key, value: $0.value) }
    (linked, paths) = (one.linked?.rules, one.pathed?.rules)
    (rois, takesSeveral) = (one.renamed?.rois ?? [], one.renamed?.takesSeveral ?? false)
    isNamed = one.renamed != nil
    regions = one.regions.map { Region(name: $0.name, patients: $0.count) }
    complete = one.found.values.count { $0.problem == nil }
    incomplete = one.found.count - complete
  }
}

extension StudyForm.Plan {
  fileprivate init(_ plan: StudyPlan, _ clinical: TableProposal, networks: [String]) {
    (split, evaluation, network) = (plan.split ?? StudyPlan.usual(clinical), plan.evaluation, plan.network)
    (splitColumns, siteColumns) = (clinical.splitColumns, clinical.siteColumns)
    (self.networks, smaller) = (networks, clinical.outcome.smaller)
  }
}
