import Execution
import Glibc
import Mathematics

/// One row of the synthetic table; with images unless it has an exclusion.
package struct PhantomPatient: Sendable {
  /// `P001`, `P002`, …
  package let id: String
  /// The true causes of the response.
  package let covariates: PhantomCovariates
  /// Whether the response was not complete.
  package let isEvent: Bool
  /// Scanner of both series.
  package let scanner: PhantomScanner
  /// The recorded factors that decide nothing.
  package let record: Record
  /// Why a screened patient was not included; such rows have no images.
  package let exclusion: String?

  /// What the table says beside the covariates.
  package struct Record: Hashable, Sendable {
    package let age: Int
    let pathology: String
    let figo: String
    let hasNodeMetastasis: Bool
    let hasParametrialInvasion: Bool

    /// All parts, as they are.
    package init(age: Int, pathology: String, figo: String, hasNodeMetastasis: Bool, hasParametrialInvasion: Bool) {
      self.age = age
      self.pathology = pathology
      self.figo = figo
      self.hasNodeMetastasis = hasNodeMetastasis
      self.hasParametrialInvasion = hasParametrialInvasion
    }
  }

  /// Patient `number`, counted from 1, of a cohort.
  init(
    number: Int, seed: UInt64, spread: SpreadSequence, hospital: PhantomHospital, model: PlantedModel,
    exclusion: String? = nil
  ) {
    id = Self.id(number)
    self.exclusion = exclusion
    var stream = RandomStream(seed: seed, name: "\(id)/covariates")
    covariates = PhantomCovariates(position: spread[number], drawnBy: &stream)
    isEvent = spread[number][3] < logistic(model.linearPredictor(covariates))
    scanner = hospital.scanner(drawnBy: &stream)
    record = Record(isAdvanced: covariates.isAdvanced, drawnBy: &stream)
  }

  /// The identifier of patient `number`: at least three digits, so that names sort as numbers do.
  package static func id(_ number: Int) -> String {
    let digits = String(number)
    return "P" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }
}

extension PhantomPatient.Record {
  /// Shares here are assumed: the publication names the factors but not their margins.
  ///
  /// FIGO 2018 makes every tumour with positive nodes IIIC or IVA, so node metastasis follows the stage.
  package init(isAdvanced: Bool, drawnBy stream: inout RandomStream) {
    age = Int(min(max((55 + 12 * stream.normal()).rounded(), 28), 85))
    pathology = Self.pick(
      [("squamous", 0.85), ("adenocarcinoma", 0.11), ("adenosquamous", 0.04)], at: stream.uniform())
    figo = Self.pick(
      isAdvanced
        ? [("IIIC1", 0.6), ("IIIC2", 0.25), ("IVA", 0.15)] : [("IIB", 0.72), ("IIIA", 0.06), ("IIIB", 0.22)],
      at: stream.uniform())
    hasNodeMetastasis = figo.hasPrefix("IIIC") || (figo == "IVA" && stream.uniform() < 0.6)
    hasParametrialInvasion = figo == "IIB" || figo == "IIIB" || stream.uniform() < 0.75
  }

  private static func pick(_ choices: [(name: String, share: Double)], at position: Double) -> String {
    var passed = 0.0
    for choice in choices {
      passed += choice.share
      if position < passed { return choice.name }
    }
    return choices[choices.count - 1].name
  }
}
