extension AnyTrainedClassifier {
  /// One coefficient per column for a classifier whose decision value is `w·x + b`; `nil` for any other.
  package var linearCoefficients: [Double]? {
    switch model {
    case let model as LogisticModel: model.coefficients
    case let model as ElasticNetModel: model.coefficients
    case let model as SupportVectorModel: model.linearCoefficients
    default: nil
    }
  }
}

extension SupportVectorModel {
  /// `Σ αⱼ svⱼ` for a linear kernel.
  fileprivate var linearCoefficients: [Double]? {
    guard kernel == .linear else { return nil }
    return columns.indices.map { column in
      zip(coefficients, supportVectors).reduce(0) { $0 + $1.0 * $1.1[column] }
    }
  }
}
