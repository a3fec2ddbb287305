import Execution
import Glibc
import Mathematics
import Statistics

/// Multiple imputation by chained equations with predictive mean matching: every missing value is filled `completions`
/// times with a value of some training subject, so that the spread over the completions shows the uncertainty.
///
/// For the few clinical factors; other columns get their median. Each incomplete factor is regressed on the other
/// factors; its donors are the five training subjects whose predictions are nearest. **The outcome is never used**: it
/// would reach the scores of the subjects with imputed values. Models are fitted on every completion and their
/// predictions averaged; ``PooledEstimate`` combines coefficients.
/// - SeeAlso: van Buuren and Groothuis-Oudshoorn 2011, doi 10.18637/jss.v045.i03; Rubin 1987, doi
///   10.1002/9780470316696.
public struct MultipleImputation: Imputation, Codable {
  /// The columns that are imputed from each other.
  public let factors: [String]
  /// Number of completions.
  public let completions: Int
  /// Rounds over the incomplete factors.
  public let rounds: Int
  /// Seed of the draws.
  public let seed: UInt64

  /// Settings; by default 10 completions of 10 rounds.
  public init(factors: [String], completions: Int = 10, rounds: Int = 10, seed: UInt64 = 1) {
    precondition(completions >= 1 && rounds >= 1, "an imputation has completions and rounds")
    (self.factors, self.completions, self.rounds, self.seed) = (factors, completions, rounds, seed)
  }

  /// Learns the chains of `table`.
  /// - Throws: ``LearningError/missingColumns(_:)`` when a factor is not in the table.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> ChainedImputer {
    try table.requireModestValues()
    try LinearAlgebra.load()
    let sorted = table.sortedBySubject
    let chosen = try sorted.features.columns(named: factors)
    var silent = FitLog()
    let start = ConstantImputation().fit(sorted, log: &silent)
    let chains = (0..<completions).map { ImputationChain(self, chosen, completion: $0).equations }
    log.record(
      .imputation, subjects: table.subjects, detail: "multiple, \(completions) completions, without the outcome")
    return ChainedImputer(settings: self, start: start, chains: chains)
  }
}

/// How one factor is imputed: a drawn regression on the other factors, and the donors' predictions with the values they
/// have.
public struct ImputationEquation: Hashable, Codable, Sendable {
  /// Position of the factor.
  public let factor: Int
  /// Intercept and coefficients of the other factors, drawn from their posterior.
  public let coefficients: [Double]
  /// Predictions of the donors by the estimated regression, ascending.
  public let predictions: [Double]
  /// The values of the donors.
  public let values: [Double]

  /// The value of one of the five donors nearest to the prediction for `others`.
  func draw(_ others: [Double], _ stream: inout RandomStream) -> Double {
    let prediction = zip(coefficients, [1] + others).reduce(0) { $0 + $1.0 * $1.1 }
    let near = ascendingOrder(of: predictions.map { abs($0 - prediction) })
    return values[near[stream.index(below: min(5, near.count))]]
  }
}

/// Fitted chains.
public struct ChainedImputer: Imputer {
  /// Key in files.
  public static let code: String? = "chained"

  /// The settings it was fitted with.
  public let settings: MultipleImputation
  /// Medians, where the chains start, and for all other columns.
  public let start: ConstantImputer
  /// The equations of each completion, in the order in which they are used.
  public let chains: [[ImputationEquation]]

  /// Completion number `completion` of the table; a subject's draws depend on its id, not on who else is in the table.
  public func transform(_ table: FeatureTable, completion: Int) -> FeatureTable {
    precondition(table.columns == start.columns, "an imputer transforms the columns it was fitted on")
    let positions = settings.factors.compactMap { table.columns.firstIndex(of: $0) }
    var values = start.transform(table).values
    let rows = table.subjects.count
    for row in 0..<rows {
      let isMissing = positions.map { table.values[$0 * rows + row].isNaN }
      guard isMissing.contains(true) else { continue }
      var own = positions.map { values[$0 * rows + row] }
      let id = FeatureTable.original(of: table.subjects[row])
      var stream = RandomStream(seed: settings.seed, name: "impute \(id) / completion \(completion)")
      for _ in 0..<settings.rounds {
        for equation in chains[completion] where isMissing[equation.factor] {
          let others = own.indices.filter { $0 != equation.factor }.map { own[$0] }
          own[equation.factor] = equation.draw(others, &stream)
        }
      }
      for (position, value) in zip(positions, own) { values[position * rows + row] = value }
    }
    return FeatureTable(subjects: table.subjects, columns: table.columns, columnMajor: values)
  }
}

