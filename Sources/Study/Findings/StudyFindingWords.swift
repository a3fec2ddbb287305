import Records
import Results
import Statistics

// The text of findings, as written to `results.json`. No code reads this text back.
extension StudyFinding {
  /// Severity, title and detail.
  package var finding: Finding {
    if case .leak(let leak) = self { leak.words } else { Finding(severity, title, detail: detail) }
  }

  private var severity: Finding.Severity {
    switch self {
    case .smallClass, .fewScored, .noModel, .networkSeesNothing: .nothingCanBeConcluded
    case .lesionUnseen(_, let patients, let all), .sameFeatures(_, let patients, let all),
      .sameVectors(_, let patients, let all), .sameScores(_, let patients, let all):
      2 * patients.count > all ? .nothingCanBeConcluded : .caution
    case .rowsOfPatients, .smallTestSet,
      .invertedScores, .fewerFolds, .withoutScore, .estimatedBatches, .tellsOutcome, .mostlyUnknown,
      .identicalImage, .differentAxes, .unusable,
      .noBetterThanChance, .publishedChoices, .unfinished:
      .caution
    case .remarkedImages, .inferredRecipe, .reviewed: .note
    case .leak(let leak): leak.words.severity
    }
  }

  private var title: String {
    switch self {
    case .smallClass(let least, let all, let name):
      "Nothing can be concluded: \(least) of \(all) patients had \(name)."
    case .fewScored(_, let sentence): sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
    case .rowsOfPatients(let rows, let patients):
      "\(rows) rows are of \(patients) patients, so rows are not independent."
    case .smallTestSet(let test): "The test set has \(test.events) events and \(test.nonEvents) non-events."
    case .invertedScores:
      "The AUCs of this split are too low, because each score comes from a model fitted without the patient scored."
    case .fewerFolds(let made, let asked): "The split has \(made) folds, not the \(asked) of the study file."
    case .noModel(let rows): "No model could be fitted: \(rows.joined(separator: ", "))."
    case .networkSeesNothing(let rows):
      "The network saw no lesion: nothing can be concluded about \(rows.joined(separator: ", "))."
    case .lesionUnseen(let rows, let patients, let all):
      "The network sees no voxel of the lesion in \(patients.count) of \(all) patients "
        + "(\(rows.joined(separator: ", "))): \(patients.shown)."
    case .sameFeatures(let rows, let patients, let all):
      "The network sees the same in different images of \(patients.count) of \(all) patients "
        + "(\(rows.joined(separator: ", "))): \(patients.shown)."
    case .sameVectors(let rows, let patients, let all):
      "\(patients.count) of \(all) patients have the vector of another patient (\(rows.joined(separator: ", "))): "
        + "\(patients.shown)."
    case .sameScores(let row, let patients, let all):
      "\(row) gives the same score to \(patients.count) of \(all) patients whose images differ: \(patients.shown)."
    case .withoutScore(let patients, _):
      "\(patients.count) patients have no score from some models: \(patients.joined(separator: ", "))."
    case .estimatedBatches: "Batches without training patients were harmonised with the patients who are scored."
    case .tellsOutcome(let columns):
      "Single columns that predict the outcome almost perfectly: \(columns.map(\.words).shown)."
    case .mostlyUnknown(let factor, let count, let all): "\(factor) is unknown for \(count) of \(all) patients."
    case .identicalImage(let patients): "Patients \(patients.joined(separator: ", ")) have an identical image."
    case .differentAxes(let series, let groups, _):
      """
      The images of \(series) are stored along different axes: those of \
      \(groups.dropFirst().map(\.patients.count).reduce(0, +)) of \(groups.map(\.patients.count).reduce(0, +)) \
      patients run otherwise than the rest: \(groups.dropFirst().flatMap(\.patients).shown).
      """
    case .unusable(let patients, let all):
      "\(patients.count) of \(all) patients could not be used: \(patients.shown)."
    case .reviewed(let review): "\(review.words)."
    case .noBetterThanChance:
      "No model is shown to be better than chance: no 95 % interval of an AUC lies above 0.5."
    case .publishedChoices:
      "These results follow the choices of the published study, not the protocol sound."
    case .remarkedImages(_, let patients, let all): "There are remarks on the images of \(patients) of \(all) patients."
    case .unfinished(let name):
      "These results lack the protocol \(name.rawValue), which was still running when they were written."
    case .inferredRecipe: "The feature recipe jeong2024 is inferred from the publication."
    case .leak(let leak): leak.words.title
    }
  }

