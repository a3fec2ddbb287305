/// What steps need of a study besides their options.
public struct StepContext: Sendable {
  /// Columns of clinical factors, imputed from each other by multiple imputation.
  public let factors: [String]
  /// Intraclass correlations by column, by the path of their table.
  public let reliability: [String: [String: Double]]
  /// Whether classes weigh the same instead of subjects.
  public let balancesClasses: Bool
  /// Seed of what is random.
  public let seed: UInt64
  /// What rows of one patient share, by subject; empty where every row is a patient.
  public let groups: [String: String]

  /// What steps need of a study.
  public init(
    factors: [String] = [], reliability: [String: [String: Double]] = [:], balancesClasses: Bool = false, seed: UInt64,
    groups: [String: String] = [:]
  ) {
    (self.factors, self.reliability) = (factors, reliability)
    (self.balancesClasses, self.seed, self.groups) = (balancesClasses, seed, groups)
  }
}

extension StepChoice {
  /// The imputation of this name. Multiple imputation is of clinical factors: without any there is one completion, of medians.
  public func imputation(_ context: StepContext) -> ImputationMethod {
    switch name {
    case "median", "constant-median": return .constant(.median)
    case "mode": return .constant(.mode)
    case "category": return .constant(.category)
    case "neighbours": return .neighbours(whole("neighbours"))
    case "multiple":
      guard !context.factors.isEmpty else { return .constant(.median) }
      return .multiple(
        MultipleImputation(
          factors: context.factors, completions: whole("completions"), rounds: whole("rounds"), seed: context.seed))
    default: preconditionFailure("\(name) is no imputation")
    }
  }

  /// The scaling of this name.
  public var scaling: ColumnScaling.Rule {
    guard let rule = ColumnScaling.Rule(rawValue: name) else { preconditionFailure("\(name) is no scaling") }
    return rule
  }

  /// ComBat with these options, of the batches of training subjects.
  public func harmonisation(batches: [String: String], covariates: [String], reference: String?) -> ComBat {
    ComBat(
      batches: batches, covariates: covariates, shrinkage: ComBat.Shrinkage(rawValue: word("shrinkage")) ?? .parametric,
      adjustsMeansOnly: word("means-only") == "true", reference: reference)
  }

  /// The filters of this name, one after the other; none for constant columns, which are dropped in any case.
  public func filters(_ context: StepContext) -> [ColumnFilter] {
    switch name {
    case "constant-columns": return []
    case "variance": return [.variance(atMost: number("at-most"))]
    case "correlation": return [.correlation(above: number("above"))]
    case "reliability":
      return [.reliability(context.reliability[word("table")] ?? [:], atLeast: number("at-least"))]
    case "welch": return tests(.welch)
    case "student": return tests(.student)
    case "mann-whitney": return tests(.mannWhitney)
    case "false-discovery":
      let test: ColumnFilter.Test =
        switch word("test") {
        case "welch": .welch
        case "student": .student
        default: .mannWhitney
        }
      return [.falseDiscoveryRate(test, below: number("below"))]
    case "auc": return [.auc(atLeast: number("at-least"))]
    default: preconditionFailure("\(name) is no filter")
    }
  }

  /// `below` 1 and `best` 0 set no limit.
  private func tests(_ test: ColumnFilter.Test) -> [ColumnFilter] {
    (number("below") < 1 ? [.pValue(test, below: number("below"))] : [])
      + (whole("best") > 0 ? [.best(whole("best"), by: test)] : [])
  }

  /// The selector of this name.
  public func selector(_ context: StepContext) -> FeatureSelector {
    switch name {
    case "rfe": return .elimination(RecursiveElimination(kept: whole("keep"), regression: ranking))
    case "rfecv-logistic":
      return .crossValidatedElimination(
        CrossValidatedElimination(
          estimator: .logistic(ranking), step: whole("step"),
          folds: word("folds") == "in-order" ? .stratifiedInOrder(5) : .stratified(5), seed: context.seed,
          groups: context.groups))
    case "rfecv-forest":
      return .crossValidatedElimination(
        CrossValidatedElimination(
          estimator: .forest(RandomForest(trees: whole("trees"), seed: context.seed)), step: whole("step"),
          seed: context.seed, groups: context.groups))
    case "mrmr": return .redundancy(RedundancySelection(kept: whole("keep")))
    case "lasso": return .elasticNet(ElasticNet(penalty: chosenPenalty(context)))
    case "elastic-net":
      return .elasticNet(ElasticNet(mixing: number("mixing"), penalty: chosenPenalty(context)))
    case "stability":
      return .stability(
        StabilitySelection(
          entering: whole("entering"), threshold: number("threshold"), pairs: whole("pairs"), seed: context.seed,
          groups: context.groups))
    case "boruta":
      let forest = RandomForest(trees: whole("trees"), balancesClasses: true, seed: context.seed)
      return .shadows(ShadowSelection(forest: forest, rounds: whole("rounds"), level: number("level")))
    default: preconditionFailure("\(name) is no selector")
    }
  }

