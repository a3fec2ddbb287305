import Glibc
import Mathematics

/// The logistic model that decides who responds: what a study of the cohort tries to find again.
///
/// `logit P(non-CR) = intercept + Σ coefficient * covariate`.
package struct PlantedModel: Hashable, Codable, Sendable {
  /// Log odds at covariates of zero; set so that the population has the hospital's prevalence.
  package let intercept: Double
  /// Per standard deviation of the texture latent.
  package let heterogeneity: Double
  /// Per standard deviation of the necrosis latent.
  package let necrosis: Double
  /// Per 12 mm of tumour size.
  package let tumourSize: Double
  /// For FIGO IIIC1-IVA.
  package let advancedStage: Double
  /// For an HPV-negative tumour, known or not.
  package let hpvNegative: Double

  /// The model whose prevalence over `population` is `prevalence`.
  package init(prevalence: Double, population: [PhantomCovariates]) {
    let base = PlantedModel(intercept: 0)
    let effects = population.map { base.linearPredictor($0) }
    // The prevalence rises with the intercept, so bisection always ends; 50 halvings of 24 reach 2e-14.
    let found = bisected(-16, 8, halvings: 50) { intercept in
      let sum = effects.reduce(into: CompensatedSum()) { $0.add(logistic(intercept + $1)) }.value
      return sum / Double(effects.count) < prevalence
    }
    self.init(intercept: (found.low + found.high) / 2)
  }

  private init(intercept: Double) {
    self.intercept = intercept
    heterogeneity = 1.05
    necrosis = 0.6
    tumourSize = 0.2
    advancedStage = 1
    hpvNegative = 0.9
  }

  /// The true log odds of one patient.
  package func linearPredictor(_ patient: PhantomCovariates) -> Double {
    imageEffect(patient)
      + clinicalEffect(
        size: patient.standardisedSize, advanced: patient.isAdvanced, negative: patient.isHPVNegative)
  }

  private func imageEffect(_ patient: PhantomCovariates) -> Double {
    heterogeneity * patient.heterogeneity + necrosis * patient.necrosis
  }

  private func clinicalEffect(size: Double, advanced: Bool, negative: Bool) -> Double {
    intercept + tumourSize * size + (advanced ? advancedStage : 0) + (negative ? hpvNegative : 0)
  }
}

/// Probabilities of non-complete response for observers who know the planted model and see all, or a part, of a
/// patient.
package struct ObserverProbabilities: Hashable, Codable, Sendable {
  /// Sees the latents of the lesion and its size, not stage and HPV.
  package let imagesOnly: Double
  /// Sees the table: size, stage and HPV as recorded.
  package let clinicalOnly: Double
  /// Sees both.
  package let both: Double
}

extension PlantedModel {
  /// What each observer would say of one patient: the true probability, averaged over what the observer cannot see.
  package func observers(of patient: PhantomCovariates) -> ObserverProbabilities {
    let image = imageEffect(patient)
    let size = patient.standardisedSize
    let advanced = PhantomCovariates.advancedShare(size: size)
    let negativeShare = patient.isHPVRecorded ? (patient.isHPVNegative ? 1 : 0) : PhantomCovariates.hpvNegative
    func overHPV(_ share: Double, _ probability: (Bool) -> Double) -> Double {
      (share > 0 ? share * probability(true) : 0) + (share < 1 ? (1 - share) * probability(false) : 0)
    }
    func seeing(_ isAdvanced: Bool, _ negative: Bool) -> Double {
      clinicalEffect(size: size, advanced: isAdvanced, negative: negative)
    }
    return ObserverProbabilities(
      imagesOnly: overHPV(PhantomCovariates.hpvNegative) { negative in
        advanced * logistic(image + seeing(true, negative)) + (1 - advanced) * logistic(image + seeing(false, negative))
      },
      clinicalOnly: overHPV(negativeShare) { averagedOverImages(seeing(patient.isAdvanced, $0)) },
      both: overHPV(negativeShare) { logistic(image + seeing(patient.isAdvanced, $0)) })
  }

  /// `E[logistic(clinical + s Z)]` for a standard normal `Z`, with `s` the spread of the images' effect.
  ///
  /// The trapezoid rule on ±7 in 28 steps: for an analytic integrand that falls off like a Gaussian its error is below
  /// 1e-9.
  private func averagedOverImages(_ clinical: Double) -> Double {
    let spread = (heterogeneity * heterogeneity + necrosis * necrosis).squareRoot()
    return Self.quadrature.reduce(0) { $0 + $1.weight * logistic(clinical + spread * $1.node) }
  }

  private static let quadrature: [(node: Double, weight: Double)] = {
    let raw = (-14...14).map { step in
      let node = Double(step) / 2
      return (node: node, weight: exp(-node * node / 2))
    }
    let total = raw.reduce(0) { $0 + $1.weight }
    return raw.map { ($0.node, $0.weight / total) }
  }()
}
