extension LearningStep {
  /// Of clinical factors: without any there is one completion, of medians.
  static let multiple: LearningStep = {
    var step = LearningStep.imputation(
      "multiple", "completions by chained equations, without the outcome",
      [StepOption("completions", .whole(2...100), "10"), StepOption("rounds", .whole(1...100), "10")],
      fitted: ChainedImputer.self
    ) { choice, context in
      guard !context.factors.isEmpty else { return ConstantImputation(.median) }
      return MultipleImputation(
        factors: context.factors, completions: choice.whole("completions"), rounds: choice.whole("rounds"),
        seed: context.seed)
    }
    step.imputesFactors = true
    return step
  }()
}

extension ChainedImputer {
  /// The columns it reads.
  public var columns: [String] { start.columns }

  /// The part for the columns called `names`; the factors stay, since each is imputed from the others.
  public func selecting(_ names: Set<String>) -> ChainedImputer {
    ChainedImputer(settings: settings, start: start.selecting(names.union(settings.factors)), chains: chains)
  }

  /// Why a completion cannot be made, read from a file; `nil` where it can.
  public func fault(_ completion: Int) -> String? {
    let factors = settings.factors
    let isSound =
      start.values.count == start.columns.count && Set(factors).isSubset(of: start.columns)
      && chains.indices.contains(completion)
      && chains.joined().allSatisfy {
        factors.indices.contains($0.factor) && !$0.values.isEmpty && $0.values.count == $0.predictions.count
      }
    return isSound ? twice(start.columns) ?? twice(factors) : "chains are not those of its factors"
  }
}
