import Learning

/// Who trains and who is tested: one pair for a split, one per patient in leave-one-out.
struct StudySplit {
  /// Positions in the analysed cohort.
  struct Pair: Sendable {
    let name: String
    let training: [Int]
    let test: [Int]
  }

  let pairs: [Pair]
  let evaluation: Evaluation

  /// The one pair of a study with a test set; `nil` where every patient is tested in turn.
  var testPair: Pair? { evaluation.hasTestSet ? pairs.first : nil }

  /// The training sets that models are fitted on: those of the pairs and, without a test set, everybody for the model to keep.
  func attempts(patients: Int) -> [Pair] {
    pairs + (evaluation.hasTestSet ? [] : [Pair(name: "all patients", training: Array(0..<patients), test: [])])
  }

  /// Patients tested over patients trained on, on average over the pairs.
  var testToTraining: Double {
    Double(pairs.map(\.test.count).reduce(0, +)) / Double(max(1, pairs.map(\.training.count).reduce(0, +)))
  }

  init(of cohort: AnalysisCohort) {
    self.init(
      study: cohort.study, ids: cohort.ids, outcomes: cohort.outcomes, sides: cohort.patients.map(\.side),
      sites: cohort.patients.map { $0.site ?? "" })
  }

  /// From what decides it alone, so that an audit can deal it again.
  init(study: StudyFile, ids: [String], outcomes: [Bool], sides: [SplitSide], sites: [String]) {
    switch study.split {
    case .share(let share):
      let sides = StratifiedSplit(trainingShare: share, seed: study.seed).split(outcomes: outcomes)
      pairs = [Pair(name: "split", training: sides.training, test: sides.test)]
      evaluation = .heldOut(rule: "stratified random split, ceil(\(share) n) of each class to training")
    case .column(let column, _, _):
      let positions = { side in ids.indices.filter { sides[$0] == side } }
      pairs = [Pair(name: "split", training: positions(SplitSide.training), test: positions(.test))]
      evaluation = .heldOut(rule: "column \"\(column)\" of the clinical table")
    case .every(let step):
      let isTest = { (position: Int) in position % step == step - 1 }
      pairs = [Pair(name: "split", training: ids.indices.filter { !isTest($0) }, test: ids.indices.filter(isTest))]
      evaluation = .heldOut(rule: "one analysed patient in \(step) of the clinical table to test, in its order")
    case .leaveOneOut:
      let all = Array(ids.indices)
      pairs = all.map { left in
        Pair(name: "without \(ids[left])", training: all.filter { $0 != left }, test: [left])
      }
      evaluation = .leaveOneOut
    case .repeated(let folds, let times):
      (pairs, evaluation) = StudySplit.folds(folds, times: times, outcomes, seed: study.seed)
    case .site(let column):
      let names = Set(sites).sorted()
      // One site has nobody to learn from.
      pairs =
        names.count < 2
        ? []
        : names.map { name in
          Pair(
            name: "site \(name)", training: ids.indices.filter { sites[$0] != name },
            test: ids.indices.filter { sites[$0] == name })
        }
      evaluation = .sites(column: column, count: names.count)
    case .nested(let folds): (pairs, evaluation) = StudySplit.folds(folds, times: 1, outcomes, seed: study.seed)
    }
  }

  /// Stratified folds, dealt anew in every repetition; tuning has folds of its own inside each.
  private static func folds(_ wanted: Int, times: Int, _ outcomes: [Bool], seed: UInt64) -> ([Pair], Evaluation) {
    var used = wanted
    let pairs = (0..<times).flatMap { turn in
      let folds = FoldPlan.stratified(wanted).assign(
        outcomes: outcomes, seed: seed, name: "outer folds \(turn + 1)")
      used = folds.count
      return (0..<folds.count).map { fold in
        Pair(
          name: "repetition \(turn + 1), fold \(fold + 1)", training: folds.training(fold), test: folds.heldOut(fold))
      }
    }
    return (pairs, .crossValidated(folds: used, times: times))
  }
}
