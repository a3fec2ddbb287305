extension StudyFile {
  /// Checks what no section can check alone: names and choices of one section that another refers to.
  func checkNames(_ top: YAMLSection) throws(StudyFileError) {
    try checkSources(top)
    for factor in models.factors where !factors.contains(where: { $0.name == factor }) {
      throw top.fail("models", .unknownName(factor, in: "models.factors", known: factors.map(\.name)))
    }
    if let twice = models.factors.firstDuplicate {
      throw top.fail(
        "models", .wrongValue(key: "models.factors", found: "\"\(twice)\" twice", expected: "each factor once"))
    }
    for name in models.factors where factors.first(where: { $0.name == name })?.column == outcome.column {
      throw top.fail(
        "models",
        .wrongValue(key: "models.factors", found: "\"\(name)\", the column of the outcome", expected: "a predictor"))
    }
    // With such a name, a model could have the same column twice.
    for name in models.factors where name.contains("=") || series.contains(where: { name.hasPrefix("\($0.name)_") }) {
      throw top.fail(
        "models",
        .wrongValue(
          key: "models.factors", found: "\"\(name)\"", expected: "a name without \"=\" that does not begin as a series")
      )
    }
    if let both = outcome.nonEvent?.first(where: outcome.event.contains) {
      throw top.fail(
        "outcome", .wrongValue(key: "outcome", found: "\"\(both)\" in event and non-event", expected: "one of the two"))
    }
    if case .column(_, let training, let test) = split, let both = test.first(where: training.contains) {
      throw top.fail(
        "split", .wrongValue(key: "split", found: "\"\(both)\" in training and test", expected: "one of the two"))
    }
    try checkLevels(top)
    try checkSeries(top)
    try checkHarmonisation(top)
    try checkComparisons(top)
  }

  /// Checks that the outcome is not a covariate and that tested batches have training patients.
  private func checkHarmonisation(_ top: YAMLSection) throws(StudyFileError) {
    guard let harmonise = learning?.harmonise else { return }
    for name in harmonise.covariates where !models.factors.contains(name) {
      throw top.fail("learning", .unknownName(name, in: "learning.harmonise.covariates", known: models.factors))
    }
    guard harmonise.batch != outcome.column else {
      throw top.fail(
        "learning",
        .wrongValue(key: "learning.harmonise.batch", found: "the column of the outcome", expected: "a site or scanner"))
    }
    if case .site(harmonise.batch) = split, harmonise.unseen == .refuse {
      throw top.fail(
        "learning",
        .wrongValue(
          key: "learning.harmonise", found: "the column that split.site holds out",
          expected: "unseen: estimate, because the site that is scored has no training patients"))
    }
  }

  /// Features come from images or from a table, never from both.
  private func checkSources(_ top: YAMLSection) throws(StudyFileError) {
    guard case .table = features else {
      guard !series.isEmpty else { throw top.missing("series") }
      return try checkPerturbations(top)
    }
    guard series.isEmpty else {
      throw top.fail(
        "features", .wrongValue(key: "features.table", found: "beside series", expected: "images or a table, not both"))
    }
    if let robustness, case .perturbations = robustness.source {
      throw top.fail(
        "features",
        .wrongValue(
          key: "features.robustness", found: "perturbations with features.table",
          expected: "a table of repeated measurements, or images to perturb"))
    }
    guard !looksAtImages else {
      throw top.fail(
        "arms",
        .wrongValue(
          key: "arms", found: "dlr with features.table",
          expected: "images to look at, or vectors that were computed elsewhere (deep: {table: …})"))
    }
    guard !controls.shuffledVoxels else {
      throw top.fail(
        "controls",
        .wrongValue(key: "controls.shuffled-voxels", found: "true with features.table", expected: "images to shuffle"))
    }
  }

  /// Every training set would have its own landmarks, so every patient would have to be perturbed again for each of
  /// them.
  private func checkPerturbations(_ top: YAMLSection) throws(StudyFileError) {
    guard let robustness, case .perturbations = robustness.source, split.hasManyTrainingSets else { return }
    guard let fitted = seriesFittedOnImages.first else { return }
    throw top.fail(
      "features",
      .wrongValue(
        key: "features.robustness",
        found: "perturbations although the landmarks of \(fitted.name) are fitted on several training sets",
        expected:
          "one training set (split: share or column), a table of repeated measurements, or a normalisation that is "
          + "not fitted"
      ))
  }

  /// Checks that no value is in two levels, since it would silently belong to the first.
  private func checkLevels(_ top: YAMLSection) throws(StudyFileError) {
    for factor in factors {
      guard case .categorical(let levels, let unknown) = factor.kind,
        let twice = (levels.flatMap(\.values) + unknown).firstDuplicate
      else { continue }
      throw top.fail(
        "factors",
        .wrongValue(key: "factors.\(factor.name)", found: "\"\(twice)\" twice", expected: "each value in one level"))
    }
  }

  private func checkSeries(_ top: YAMLSection) throws(StudyFileError) {
    // The names become names of columns and files, so they must differ in more than upper and lower case.
    if let twice = series.map({ $0.name.lowercased() }).firstDuplicate {
      throw top.fail("series", .wrongValue(key: "series", found: "\"\(twice)\" twice", expected: "names that differ"))
    }
    for item in series where item.name.isEmpty || item.name.contains("/") {
      throw top.fail(
        "series", .wrongValue(key: "series", found: "the name \"\(item.name)\"", expected: "a name without \"/\""))
    }
    for item in series {
      guard case .series(let other) = item.mask else { continue }
      let drawn = series.filter { $0.isDrawn && $0.name != item.name }.map(\.name)
      guard drawn.contains(other) else {
        throw top.fail("series", .unknownName(other, in: "series.\(item.name).mask-of", known: drawn))
      }
    }
  }
}

extension StudyFile.Series {
  /// Whether the series has a mask of its own.
  package var isDrawn: Bool { if case .series = mask { false } else { true } }
}

extension StudyFile {
  /// Whether a path of a series has the id of the patient in it.
  package var hasPathsOfPatients: Bool {
    series.contains { series in
      if case .pattern = series.image { return true }
      if case .file = series.mask { return true }
      return series.normalisation?.reference != nil
    }
  }
}

extension StudyFile.Split {
  /// Whether models are fitted on more than one outer training set.
  fileprivate var hasManyTrainingSets: Bool {
    switch self {
    case .share, .column, .every: false
    case .leaveOneOut, .repeated, .nested, .site: true
    }
  }
}
