import Cohorts
import Learning
import Results

/// The rows of Table 2 that every report has. Rows with clinical factors are there only if the study file names some,
/// and lesion volume only if it is known.
package struct StandingRows {
  package let all: [any StudyRow]

  /// `robustness` decides which image features may be selected. The rows of the deep arm follow network by network,
  /// if its features are given. `plan` holds the steps that the study file chooses.
  package init(
    of cohort: AnalysisCohort, robustness: RobustnessFilter?, deep: [DeepInputs], plan: LearningPlan? = nil
  ) {
    let study = cohort.study
    let factors = study.modelFactorLabels.joined(separator: ", ")
    let kept = study.models.selectedFeatures
    let recipe = plan?.steps.words ?? "scaling, recursive elimination to \(kept) features, SVM"
    let row = {
      (role: RowRole, name: String, summary: String, family: ModelFamily, numbers: FeatureTable?, factors: Bool) in
      TableRow(
        role: role, name: name, summary: summary, family: family, numbers: numbers, usesFactors: factors,
        keptFeatures: kept, plan: plan)
    }
    let image = { (role: RowRole, name: String, summary: String, factors: Bool) in
      var own = row(role, name, summary, .handcrafted, cohort.imageTable, factors)
      (own.variants, own.robustness) = (cohort.imageTables, robustness)
      return own
    }
    var rows = [image(.handcrafted(withFactors: false), "HCR (MR)", "Image features alone: \(recipe).", false)]
    if !study.models.factors.isEmpty {
      rows.insert(
        row(.clinical, "Clinical only", "Logistic regression on \(factors).", .baseline, nil, true), at: 0)
      rows.append(
        image(
          .handcrafted(withFactors: true), "HCR (MR+CF)",
          "As HCR (MR), with \(factors) appended to the selected features.", true))
    }
    if let volume = cohort.volumeTable {
      rows.append(
        row(
          .lesionVolume, "Lesion volume only",
          "Logistic regression on lesion volume, a baseline that radiomics must exceed.",
          .baseline,
          volume, false))
    }
    if let shuffled = cohort.shuffledTable {
      rows.append(
        row(
          .shuffledVoxels, "HCR (shuffled voxels)",
          "Negative control: as HCR (MR), with the voxels of each lesion in random order, so that texture carries "
            + "no information.",
          .handcrafted, shuffled, false))
    }
    if !study.arms.contains(.handcrafted) { rows.removeAll { $0.family == .handcrafted } }
    all = rows.map { $0 as any StudyRow } + deep.flatMap { DeepRows($0, of: cohort, plan: plan).all }
  }
}
