/// What is proposed for a column of the clinical table.
enum ProposedUse: Sendable {
  /// The id of the patients.
  case id
  /// The names that the images have for the patients.
  case key
  /// Rows of one patient share its values.
  case group
  /// The outcome, or a column that could be it.
  case outcome
  /// A clinical factor.
  case factor(FactorProposal)
  /// Causes of exclusions.
  case exclusion
  /// Sites or scanners.
  case site
  /// The side of a split.
  case split(training: [String], test: [String])
  /// Nothing, with the reason.
  case leftOut(LeftOutReason)
}

/// Why no model is proposed to learn from a column.
enum LeftOutReason: Hashable, Sendable {
  case knownAfterwards, mayBeKnownAfterwards, namedAsResult
  case runningNumber, dates, identifies, acquisition
  case empty, constant(String), mostlyMissing(Int, of: Int)
  case unreadableNumbers(Int, of: Int, example: String)
  case manyLevels(Int), otherOutcome, tellsOutcome
  case feature
  /// It names the region of each row.
  case region
  /// Most cells have separators of thousands, and the table's decimal mark makes no numbers of them.
  case thousands(example: String)
  /// Somebody wants it left out.
  case answer

  /// Whether somebody who knows the column may want it all the same.
  var isDoubt: Bool {
    switch self {
    case .mayBeKnownAfterwards, .mostlyMissing, .feature: true
    default: false
    }
  }

  /// The reason as a phrase.
  var words: String {
    switch self {
    case .knownAfterwards: "known only after treatment, or together with the outcome"
    case .mayBeKnownAfterwards: "may be known only after treatment; add it if it is not"
    case .namedAsResult: "has the name of an outcome or of the output of a model"
    case .runningNumber: "numbers rows, patients or days"
    case .dates: "dates, which follow the order of recruitment"
    case .identifies: "names single patients"
    case .acquisition: "a setting of the scanner, not a property of the patient"
    case .empty: "has no values"
    case .constant(let value): "has one value: \(value)"
    case .mostlyMissing(let count, let all): "\(count) of \(all) cells are empty"
    case .unreadableNumbers(let count, let all, let example):
      "\(count) of \(all) cells are no numbers, such as \"\(example)\""
    case .manyLevels(let count): "\(count) different values are too many for levels"
    case .otherOutcome: "another outcome"
    case .tellsOutcome: "tells an outcome of every patient, so it is that outcome under another name"
    case .feature: "has the name of a feature of the image; add it if it was measured otherwise"
    case .region: "names the region of each row, and roi-column reads it"
    case .thousands(let example): "has separators of thousands, such as \"\(example)\"; write plain numbers"
    case .answer: "left out on request"
    }
  }
}
