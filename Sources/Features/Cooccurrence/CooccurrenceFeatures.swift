import Glibc
import Mathematics

/// Features of the co-occurrence of one direction; a region's value is their mean over directions.
package enum CooccurrenceFeatures {
  typealias Matrix = Feature<CooccurrenceDistribution>

  /// By name, as PyRadiomics orders its columns.
  static let all: [Feature<CooccurrenceDistribution>] = [
    autocorrelation, clusterProminence, clusterShade, clusterTendency, contrast, correlation, differenceAverage,
    differenceEntropy, differenceVariance, inverseDifference, inverseDifferenceMoment,
    inverseDifferenceMomentNormalised, inverseDifferenceNormalised, informationCorrelation1, informationCorrelation2,
    inverseVariance, jointAverage, jointEnergy, jointEntropy, maximalCorrelation, jointMaximum, sumAverage, sumEntropy,
    jointVariance,
  ]

  /// Only when named: names of earlier versions for features that are still there under another, for which PyRadiomics
  /// gives no value; and features that PyRadiomics does not have.
  static let onlyWhenNamed: [Feature<CooccurrenceDistribution>] = [
    dissimilarity, homogeneity1, homogeneity2, sumVariance,
  ]

  /// IBSI lists it beside the difference average, which has the same value. IBSI `8S9J`.
  static let dissimilarity = Matrix("Dissimilarity", ibsi: "8S9J", unit: .none, compute: differenceAverage.compute)

  /// Another name of ``inverseDifference``. IBSI `IB1Z`.
  static let homogeneity1 = Matrix("Homogeneity1", ibsi: "IB1Z", unit: .none, compute: inverseDifference.compute)

  /// Another name of ``inverseDifferenceMoment``. IBSI `WF0Z`.
  static let homogeneity2 = Matrix("Homogeneity2", ibsi: "WF0Z", unit: .none, compute: inverseDifferenceMoment.compute)

  /// IBSI lists it beside the cluster tendency, which has the same value. IBSI `OEEB`.
  static let sumVariance = Matrix("SumVariance", ibsi: "OEEB", unit: .none, compute: clusterTendency.compute)

  /// `Σ i j p(i, j)`; `>= 1`. IBSI `QWB0`.
  static let autocorrelation = Matrix("Autocorrelation", ibsi: "QWB0", unit: .none) { p in p.expectation { $0 * $1 } }

  /// `Σ (i + j - 2μ)⁴ p(i, j)`; `>= 0`. IBSI `AE86`.
  static let clusterProminence = Matrix("ClusterProminence", ibsi: "AE86", unit: .none) { p in
    p.sumExpectation { power($0 - (p.mean + p.neighbourMean), 4) }
  }

  /// `Σ (i + j - 2μ)³ p(i, j)`; 0 for a symmetric distribution. IBSI `7NFM`.
  static let clusterShade = Matrix("ClusterShade", ibsi: "7NFM", unit: .none) { p in
    p.sumExpectation { power($0 - (p.mean + p.neighbourMean), 3) }
  }

  /// `Σ (i + j - 2μ)² p(i, j)`; `>= 0`. IBSI `DG8W`.
  static let clusterTendency = Matrix("ClusterTendency", ibsi: "DG8W", unit: .none) { p in
    p.sumExpectation { power($0 - (p.mean + p.neighbourMean), 2) }
  }

  /// `Σ (i - j)² p(i, j)`: mean squared difference between the levels of neighbours; `>= 0`. IBSI `ACUI`.
  static let contrast = Matrix("Contrast", ibsi: "ACUI", unit: .none) { p in p.differenceExpectation { $0 * $0 } }

  /// `Σ (i - μ)(j - μ) p(i, j) / σ²`, in `[-1, 1]`; 1 by convention for a single level. IBSI `NI2N`.
  static let correlation = Matrix("Correlation", ibsi: "NI2N", unit: .none) { p in
    let deviation = p.jointDeviation
    return deviation == 0 ? 1 : p.expectation { ($0 - p.mean) * ($1 - p.neighbourMean) } / (deviation + epsilon)
  }

  /// `Σ k p(|i - j| = k)`; `>= 0`. IBSI `TF7R`.
  static let differenceAverage = Matrix("DifferenceAverage", ibsi: "TF7R", unit: .none) { p in
    p.differenceExpectation { $0 }
  }

  /// Entropy of `|i - j|`, in bits. IBSI `NTRS`.
  static let differenceEntropy = Matrix("DifferenceEntropy", ibsi: "NTRS", unit: .bit) { p in
    entropy(p.difference.amounts)
  }

  /// Variance of `|i - j|`. IBSI `D3YU`.
  static let differenceVariance = Matrix("DifferenceVariance", ibsi: "D3YU", unit: .none) { p in
    let mean = p.differenceExpectation { $0 }
    return p.differenceExpectation { power($0 - mean, 2) }
  }

  /// `Σ p(|i - j| = k) / (1 + k)`, in `(0, 1]`. IBSI `IB1Z`.
  static let inverseDifference = Matrix("Id", ibsi: "IB1Z", unit: .none) { p in p.differenceExpectation { 1 / (1 + $0) }
  }

  /// `Σ p(|i - j| = k) / (1 + k²)`, in `(0, 1]`. IBSI `WF0Z`.
  static let inverseDifferenceMoment = Matrix("Idm", ibsi: "WF0Z", unit: .none) { p in
    p.differenceExpectation { 1 / (1 + $0 * $0) }
  }

  /// `Σ p(|i - j| = k) / (1 + (k / N_g)²)`, in `(0.5, 1]`; N_g is the highest level. IBSI `1QCO`.
  static let inverseDifferenceMomentNormalised = Matrix("Idmn", ibsi: "1QCO", unit: .none) { p in
    let levels = Double(p.highestLevel)
    return p.differenceExpectation { 1 / (1 + $0 * $0 / (levels * levels)) }
  }

  /// `Σ p(|i - j| = k) / (1 + k / N_g)`, in `(0.5, 1]`; N_g is the highest level. IBSI `NDRX`.
  static let inverseDifferenceNormalised = Matrix("Idn", ibsi: "NDRX", unit: .none) { p in
    let levels = Double(p.highestLevel)
    return p.differenceExpectation { 1 / (1 + $0 / levels) }
  }

  /// Mutual information of neighbours over the entropy of one, negated: in `[-1, 0]`; 0 for a single level. IBSI
  /// `R8DG`.
  static let informationCorrelation1 = Matrix("Imc1", ibsi: "R8DG", unit: .none) { p in
    let information = p.mutualInformation
    let largest = p.largestMarginalEntropy
    return information == 0 || largest == 0 ? 0 : -information / largest
  }

  /// `√(1 - exp(-2 I))` of the mutual information I in bits, in `[0, 1)`; 0 where rounding makes I negative. IBSI
  /// `JN9H`.
  static let informationCorrelation2 = Matrix("Imc2", ibsi: "JN9H", unit: .none) { p in
    (1 - exp(-2 * max(0, p.mutualInformation))).squareRoot()
  }

  /// `Σ p(|i - j| = k) / k²` over `k > 0`; `>= 0`. IBSI `E8JP`.
  static let inverseVariance = Matrix("InverseVariance", ibsi: "E8JP", unit: .none) { p in
    p.differenceExpectation { $0 == 0 ? 0 : 1 / ($0 * $0) }
  }

  /// `μ = Σ i p(i, j)`; `>= 1`. IBSI `60VM`.
  static let jointAverage = Matrix("JointAverage", ibsi: "60VM", unit: .none) { p in p.mean }

  /// `Σ p(i, j)²`, in `(0, 1]` (IBSI: angular second moment, `8ZQL`).
  static let jointEnergy = Matrix("JointEnergy", ibsi: "8ZQL", unit: .none) { p in
    p.cells.reduce(0) { $0 + $1.multiplicity * power($1.count / p.total, 2) }
  }

  /// Entropy of `p(i, j)`, in bits. IBSI `TU9B`.
  static let jointEntropy = Matrix("JointEntropy", ibsi: "TU9B", unit: .bit) { p in p.jointEntropy }

  /// Correlation of the best pair of functions of the levels of neighbours, in `[0, 1]`; see
  /// ``maximalCorrelation(of:)``.
  static let maximalCorrelation = Matrix(
    "MCC", ibsi: nil, unit: .none, compute: { CooccurrenceFeatures.maximalCorrelation(of: $0) })

  /// Largest `p(i, j)`, in `(0, 1]` (IBSI: joint maximum, `GYBY`).
  static let jointMaximum = Matrix("MaximumProbability", ibsi: "GYBY", unit: .none) { p in
    p.cells.reduce(0) { max($0, $1.count) } / p.total
  }

  /// `Σ k p(i + j = k)`, `2μ`. IBSI `ZGXS`.
  static let sumAverage = Matrix("SumAverage", ibsi: "ZGXS", unit: .none) { p in p.sumExpectation { $0 } }

  /// Entropy of `i + j`, in bits. IBSI `P6QZ`.
  static let sumEntropy = Matrix("SumEntropy", ibsi: "P6QZ", unit: .bit) { p in entropy(p.sum.amounts) }

  /// `Σ (i - μ)² p(i, j)` (IBSI: joint variance, `UR99`).
  static let jointVariance = Matrix("SumSquares", ibsi: "UR99", unit: .none) { p in p.variance }
}
