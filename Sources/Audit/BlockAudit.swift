import Cohorts
import Learning
import Results
import StudyFiles

// Last blocks of networks that are trained with the heads.
extension RunAudit {
  /// Checks that every row of a network whose last block is trained has that fit in every fold and in the model itself,
  /// each with the patients of its training set and nobody else, and that nobody trained a block whom the study file
  /// does not name. The choice of the study file is part of the basis.
  /// - Returns: nothing for a study of frozen networks without such a fit.
  func trainedBlocks(_ block: ProtocolResults) -> [AuditFinding] {
    let declared = block.evaluation.name == .sound ? evidence.study.networks.filter { $0.lastBlock != nil } : []
    var (against, checked, choices) = ([AuditPiece](), 0, [String]())
    var undeclared = false
    for model in block.models where model.family == .deep && isFitted(model) {
      let isDeclared = declared.contains { $0.label == model.role?.network }
      let pairs = scoredPairs(model) + [unscoredPair(of: model)].compactMap(\.self)
      for pair in pairs {
        let own = purpose(of: model, in: block, on: pair)
        let fits = index.entries(for: own).filter { $0.kind == .fineTuning }
        guard isDeclared else {
          undeclared = undeclared || !fits.isEmpty
          if !fits.isEmpty { against.append(AuditPiece("\(own): trained a block that study.yaml does not name")) }
          continue
        }
        checked += fits.count
        against += otherBlocks(own, on: pair, fits)
      }
      if isDeclared { choices += declaration(of: model) }
    }
    guard !declared.isEmpty || undeclared else { return [] }
    return [
      AuditFinding(
        .trainedBlocks, block.evaluation.name,
        basis:
          "\(checked) fits of a last block were compared with the patients of their training set or fold. Declared: "
          + choices.joined(separator: "; ") + ".",
        against: against, unexamined: checked == 0 && against.isEmpty ? "No row with a trained block has a model." : nil
      )
    ]
  }

  /// Fits of a block that are missing, or saw other patients than they should have.
  private func otherBlocks(
    _ own: FitPurpose, on pair: StudySplit.Pair, _ fits: [FitLog.Entry]
  ) -> [AuditPiece] {
    let training = Set(pair.training.map { evidence.ids[$0] })
    var parts = [own.part(.allTraining): training]
    for fold in index.folds(of: own) where fold.purpose.parent == own {
      parts[fold.purpose] = training.subtracting(evidence.log.subjects(of: fold))
    }
    return parts.sorted { "\($0.key)" < "\($1.key)" }.flatMap { part, people -> [AuditPiece] in
      let seen = fits.filter { $0.purpose == part }.map { Set(evidence.log.subjects(of: $0)) }
      if seen.isEmpty { return [AuditPiece("\(part): no training of the last block is recorded")] }
      return seen.allSatisfy { $0 == people }
        ? [] : [AuditPiece("\(part): the last block was trained on other patients than the head behind it")]
    }
  }

  /// The choice of the study file with the events counted again.
  private func declaration(of model: ModelResult) -> [String] {
    guard let budget = model.deep?.block?.budget else { return ["\(model.name): results.json has no count of events"] }
    let events = evidence.outcomes.events.count { $0 }
    let again = BlockBudget(
      network: budget.network, events: events, nonEvents: evidence.outcomes.count - events,
      parameters: budget.parameters)
    let asked = again.isTooSmall ? ", despite: few-events asks for it by name" : ""
    return ["\(model.name), \(again.words)\(asked)"]
  }
}
