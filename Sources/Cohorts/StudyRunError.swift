import Exports
import Extraction
import Learning
import Records
import Results

/// The number of threads, at most `wanted`, for which there is enough memory for linear algebra. This is checked before
/// work begins, because the library would otherwise retry forever and the command would hang without a message.
/// - Throws: ``StudyRunError/memory(megabytes:)`` if the memory is not enough for one thread,
///   ``StudyRunError/libraryMissing(_:)`` if linear algebra cannot be loaded.
package func threadsWithMemory(upTo wanted: Int) throws(StudyRunError) -> Int {
  let threads: Int
  do throws(LearningError) {
    threads = try LinearMemory.threads(upTo: wanted)
  } catch {
    throw .libraryMissing(error)
  }
  guard threads > 0 else { throw .memory(megabytes: LinearMemory.megabytes) }
  return threads
}

/// The sentence for fewer threads than were asked for.
package func fewerThreads(_ count: Int, of wanted: Int) -> String {
  "there is memory for only \(count) of \(wanted) threads, so \(count) \(count == 1 ? "is" : "are") used"
}

/// Why a whole study could not be run. Failures of single patients are not errors but part of the results.
package enum StudyRunError: Error, Sendable, CustomStringConvertible {
  case table(TableError)
  /// The folders of the export cannot be used.
  case export(ExportError)
  /// No row of the table has images in the export.
  case nobodyLinked(JoinFailure)
  /// The settings of features cannot be used: `ParameterFileError` or `ConflictingNormalisations`.
  case settings(any Error)
  /// The feature table at `file` has no column that is a feature; with the findings about its columns.
  case noFeatureColumn(file: String, [Finding])
  /// No feature is left: every one has a value that is too large to compute with (then a finding says so), or there was
  /// none.
  case noFeatureLeft(Finding?)
  /// A numeric factor most of whose cells cannot be read, with one of them and its line.
  case unreadableNumbers(column: String, Int, of: Int, example: String, line: Int, file: String)
  case toolMissing(BiasFieldError)
  case libraryMissing(LearningError)
  case nobodyUsable(excluded: [InclusionFlow.Exclusion])
  case oneClass(InclusionFlow.ClassCounts, event: String, lost: Int = 0)
  case outcomeAmongFeatures([String])
  /// Columns of a table of vectors that are the outcome.
  case outcomeAmongVectors([String], file: String)
  case emptySide(training: Int, test: Int)
  /// Every group of rows has a row with the event.
  case noGroupWithout(column: String, groups: Int, both: Int, event: String)
  case tooFewForFolds(InclusionFlow.ClassCounts, event: String)
  case outcomeAbsent(column: String, wanted: [String], found: [String], isEvent: Bool, file: String)
  case outcomeAlike(column: String, event: [String], found: [String], file: String)
  case valueAlike(column: String, named: [String], found: [String], file: String)
  /// It is unclear which values of a column of exclusions exclude; with those that probably do.
  case exclusionUnclear(column: String, values: [ValueCount], likely: [String], file: String)
  case noModel(example: String)
  /// The numbers of a network's last block are too many for the events, and the study file does not ask for it by name.
  case fewEvents(BlockBudget)
  case memory(megabytes: Int)
  case dividedGroups([String], column: String)

  /// Whether the cause lies in the input files, not in what was computed from them.
  package var isInput: Bool {
    switch self {
    case .table, .export, .nobodyLinked, .settings, .noFeatureColumn, .noFeatureLeft, .unreadableNumbers, .emptySide,
      .tooFewForFolds,
      .noGroupWithout, .dividedGroups, .toolMissing, .libraryMissing, .outcomeAmongFeatures, .outcomeAmongVectors,
      .outcomeAbsent, .outcomeAlike, .valueAlike,
      .exclusionUnclear, .fewEvents:
      true
    case .nobodyUsable, .oneClass, .noModel, .memory: false
    }
  }

  /// The cause and what to do next.
  package var description: String {
    switch self {
    case .table(let error): "\(error)"
    case .export(let error): "\(error)"
    case .nobodyLinked(let failure): failure.words
    case .settings(let error): "\(error)"
    case .noFeatureColumn(let file, let findings):
      """
      \(file): no column is a feature.\(findings.prefix(2).map { " \($0.title) \($0.detail)" }.joined()) Check columns \
      and exclude in the study file.
      """
    case .noFeatureLeft(let finding): finding.map { "\($0.title) \($0.detail)" } ?? "no feature is left."
    case .unreadableNumbers(let column, let count, let given, let example, let line, let file):
      """
      \(file): \(count) of \(given) cells of \(column) are not numbers, such as \"\(example)\" in line \(line). Their \
      patients would be excluded. Write plain numbers with a decimal point, without units and thousands separators. If \
      semicolons separate the columns, a comma is a decimal comma.
      """
    case .toolMissing(let error): error.description
    case .libraryMissing(let error): "\(error)."
    case .nobodyUsable(let excluded):
      excluded.isEmpty
        ? "the clinical table has no patients. Add a row for each patient."
        : "no patient could be used; exclusions.csv lists them all. "
          + excluded.prefix(3).map { exclusion in
            let example = exclusion.subjects.first { !$0.detail.isEmpty }.map { ": \($0.id), \($0.detail)" } ?? ""
            return "\(exclusion.cause) (\(exclusion.subjects.count))\(example)"
          }.joined(separator: " ")
    case .outcomeAmongFeatures(let columns):
      "\(columns.shown) tells the outcome of every patient, so it is the outcome under another name. Leave it out: a "
        + "column of a feature table with features.exclude, a factor with models.factors in the study file."
    case .outcomeAmongVectors(let columns, let file):
      "\(file): \(columns.shown) tells the outcome of every patient, so it is the outcome under another name. Take the "
        + "column out of the table."
    case .outcomeAbsent(let column, let wanted, let found, let isEvent, let file):
      "\(file): no row has the \(isEvent ? "event" : "non-event") "
        + "\(wanted.map { "\"\($0)\"" }.joined(separator: " or ")) in the column \"\(column)\""
        + "\(wanted.lazy.map { StudyRunError.spelling(of: $0, among: found) }.first { !$0.isEmpty } ?? ""). The "
        + "column has: \(found.map { "\"\($0)\"" }.shown). Correct outcome in the study file."
    case .outcomeAlike(let column, let event, let found, let file):
      "\(file): the column \"\(column)\" has \(found.map { "\"\($0)\"" }.shown) beside the event "
        + "\(event.map { "\"\($0)\"" }.joined(separator: ", ")). Is this the event in another spelling? The study file "
        + "names no non-event, so these patients would be counted as having no event. Use one spelling, or name all: "
        + "outcome: {event: [\((event + found).map { "\"\($0)\"" }.joined(separator: ", "))], non-event: […]}."
    case .valueAlike(let column, let named, let found, let file):
      """
      \(file): the column \"\(column)\" has \(found.map { "\"\($0)\"" }.shown), which differs from \
      \(named.map { "\"\($0)\"" }.joined(separator: ", ")) of the study file only by case, spaces or zeros. Use one \
      spelling in the table, or name all of them in the study file.
      """
    case .exclusionUnclear(let column, let values, let likely, let file):
      "\(file): it is unclear which values of the column \"\(column)\" exclude: "
        + "\(values.shown). Name them in the study file: "
        + "cohort: {exclude: [{column: \(column), equals: [\(StudyRunError.listed(likely))]}]}."
    case .fewEvents(let budget):
      "train: last-block is refused: \(budget.words). With so few events a block can learn every patient by heart. "
        + "Leave train out (frozen), or ask for it by name: train: {part: last-block, despite: few-events}."
    case .noModel(let example): "no model could be fitted, so there are no scores to report: \(example)"
    case .memory(let megabytes):
      "\(LearningError.littleMemory(megabytes: megabytes))."
    case .dividedGroups(let names, let column):
      "the split separates rows of one patient (\(column)): "
        + "\(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? " and \(names.count - 5) more" : ""). Models "
        + "would be tested on patients they were trained on. Put all rows of a patient on one side, or let Apus make "
        + "the split (split: {train: 0.66})."
    case .noGroupWithout(let column, let groups, let both, let event):
      """
      each of the \(groups) groups of the column \"\(column)\" has a row with \
      \(event)\(both == groups ? " and one without" : ""). A group counts as one with \(event) if one of its rows \
      does, and a split that keeps groups together needs groups with and without it. Matched pairs, and lesions of \
      patients who all have the event, cannot be split by group with this outcome: name an outcome that a whole group \
      has or has not, or take cohort.group out of the study file; rows of one group may then be in training and in \
      test.
      """
    case .tooFewForFolds(let counts, let event):
      "\(counts.events) patients with \(event) and \(counts.nonEvents) without are too few for this split: each fold "
        + "needs patients of both classes outside it, so at least two of each. Add patients."
    case .emptySide(let training, let test):
      "the split has \(training) training patients and \(test) test patients, but needs some of each. Change split "
        + "in the study file."
    case .oneClass(let counts, let event, let lost):
      "\(counts.events) patients with \(event) and \(counts.nonEvents) without are left, but both are needed. "
        + (lost > counts.total
          ? "\(lost) patients were excluded for the causes named above and in exclusions.csv. Correct these first."
          : "Check the outcome's event values in the study file.")
    }
  }

  /// Values as a list of a study file; a gap to fill where none is known.
  private static func listed(_ values: [String]) -> String {
    let shown = values.prefix(5).map { "\"\($0)\"" } + (values.count > 5 || values.isEmpty ? ["…"] : [])
    return shown.joined(separator: ", ")
  }

  /// The value that was probably meant: the same in other capitals, or a similar word. For numbers and texts of one or
  /// two letters nothing is suggested, because the nearest value may as well be the other class.
  private static func spelling(of name: String, among found: [String]) -> String {
    if let same = found.first(where: { $0.lowercased() == name.lowercased() }) { return " (did you mean \"\(same)\"?)" }
    let isWord = name.count > 2 && Double(name) == nil
    return isWord ? suggestion(for: name, among: found.filter { $0.count > 2 && Double($0) == nil }) : ""
  }
}