  /// The regression by which an elimination ranks columns.
  private var ranking: LogisticRegression {
    LogisticRegression(
      inverseRegularisation: number("inverse-penalty"), penalisesIntercept: word("intercept") == "penalised")
  }

  private func chosenPenalty(_ context: StepContext) -> ElasticNet.Penalty {
    let search = PenaltySearch(seed: context.seed, groups: context.groups)
    return word("penalty") == "best" ? .best(search) : .oneStandardError(search)
  }

  /// The settings that the values of this classifier span, each once, the first option varying slowest.
  public func settings(_ context: StepContext) -> [AnyClassifier] {
    var seen: Set<AnyClassifier> = []
    return spanned(context).filter { seen.insert($0).inserted }
  }

  private func spanned(_ context: StepContext) -> [AnyClassifier] {
    let isBalanced = context.balancesClasses
    switch name {
    case "svm", "svm-linear", "svm-rbf", "svm-sigmoid": return supportVectors(isBalanced).map { .supportVector($0) }
    case "logistic", "logistic-balanced":
      let own = name == "logistic-balanced"
      return numbers("inverse-penalty").map {
        .logistic(
          LogisticRegression(
            inverseRegularisation: $0, penalisesIntercept: own, balancesClasses: own || isBalanced))
      }
    case "lasso":
      return numbers("penalty").map { .elasticNet(ElasticNet(penalty: .fixed($0), balancesClasses: isBalanced)) }
    case "elastic-net":
      return numbers("mixing").flatMap { mixing in
        numbers("penalty").map {
          .elasticNet(ElasticNet(mixing: mixing, penalty: .fixed($0), balancesClasses: isBalanced))
        }
      }
    case "forest": return forests(context)
    case "boosting": return boosted(context)
    case "naive-bayes": return [.naiveBayes(GaussianNaiveBayes(balancesClasses: isBalanced))]
    case "nearest-neighbours":
      return wholes("neighbours").flatMap { count in
        values("by-distance").map {
          .nearestNeighbours(
            NearestNeighbours(neighbours: count, weighsByDistance: $0 == "true", balancesClasses: isBalanced))
        }
      }
    default: preconditionFailure("\(name) is no classifier")
    }
  }

  /// In the order of the study's grid.
  private func supportVectors(_ isBalanced: Bool) -> [SupportVectorClassifier] {
    let kernels = name == "svm" ? values("kernel") : [String(name.dropFirst(4))]
    let (costs, gammas) = (numbers("cost"), numbers("gamma"))
    return kernels.flatMap { kernel in
      costs.flatMap { cost in
        (kernel == "linear" ? [1] : gammas).map { gamma in
          let kind: SupportVectorKernel =
            kernel == "linear" ? .linear : kernel == "rbf" ? .radial(gamma: gamma) : .sigmoid(gamma: gamma)
          return SupportVectorClassifier(kernel: kind, cost: cost, balancesClasses: isBalanced)
        }
      }
    }
  }

  private func forests(_ context: StepContext) -> [AnyClassifier] {
    wholes("trees").flatMap { trees in
      wholes("leaf").flatMap { leaf in
        wholes("depth").map { depth in
          .forest(
            RandomForest(
              trees: trees, smallestLeaf: leaf, deepest: depth == 0 ? nil : depth,
              balancesClasses: context.balancesClasses, seed: context.seed))
        }
      }
    }
  }

  private func boosted(_ context: StepContext) -> [AnyClassifier] {
    wholes("trees").flatMap { trees in
      numbers("rate").flatMap { rate in
        wholes("depth").flatMap { depth in
          numbers("share").map { share in
            .boosting(
              GradientBoosting(
                trees: trees, rate: rate, deepest: depth, share: share, balancesClasses: context.balancesClasses,
                seed: context.seed))
          }
        }
      }
    }
  }
}
