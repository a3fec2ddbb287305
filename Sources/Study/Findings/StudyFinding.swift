import Arms
import Cohorts
import Leaks
import Results

/// What a reader must know before any number, as a case. Its text is made in one place, for results and report.
package enum StudyFinding: Hashable {
  /// A class with so few patients that nothing can be concluded; `name` is the outcome of that class.
  case smallClass(Int, of: Int, name: String)
  /// So few patients of a class were scored that nothing can be concluded. The sentence is also used by `apus
  /// validate`.
  case fewScored(InclusionFlow.ClassCounts, String)
  /// Some patients have several rows, so rows are not independent.
  case rowsOfPatients(rows: Int, patients: Int)
  /// A test set that is small, but large enough for conclusions.
  case smallTestSet(InclusionFlow.ClassCounts)
  /// Scores of leave-one-out and similar splits, which are biased against the outcome.
  case invertedScores
  /// Fewer folds than the study asks for, because a class has no more patients.
  case fewerFolds(Int, asked: Int)
  /// Rows for which no model could be fitted in any pair of training and test.
  case noModel(rows: [String])
  /// Rows whose deep features are identical for most training patients.
  case networkSeesNothing(rows: [String])
  /// Rows whose network sees no voxel of the lesion of some patients.
  case lesionUnseen(rows: [String], patients: [String], of: Int)
  /// Rows in which patients have the deep features of another patient although their images differ.
  case sameFeatures(rows: [String], patients: [String], of: Int)
  /// Patients who have the vector of another patient in a table that was computed elsewhere.
  case sameVectors(rows: [String], patients: [String], of: Int)
  /// A row with the same score for patients with different images and different features.
  case sameScores(row: String, patients: [String], of: Int)
  /// Patients of a batch that has no training patients, so that it cannot be harmonised.
  case withoutScore(patients: [String], batch: String)
  /// Batches that were harmonised with the patients who are scored.
  case estimatedBatches(Set<RowFlag>)
  /// Columns that each predict the outcome almost perfectly.
  case tellsOutcome([ModelColumn])
  /// A factor of the models that is unknown for most patients.
  case mostlyUnknown(factor: String, Int, of: Int)
  /// Patients who share the same image.
  case identicalImage(patients: [String])
  /// Images of a series are stored along different axes of the patient; the groups of patients, the largest first, and
  /// what follows the axes.
  case differentAxes(series: String, groups: [StoredAxes], concerned: [AxisFindings.Concerned])
  /// Patients who could not be used because of faults in their files.
  case unusable(patients: [String], of: Int)
  /// Patients whom somebody excluded who had looked at their images and contours.
  case reviewed(ReviewedExclusions)
  /// No interval of an AUC lies above chance.
  case noBetterThanChance
  /// The main text follows the published choices.
  case publishedChoices
  /// A sign that the cohort leaks.
  case leak(LeakFinding)
  /// Images with remarks from the extraction.
  case remarkedImages(examples: [String], patients: Int, of: Int)
  /// The results lack a protocol, which was still running when they were written.
  case unfinished(EvaluationProtocol.Name)
  /// The recipe of features is inferred.
  case inferredRecipe
}
