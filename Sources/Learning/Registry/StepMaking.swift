// From a choice in a study file to the step itself.

extension StepChoice {
  /// The imputation of this name.
  public func imputation(_ context: StepContext) -> any Imputation {
    guard case .imputation(_, let make) = maker(.impute) else { preconditionFailure("\(name) is no imputation") }
    return make(self, context)
  }

  /// The scaling of this name.
  public var scaling: any Scaling {
    guard case .scaling(_, let make) = maker(.scale) else { preconditionFailure("\(name) is no scaling") }
    return make(self)
  }

  /// The harmonisation of this name, of the batches of training subjects.
  public func harmonisation(_ context: BatchContext) -> any Harmonisation {
    guard case .harmonisation(_, let make) = maker(.harmonise) else {
      preconditionFailure("\(name) harmonises nothing")
    }
    return make(self, context)
  }

  /// The filters of this name, one after the other; none for constant columns, which are dropped in any case.
  public func filters(_ context: StepContext) -> [any Filter] {
    guard case .filters(let make) = maker(.filters) else { preconditionFailure("\(name) is no filter") }
    return make(self, context)
  }

  /// The selector of this name.
  public func selector(_ context: StepContext) -> any ColumnSelector {
    guard case .selector(let make) = maker(.select) else { preconditionFailure("\(name) is no selector") }
    return make(self, context)
  }

  /// The settings that the values of this classifier span, each once, the first option varying slowest.
  public func settings(_ context: StepContext) -> [AnyClassifier] {
    guard case .classifier(_, let make) = maker(.classifier) else { preconditionFailure("\(name) is no classifier") }
    var seen: Set<AnyClassifier> = []
    return make(self, context).map { AnyClassifier($0) }.filter { seen.insert($0).inserted }
  }

  /// Paths of tables that the step reads at a place.
  package func paths(_ place: LearningStep.Place) -> [String] {
    let options = StepRegistry.step(name, place)?.options ?? []
    return options.filter { $0.domain == .path }.map { word($0.key) }
  }

  private func maker(_ place: LearningStep.Place) -> LearningStep.Maker? {
    StepRegistry.all.first { $0.place == place && $0.name == name }?.maker
  }
}
