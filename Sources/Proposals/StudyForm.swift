import Records

/// The questions of a proposed study, with what was found and what is answered: what a page shows beside the file.
package struct StudyForm: Codable, Sendable {
  package let name: String
  /// The study file as it would be written.
  package let text: String
  /// Why it could not be run; `nil` if it can.
  package let fault: String?
  package let rows: Int
  /// Patients with everything that the study needs.
  package let complete: Int
  package let remarks: [String]
  package let join: Join
  package let outcomes: [Outcome]
  package let columns: [Column]
  /// Empty for a study of a table of features.
  package let series: [Series]
  package let plan: Plan

  /// How rows of the table and images belong together.
  package struct Join: Codable, Sendable {
    /// The column of ids.
    package let id: String
    /// The column that names the patients of the images.
    package let key: String
    package let choices: [Choice]

    package struct Choice: Codable, Sendable {
      package let column: String
      /// Patients of the images that its values name.
      package let joined: Int
    }
  }

  /// A column that can be the outcome.
  package struct Outcome: Codable, Sendable {
    package let column: String
    package let isChosen: Bool
    /// Whether its name or its values say a result of treatment or an event after it.
    package let isTold: Bool
    /// Whether it may as well be known before treatment.
    package let isFinding: Bool
    /// Levels that no word tells and that were set against the complete response.
    package let unclear: [String]
    /// Whether the event is a guess, because it is only the rarer value.
    package let isGuess: Bool
    package let levels: [Level]
    package let events: Int
    package let nonEvents: Int
    package let unknowns: Int
  }

  /// A level with its spellings.
  package struct Level: Codable, Sendable {
    package let name: String
    package let values: [String]
    package let count: Int
    /// Of an outcome: whether it is the event.
    package var isEvent: Bool?
  }

  /// A column of the clinical table.
  package struct Column: Codable, Sendable {
    package let column: String
    package let role: FactorAnswer.Role
    /// Whether the role can be chosen.
    package let isOpen: Bool
    /// Why no model is proposed to learn from it, or what else it is.
    package let reason: String
    package let kind: FactorAnswer.Kind?
    /// The kinds that its values allow.
    package let kinds: [FactorAnswer.Kind]
    package let unit: String?
    package let levels: [Level]
    package let unknown: [String]
    package let remarks: [String]
  }

  /// A series with the rules or patterns that find it.
  package struct Series: Codable, Sendable {
    package let name: String
    package let isUsed: Bool
    package let hasContours: Bool
    package let rules: [Rule]
    /// The rules that find it in an export; `nil` where nothing but paths does.
    package let linked: LinkRules?
    /// The patterns of paths that find it.
    package let paths: PathRules?
    package let remarks: [String]
    package let rois: [String]
    package let takesSeveral: Bool
    /// Whether the name of its region can be chosen.
    package let isNamed: Bool
    package let regions: [Region]
    package let complete: Int
    package let incomplete: Int

    package struct Rule: Codable, Sendable {
      package let key: String
      package let value: String
    }

    package struct Region: Codable, Sendable {
      package let name: String
      package let patients: Int
    }
  }

  /// Split, protocol and arms.
  package struct Plan: Codable, Sendable {
    package let split: SplitAnswer
    package let splitColumns: [String]
    package let siteColumns: [String]
    package let evaluation: ProtocolAnswer
    package let network: String?
    package let networks: [String]
    /// Patients in the smaller class.
    package let smaller: Int
  }
}
