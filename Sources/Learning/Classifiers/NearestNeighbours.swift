/// The share of events among the nearest training subjects, by Euclidean distance on scaled columns.
///
/// Subjects as near as the last one all count, so that the order of subjects changes nothing; without ties this is
/// `sklearn.neighbors.KNeighborsClassifier`.
public struct NearestNeighbours: Classifier {
  /// Key in files.
  public static let code: String? = "nearestNeighbours"

  /// Number of neighbours; all subjects where there are fewer.
  public let neighbours: Int
  /// Whether a neighbour counts by the inverse of its distance.
  public let weighsByDistance: Bool
  /// Whether classes weigh the same instead of subjects.
  public let balancesClasses: Bool

  /// Settings, by default 5 neighbours that count the same.
  public init(neighbours: Int = 5, weighsByDistance: Bool = false, balancesClasses: Bool = false) {
    precondition(neighbours >= 1, "somebody must be near")
    (self.neighbours, self.weighsByDistance) = (neighbours, weighsByDistance)
    self.balancesClasses = balancesClasses
  }

  /// Keeps `table`, which is scaled and has no missing value.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> NearestNeighboursModel {
    try table.requireBothClasses()
    log.record(.classifier, subjects: table.subjects, setting: fitSetting)
    let sorted = table.sortedBySubject
    return train(DenseMatrix(sorted.features), outcomes: try sorted.classes(), columns: table.columns).model
  }

  /// Keeps complete rows.
  public func train(
    _ matrix: DenseMatrix, outcomes: [Bool], columns: [String]
  ) -> Trained<NearestNeighboursModel> {
    Trained(
      NearestNeighboursModel(
        settings: self, columns: columns, rows: matrix.rowIndices.map { matrix.row($0) }, outcomes: outcomes))
  }
}

extension NearestNeighbours {
  /// Such as `5 nearest neighbours`.
  public var setting: String {
    "\(neighbours) nearest neighbours" + (weighsByDistance ? ", by distance" : "")
      + (balancesClasses ? ", classes balanced" : "")
  }

  /// Every option.
  public var fitSetting: FitSetting {
    FitSetting(
      "nearestNeighbours",
      [
        "neighbours": .count(neighbours), "weighsByDistance": .flag(weighsByDistance),
        "balancesClasses": .flag(balancesClasses),
      ])
  }
}

/// Training subjects to compare with.
public struct NearestNeighboursModel: TrainedClassifier {
  /// The settings it was fitted with.
  public let settings: NearestNeighbours
  /// The columns it reads.
  public let columns: [String]
  /// The training values.
  public let rows: [[Double]]
  /// The training outcomes.
  public let outcomes: [Bool]

  /// Share of events among the neighbours, in [0, 1]; higher means event.
  public func decision(_ row: [Double]) -> Double {
    precondition(row.count == columns.count, "one value per column")
    let distances = rows.map { other in
      zip(row, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let limit = distances.sorted()[min(settings.neighbours, distances.count) - 1]
    let near = distances.indices.filter { distances[$0] <= limit }
    // Somebody with the very same values decides alone, as in scikit-learn.
    let same = near.filter { distances[$0] == 0 }
    let isExact = settings.weighsByDistance && !same.isEmpty
    let events = Double(outcomes.count { $0 })
    var (ofEvents, all) = (0.0, 0.0)
    for position in isExact ? same : near {
      var weight = settings.weighsByDistance && !isExact ? 1 / distances[position] : 1
      if settings.balancesClasses { weight /= outcomes[position] ? events : Double(outcomes.count) - events }
      all += weight
      if outcomes[position] { ofEvents += weight }
    }
    return ofEvents / all
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    let isSound =
      settings.neighbours >= 1 && !rows.isEmpty && rows.count == outcomes.count
      && rows.allSatisfy { $0.count == columns.count }
    return isSound ? nil : "neighbours are not of its columns"
  }
}

extension LearningStep {
  static let nearestNeighbours = LearningStep.classifier(
    "nearest-neighbours", "share of events among the nearest subjects",
    [
      .grid(
        "neighbours", .whole(1...10_000), stride(from: 1, through: 27, by: 2).map { "\($0)" },
        wide: (1...40).map { "\($0)" }),
      .grid("by-distance", .words(["false", "true"]), ["false", "true"]),
    ], scoresInSteps: true
  ) { choice, context in
    choice.spanning(choice.wholes("neighbours"), choice.values("by-distance")) { count, isByDistance in
      NearestNeighbours(
        neighbours: count, weighsByDistance: isByDistance == "true", balancesClasses: context.balancesClasses)
    }
  }
}
