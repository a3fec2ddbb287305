import Arms
import Cohorts
import Leaks
import Results

/// What a reader must know before any number, as a case; results and report have its words.
enum StudyFinding: Hashable {
  /// A class of so few patients, of all, that nothing can be concluded; `name` is what they have in common.
  case smallClass(Int, of: Int, name: String)
  /// So few patients of a class were scored that nothing can be concluded, in a sentence that `apus validate` uses too.
  case fewScored(InclusionFlow.ClassCounts, String)
  /// A test set that is small, though not too small.
  case smallTestSet(InclusionFlow.ClassCounts)
  /// Scores of leave-one-out and its like, which run against the outcome.
  case invertedScores
  /// Rows for which no pair of the split allows a model.
  case noModel(rows: [String])
  /// Rows that rest on deep features which are the same for everybody.
  case networkSeesNothing(rows: [String])
  /// Patients of a batch that cannot be harmonised with training.
  case withoutScore(patients: [String], batch: String)
  /// Batches that were harmonised by the patients who are scored.
  case estimatedBatches(Set<RowFlag>)
  /// Columns of which each tells the outcome almost without error.
  case tellsOutcome([ModelColumn])
  /// A factor of the models that most patients lack.
  case mostlyUnknown(factor: String, Int, of: Int)
  /// Patients with one and the same image.
  case identicalImage(patients: [String])
  /// Patients lost to faults of their files.
  case unusable(patients: [String], of: Int)
  /// No interval of an AUC lies above chance.
  case noBetterThanChance
  /// The main text follows the published choices.
  case publishedChoices
  /// A sign that the cohort leaks.
  case leak(LeakFinding)
  /// Images about which the extraction has something to say.
  case remarkedImages(examples: [String], patients: Int, of: Int)
  /// The recipe of features is inferred.
  case inferredRecipe
}
