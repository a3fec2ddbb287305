import Learning

// The steps as described in the report.
extension StudyFile.LearningSteps {
  /// A short description, for the row of a table.
  package var words: String {
    let chosen = (harmonise.map { [$0.step.name] } ?? []) + filters.map(\.name) + [scale.name] + select.map(\.name)
    return "\(chosen.joined(separator: ", ")); \(classifiers.map(\.name).joined(separator: " or "))"
  }

  /// What was done before and in the model, one sentence per step.
  package var sentences: [String] {
    [imputed, harmonised, filtered, "Columns were scaled by \(scale.name)\(scaled).", selected]
      .compactMap(\.self) + [balanced, tuned].compactMap(\.self)
  }

  private var scaled: String { (StepRegistry.step(scale.name, .scale)?.explanation).map { " (\($0))" } ?? "" }

  private var imputed: String {
    guard imputesFactors else { return "Missing values were imputed by \(impute)." }
    return
      "Clinical factors were imputed \(impute.word("completions")) times from each other by chained equations with "
      + "predictive mean "
      + "matching (doi 10.18637/jss.v045.i03), never from the outcome; a model was fitted to each completion and "
      + "scores were "
      + "averaged. Missing features were imputed by the training median."
  }

  private var harmonised: String? {
    harmonise.map { own in
      let covariates =
        own.covariates.isEmpty ? "no covariate" : "\(own.covariates.joined(separator: ", ")) as covariates"
      let target = own.reference.map { "towards batch \($0)" } ?? "towards the mean of all batches"
      let unseen =
        own.unseen == .refuse
        ? "Patients of a batch without training patients got no score."
        : "Location and scale of a batch without training patients were estimated from at least 20 of its scored "
          + "patients, without their outcomes."
      return
        "Features were harmonised over \(own.batch) by ComBat (\(own.step.word("shrinkage")); \(covariates), never "
        + "the outcome; "
        + "doi 10.1093/biostatistics/kxj037), fitted on training patients, \(target). \(unseen)"
    }
  }

  private var filtered: String? {
    let used = filters.filter { $0.name != "constant-columns" }
    return used.isEmpty ? nil : "Columns were dropped by \(used.map(\.description).joined(separator: ", then "))."
  }

  private var selected: String {
    select.isEmpty
      ? "No features were selected."
      : "Features were selected by \(select.map(\.description).joined(separator: ", then "))."
  }

  private var balanced: String? {
    let parts =
      (weights == .balanced ? ["both classes had the same weight"] : [])
      + (oversample == .none
        ? []
        : [
          "the smaller class of each training set was enlarged, inside the folds, by "
            + "\(oversample == .random ? "repetition" : "SMOTE (doi 10.1613/jair.953)")"
        ])
    return parts.isEmpty ? nil : "In the classifier, \(parts.joined(separator: " and "))."
  }

  private var tuned: String {
    let way =
      switch search {
      case .grid: "all"
      case .random: "drawn at random"
      case .halving:
        "drawn at random, the best one in \(factor) going on to \(factor) times as many training patients in each round"
      }
    return
      "The classifier was \(classifiers.map(\.description).joined(separator: " or ")); its setting was chosen by "
      + "mean AUC over the "
      + "tuning folds\(dealt) among \(settings) settings, \(way)."
  }

  private var dealt: String {
    switch folds {
    case nil: ""
    case .stratified: " (stratified, shuffled)"
    case .inOrder: " (stratified, in the order of the table)"
    case .shuffled(let seed): " (dealt without regard to the outcome, shuffled with seed \(seed))"
    }
  }
}
