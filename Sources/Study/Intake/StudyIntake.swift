import Arms
import Cohorts
import Foundation
import Results
import StudyFiles

/// What the files of a study give before an image is opened.
struct StudyIntake {
  let supply: FeatureSupply
  let networks: [DeepSource]
  let clinical: ClinicalCohort
  /// What is doubtful in the export, and what its series leave open; empty for a study with paths.
  let linking: [Finding]
  /// Intraclass correlation of the columns of each table of repeated measurements.
  let reliability: [String: [String: Double]]
}

/// The files of a study, each read although another cannot be, with everything that stops the study.
struct IntakeReading {
  private(set) var networks: [DeepSource]?
  private(set) var clinical: ClinicalCohort?
  /// With the series that were found in an export.
  private(set) var supply: FeatureSupply?
  private(set) var linking: [Finding] = []
  private(set) var reliability: [String: [String: Double]]?
  private(set) var refusals: [any Error] = []

  /// Where the parts of a study are kept while it is read.
  struct Places {
    let cache: ContentCache
    let programCache: String
    let links: CohortLinks
    let clock: StageClock
  }

  /// Reads the files of a study.
  /// - Parameter opensNetworks: whether networks are wanted, whose weights take a second to read.
  init(_ study: StudyFile, honouring decisions: ReviewDecisions, _ places: Places, opensNetworks: Bool = true) {
    let source = attempt {
      try study.featureSupply(cache: places.cache, programCache: places.programCache, clock: places.clock)
    }
    networks =
      opensNetworks ? attempt { try DeepSource.all(of: study, cache: places.cache, places.clock) } : []
    reliability = attempt { try study.reliabilities() }
    let reading = CohortReading(of: study, honouring: decisions)
    refusals += reading.faults
    guard let clinical = reading.cohort else { return }
    self.clinical = clinical
    for network in (networks ?? []).compactMap(\.network) {
      attempt { try network.checkBudget(outcomes: clinical.patients.map(\.outcome.hadEvent)) }
    }
    let series = attempt {
      try places.clock.measure("index") { try places.links.series(of: study, rows: clinical.rows) }
    }
    guard let series else { return }
    supply = source?.with(series)
    networks = networks?.map { $0.with(series) }
    linking = LinkFinding.all(of: series, for: clinical).map { $0.words(of: study) }
  }

  @discardableResult
  private mutating func attempt<Value>(_ work: () throws -> Value) -> Value? {
    do {
      return try work()
    } catch {
      refusals.append(error)
      return nil
    }
  }

  /// What was read, if nothing stops the study.
  var intake: StudyIntake? {
    guard refusals.isEmpty, let supply, let networks, let clinical, let reliability else { return nil }
    return StudyIntake(
      supply: supply, networks: networks, clinical: clinical, linking: linking, reliability: reliability)
  }
}

extension DeepSupply {
  /// Refuses to train a block with too few events, unless the study file asks for it by name.
  fileprivate func checkBudget(outcomes: [Bool]) throws {
    guard let budget = try self.budget(outcomes), budget.isTooSmall, deep.lastBlock?.despiteFewEvents != true else {
      return
    }
    throw StudyRunError.fewEvents(budget)
  }
}
