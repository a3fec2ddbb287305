extension LeakScreen {
  /// What a column of numbers looks like by itself, before there is a study: a running number, a date as a number.
  package static func findings(ofColumn name: String, numbers: [Double?]) -> [LeakFinding] {
    var alone = ScreenedCohort(ids: numbers.indices.map { "\($0)" }, outcomes: numbers.map { _ in false })
    (alone.columns, alone.values) = ([name], [numbers])
    return LeakRules.runningNumbers(alone)
  }

  /// What a column of words looks like by itself: ids, names, dates.
  package static func findings(ofColumn name: String, levels: [String?]) -> [LeakFinding] {
    var alone = ScreenedCohort(ids: levels.indices.map { "\($0)" }, outcomes: levels.map { _ in false })
    alone.factors = [ScreenedCohort.Factor(name, levels: levels)]
    return LeakRules.levelsOfPatients(alone)
  }
}
