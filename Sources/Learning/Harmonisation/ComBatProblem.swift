import Glibc
import Statistics

/// The estimation of ComBat, step by step as neuroCombat.
struct ComBatProblem {
  let settings: ComBat
  let features: DenseMatrix
  let covariates: DenseMatrix
  let labels: [String]
  let levels: [String]

  func solve(columns: [String]) throws(LearningError) -> ComBatModel {
    let members = levels.map { level in labels.indices.filter { labels[$0] == level } }
    let design = design()
    let effects = try regress(features, on: design)
    let means = (0..<features.columns).map { grandMean(effects[$0], members) }
    let variances = pooledVariances(design, effects, members)
    let standardised = standardise(effects, means, variances)
    let batches = try shrunk(standardised, members)
    return ComBatModel(
      settings: settings, columns: columns, means: means, variances: variances,
      effects: covariates.columnIndices.map { covariate in effects.map { $0[levels.count + covariate] } },
      batches: Dictionary(uniqueKeysWithValues: zip(levels, batches)))
  }

  private var reference: Int? { settings.reference.flatMap { levels.firstIndex(of: $0) } }

  /// One column per batch (ones for the reference, so that the others are differences from it), then the covariates.
  private func design() -> DenseMatrix {
    let ofBatches = levels.indices.flatMap { level in
      labels.map { $0 == levels[level] || level == reference ? 1.0 : 0 }
    }
    return DenseMatrix(
      rows: features.rows, columns: levels.count + covariates.columns, values: ofBatches + covariates.values)
  }

  /// Least squares of every column of `target` on `design`.
  private func regress(_ target: DenseMatrix, on design: DenseMatrix) throws(LearningError) -> [[Double]] {
    var factor = LinearAlgebra.gram(ofColumns: design.values, rows: design.rows, columns: design.columns)
    let scale = (0..<design.columns).map { factor[$0 * design.columns + $0] }
    guard LinearAlgebra.factorise(&factor, order: design.columns) else { throw .confoundedBatches }
    // A pivot that is rounding error of its column means that the column follows from those before it.
    for column in 0..<design.columns {
      let pivot = factor[column * design.columns + column]
      guard pivot * pivot > 1e-12 * scale[column] else { throw .confoundedBatches }
    }
    return target.columnIndices.map { column in
      var right = design.columnIndices.map { dot(design.column($0), target.column(column)) }
      LinearAlgebra.solve(factor: factor, order: design.columns, &right)
      return right
    }
  }

  private func grandMean(_ effects: [Double], _ members: [[Int]]) -> Double {
    if let reference { return effects[reference] }
    return levels.indices.reduce(0) { $0 + Double(members[$1].count) / Double(features.rows) * effects[$1] }
  }

  /// Mean squared residual, over the reference batch if there is one. A column that the design explains wholly gets 1,
  /// as neuroCombat's formula amounts to.
  private func pooledVariances(_ design: DenseMatrix, _ effects: [[Double]], _ members: [[Int]]) -> [Double] {
    let rows = reference.map { members[$0] } ?? Array(0..<features.rows)
    return features.columnIndices.map { column in
      let squares = rows.map { row in
        let fitted = design.columnIndices.reduce(0) {
          $0 + design.values[$1 * design.rows + row] * effects[column][$1]
        }
        let residual = features.values[column * features.rows + row] - fitted
        return residual * residual
      }
      let variance = mean(squares)
      return variance > 0 ? variance : 1
    }
  }

  private func standardise(_ effects: [[Double]], _ means: [Double], _ variances: [Double]) -> DenseMatrix {
    var result = features
    for column in features.columnIndices {
      let deviation = variances[column].squareRoot()
      for row in 0..<features.rows {
        let expected = covariates.columnIndices.reduce(means[column]) {
          $0 + effects[column][levels.count + $1] * covariates.values[$1 * features.rows + row]
        }
        let position = column * features.rows + row
        result.values[position] = (features.values[position] - expected) / deviation
      }
    }
    return result
  }

