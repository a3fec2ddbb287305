import Records
import Results
import Statistics

// The words of findings, as `results.json` has them. Nothing reads them back.
extension StudyFinding {
  /// Severity, title and detail.
  var finding: Finding {
    if case .leak(let leak) = self { leak.words } else { Finding(severity, title, detail: detail) }
  }

  private var severity: Finding.Severity {
    switch self {
    case .smallClass, .fewScored, .noModel, .networkSeesNothing: .nothingCanBeConcluded
    case .smallTestSet, .invertedScores, .withoutScore, .estimatedBatches, .tellsOutcome, .mostlyUnknown,
      .identicalImage, .unusable,
      .noBetterThanChance, .publishedChoices:
      .caution
    case .remarkedImages, .inferredRecipe: .note
    case .leak(let leak): leak.words.severity
    }
  }

  private var title: String {
    switch self {
    case .smallClass(let least, let all, let name):
      "Nothing can be concluded: \(least) of \(all) patients had \(name)."
    case .fewScored(_, let sentence): sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
    case .smallTestSet(let test): "The test set has \(test.events) events and \(test.nonEvents) non-events."
    case .invertedScores:
      "The AUCs of this split lie too low: each score comes from a model without this very patient."
    case .noModel(let rows): "No model could be fitted: \(rows.joined(separator: ", "))."
    case .networkSeesNothing(let rows):
      "The network saw no lesion: nothing can be concluded of \(rows.joined(separator: ", "))."
    case .withoutScore(let patients, _):
      "\(patients.count) patients have no score in some rows: \(patients.joined(separator: ", "))."
    case .estimatedBatches: "Batches outside training were harmonised by the patients who are scored."
    case .tellsOutcome(let columns):
      "By itself each of these tells the outcome almost without error: \(columns.map(\.words).shown)."
    case .mostlyUnknown(let factor, let count, let all): "\(factor) is unknown for \(count) of \(all) patients."
    case .identicalImage(let patients): "Patients \(patients.joined(separator: ", ")) have an identical image."
    case .unusable(let patients, let all):
      "\(patients.count) of \(all) patients could not be used: \(patients.shown)."
    case .noBetterThanChance:
      "No model is shown to be better than chance: no 95 % interval of an AUC lies above 0.5."
    case .publishedChoices:
      "These numbers follow the choices of the published study, not those of the protocol sound."
    case .remarkedImages(_, let patients, let all): "Images of \(patients) of \(all) patients have remarks."
    case .inferredRecipe: "The feature recipe jeong2024 is inferred."
    case .leak(let leak): leak.words.title
    }
  }

  private var detail: String {
    switch self {
    case .smallClass:
      "The figures below show that the software ran, not that a model works. One patient more or less changes "
        + "them. At least \(SmallClasses.least) patients of each class are needed before an AUC is worth printing, "
        + "and 100 of each to validate a model (doi 10.1016/j.jclinepi.2004.06.017)."
    case .fewScored(let test, _), .smallTestSet(let test):
      test.events == 0
        ? "Without an event nothing can be said about finding events."
        : "One event more or less found moves sensitivity by \((100 / Double(test.events)).rounded().short) percentage "
          + "points; read the intervals, not the estimates."
    case .invertedScores:
      "Leaving out an event lowers the score of that event, and its call. Models without worth then have an AUC of about .3 instead of .5 "
        + "(doi 10.1016/j.csda.2010.11.018), and good ones lose too. Compare no model by it; split: {nested: 5} has no such fault."
    case .noModel: "The training patients do not allow one; the section on models gives the cause of each."
    case .networkSeesNothing:
      "It sees the same in every training patient, so whatever these rows tell patients apart by is not the image. The slices that "
        + "it looks at hold no lesion: choose another inflation (none sees every slice), depth or fit."
    case .withoutScore(_, let batch):
      "Nobody in training is of their \(batch), so their features cannot be harmonised. Rows are compared on the "
        + "patients that both score. Train on that \(batch) too, or choose unseen: estimate with 20 patients of it."
    case .estimatedBatches(let flags):
      "No outcome was used, but a score depends on who else was scored: "
        + "\(flags.map(\.explanation).sorted().joined(separator: "; "))."
    case .tellsOutcome:
      "An AUC of .98 or more over all patients is more than features of a pretreatment image give. Ask whether the column was "
        + "known before the outcome was; if not, leave it out."
    case .mostlyUnknown: "A factor that most patients lack tells little, whatever the model makes of it."
    case .identicalImage: "If the same patient is in training and test, the test is no test. Check the export."
    case .unusable:
      "Causes and next steps are listed under the flowchart. Patients lost this way may bias the cohort."
    case .noBetterThanChance: ""
    case .publishedChoices:
      "They tell what that study would have reported of this cohort, not how well the models work. Run protocol: both to "
        + "see the difference."
    case .remarkedImages(let examples, _, _):
      "Such as \(examples.joined(separator: "; ")). The log lists them all."
    case .inferredRecipe:
      "The study gives the count of features, not the recipe; 105 PyRadiomics features on 9 images reproduce the "
        + "count."
    case .leak(let leak): leak.words.detail
    }
  }
}
