import Cohorts
import Learning
import Results

/// The rows of one network of the deep arm: the two published ones, and those that tell the effect of the features from
/// that of the classifier.
struct DeepRows {
  let all: [any StudyRow]

  init(_ inputs: DeepInputs, of cohort: AnalysisCohort, plan: LearningPlan?) {
    let (study, deep) = (cohort.study, inputs.deep)
    let (names, factors) = (deep.rows, study.modelFactorLabels.joined(separator: ", "))
    let labels = Dictionary(uniqueKeysWithValues: study.factors.map { ($0.name, $0.label) })
    let levels = study.factors.reduce(into: [String: [String]]()) { known, factor in
      if case .categorical(let levels, _) = factor.kind { known[factor.name] = levels.map(\.name) }
    }
    let summary =
      deep.lastBlock != nil
      ? "A head and the last block of a network, trained together (as-published: frozen)."
      : "A head trained on "
        + "\(deep.readsTables ? "vectors that were computed elsewhere" : "the features of a frozen network")."
    let head = { (name: DeepRowNames.Name, summary: String, usesFactors: Bool) in
      FusionHeadRow(
        role: name.role, name: name.name, summary: summary, inputs: inputs, usesFactors: usesFactors,
        factorChoice: usesFactors ? deep.factors : .all, ensemble: deep.ensemble, labels: labels,
        levels: levels)
    }
    let table = { (name: DeepRowNames.Name, summary: String, handcrafted: FeatureTable?, usesFactors: Bool) in
      DeepTableRow(
        role: name.role, name: name.name, summary: summary, inputs: inputs, handcrafted: handcrafted,
        usesFactors: usesFactors, keptFeatures: study.models.selectedFeatures, plan: plan)
    }
    var rows: [any StudyRow] = [head(names.images, summary, false)]
    if !study.models.factors.isEmpty {
      let chosen = deep.factors == .lasso ? "what the LASSO keeps of " : ""
      rows.append(
        head(
          names.withFactors, "As \(names.images.name), with \(chosen)\(factors) in a separate branch.", true))
    }
    if deep.beyond.contains(.supportVector) {
      rows.append(
        table(
          names.supportVector,
          "Deep features with the feature selection and the SVM of HCR: the same classifier, other features.", nil,
          false))
    }
    if deep.beyond.contains(.fusion), study.arms.contains(.handcrafted) {
      rows.append(
        table(
          names.fusion(withFactors: !factors.isEmpty),
          "Handcrafted and deep features together, with the feature selection and the SVM of HCR"
            + (factors.isEmpty ? "." : ", with \(factors) appended."), cohort.imageTable, !factors.isEmpty))
    }
    all = rows
  }
}

/// A row that treats deep features as a table of numbers and uses the pipeline of the handcrafted arm.
struct DeepTableRow: DeepStudyRow {
  let role: RowRole
  let name: String
  let summary: String
  // The protocol choices of the handcrafted pipeline apply, because the row uses it.
  let family = ModelFamily.handcrafted
  let inputs: DeepInputs
  /// Handcrafted features that are selected together with the deep ones.
  let handcrafted: FeatureTable?
  let usesFactors: Bool
  let keptFeatures: Int
  /// The steps that the study file chooses.
  let plan: LearningPlan?

  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    let deep = try inputs.vectors(task, log: &log)
    let row = TableRow(
      role: role, name: name, summary: summary, family: family, numbers: handcrafted.map { $0.appending(deep) } ?? deep,
      usesFactors: usesFactors, keptFeatures: keptFeatures, plan: plan)
    var fit = try row.fit(task, log: &log)
    fit.flags += inputs.flags(task)
    return fit
  }
}
