import Statistics

// The record of the study's own pipelines has one model and each setting once, so that lists by member and counts of
// rounds are left out.

extension PipelineRecord: Codable {
  private enum Key: String, CodingKey {
    case subjects, outcomes, folds, chosen, candidates, settingsTried, selected, selectedInFolds, outOfFoldScores
    case resubstitutionScores, fitsInFold, flags
  }

  private struct ShortCandidate: Codable {
    let settings: AnyClassifier
    let foldAUCs: [Double?]
    let meanAUC: Double
  }

  /// Reads either layout: one with a count of fits has lists by member.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    subjects = try container.decode([String].self, forKey: .subjects)
    outcomes = try container.decode(Outcomes.self, forKey: .outcomes)
    folds = try container.decodeIfPresent(Folds.self, forKey: .folds)
    chosen = try container.decode(AnyClassifier.self, forKey: .chosen)
    outOfFoldScores = try container.decodeIfPresent([Double].self, forKey: .outOfFoldScores)
    resubstitutionScores = try container.decode([Double].self, forKey: .resubstitutionScores)
    flags = try container.decode([TrainingFlag].self, forKey: .flags)
    fitsInFold = try container.decodeIfPresent(Int.self, forKey: .fitsInFold)
    if fitsInFold != nil {
      candidates = try container.decode([Candidate].self, forKey: .candidates)
      settingsTried = try container.decode(Int.self, forKey: .settingsTried)
      selected = try container.decode([[String]].self, forKey: .selected)
      selectedInFolds = try container.decode([[[String]]].self, forKey: .selectedInFolds)
    } else {
      candidates = try container.decode([ShortCandidate].self, forKey: .candidates).map {
        Candidate(settings: $0.settings, share: 1, foldAUCs: $0.foldAUCs, meanAUC: $0.meanAUC)
      }
      settingsTried = candidates.count
      selected = [try container.decode([String].self, forKey: .selected)]
      selectedInFolds = try container.decode([[String]].self, forKey: .selectedInFolds).map { [$0] }
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(subjects, forKey: .subjects)
    try container.encode(outcomes, forKey: .outcomes)
    try container.encodeIfPresent(folds, forKey: .folds)
    try container.encode(chosen, forKey: .chosen)
    try container.encodeIfPresent(outOfFoldScores, forKey: .outOfFoldScores)
    try container.encode(resubstitutionScores, forKey: .resubstitutionScores)
    try container.encode(flags, forKey: .flags)
    if let fitsInFold {
      try container.encode(fitsInFold, forKey: .fitsInFold)
      try container.encode(candidates, forKey: .candidates)
      try container.encode(settingsTried, forKey: .settingsTried)
      try container.encode(selected, forKey: .selected)
      try container.encode(selectedInFolds, forKey: .selectedInFolds)
    } else {
      let short = candidates.map {
        ShortCandidate(settings: $0.settings, foldAUCs: $0.foldAUCs, meanAUC: $0.meanAUC)
      }
      try container.encode(short, forKey: .candidates)
      try container.encode(selected.first ?? [], forKey: .selected)
      try container.encode(selectedInFolds.map { $0.first ?? [] }, forKey: .selectedInFolds)
    }
  }
}
