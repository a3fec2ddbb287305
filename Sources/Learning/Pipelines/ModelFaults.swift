// What contradicts itself in a model that was read from a file. A fit never gives such a model; a file can, and a model that does
// not fit its own columns would stop the program instead of the prediction.

extension TrainedModel {
  /// Why the model cannot be applied; `nil` where it can.
  public var fault: String? {
    preparation.fault
      ?? (classifier.columns == columns || classifier.columns.isEmpty && columns.isEmpty
        ? nil : "the classifier reads other columns than the preparation gives") ?? classifier.fault
  }
}

extension RecipeModel {
  /// Why the model cannot be applied; `nil` where it can.
  public var fault: String? {
    if members.isEmpty { return "it has no member" }
    return members.lazy.compactMap(\.fault).first
  }
}

extension RecipeModel.Member {
  fileprivate var fault: String? {
    if let fault = preparation.fault { return fault }
    let own = classifier.facts
    guard own.columns.isEmpty || own.columns == preparation.columns else {
      return "the classifier reads other columns than the preparation gives"
    }
    return own.fault
  }
}

extension ClinicalEncodingModel {
  /// Why the encoding cannot be applied; `nil` where it can.
  public var fault: String? {
    levels.count != factors.count ? "levels are not those of \(factors.count) factors" : twice(factors.map(\.name))
  }
}

extension MedianImputer {
  /// Why the imputer cannot be applied; `nil` where it can.
  public var fault: String? {
    medians.count != columns.count ? "medians are not those of \(columns.count) columns" : twice(columns)
  }
}

extension Preparation {
  fileprivate var fault: String? {
    if let fault = imputer.fault { return fault }
    guard scaler.columns == imputer.columns else { return "scales and medians are of different columns" }
    guard scaler.means.count == columns.count, scaler.scales.count == columns.count else {
      return "scales are not those of \(columns.count) columns"
    }
    return scaler.scales.allSatisfy { $0 > 0 } ? nil : "a scale is not above 0"
  }
}

extension TrainedClassifier {
  fileprivate var columns: [String] {
    switch self {
    case .supportVector(let model): model.columns
    case .logistic(let model): model.columns
    }
  }

  fileprivate var fault: String? {
    switch self {
    case .supportVector(let model): model.fault
    case .logistic(let model): model.fault
    }
  }
}

extension AnyTrainedClassifier {
  fileprivate var facts: (columns: [String], fault: String?) {
    switch self {
    case .supportVector(let model): (model.columns, model.fault)
    case .logistic(let model): (model.columns, model.fault)
    case .elasticNet(let model):
      (
        model.columns,
        model.coefficients.count == model.columns.count ? nil : "coefficients are not those of its columns"
      )
    case .forest(let model): (model.columns, fault(of: model.trees, model.columns.count))
    case .boosting(let model): (model.columns, fault(of: model.trees, model.columns.count))
    case .naiveBayes(let model): (model.columns, model.fault)
    case .nearestNeighbours(let model): (model.columns, model.fault)
    }
  }
}

extension SupportVectorModel {
  fileprivate var fault: String? {
    guard coefficients.count == supportVectors.count else { return "coefficients are not those of its support vectors" }
    return supportVectors.allSatisfy { $0.count == columns.count } ? nil : "support vectors are not of its columns"
  }
}

extension LogisticModel {
  fileprivate var fault: String? {
    coefficients.count == columns.count ? nil : "coefficients are not those of its columns"
  }
}

/// A tree is walked from node to node: children lie behind their parent, or the walk would not end.
private func fault(of trees: [DecisionTree], _ columns: Int) -> String? {
  let areSound = trees.allSatisfy { tree in
    !tree.nodes.isEmpty
      && tree.nodes.enumerated().allSatisfy { position, node in
        node.column < 0
          || Int(node.column) < columns
            && [node.left, node.right].allSatisfy { Int($0) > position && Int($0) < tree.nodes.count }
      }
  }
  return trees.isEmpty || !areSound ? "its trees are no trees" : nil
}

func twice(_ names: [String]) -> String? {
  Set(names).count == names.count ? nil : "a name occurs twice"
}
