import Mathematics

/// The planted truth as it is written to `ground-truth.json`.
struct PhantomGroundTruth: Encodable {
  let notice = PhantomPatientFiles.notice
  let settings: PhantomSettings
  let hospital: PhantomHospital
  let model: PlantedModel
  let population: Population
  let idealAUC: Ideal
  let events: Int
  let patients: [Patient]

  struct Population: Encodable {
    let meanTumourSize = PhantomCovariates.meanSize
    let tumourSizeSpread = PhantomCovariates.sizeSpread
    let oddsOfAdvancedStage = PhantomCovariates.advancedOdds
    let logOddsOfAdvancedStagePerSpread = PhantomCovariates.advancedBySize
    let hpvNegative = PhantomCovariates.hpvNegative
    let hpvUnknown = PhantomCovariates.unknownHPV
  }

  struct Ideal: Encodable {
    /// Absent if everyone, or no one, of the cohort had the event.
    let inThisCohort: IdealAUC?
    let expected: IdealAUC
    let explanation =
      "AUC of observers who know the planted model. imagesOnly sees the lesion's latents and its size, clinicalOnly sees "
      + "size, stage and HPV as recorded, both sees both. expected: over 50000 draws from the population."
  }

  struct Patient: Encodable {
    let patient: String
    let scanner: String
    let covariates: PhantomCovariates
    let linearPredictor: Double
    let probability: Double
    let observers: ObserverProbabilities
    let event: Bool
  }

  init(_ cohort: PhantomCohort) {
    settings = cohort.settings
    let people = cohort.population
    hospital = people.hospital
    model = people.model
    population = Population()
    idealAUC = Ideal(inThisCohort: people.cohortAUC, expected: people.expectedAUC)
    events = people.included.count { $0.isEvent }
    patients = people.included.map { patient in
      let predictor = people.model.linearPredictor(patient.covariates)
      return Patient(
        patient: patient.id, scanner: patient.scanner.name, covariates: patient.covariates,
        linearPredictor: predictor, probability: logistic(predictor),
        observers: people.model.observers(of: patient.covariates), event: patient.isEvent)
    }
  }
}