/// One chain over the training subjects. Only the equations of its last round are kept.
private struct ImputationChain {
  private(set) var equations: [ImputationEquation] = []
  private var filled: [[Double]]
  private let isMissing: [[Bool]]
  private var stream: RandomStream

  init(_ settings: MultipleImputation, _ table: FeatureTable, completion: Int) {
    stream = RandomStream(seed: settings.seed, name: "multiple imputation / completion \(completion)")
    isMissing = table.columns.indices.map { table.column($0).map(\.isNaN) }
    filled = table.columns.indices.map { column in
      let present = table.column(column).filter { !$0.isNaN }
      return table.column(column).map { $0.isNaN && !present.isEmpty ? median(present) : $0.isNaN ? 0 : $0 }
    }
    // Every factor with donors gets an equation, for a factor that is complete in training may be missing later; the
    // rarest go first.
    let order = filled.indices.filter { isMissing[$0].contains(false) }
      .sorted { (isMissing[$0].count { $0 }, $0) < (isMissing[$1].count { $0 }, $1) }
    for _ in 0..<settings.rounds { equations = order.map { step($0) } }
  }

  /// Fits one equation and redraws the missing values of its factor.
  private mutating func step(_ factor: Int) -> ImputationEquation {
    let others = filled.indices.filter { $0 != factor }
    let donors = isMissing[factor].indices.filter { !isMissing[factor][$0] }
    let design = [donors.map { _ in 1.0 }] + others.map { other in donors.map { filled[other][$0] } }
    let regression = Regression(design: design, target: donors.map { filled[factor][$0] })
    let predictions = donors.indices.map { row in
      zip(regression.coefficients, design).reduce(0) { $0 + $1.0 * $1.1[row] }
    }
    let order = ascendingOrder(of: predictions)
    let equation = ImputationEquation(
      factor: factor, coefficients: regression.draw(&stream), predictions: order.map { predictions[$0] },
      values: order.map { filled[factor][donors[$0]] })
    for row in isMissing[factor].indices where isMissing[factor][row] {
      filled[factor][row] = equation.draw(others.map { filled[$0][row] }, &stream)
    }
    return equation
  }
}

/// Least squares with a ridge of 1e-5 of each column's sum of squares, as mice, so that dependent factors do no harm.
private struct Regression {
  let coefficients: [Double]
  private let factor: [Double]
  private let deviation: Double
  private let freedom: Int

  init(design: [[Double]], target: [Double]) {
    let order = design.count
    var gram = LinearAlgebra.gram(ofColumns: design.flatMap(\.self), rows: target.count, columns: order)
    for column in 0..<order { gram[column * order + column] = gram[column * order + column] * (1 + 1e-5) + 1e-12 }
    _ = LinearAlgebra.factorise(&gram, order: order)
    var right = design.map { zip($0, target).reduce(0) { $0 + $1.0 * $1.1 } }
    LinearAlgebra.solve(factor: gram, order: order, &right)
    let squares = target.indices.map { row in
      let residual = target[row] - zip(right, design).reduce(0) { $0 + $1.0 * $1.1[row] }
      return residual * residual
    }
    (coefficients, factor, freedom) = (right, gram, max(1, target.count - order))
    deviation = squares.reduce(0, +).squareRoot()
  }

  /// A draw from the posterior: `σ* = √(RSS / χ²)`, `β* = β + σ* L⁻ᵀ z`.
  func draw(_ stream: inout RandomStream) -> [Double] {
    let chiSquare = (0..<freedom).reduce(0.0) { sum, _ in
      let z = stream.normal()
      return sum + z * z
    }
    let scale = deviation / chiSquare.squareRoot()
    let order = coefficients.count
    var z = (0..<order).map { _ in stream.normal() }
    for row in stride(from: order - 1, through: 0, by: -1) {
      for below in (row + 1)..<max(order, row + 1) { z[row] -= factor[row * order + below] * z[below] }
      z[row] /= factor[row * order + row]
    }
    return zip(coefficients, z).map { $0 + scale * $1 }
  }
}
