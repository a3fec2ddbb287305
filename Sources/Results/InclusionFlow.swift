/// The inclusion flowchart (Figure 4 of the study): patients screened, left out with cause, analysed.
public struct InclusionFlow: Codable, Sendable {
  /// Rows of the clinical table.
  public var screened: Int
  /// Causes in the order in which they were applied. Each patient is counted once, at the first cause that applies.
  public var exclusions: [Exclusion]
  /// Patients analysed.
  public var analysed: ClassCounts
  /// Training and test patients when there is one split; `nil` in cross-validation.
  public var split: Split?

  /// Assembles a flow.
  public init(screened: Int, exclusions: [Exclusion], analysed: ClassCounts, split: Split?) {
    self.screened = screened
    self.exclusions = exclusions
    self.analysed = analysed
    self.split = split
  }

  /// Patients left out for one cause.
  public struct Exclusion: Codable, Sendable {
    /// The cause in the words of the clinic, or the kind of error, e.g. "no pretreatment MRI", "image could not be
    /// used".
    public var cause: String
    /// `true` if a file or a value was missing or broken; `false` if the study file or the table excludes the patient.
    public var isFailure: Bool
    /// The patients, and what exactly was wrong with the files of each.
    public var subjects: [Subject]

    /// Who left the patients out.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      /// A file or a value was missing or broken.
      case failed
      /// The study file or the clinical table.
      case planned
      /// Somebody who looked at their images and contours.
      case reviewed
    }

    /// Who left the patients out.
    public var kind: Kind { isFailure ? .failed : subjects.contains { $0.review != nil } ? .reviewed : .planned }

    /// Patients left out for one cause.
    public init(cause: String, isFailure: Bool, subjects: [Subject]) {
      self.cause = cause
      self.isFailure = isFailure
      self.subjects = subjects
    }
  }

  /// A patient left out.
  public struct Subject: Codable, Sendable {
    /// Study id, as in the clinical table.
    public var id: String
    /// The file, what was wrong with it, and what to do; empty if the cause alone is enough.
    public var detail: String
    /// The decision of a review that left the patient out; `nil` if there was another cause.
    public var review: ReviewMark?

    /// A patient left out.
    public init(id: String, detail: String = "", review: ReviewMark? = nil) {
      self.id = id
      self.detail = detail
      self.review = review
    }
  }

  /// Who decided at a review, and when.
  public struct ReviewMark: Codable, Sendable, Hashable {
    /// Who decided.
    public var by: String
    /// The time in the form of ISO 8601.
    public var on: String
    /// The series that the decision names; `nil` if it concerns the whole patient.
    public var series: String?

    /// Who decided at a review, and when.
    public init(by: String, on: String, series: String? = nil) { (self.by, self.on, self.series) = (by, on, series) }
  }

  /// Patients by class.
  public struct ClassCounts: Codable, Sendable, Hashable {
    /// Patients with the event.
    public var events: Int
    /// Patients without.
    public var nonEvents: Int
    /// Both together.
    public var total: Int { events + nonEvents }

    /// Patients by class.
    public init(events: Int, nonEvents: Int) {
      self.events = events
      self.nonEvents = nonEvents
    }
  }

  /// One split into training and test.
  public struct Split: Codable, Sendable {
    /// Patients on whom models may be fitted.
    public var training: ClassCounts
    /// Patients whom no fit has seen before the evaluation.
    public var test: ClassCounts

    /// One split into training and test.
    public init(training: ClassCounts, test: ClassCounts) {
      self.training = training
      self.test = test
    }
  }
}
