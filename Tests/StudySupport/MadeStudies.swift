import Cohorts
import Execution
import Features
import Results
import StudyFiles

extension StudyFile {
  /// A study of a feature table with the factors `size`, a number, and `stage`, of two levels.
  /// - Parameters:
  ///   - split: the section `split:`.
  ///   - factors: names of those in the models.
  ///   - features: the section `features:`.
  ///   - more: further lines of the study file.
  package static func made(
    split: String = "{train: 0.6}", factors: [String] = [], features: String = "{table: features.csv, id: id}",
    _ more: String = ""
  ) throws -> StudyFile {
    let text = """
      apus: 1
      name: Made
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors:
        size: {type: continuous}
        stage: {type: categorical, levels: [low, high]}
      models: {factors: [\(factors.joined(separator: ", "))], selected-features: 4}
      features: \(features)
      split: \(split)
      \(more)
      """
    return try StudyFile(parsing: text, file: "study.yaml", folder: "/made")
  }

  /// The same of one series of images, T1.
  /// - Parameter series: further keys of the series, such as its normalisation.
  package static func ofImages(
    split: String = "{train: 0.6}", series: String = "", features: String = "{recipe: jeong2024}", _ more: String = ""
  ) throws -> StudyFile {
    let own = series.isEmpty ? "" : ", \(series)"
    return try made(
      split: split, features: features,
      "series: {T1: {image: \"{id}/t1.nii\", mask: \"{id}/mask.nii\"\(own)}}\n" + more)
  }
}

extension Patient {
  /// Patients P00, P01 and so on, two events in five, with a size and a stage.
  /// - Parameter change: what is special about a patient, by position.
  package static func made(
    _ count: Int, side: (Int) -> SplitSide = { _ in .notGiven }, site: (Int) -> String? = { _ in nil },
    batch: (Int) -> String? = { _ in nil }, group: (Int) -> String? = { _ in nil }
  ) -> [Patient] {
    (0..<count).map { at in
      let factors: [FactorValue] = [.number(Double(20 + at * 7 % 60)), .level(at % 3 == 0 ? "high" : "low")]
      return Patient(
        id: (at < 10 ? "P0" : "P") + "\(at)", outcome: .binary(at % 5 < 2), factors: factors, side: side(at),
        site: site(at),
        batch: batch(at), group: group(at))
    }
  }
}

extension AnalysisCohort {
  /// A cohort whose first two of `columns` features are higher in events; no two patients are alike.
  /// - Parameters:
  ///   - volumes: whether lesions have a volume.
  ///   - shuffled: whether the control of shuffled voxels was asked for; its values are those of the features less 100.
  ///   - hashes: of the images of a patient, by position.
  package static func made(
    _ study: StudyFile, _ patients: [Patient] = Patient.made(40), columns: Int = 12, seed: UInt64 = 7,
    volumes: Bool = false, shuffled: Bool = false, hashes: (Int) -> [String] = { _ in [] }
  ) -> AnalysisCohort {
    var stream = RandomStream(seed: seed, name: "made features")
    let features = patients.enumerated().map { at, patient in
      let values = (0..<columns).map { stream.normal() + (patient.outcome.hadEvent && $0 < 2 ? 1.5 : 0) }
      return CaseFeatures(
        values: values.map { .defined($0) }, lesionVolumes: volumes ? [1000 * Double(at + 1)] : [],
        shuffled: shuffled ? values.map { .defined($0 - 100) } : nil, imageHashes: hashes(at))
    }
    return AnalysisCohort(
      study: study, patients: patients, columns: (0..<columns).map { "f\($0)" }, features: features)
  }

  /// The same cohort with other features of one patient.
  package func giving(_ patient: Int, _ values: [Double?]) -> AnalysisCohort {
    var all = features
    all[patient].values = values.map { $0.map { .defined($0) } ?? .undefined(.noVariation) }
    return AnalysisCohort(study: study, patients: patients, columns: columns, features: all, imageFits: imageFits)
  }
}
