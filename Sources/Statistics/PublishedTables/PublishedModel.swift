/// The figures that a paper prints about one model on a test set of known size.
public struct PublishedModel: Hashable, Codable, Sendable {
  /// A figure that a 2 × 2 table determines.
  public enum Figure: String, Hashable, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    case sensitivity, specificity, ppv, npv, balancedAccuracy, f1, mcc, auc

    /// The figure's value in a table; a table's AUC is that of its hard labels, which is the balanced accuracy.
    public func value(in table: ConfusionMatrix) -> Statistic {
      switch self {
      case .sensitivity: table.sensitivity.estimate
      case .specificity: table.specificity.estimate
      case .ppv: table.positivePredictiveValue.estimate
      case .npv: table.negativePredictiveValue.estimate
      case .balancedAccuracy, .auc: table.balancedAccuracy
      case .f1: table.f1
      case .mcc: table.matthewsCorrelation
      }
    }

    /// The four that name a table.
    public static let defining: [Figure] = [.sensitivity, .specificity, .ppv, .npv]
  }

  /// Name of the model.
  public let name: String
  /// Events of the test set.
  public let events: Int
  /// Non-events of the test set.
  public let nonEvents: Int
  /// Printed figures.
  public let figures: [Figure: PrintedFigure]
  /// Printed ends of the AUC's interval.
  public let aucInterval: PrintedInterval?

  /// A model with its printed figures.
  public init(
    name: String, events: Int, nonEvents: Int, figures: [Figure: PrintedFigure], aucInterval: PrintedInterval? = nil
  ) {
    precondition(events > 0 && nonEvents > 0, "both classes have members")
    (self.name, self.events, self.nonEvents) = (name, events, nonEvents)
    (self.figures, self.aucInterval) = (figures, aucInterval)
  }
}

/// An interval as printed.
public struct PrintedInterval: Hashable, Codable, Sendable {
  /// Lower end.
  public let lower: PrintedFigure
  /// Upper end.
  public let upper: PrintedFigure

  /// From `lower` to `upper`.
  public init(lower: PrintedFigure, upper: PrintedFigure) { (self.lower, self.upper) = (lower, upper) }

  /// The rarer of the two ends' agreements.
  public func agreement(with interval: ConfidenceInterval?) -> PrintedFigure.Agreement? {
    guard let low = lower.agreement(with: interval?.lower), let high = upper.agreement(with: interval?.upper) else {
      return nil
    }
    return max(low, high)
  }
}

/// The 2 × 2 tables that a model's printed figures can come from, and which figures do not follow from them.
public struct PublishedModelAudit: Hashable, Codable, Sendable {
  /// One printed figure against the table found.
  public struct Check: Hashable, Codable, Sendable {
    /// Which figure.
    public let figure: PublishedModel.Figure
    /// As printed.
    public let printed: PrintedFigure
    /// From the table.
    public let computed: Statistic
    /// How the one became the other; `nil` when it does not follow.
    public let agreement: PrintedFigure.Agreement?
  }

  /// The model.
  public let model: PublishedModel
  /// Tables with which sensitivity, specificity, PPV and NPV, as far as printed, agree by rounding or truncation.
  public let tables: [ConfusionMatrix]
  /// Every printed figure against the first table; empty without a table.
  public let checks: [Check]
  /// Tables whose DeLong interval of hard labels is the printed AUC interval.
  public let tablesBehindInterval: [ConfusionMatrix]

  /// Searches all `(events + 1)(nonEvents + 1)` tables.
  public init(_ model: PublishedModel) {
    self.model = model
    let all = PublishedModelAudit.allTables(model)
    let defining = PublishedModel.Figure.defining.filter { model.figures[$0] != nil }
    tables =
      defining.isEmpty
      ? []
      : all.filter { table in
        defining.allSatisfy {
          (model.figures[$0]?.agreement(with: $0.value(in: table).value) ?? .withinOneUnit) <= .truncated
        }
      }
    let first = tables.first
    checks = PublishedModel.Figure.allCases.compactMap { figure in
      guard let printed = model.figures[figure], let first else { return nil }
      let computed = figure.value(in: first)
      return Check(
        figure: figure, printed: printed, computed: computed, agreement: printed.agreement(with: computed.value))
    }
    tablesBehindInterval = PublishedModelAudit.tables(behind: model.aucInterval, among: all)
  }

  private static func allTables(_ model: PublishedModel) -> [ConfusionMatrix] {
    (0...model.events).flatMap { found in
      (0...model.nonEvents).map { rejected in
        ConfusionMatrix(
          truePositives: found, falseNegatives: model.events - found, falsePositives: model.nonEvents - rejected,
          trueNegatives: rejected)
      }
    }
  }

  /// The tables with the most usual agreement only: a rounded match makes a truncated one a coincidence.
  private static func tables(behind interval: PrintedInterval?, among all: [ConfusionMatrix]) -> [ConfusionMatrix] {
    guard let interval else { return [] }
    let matches = all.compactMap { table in
      interval.agreement(with: hardLabelInterval(table)).map { (table, $0) }
    }.filter { $0.1 <= .truncated }
    let best = matches.map(\.1).min()
    return matches.filter { $0.1 == best }.map(\.0)
  }

  /// DeLong's 95 % interval of the AUC of hard labels, from the counts: placements are 0 or 1 apart from ties.
  static func hardLabelInterval(_ table: ConfusionMatrix) -> ConfidenceInterval? {
    guard table.events > 1, table.nonEvents > 1, let centre = table.balancedAccuracy.value else { return nil }
    func variance(_ part: Int, _ whole: Int) -> Double {
      let share = Double(part) / Double(whole)
      return share * (1 - share) / (4 * Double(whole - 1))
    }
    let spread = variance(table.truePositives, table.events) + variance(table.trueNegatives, table.nonEvents)
    return ConfidenceInterval(centre: centre, standardError: spread.squareRoot()).clipped(to: 0...1)
  }
}
