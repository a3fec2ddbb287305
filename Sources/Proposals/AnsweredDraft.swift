import Execution
import Records

extension StudyDraft {
  /// The same study with answers.
  /// - Parameter networks: names that a deep arm can have.
  func answering(_ answers: StudyAnswers, networks: [String]) throws(AnswerError) -> StudyDraft {
    let clinical = try clinical.answering(answers)
    // The title follows the outcome as long as nobody gives another.
    var draft = StudyDraft(
      name: answers.name.map(fileText).flatMap { $0.isEmpty ? nil : $0 } ?? "Study of \(clinical.outcome.column)",
      table: table, clinical: clinical,
      source: source,
      cohort: cohort, remarks: remarks)
    switch source {
    case .series(let series): draft.source = .series(try Self.chosen(series, answers.series))
    case .features:
      if let name = answers.series.keys.min() { throw .noSeries(name, known: []) }
    }
    draft.plan = try plan(answers, clinical, networks)
    return draft
  }

  private static func chosen(
    _ series: [SeriesProposal], _ answers: [String: SeriesAnswer]
  ) throws(AnswerError) -> [SeriesProposal] {
    for name in answers.keys.sorted() where !series.contains(where: { $0.name == name }) {
      throw .noSeries(name, known: series.map(\.name))
    }
    var made: [SeriesProposal] = []
    for one in series { made.append(try renamed(one, answers[one.name])) }
    let all = made.map { one in
      guard let followed = one.followed, let drawn = made.first(where: { $0.name == followed.series }) else {
        return one
      }
      return followed.take(drawn)
    }
    // A series that another takes its contours from stays in the file with it.
    let used = Set(
      all.filter { answers[$0.name]?.isUsed ?? true }.flatMap { [$0.name, $0.followed?.series ?? $0.name] })
    let kept = all.filter { used.contains($0.name) }
    guard kept.contains(where: \.hasRegions) else { throw .nothingUsed }
    return kept
  }

  private static func renamed(
    _ one: SeriesProposal, _ answer: SeriesAnswer?
  ) throws(AnswerError) -> SeriesProposal {
    let one = try ruled(one, answer)
    guard let rois = answer?.rois, let renaming = one.renamed, rois != renaming.rois else { return one }
    let given = rois.map(fileText).filter { !$0.isEmpty }
    guard !given.isEmpty, renaming.takesSeveral || given.count == 1 else { throw .noRegion(one.name) }
    return renaming.make(given)
  }

  private static func ruled(_ one: SeriesProposal, _ answer: SeriesAnswer?) throws(AnswerError) -> SeriesProposal {
    if let rules = answer?.rules?.plain, let ruling = one.linked, rules != ruling.rules {
      guard rules.isWhole else { throw .noRules(one.name) }
      return ruling.make(rules)
    }
    if let paths = answer?.paths?.plain, let ruling = one.pathed, paths != ruling.rules {
      let texts = [paths.image] + (paths.mask.map { [$0] } ?? [])
      // A series that takes the contours of another one has no pattern of its own for them.
      guard texts.allSatisfy({ $0.contains("{id}") && $0.hasPrefix(ruling.rules.beginning) }),
        (paths.mask == nil) == (ruling.rules.mask == nil)
      else { throw .noPaths(one.name, beginning: ruling.rules.beginning) }
      return ruling.make(paths)
    }
    return one
  }

  private func plan(
    _ answers: StudyAnswers, _ clinical: TableProposal, _ networks: [String]
  ) throws(AnswerError) -> StudyPlan {
    var plan = StudyPlan()
    switch answers.split {
    case .nested(let folds)? where !(2...20).contains(folds): throw .noFolds(folds)
    case .share(let share)? where !(0.1...0.9).contains(share): throw .noShare(share)
    case .column(let column)? where !clinical.splitColumns.contains(column): throw .noSplit(column)
    case .sites(let column)? where !clinical.siteColumns.contains(column): throw .noSplit(column)
    default: plan.split = answers.split
    }
    plan.evaluation = answers.evaluation ?? .sound
    if let network = answers.network {
      guard networks.contains(network), case .series = source else { throw .noNetwork(network) }
      plan.network = network
    }
    return plan
  }
}

extension LinkRules {
  /// The rules without control characters, padding and empty texts.
  fileprivate var plain: LinkRules {
    var own = self
    let filled = { (text: String?) in text.map(fileText).flatMap { $0.isEmpty ? nil : $0 } }
    own.series.modality = filled(series.modality)
    own.series.description = series.description.compactMap(filled)
    own.series.imageType = series.imageType.compactMap(filled)
    own.sets.label = sets.label.compactMap(filled)
    return own
  }

  /// Whether a study file can have them: numbers from 0 on, and something that tells the series.
  fileprivate var isWhole: Bool {
    let least = [series.echoTime?.lowerBound, series.repetitionTime?.lowerBound].compactMap(\.self)
    return least.allSatisfy { $0 >= 0 } && series.slices?.lowerBound ?? 1 >= 1
      && (series.modality != nil || !series.description.isEmpty || !series.imageType.isEmpty)
  }
}

extension PathRules {
  fileprivate var plain: PathRules { PathRules(image: fileText(image), mask: mask.map(fileText), beginning: beginning) }
}

extension TableProposal {
  /// Columns that have the sides of a split.
  var splitColumns: [String] { uses.filter { if case .split = $0.use { true } else { false } }.map(\.column) }
  /// Columns of sites.
  var siteColumns: [String] { uses.filter { if case .site = $0.use { true } else { false } }.map(\.column) }
}
