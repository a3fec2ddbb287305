extension FactorAnswer {
  /// The factor of a column as somebody wants it.
  func factor(_ profile: ColumnProfile, lines: [Int]) -> Result<FactorProposal, FactorProposal.Refusal> {
    FactorProposal.make(profile, lines: lines, isContinuous: kind.map { $0 == .continuous }, groups: groups)
      .map { proposed in
        var factor = proposed
        factor.isOfModels = role != .recorded
        return factor
      }
  }

  /// Refuses an answer that the values of the column contradict.
  func check(_ profile: ColumnProfile, lines: [Int]) throws(AnswerError) {
    guard role != .leftOut, role != nil || kind != nil || !groups.isEmpty else { return }
    if case .failure(let refusal) = factor(profile, lines: lines) {
      throw .noFactor(profile.name, reason: refusal.reason.words)
    }
  }
}
