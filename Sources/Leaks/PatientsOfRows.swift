extension ScreenedCohort {
  /// The cohort itself, or the first row of each patient if the study keeps the rows of a patient together.
  var onePerPatient: ScreenedCohort {
    guard let owners else { return self }
    var met = Set<String>()
    return keeping(ids.indices.filter { met.insert(owners[$0]).inserted })
  }

  /// Whether rows belong to several patients; always, if every row is a patient.
  func areOfSeveral(_ rows: [Int]) -> Bool { owners.map { owners in Set(rows.map { owners[$0] }).count > 1 } ?? true }

  /// The same of some of the rows. What is known of all rows of the tables stays.
  func keeping(_ rows: [Int]) -> ScreenedCohort {
    func restricted(_ factor: Factor) -> Factor {
      var own = factor
      own.numbers = rows.map { factor.numbers[$0] }
      own.levels = rows.map { factor.levels[$0] }
      return own
    }
    var kept = self
    kept.ids = rows.map { ids[$0] }
    kept.outcomes = rows.map { outcomes[$0] }
    kept.owners = owners.map { owners in rows.map { owners[$0] } }
    kept.values = values.map { column in rows.map { column[$0] } }
    kept.factors = factors.map(restricted)
    kept.sites = sites.map(restricted)
    kept.repeating = repeating.map(restricted)
    kept.unused = unused.map(restricted)
    kept.acquisitions = acquisitions.map(restricted)
    return kept
  }
}
