import Records

/// Why an answer does not fit a proposed study.
package enum AnswerError: Error, Hashable, CustomStringConvertible {
  case noColumn(String)
  case noOutcome(String)
  case noEvent(String, levels: [String])
  case noFactor(String, reason: String)
  case noSeries(String, known: [String])
  /// No series with contours is left.
  case nothingUsed
  case noRegion(String)
  case noRules(String)
  case noPaths(String, beginning: String)
  case noShare(Double)
  case noFolds(Int)
  case noSplit(String)
  case noNetwork(String)

  /// What is wrong and what to do next.
  package var description: String {
    switch self {
    case .noColumn(let column): "The clinical table has no column \(column). Load the page again."
    case .noOutcome(let column): "\(column): cannot be the outcome, because it has not two to six values."
    case .noEvent(let column, let levels):
      "\(column): needs at least one level with the event and one without. It has \(levels.shown)."
    case .noFactor(let column, let reason): "\(column): cannot be a factor of this kind: \(reason)."
    case .noSeries(let name, let known):
      known.isEmpty
        ? "There is no series \(name): this study has none. Load the page again."
        : "There is no series \(name), only \(known.shown). Load the page again."
    case .nothingUsed: "No series is left. Choose at least one that has contours."
    case .noRegion(let series):
      "\(series): has no name of a region. Give the name of the contour, or a pattern such as GTV*."
    case .noRules(let series):
      "\(series): no study file can have these rules. Give a modality, a description or an image type, and numbers from 0 "
        + "on."
    case .noPaths(let series, let beginning):
      "\(series): a pattern needs {id} where the id of a patient stands"
        + (beginning.isEmpty ? "." : ", and must begin with \(beginning), the folder that was looked at.")
    case .noShare(let share): "\(share): is no share of training patients. Give a number between 0.1 and 0.9."
    case .noFolds(let folds): "\(folds): is no number of folds. Give 2 to 20."
    case .noSplit(let column): "\(column): the table has no such column for a split. Load the page again."
    case .noNetwork(let name):
      "\(name): no weights of this network are installed. Install them with apus weights install."
    }
  }
}
