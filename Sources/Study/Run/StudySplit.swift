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

  /// The training sets that models are fitted on: those of the pairs and, in leave-one-out, everybody for the model to keep.
  func attempts(patients: Int) -> [Pair] {
    pairs + (isLeaveOneOut ? [Pair(name: "all patients", training: Array(0..<patients), test: [])] : [])
  }

  var isLeaveOneOut: Bool { evaluation == .leaveOneOut }

  init(of cohort: AnalysisCohort) {
    switch cohort.study.split {
    case .share(let share):
      let sides = StratifiedSplit(trainingShare: share, seed: cohort.study.seed).split(outcomes: cohort.outcomes)
      pairs = [Pair(name: "split", training: sides.training, test: sides.test)]
      evaluation = .heldOut(rule: "stratified random split, ceil(\(share) n) of each class to training")
    case .column(let column, _, _):
      let positions = { side in cohort.patients.indices.filter { cohort.patients[$0].side == side } }
      pairs = [Pair(name: "split", training: positions(SplitSide.training), test: positions(.test))]
      evaluation = .heldOut(rule: "column \"\(column)\" of the clinical table")
    case .leaveOneOut:
      let all = Array(cohort.patients.indices)
      pairs = all.map { left in
        Pair(name: "without \(cohort.ids[left])", training: all.filter { $0 != left }, test: [left])
      }
      evaluation = .leaveOneOut
    }
  }
}
