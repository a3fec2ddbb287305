/// A subject that `apus help TOPIC` explains on one screen; the documentation has the rest.
enum HelpTopic: String, CaseIterable {
  case tutorial
  case studyFile = "study-file"
  case tables
  case outcomes
  case images
  case linking
  case review
  case leakage
  case deep
  case models
  case checklists
  case interchange
  case slurm
  case exitCodes = "exit-codes"

  /// What it is about, in a list of topics.
  var abstract: String {
    switch self {
    case .tutorial: "from a folder of images and a table to a report"
    case .studyFile: "the sections of a study file, and the smallest one"
    case .tables: "what a clinical table may look like"
    case .outcomes: "event and non-event, spellings, unknown values"
    case .images: "formats, contours, paths with {id}"
    case .linking: "files named by UID: series and contours by what their headers say"
    case .review: "looking at every contour, and excluding patients"
    case .leakage: "what must not reach a model, and what the audit checks"
    case .deep: "features of networks beside handcrafted ones"
    case .models: "saved models, new patients, external validation"
    case .checklists: "what journals ask for, filled from a run"
    case .interchange: "a run for other programs: schema, RO-Crate, SQLite, DICOM"
    case .slurm: "a study or an extraction on a cluster"
    case .exitCodes: "what the number means with which a command ends"
    }
  }

  /// The page of the documentation that has the rest.
  var page: String {
    switch self {
    case .tutorial: "tutorial.md"
    case .studyFile, .tables, .outcomes: "study-file.md"
    case .images: "reading-images.md"
    case .linking: "linking.md"
    case .review: "review.md"
    case .leakage: "protocols.md"
    case .deep: "deep.md"
    case .models: "model.md"
    case .checklists: "checklists.md"
    case .interchange: "interchange.md"
    case .slurm: "slurm.md"
    case .exitCodes: "faq.md"
    }
  }

  /// The topic with its page, as it is printed.
  var shown: String { "\(text)\n\nMore: Documentation/\(page)" }

  /// All topics as a list.
  static var list: String {
    allCases.map { "  \($0.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0))\($0.abstract)" }
      .joined(separator: "\n")
  }
}
