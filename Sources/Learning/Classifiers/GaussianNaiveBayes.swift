import Glibc
import Statistics

/// Naive Bayes with normal densities, as `sklearn.naive_bayes.GaussianNB`: 1e-9 of the largest variance of any column
/// is added to every variance, so that a column constant within a class is no certainty.
public struct GaussianNaiveBayes: Classifier {
  /// Key in files.
  public static let code: String? = "naiveBayes"

  /// Whether the prior is one half instead of the training prevalence.
  public let balancesClasses: Bool

  /// Settings, by default with the training prevalence.
  public init(balancesClasses: Bool = false) { self.balancesClasses = balancesClasses }

  /// Fits `table`, which has no missing value.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> GaussianNaiveBayesModel {
    try table.requireBothClasses()
    log.record(.classifier, subjects: table.subjects, setting: fitSetting)
    return train(DenseMatrix(table.features), outcomes: try table.classes(), columns: table.columns).model
  }

  /// Learns the densities of complete rows.
  public func train(
    _ matrix: DenseMatrix, outcomes: [Bool], columns: [String]
  ) -> Trained<GaussianNaiveBayesModel> {
    let all = matrix.columnIndices.map { Array(matrix.column($0)) }
    let floor = 1e-9 * (all.map { populationVariance($0) }.max() ?? 0)
    func densities(_ wanted: Bool) -> GaussianNaiveBayesModel.Densities {
      let own = all.map { scores($0, outcomes, where: wanted) }
      // A table without any variance has no floor either; the smallest variance keeps the density finite.
      return GaussianNaiveBayesModel.Densities(
        means: own.map { mean($0) }, variances: own.map { max(populationVariance($0) + floor, .leastNormalMagnitude) })
    }
    let events = Double(outcomes.count { $0 })
    let odds = balancesClasses ? 1 : events / (Double(outcomes.count) - events)
    return Trained(
      GaussianNaiveBayesModel(
        columns: columns, events: densities(true), nonEvents: densities(false), priorLogOdds: log(odds)))
  }
}

extension GaussianNaiveBayes {
  /// Such as `naive Bayes`.
  public var setting: String { "naive Bayes" + (balancesClasses ? ", classes balanced" : "") }

  /// Every option.
  public var fitSetting: FitSetting { FitSetting("naiveBayes", ["balancesClasses": .flag(balancesClasses)]) }
}

private func populationVariance(_ values: [Double]) -> Double {
  let centre = mean(values)
  return mean(values.map { ($0 - centre) * ($0 - centre) })
}

/// Fitted densities.
public struct GaussianNaiveBayesModel: TrainedClassifier {
  /// Means and variances of a class, by column.
  public struct Densities: Hashable, Codable, Sendable {
    /// Means.
    public let means: [Double]
    /// Population variances with the floor added.
    public let variances: [Double]

    func logDensity(_ row: [Double]) -> Double {
      row.indices.reduce(0) { sum, column in
        let deviation = row[column] - means[column]
        return sum - 0.5 * (log(2 * .pi * variances[column]) + deviation * deviation / variances[column])
      }
    }
  }

  /// The columns it reads.
  public let columns: [String]
  /// Of subjects with the event.
  public let events: Densities
  /// Of the others.
  public let nonEvents: Densities
  /// Log-odds of the event before anything is known.
  public let priorLogOdds: Double

  /// Log-odds of the event; higher means event.
  public func decision(_ row: [Double]) -> Double {
    precondition(row.count == columns.count, "one value per column")
    return priorLogOdds + events.logDensity(row) - nonEvents.logDensity(row)
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    let isSound = [events, nonEvents].allSatisfy {
      $0.means.count == columns.count && $0.variances.count == columns.count && $0.variances.allSatisfy { $0 > 0 }
    }
    return isSound ? nil : "densities are not those of its columns"
  }
}

extension LearningStep {
  /// The only classifier with nothing to set, and so with one setting instead of the study's 28.
  static let naiveBayes = LearningStep.classifier(
    "naive-bayes", "normal densities", rowOrder: .rounding
  ) { _, context in [GaussianNaiveBayes(balancesClasses: context.balancesClasses)] }
}