  private var detail: String {
    switch self {
    case .smallClass:
      "Results of so few patients show that the software runs, not that a model works: one patient more or less "
        + "changes them. At least \(SmallClasses.least) patients of each class are needed before an AUC is worth printing, "
        + "and 100 of each to validate a model (doi 10.1016/j.jclinepi.2004.06.017)."
    case .fewScored(let test, _), .smallTestSet(let test):
      test.events == 0
        ? "Without an event, sensitivity cannot be estimated."
        : "One event more or less classified correctly changes sensitivity by "
          + "\((100 / Double(test.events)).rounded().short) percentage points. Read the intervals, not the estimates."
    case .rowsOfPatients:
      """
      Intervals and p-values of AUCs take patients as independent (Obuchowski, doi 10.2307/2533958), means over folds \
      take folds. Those of sensitivity, specificity, predictive values, calibration, NRI and IDI, and the p-values of \
      Table 1, have no such form and are withheld. Numbers of patients below are numbers of rows.
      """
    case .invertedScores:
      "Leaving out an event lowers the score of that event, and may change its predicted class. Models without any "
        + "predictive value then have an AUC of about .3 instead of .5 (doi 10.1016/j.csda.2010.11.018), and the AUC "
        + "of good models is too low as well. Do not compare models by it. Use split: "
        + "{nested: 5}, which does not have this bias."
    case .fewerFolds:
      """
      Every fold needs a patient of each class, and the smaller class has no more. Choose 5 or 10 folds; with folds of \
      a few patients the AUC within a fold is coarse.
      """
    case .noModel: "The training patients do not allow a fit. The section on models gives the cause for each model."
    case .networkSeesNothing:
      "The network's features are identical for most training patients, so differences between patients in these "
        + "models do not come from the image. The slices that the network uses contain no lesion. Choose region: crop "
        + "with inflation: none, which uses every slice of the lesion, or another depth or fit."
    case .lesionUnseen(_, let patients, _):
      "Their features come from what surrounds the lesion, or from nothing. Choose region: crop with inflation: none, "
        + "which uses every slice of the lesion, or another depth or fit.\(patients.others)"
    case .sameFeatures(_, let patients, _):
      "No two images give the same features of a network by chance. Look at what the network sees of them: apus deep "
        + "maps. An image without contrast, or a lesion outside the slices that count, are the usual causes.\(patients.others)"
    case .sameVectors(_, let patients, _):
      "No two patients have the same vector by chance. Was a row copied, or is one patient in the table under two ids? "
        + "Ask the author of the vectors.\(patients.others)"
    case .sameScores(_, let patients, _):
      "Their features differ, so it is the model that does not tell them apart. Two such scores are not equal by "
        + "chance. Look at the model's settings in the section on models.\(patients.others)"
    case .withoutScore(_, let batch):
      "No training patient has their \(batch), so their features cannot be harmonised. Models are compared on the "
        + "patients whom both score. Train on that \(batch) too, or choose unseen: "
        + "estimate with at least 20 patients of it."
    case .estimatedBatches(let flags):
      "No outcome was used, but the score of a patient depends on the other patients who were scored: "
        + "\(flags.map(\.explanation).sorted().joined(separator: "; "))."
    case .tellsOutcome:
      "Over all patients, each has an AUC of .98 or more. Features of a pretreatment image do not reach that. Check "
        + "whether the column was known before the outcome. If not, leave it out."
    case .mostlyUnknown:
      "A factor that is missing in most patients carries little information, whatever weight a model gives it."
    case .identicalImage:
      "If the same patient is in training and test, the test performance is not valid. Check the export."
    case .differentAxes(_, let groups, let concerned):
      "Columns, rows and slices run to the "
        + groups.enumerated().map { at, group in
          "\(group.directions) (\(at == 0 ? "\(group.patients.count) patients" : group.patients.shown))"
        }.joined(separator: "; to the ")
        + ". The \(concerned.map(\.words).joined(separator: ", the ")) follow the stored axes, so their values differ "
        + "for this reason alone"
        + (concerned.contains(.planes) ? "" : "; features of the original image, of LoG and of shape do not")
        + ". Convert all images of the series with the same program from the "
        + "same kind of files (dcm2niix reverses the rows of DICOM), or turn them to the same axes, and run the study "
        + "again."
    case .unusable:
      "Causes and next steps are listed below the flowchart. Losing these patients may bias the cohort."
    case .reviewed:
      "Such exclusions are sound only if they were made without knowledge of the outcome. Reasons are in the flowchart and in "
        + "exclusions.csv, all decisions in \(RunFile.decisions)."
    case .noBetterThanChance: ""
    case .publishedChoices:
      "They show what that study would have reported for this cohort, not how well "
        + "the models work. Set protocol: both to see the difference."
    case .remarkedImages(let examples, _, _):
      "Examples: \(examples.joined(separator: "; ")). The log lists all of them."
    case .unfinished: "If this remains, the run was interrupted. Run the study again; features are cached."
    case .inferredRecipe:
      "The publication gives the number of features, not how they were computed. 105 "
        + "PyRadiomics features on 9 images give the same number."
    case .leak(let leak): leak.words.detail
    }
  }
}

extension AxisFindings.Concerned {
  fileprivate var words: String {
    switch self {
    case .images(let names): "features of \(names.shown)"
    case .networks: "features of the networks"
    case .planes: "features in the plane of the slices"
    }
  }
}
