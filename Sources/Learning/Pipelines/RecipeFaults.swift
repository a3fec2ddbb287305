// What contradicts itself in the steps of a recipe that was read from a file; see `ModelFaults.swift`.

extension GaussianNaiveBayesModel {
  var fault: String? {
    let isSound = [events, nonEvents].allSatisfy {
      $0.means.count == columns.count && $0.variances.count == columns.count && $0.variances.allSatisfy { $0 > 0 }
    }
    return isSound ? nil : "densities are not those of its columns"
  }
}

extension NearestNeighboursModel {
  var fault: String? {
    let isSound =
      settings.neighbours >= 1 && !rows.isEmpty && rows.count == outcomes.count
      && rows.allSatisfy { $0.count == columns.count }
    return isSound ? nil : "neighbours are not of its columns"
  }
}

extension FittedPreparation {
  var fault: String? {
    let replaced = Set(levels.map(\.column))
    var names = imputation.columns.filter { !replaced.contains($0) } + levels.flatMap(\.names)
    if case .constant(let fitted) = imputation { names += fitted.marked.map { "\($0)=missing" } }
    return imputation.fault(completion) ?? twice(names) ?? twice(varying) ?? harmoniser?.fault ?? scaler.fault
  }
}

extension FittedImputation {
  fileprivate func fault(_ completion: Int) -> String? {
    switch self {
    case .constant(let own):
      return own.values.count == own.columns.count ? twice(own.columns) : "values are not those of its columns"
    case .neighbours(let own):
      let isScaled = own.scales.map { $0.count == own.columns.count && $0.allSatisfy { $0 > 0 } } ?? true
      return own.neighbours >= 1 && isScaled && own.rows.allSatisfy { $0.count == own.columns.count }
        ? twice(own.columns) : "neighbours are not of its columns"
    case .chained(let own):
      let factors = own.settings.factors
      let isSound =
        own.start.values.count == own.start.columns.count && Set(factors).isSubset(of: own.start.columns)
        && own.chains.indices.contains(completion)
        && own.chains.joined().allSatisfy {
          factors.indices.contains($0.factor) && !$0.values.isEmpty && $0.values.count == $0.predictions.count
        }
      return isSound ? twice(own.start.columns) ?? twice(factors) : "chains are not those of its factors"
    }
  }
}

extension ColumnScaler {
  fileprivate var fault: String? {
    let isSound =
      switch map {
      case .affine(let centres, let scales):
        centres.count == columns.count && scales.count == columns.count && scales.allSatisfy { $0 > 0 }
      case .quantiles(let sorted, _): sorted.count == columns.count
      }
    return isSound ? twice(columns) : "scales are not those of \(columns.count) columns"
  }
}

extension ComBatModel {
  fileprivate var fault: String? {
    let count = columns.count
    let isSound =
      means.count == count && variances.count == count && effects.count == settings.covariates.count
      && effects.allSatisfy { $0.count == count }
      && batches.values.allSatisfy { $0.locations.count == count && $0.variances.count == count }
    return isSound ? twice(columns + settings.covariates) : "effects of batches are not those of \(count) columns"
  }
}
