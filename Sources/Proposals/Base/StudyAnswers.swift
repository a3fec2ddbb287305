import Exports

/// What somebody decides about a proposed study. What is not answered stays as it is proposed.
package struct StudyAnswers: Codable, Hashable, Sendable {
  /// Title of the study.
  package var name: String?
  /// The column of the outcome.
  package var outcome: String?
  /// The levels of that column that are the event.
  package var event: [String]?
  /// Answers about columns of the clinical table, by column.
  package var factors: [String: FactorAnswer] = [:]
  /// Answers about series, by their proposed name.
  package var series: [String: SeriesAnswer] = [:]
  package var split: SplitAnswer?
  /// `sound`, `as-published` or `both`.
  package var evaluation: ProtocolAnswer?
  /// Name of the network of a deep arm.
  package var network: String?

  package init() {}
}

/// What is decided about a column that is, or can be, a clinical factor.
package struct FactorAnswer: Codable, Hashable, Sendable {
  /// What the study does with it.
  package enum Role: String, Codable, Sendable { case model, recorded, leftOut }
  /// The kind of its values.
  package enum Kind: String, Codable, Sendable { case continuous, categorical }

  package var role: Role?
  package var kind: Kind?
  /// The level of a value; an empty name makes the value unknown.
  package var groups: [String: String]

  package init(role: Role? = nil, kind: Kind? = nil, groups: [String: String] = [:]) {
    (self.role, self.kind, self.groups) = (role, kind, groups)
  }
}

/// What is decided about a series.
package struct SeriesAnswer: Codable, Hashable, Sendable {
  package var isUsed: Bool
  /// Names or patterns of the region, tried in their order.
  package var rois: [String]?
  /// The rules that find it in an export.
  package var rules: LinkRules?
  /// The patterns of paths that find it.
  package var paths: PathRules?

  package init(isUsed: Bool = true, rois: [String]? = nil, rules: LinkRules? = nil, paths: PathRules? = nil) {
    (self.isUsed, self.rois, self.rules, self.paths) = (isUsed, rois, rules, paths)
  }
}

/// Every rule by which a series and its contours are found in an export.
package struct LinkRules: Codable, Hashable, Sendable {
  package var series: SeriesRules
  package var sets: StructureSetRules

  package init(series: SeriesRules, sets: StructureSetRules) { (self.series, self.sets) = (series, sets) }
}

/// The patterns of paths, with `{id}`, by which a series and its contours are found.
package struct PathRules: Codable, Hashable, Sendable {
  package var image: String
  /// `nil` for a series that takes the contours of another one, or has none.
  package var mask: String?
  /// What every pattern begins with.
  package var beginning = ""

  package init(image: String, mask: String?, beginning: String = "") {
    (self.image, self.mask, self.beginning) = (image, mask, beginning)
  }
}

/// How patients are divided into those who train and those who test.
package enum SplitAnswer: Codable, Hashable, Sendable {
  case nested(folds: Int)
  /// The share of the patients who train.
  case share(training: Double)
  case leaveOneOut
  /// A column of the table that has the sides.
  case column(name: String)
  /// A column of sites; each is tested with models of all others.
  case sites(column: String)
}

/// How models are fitted and evaluated.
package enum ProtocolAnswer: String, Codable, Hashable, Sendable, CaseIterable {
  case sound
  case asPublished = "as-published"
  case both
}
