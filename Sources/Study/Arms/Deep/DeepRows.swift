import Learning

/// The rows of the deep arm: the published two, and those that separate features from classifier.
struct DeepRows {
  let all: [any StudyRow]

  init(_ inputs: DeepInputs, _ cohort: AnalysisCohort, _ plan: LearningPlan?) {
    let study = cohort.study
    let factors = study.modelFactorLabels.joined(separator: ", ")
    let (ensemble, beyond) = (study.deep?.ensemble ?? 1, study.deep?.beyond ?? [])
    let choice = study.deep?.factors ?? .all
    let labels = Dictionary(uniqueKeysWithValues: study.factors.map { ($0.name, $0.label) })
    var rows: [any StudyRow] = [
      FusionHeadRow(
        id: "dlr_mr", name: "DLR (MR)", summary: "A trained head on features of a frozen network.", inputs: inputs,
        usesFactors: false, factorChoice: .all, ensemble: ensemble, labels: labels)
    ]
    if !study.models.factors.isEmpty {
      rows.append(
        FusionHeadRow(
          id: "dlr_mr_cf", name: "DLR (MR+CF)",
          summary:
            "As DLR (MR), with \(choice == .lasso ? "what the LASSO keeps of " : "")\(factors) in a branch of their own.",
          inputs: inputs, usesFactors: true, factorChoice: choice, ensemble: ensemble, labels: labels))
    }
    if beyond.contains(.supportVector) {
      rows.append(
        DeepTableRow(
          id: "dlr_svm", name: "DLR features, SVM",
          summary: "Deep features through the selection and SVM of HCR: the same classifier, other features.",
          inputs: inputs, handcrafted: nil, usesFactors: false, keptFeatures: study.models.selectedFeatures,
          plan: plan))
    }
    if beyond.contains(.fusion), study.arms.contains(.handcrafted) {
      rows.append(
        DeepTableRow(
          id: "fusion", name: "HCR + DLR\(factors.isEmpty ? "" : " + CF")",
          summary: "Handcrafted and deep features together through the selection and SVM of HCR"
            + (factors.isEmpty ? "." : ", with \(factors) appended."),
          inputs: inputs, handcrafted: cohort.imageTable, usesFactors: !factors.isEmpty,
          keptFeatures: study.models.selectedFeatures, plan: plan))
    }
    all = rows
  }
}

/// Deep features as a table of numbers, through the pipeline of the handcrafted arm.
struct DeepTableRow: StudyRow {
  let id: String
  let name: String
  let summary: String
  // Its choices are those of the pipeline that it goes through.
  let family = ModelFamily.handcrafted
  let inputs: DeepInputs
  /// Handcrafted features that compete with the deep ones.
  let handcrafted: FeatureTable?
  let usesFactors: Bool
  let keptFeatures: Int
  /// Steps that the study file chooses.
  let plan: LearningPlan?

  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    let deep = try inputs.table(task, log: &log)
    let row = TableRow(
      id: id, name: name, summary: summary, family: family, numbers: handcrafted.map { $0.appending(deep) } ?? deep,
      usesFactors: usesFactors, keptFeatures: keptFeatures, plan: plan)
    return try row.fit(task, log: &log)
  }
}
