import Learning
import Results
import StudyFiles

// Fits that saw fewer patients than they should have.
extension RunAudit {
  /// Kinds of fits that must see every patient of their set. Robustness uses only patients with repeated measurements,
  /// early stopping a share, and LASSO selection tunes its penalty on inner folds; the input depth of a network has its
  /// own check.
  private static let wholeKinds: Set<FitKind> = [
    .encoding, .imputation, .harmonisation, .constantColumns, .scaling, .filter, .selection, .oversampling, .classifier,
    .calibration, .threshold, .fineTuning,
  ]

  /// Checks that every fit of a row saw its whole training set, or the part of it that a fold does not hold out.
  /// Otherwise a log with empty or invented lists of patients would prove that no test patient was seen.
  package func fitsWhole(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked) = ([AuditPiece](), 0)
    for model in block.models where isFitted(model) {
      against += unrecordedOfAll(model, in: block)
      var sets = scoredPairs(model)
      if !split.evaluation.hasTestSet, let kept = keptSet { sets.append(kept) }
      for pair in sets {
        let own = purpose(of: model, in: block, on: pair)
        let training = Set(pair.training.map { evidence.ids[$0] })
        let held = Dictionary(index.folds(of: own).map { ($0.purpose, $0) }) { first, _ in first }
        var parts = [own: training, own.part(.allTraining): training]
        for fold in index.folds(of: own) where fold.purpose.parent == own {
          let people = training.subtracting(held[fold.purpose].map(evidence.log.subjects) ?? [])
          // The second is the fold's own ensemble of a deep row.
          (parts[fold.purpose], parts[fold.purpose.part(.allTraining)]) = (people, people)
        }
        for (part, people) in parts.sorted(by: { "\($0.key)" < "\($1.key)" }) {
          let fits = index.entries(for: part).filter { $0.purpose == part && isOfWhole($0, model: model, in: block) }
          checked += fits.count
          for (fit, seen) in index.fewer(than: people, among: fits) where !isOfSome(fit, seen: seen) {
            against.append(
              AuditPiece(
                "\(part): \(fit.kind.words) saw only \(seen) of the \(people.count) patients of its training set"))
          }
        }
        for fit in index.entries(for: own) where fit.kind != .robustness {
          let strangers = index.strangers(fit)
          guard !strangers.isEmpty else { continue }
          against.append(
            AuditPiece(
              "\(fit.purpose): \(fit.kind.words) saw patients whom the study does not have: "
                + strangers.prefix(3).joined(separator: ", ")
            ))
        }
      }
    }
    return AuditFinding(
      .fitsWhole, block.evaluation.name,
      basis:
        "\(checked) recorded fits were compared with all patients of their training set, without those whom their "
        + "fold holds out. Robustness, early stopping and tuning use a part of the patients by design and were not "
        + "compared.",
      against: against,
      unexamined: checked == 0
        ? "The log has no fit of this protocol, because no model could be fitted." : nil)
  }

  /// Fits that the model on all patients must have had but the log lacks. It is saved, but scores no patient of the
  /// study, so the check of the test patients does not ask for its fits.
  private func unrecordedOfAll(_ model: ModelResult, in block: ProtocolResults) -> [AuditPiece] {
    guard let pair = unscoredPair(of: model) else { return [] }
    let own = purpose(of: model, in: block, on: pair)
    let saved = evidence.models[model.id]?.description
    let isCalibrated = if case .sigmoid? = saved?.calibration { true } else { false }
    let missing = unrecorded(
      on: pair, in: block, of: model, isCalled: model.cutoff != nil || saved?.cutoff.threshold != nil,
      isCalibrated: isCalibrated)
    let words =
      missing.isEmpty ? [] : ["\(own): is saved, but no fit of \(missing.joined(separator: ", ")) is recorded"]
    return (words + choicesWithoutFolds(own, of: model, in: block, on: pair)).map { AuditPiece($0) }
  }

  private func isOfWhole(_ fit: FitLog.Entry, model: ModelResult, in block: ProtocolResults) -> Bool {
    if fit.isOfUnseenBatch { return false }
    let isOfTest = fit.kind == .threshold && model.family == .deep && block.evaluation.makes(.deepCutoffOnTest)
    return Self.wholeKinds.contains(fit.kind) && !isOfTest
  }

  /// Fits that learn from a part of their patients by design: in successive halving the classifier and its oversampling
  /// from a share of the fold, with a curved kernel the classifier from a thousand patients where there are more.
  private func isOfSome(_ fit: FitLog.Entry, seen: Int) -> Bool {
    guard fit.kind == .classifier || fit.kind == .oversampling, seen > 0 else { return false }
    let halves = evidence.study.learning?.search == .halving && fit.purpose.parts.last != .allTraining
    // Every class keeps at least one patient, however small the share.
    return halves ? seen >= 3 : fit.kind == .classifier && seen >= SupportVectorClassifier.largestForPairs
  }
}