  /// `γ*` and `δ*` of every batch.
  private func shrunk(_ data: DenseMatrix, _ members: [[Int]]) throws(LearningError) -> [ComBatModel.Batch] {
    let ofBatches = DenseMatrix(
      rows: data.rows, columns: levels.count, values: Array(design().values.prefix(data.rows * levels.count)))
    let locations = try regress(data, on: ofBatches)
    return levels.indices.map { level in
      if level == reference {
        let columns = data.columns
        return ComBatModel.Batch(
          locations: [Double](repeating: 0, count: columns), variances: [Double](repeating: 1, count: columns),
          isEstimatedLater: false)
      }
      let own = BatchData(
        values: data.columnIndices.map { column in members[level].map { data.values[column * data.rows + $0] } },
        locations: locations.map { $0[level] }, adjustsMeansOnly: settings.adjustsMeansOnly)
      let (gamma, delta) = own.estimates(settings.shrinkage)
      return ComBatModel.Batch(locations: gamma, variances: delta, isEstimatedLater: false)
    }
  }
}

/// The standardised values of one batch, by column.
private struct BatchData {
  let values: [[Double]]
  let locations: [Double]
  let variances: [Double]
  let adjustsMeansOnly: Bool

  init(values: [[Double]], locations: [Double], adjustsMeansOnly: Bool) {
    (self.values, self.locations, self.adjustsMeansOnly) = (values, locations, adjustsMeansOnly)
    variances = values.map { column in
      let variance = sampleVariance(column).value ?? 1
      return adjustsMeansOnly || variance == 0 ? 1 : variance
    }
  }

  func estimates(_ shrinkage: ComBat.Shrinkage) -> (locations: [Double], variances: [Double]) {
    // A prior needs a spread over features; with fewer than three there is none to speak of.
    guard values.count > 2 else { return (locations, variances) }
    switch shrinkage {
    case .none: return (locations, variances)
    case .nonparametric: return nonparametric()
    case .parametric: return parametric()
    }
  }

  private func parametric() -> ([Double], [Double]) {
    let centre = mean(locations)
    let spread = sampleVariance(locations).value ?? 0
    if adjustsMeansOnly { return (locations.map { (spread * $0 + centre) / (spread + 1) }, variances) }
    let (m, s) = (mean(variances), sampleVariance(variances).value ?? 0)
    // Equal variances everywhere: the prior is a point.
    guard s > 0 else { return (locations.map { _ in centre }, variances) }
    let (a, b) = ((2 * s + m * m) / s, (m * s + m * m * m) / s)
    var (gamma, delta) = (locations, variances)
    let count = Double(values.first?.count ?? 0)
    for _ in 0..<10_000 {
      let next = locations.indices.map {
        (spread * count * locations[$0] + delta[$0] * centre) / (spread * count + delta[$0])
      }
      let wider = values.indices.map { column in
        let squares = total(values[column].map { ($0 - next[column]) * ($0 - next[column]) })
        return (0.5 * squares + b) / (count / 2 + a - 1)
      }
      // The signed change of a location by its old value, as neuroCombat has it: another rule stops elsewhere.
      let change = max(
        zip(next, gamma).map { abs($0 - $1) / $1 }.max() ?? 0, zip(wider, delta).map { abs($0 - $1) / $1 }.max() ?? 0)
      (gamma, delta) = (next, wider)
      guard change > 1e-4 else { break }
    }
    return (gamma, delta)
  }

  /// Means of the other columns' estimates, weighted by the likelihood of this column's values under each.
  private func nonparametric() -> ([Double], [Double]) {
    var (gamma, delta) = ([Double](), [Double]())
    for column in values.indices {
      let others = values.indices.filter { $0 != column }
      let logs = others.map { other -> Double in
        let squares = total(values[column].map { ($0 - locations[other]) * ($0 - locations[other]) })
        return -Double(values[column].count) / 2 * log(2 * .pi * variances[other]) - squares / (2 * variances[other])
      }
      // From the largest, or all likelihoods of a large batch would vanish.
      let largest = logs.max() ?? 0
      let weights = logs.map { exp($0 - largest) }
      let sum = weights.reduce(0, +)
      gamma.append(zip(others, weights).reduce(0) { $0 + locations[$1.0] * $1.1 } / sum)
      delta.append(zip(others, weights).reduce(0) { $0 + variances[$1.0] * $1.1 } / sum)
    }
    return (gamma, delta)
  }
}

extension DenseMatrix {
  /// `0..<columns`.
  var columnIndices: Range<Int> { 0..<columns }
}

/// `Σ xᵢ yᵢ`.
func dot(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
