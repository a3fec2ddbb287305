import Learning
import Results
import StudyFiles

// Fits that saw fewer than they are for, or nobody.
extension RunAudit {
  /// Kinds of fits that see everybody of the set that they are for. Robustness sees those with repeated values, early
  /// stopping a share, and a selection by the LASSO tunes its penalty on inner folds of its own; the depth of a network
  /// has a check of its own.
  private static let wholeKinds: Set<FitKind> = [
    .encoding, .imputation, .harmonisation, .constantColumns, .scaling, .filter, .selection, .oversampling, .classifier,
    .calibration, .threshold,
  ]

  /// Whether every fit of a row saw the whole of its training set, or of what a fold leaves to train on. A log whose
  /// fits saw nobody, or people whom the study does not have, would else prove that no test patient was seen.
  package func fitsWhole(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked) = ([AuditPiece](), 0)
    for model in block.models where isFitted(model) {
      var sets = scoredPairs(model)
      if !split.evaluation.hasTestSet, let kept = keptSet { sets.append(kept) }
      for pair in sets {
        let own = purpose(block, model, pair)
        let training = Set(pair.training.map { evidence.ids[$0] })
        let held = Dictionary(index.folds(of: own).map { ($0.purpose, $0) }) { first, _ in first }
        var parts = [own: training, own.part(.allTraining): training]
        for fold in index.folds(of: own) where fold.purpose.parent == own {
          parts[fold.purpose] = training.subtracting(held[fold.purpose].map(evidence.log.subjects) ?? [])
        }
        for (part, people) in parts.sorted(by: { "\($0.key)" < "\($1.key)" }) {
          let fits = index.entries(for: part).filter { $0.purpose == part && isOfWhole($0, model, block) }
          checked += fits.count
          for (fit, seen) in index.fewer(than: people, fits) where !isOfSome(fit, seen) {
            against.append(
              AuditPiece("\(part): \(fit.kind.rawValue) saw \(seen) of the \(people.count) patients that it is for"))
          }
        }
        for fit in index.entries(for: own) where fit.kind != .robustness {
          let strangers = index.strangers(fit)
          guard !strangers.isEmpty else { continue }
          against.append(
            AuditPiece(
              "\(fit.purpose): \(fit.kind.rawValue) saw \(strangers.prefix(3).joined(separator: ", ")), who is no patient of the study"
            ))
        }
      }
    }
    return AuditFinding(
      .fitsWhole, block.evaluation.name,
      basis:
        "\(checked) recorded fits were compared with the training patients of their set, less those whom their fold holds out. Robustness, "
        + "early stopping and tuning, which may use a part by design, are not among them.",
      against: against, unexamined: checked == 0 ? "The log has no fit of this protocol: no row could be fitted." : nil)
  }

  private func isOfWhole(_ fit: FitLog.Entry, _ model: ModelResult, _ block: ProtocolResults) -> Bool {
    if case .unseenBatch? = fit.fact { return false }
    let isOfTest = fit.kind == .threshold && model.family == .deep && block.evaluation.makes(.deepCutoffOnTest)
    return Self.wholeKinds.contains(fit.kind) && !isOfTest
  }

  /// Classifiers that learn from some of their patients by design: of a share of a fold where a search halves, of a
  /// thousand where a curved kernel has more.
  private func isOfSome(_ fit: FitLog.Entry, _ seen: Int) -> Bool {
    guard fit.kind == .classifier, seen > 0 else { return false }
    let halves = evidence.study.learning?.search == .halving && fit.purpose.parts.last != .allTraining
    // A class of one has its one patient all the same.
    return halves ? seen >= 3 : seen >= SupportVectorClassifier.largestForPairs
  }
}
