import Extraction
import Learning
import Records
import Results

/// Threads, `wanted` at most, for which the system has the memory that linear algebra takes. Asked before work begins:
/// the library asks again without end where it gets none, and a command would spin instead of saying so.
/// - Throws: ``StudyRunError/memory(megabytes:)`` where there is none for one thread.
public func threadsWithMemory(upTo wanted: Int) throws(StudyRunError) -> Int {
  let threads = LinearMemory.threads(upTo: wanted)
  guard threads > 0 else { throw .memory(megabytes: LinearMemory.megabytes) }
  return threads
}

/// Why a whole study could not be run; failures of single patients are not errors but part of the results.
public enum StudyRunError: Error, Sendable, CustomStringConvertible {
  case table(TableError)
  case features(String)
  case toolMissing(BiasFieldError)
  case nobodyUsable(excluded: [InclusionFlow.Exclusion])
  case oneClass(InclusionFlow.ClassCounts, event: String, lost: Int = 0)
  case outcomeAmongFeatures([String])
  case emptySide(training: Int, test: Int)
  case outcomeAbsent(column: String, wanted: [String], found: [String], isEvent: Bool, file: String)
  case outcomeAlike(column: String, event: [String], found: [String], file: String)
  case memory(megabytes: Int)
  case dividedGroups([String], column: String)

  /// Whether the cause lies in the files given rather than in what came out of them.
  public var isInput: Bool {
    switch self {
    case .table, .features, .emptySide, .dividedGroups, .toolMissing, .outcomeAmongFeatures, .outcomeAbsent,
      .outcomeAlike:
      true
    case .nobodyUsable, .oneClass, .memory: false
    }
  }

  /// Cause and next step.
  public var description: String {
    switch self {
    case .table(let error): "\(error)"
    case .features(let cause): cause
    case .toolMissing(let error): error.description
    case .nobodyUsable(let excluded):
      excluded.isEmpty
        ? "the clinical table has no patient. Add a row for each."
        : "no patient could be used; exclusions.csv lists them all. "
          + excluded.prefix(3).map { exclusion in
            let example = exclusion.subjects.first { !$0.detail.isEmpty }.map { ": \($0.id), \($0.detail)" } ?? ""
            return "\(exclusion.cause) (\(exclusion.subjects.count))\(example)"
          }.joined(separator: " ")
    case .outcomeAmongFeatures(let columns):
      "\(columns.shown) tells the outcome of "
        + "every patient: it is the outcome under another name. Leave it out, a column of a feature table with features.exclude, a "
        + "factor with models.factors in the study file."
    case .outcomeAbsent(let column, let wanted, let found, let isEvent, let file):
      "\(file): no row has the \(isEvent ? "event" : "non-event") \(wanted.map { "\"\($0)\"" }.joined(separator: " or ")) in the column "
        + "\"\(column)\"\(wanted.lazy.map { StudyRunError.spelling(of: $0, among: found) }.first { !$0.isEmpty } ?? ""). The column has: "
        + "\(found.map { "\"\($0)\"" }.shown). "
        + "Correct outcome in the study file."
    case .outcomeAlike(let column, let event, let found, let file):
      "\(file): the column \"\(column)\" has \(found.map { "\"\($0)\"" }.shown) beside the event \(event.map { "\"\($0)\"" }.joined(separator: ", ")): the same "
        + "in another spelling? The study file names no non-event, so those patients would be counted as without the event. Write all alike, or name "
        + "them: outcome: {event: [\((event + found).map { "\"\($0)\"" }.joined(separator: ", "))], non-event: […]}."
    case .memory(let megabytes):
      "the linear algebra needs \(megabytes) MB of memory for a thread, and the system gives no such block. Free memory, or raise the "
        + "limit (ulimit -v)."
    case .dividedGroups(let names, let column):
      "the split parts rows of one patient (\(column)): \(names.prefix(5).joined(separator: ", "))"
        + "\(names.count > 5 ? " and \(names.count - 5) more" : ""). Models would be tested on patients they were trained on. Put all "
        + "rows of a patient on one side, or leave the split to Apus (split: {train: 0.66})."
    case .emptySide(let training, let test):
      "the split puts \(training) patients into training and \(test) into the test; both need some. Change split in the "
        + "study file."
    case .oneClass(let counts, let event, let lost):
      "\(counts.events) patients with \(event) and \(counts.nonEvents) without are left; both are needed. "
        + (lost > counts.total
          ? "\(lost) patients were lost for the causes named above and in exclusions.csv. Correct these first."
          : "Check the outcome's event values in the study file.")
    }
  }

  /// The value that was meant: the same in other capitals, or a word that is nearly this one. Of a number, or of one
  /// letter or two, the nearest is as likely the other class.
  private static func spelling(of name: String, among found: [String]) -> String {
    if let same = found.first(where: { $0.lowercased() == name.lowercased() }) { return " (did you mean \"\(same)\"?)" }
    let isWord = name.count > 2 && Double(name) == nil
    return isWord ? suggestion(for: name, among: found.filter { $0.count > 2 && Double($0) == nil }) : ""
  }
}
