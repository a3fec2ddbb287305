import Learning
import Results
import Statistics
import StudyFiles

/// Which patients train and which are tested: one pair for a split, one per patient in leave-one-out.
package struct StudySplit {
  /// Positions in the analysed cohort.
  package struct Pair: Sendable {
    /// The training set of this pair.
    package let set: TrainingSet
    package let training: [Int]
    package let test: [Int]

    /// Takes every part as given.
    package init(set: TrainingSet, training: [Int], test: [Int]) {
      self.set = set
      self.training = training
      self.test = test
    }
  }

  package private(set) var pairs: [Pair]
  package let evaluation: Evaluation
  /// The patient of each row by id, where a patient has several rows; `nil` where every row is a patient of its own.
  package private(set) var owners: [String: String]?

  /// The only pair of a study with a test set; `nil` if every patient is tested in turn.
  package var testPair: Pair? { evaluation.hasTestSet ? pairs.first : nil }

  /// The training sets on which models are fitted: those of the pairs and, without a test set, all patients for the
  /// model that is saved.
  package func attempts(patients: Int) -> [Pair] {
    pairs + (evaluation.hasTestSet ? [] : [Pair(set: .allPatients, training: Array(0..<patients), test: [])])
  }

  /// Ratio of tested patients to training patients, over all pairs.
  package var testToTraining: Double {
    Double(pairs.map(\.test.count).reduce(0, +)) / Double(max(1, pairs.map(\.training.count).reduce(0, +)))
  }

  /// Whether so few patients are held out at a time (below 5 on average) that the prevalence in the training set
  /// reveals the outcome of the test patients.
  ///
  /// This holds for leave-one-out and for sites of a few patients. Stratified folds hold out the same prevalence as the
  /// rest, however few patients they have.
  package var holdsOutHandfuls: Bool {
    if case .crossValidated = evaluation { return false }
    let tested = pairs.map(\.test.count).reduce(0, +)
    return pairs.count > 1 && tested < 5 * pairs.count
  }

  package init(of cohort: AnalysisCohort) {
    self.init(
      study: cohort.study, ids: cohort.ids, outcomes: cohort.outcomes, sides: cohort.patients.map(\.side),
      sites: cohort.patients.map { $0.site ?? "" },
      groups: cohort.study.cohort.group == nil ? [] : cohort.patients.map(\.unit))
  }

  /// Made only from what determines the split, so that an audit can make it again.
  /// - Parameter groups: the group of each row; empty if every row is a patient of its own. Groups are then assigned as
  ///   a whole, and a group is an event if one of its rows is.
  package init(
    study: StudyFile, ids: [String], outcomes: Outcomes, sides: [SplitSide], sites: [String], groups: [String] = []
  ) {
    // Both classes are dealt evenly; of any kind of outcome, that is who had the event.
    let events = outcomes.events
    guard !groups.isEmpty else {
      self.init(rows: study, ids: ids, events: events, sides: sides, sites: sites)
      return
    }
    let units = GroupedRows(groups)
    self.init(
      rows: study, ids: units.names, events: units.members.map { $0.contains { events[$0] } },
      sides: units.members.map { sides[$0[0]] }, sites: units.members.map { sites[$0[0]] })
    pairs = pairs.map { pair in
      Pair(set: pair.set, training: units.rows(pair.training), test: units.rows(pair.test))
    }
    if units.names.count < ids.count { owners = Dictionary(zip(ids, groups)) { first, _ in first } }
  }

  private init(rows study: StudyFile, ids: [String], events: [Bool], sides: [SplitSide], sites: [String]) {
    switch study.split {
    case .share(let share):
      let sides = StratifiedSplit(trainingShare: share, seed: study.seed).split(outcomes: events)
      pairs = [Pair(set: .split, training: sides.training, test: sides.test)]
      evaluation = .heldOut(rule: "stratified random split, ceil(\(share) n) of each class to training")
    case .column(let column, _, _):
      let positions = { side in ids.indices.filter { sides[$0] == side } }
      pairs = [Pair(set: .split, training: positions(SplitSide.training), test: positions(.test))]
      evaluation = .heldOut(rule: "column \"\(column)\" of the clinical table")
    case .every(let step):
      let isTest = { (position: Int) in position % step == step - 1 }
      pairs = [Pair(set: .split, training: ids.indices.filter { !isTest($0) }, test: ids.indices.filter(isTest))]
      evaluation = .heldOut(rule: "one analysed patient in \(step) of the clinical table to test, in its order")
    case .leaveOneOut:
      let all = Array(ids.indices)
      pairs = all.map { left in
        Pair(set: .without(ids[left]), training: all.filter { $0 != left }, test: [left])
      }
      evaluation = .leaveOneOut
    case .repeated(let folds, let times):
      (pairs, evaluation) = StudySplit.folds(folds, times: times, events: events, seed: study.seed)
    case .site(let column):
      let names = Set(sites).sorted()
      // With only one site there are no training patients.
      pairs =
        names.count < 2
        ? []
        : names.map { name in
          Pair(
            set: .withoutSite(name), training: ids.indices.filter { sites[$0] != name },
            test: ids.indices.filter { sites[$0] == name })
        }
      evaluation = .sites(column: column, count: names.count)
    case .nested(let folds):
      (pairs, evaluation) = StudySplit.folds(folds, times: 1, events: events, seed: study.seed)
    }
  }

  /// Stratified folds, dealt anew in every repetition. Tuning has its own folds inside each.
  private static func folds(_ wanted: Int, times: Int, events: [Bool], seed: UInt64) -> ([Pair], Evaluation) {
    var used = wanted
    let pairs = (0..<times).flatMap { turn in
      let folds = FoldPlan.stratified(wanted).assign(
        outcomes: events, seed: seed, name: "outer folds \(turn + 1)")
      used = folds.count
      return (0..<folds.count).map { fold in
        Pair(
          set: .fold(fold + 1, repetition: turn + 1), training: folds.training(fold), test: folds.heldOut(fold))
      }
    }
    return (pairs, .crossValidated(folds: used, times: times))
  }
}

/// Rows grouped by patient, in the order in which patients first occur.
package struct GroupedRows {
  package let names: [String]
  /// Positions of each patient's rows, ascending.
  package let members: [[Int]]

  package init(_ groups: [String]) {
    var places: [String: Int] = [:]
    var found: [(String, [Int])] = []
    for (row, name) in groups.enumerated() {
      if let at = places[name] {
        found[at].1.append(row)
      } else {
        places[name] = found.count
        found.append((name, [row]))
      }
    }
    (names, members) = (found.map(\.0), found.map(\.1))
  }

  /// The rows of some patients, ascending.
  package func rows(_ units: [Int]) -> [Int] { units.flatMap { members[$0] }.sorted() }

  /// Patients whose rows differ in a value, such as the side of a split that the clinical table declares.
  package func divided(by value: (Int) -> some Hashable) -> [String] {
    zip(names, members).filter { Set($1.map { value($0) }).count > 1 }.map(\.0)
  }
}

extension [Patient] {
  /// The rows of each patient.
  package var units: GroupedRows { GroupedRows(map(\.unit)) }

  /// Numbers of patients with and without the event, each counted once however many rows it has. As in the splits, a
  /// patient is an event where one row is: sample sizes, for example, are derived for independent subjects, which rows
  /// are not.
  package var unitCounts: InclusionFlow.ClassCounts {
    let members = units.members
    let events = members.count { $0.contains { self[$0].outcome.hadEvent } }
    return InclusionFlow.ClassCounts(events: events, nonEvents: members.count - events)
  }
}
