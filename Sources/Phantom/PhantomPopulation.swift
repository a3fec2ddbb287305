import Execution
import Mathematics

/// The people of a cohort, their planted model and what an ideal observer makes of them; no image is drawn for this.
package struct PhantomPopulation: Sendable {
  /// Where they were seen.
  package let hospital: PhantomHospital
  /// Why they responded.
  package let model: PlantedModel
  /// Patients with images.
  package let included: [PhantomPatient]
  /// Rows without images, each with its cause.
  package let excluded: [PhantomPatient]
  /// Ideal AUC in the population that the cohort was drawn from.
  package let expectedAUC: IdealAUC
  /// Ideal AUC in this cohort; `nil` if everyone, or no one, had the event.
  package let cohortAUC: IdealAUC?

  /// The population of some settings.
  package init(settings: PhantomSettings) {
    let hospital = PhantomHospital(seed: settings.seed)
    let simulated = Self.simulated
    let model = PlantedModel(prevalence: hospital.prevalence, population: simulated)
    var start = RandomStream(seed: settings.seed, name: Self.startName)
    let spread = SpreadSequence(drawnBy: &start)
    self.hospital = hospital
    self.model = model
    included = (1...settings.patients).map {
      PhantomPatient(number: $0, seed: settings.seed, spread: spread, hospital: hospital, model: model)
    }
    excluded = (0..<Self.exclusions(of: settings.patients)).map { index in
      PhantomPatient(
        number: settings.patients + 1 + index, seed: settings.seed, spread: spread, hospital: hospital, model: model,
        exclusion: Self.causes[index % Self.causes.count])
    }
    expectedAUC = Self.expectedAUC(model, population: simulated)
    cohortAUC = IdealAUC(included.map { model.observers(of: $0.covariates) }, outcomes: included.map(\.isEvent))
  }

  /// Of 600 names tried, one that makes the embedded cohort (seed 1, 60 patients) an ordinary draw: 14 events, all
  /// three ideal AUCs within 0.025 of their expectation. A demonstration should neither flatter nor embarrass.
  private static let startName = "spread of patients, start 598"

  /// One row in ten, at least one: enough for an inclusion flowchart to have something to show.
  private static func exclusions(of patients: Int) -> Int { max(1, (patients + 5) / 10) }

  /// The causes of the study's own flowchart, the commonest first.
  package static let causes = [
    "surgery before CRT", "no pretreatment MRI", "distant metastasis", "surgery before CRT", "brachytherapy alone",
    "no contrast-enhanced images", "vaginal stump cancer", "treatment refused", "salvage treatment",
  ]

  /// Draws that stand for the population; the same for every seed, so that only the prevalence moves the intercept.
  private static var simulated: [PhantomCovariates] {
    var stream = RandomStream(seed: 0, name: "phantom population")
    let spread = SpreadSequence(drawnBy: &stream)
    return (0..<50_000).map { PhantomCovariates(position: spread[$0], drawnBy: &stream) }
  }

  private static func expectedAUC(_ model: PlantedModel, population: [PhantomCovariates]) -> IdealAUC {
    let observers = population.map { model.observers(of: $0) }
    let probabilities = population.map { logistic(model.linearPredictor($0)) }
    guard let result = IdealAUC(observers, trueProbabilities: probabilities) else {
      preconditionFailure("a logistic model gives every outcome a positive probability")
    }
    return result
  }
}
