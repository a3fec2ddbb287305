import ImageProcessing
import Learning
import Records
import StudyFiles

/// What was fitted on images before features could be taken.
package struct ImageFits: Sendable {
  /// The fits with the patients they saw.
  package var log = FitLog()
  /// The normalisers by series, of the model that is kept and of `features.csv`.
  package var kept: [String: IntensityNormaliser] = [:]
  /// Features of every patient by outer training set, where there are several; else those of the cohort are the only
  /// ones.
  package var variants: [TrainingSet: [CaseFeatures]] = [:]
  /// What the fits were made of: landmarks of each patient by series; `nil` where nothing is fitted on images.
  package var landmarks: [[String: [Double]]]?

  /// All parts, as they are.
  package init(
    log: FitLog = FitLog(), kept: [String: IntensityNormaliser] = [:], variants: [TrainingSet: [CaseFeatures]] = [:],
    landmarks: [[String: [Double]]]? = nil
  ) {
    self.log = log
    self.kept = kept
    self.variants = variants
    self.landmarks = landmarks
  }
}

/// What was done to the intensities of a series, as a model keeps it: enough to prepare the image of a new patient.
package struct SeriesIntensities: Codable, Sendable {
  package let series: String
  package let biasField: StudyFile.BiasField?
  /// Settings, with the standard scale where one was fitted on training patients.
  package let normaliser: IntensityNormaliser?
  /// SHA-256 of the normaliser: part of the key of every feature taken with it.
  package let hash: String?

  /// All parts, as they are.
  package init(series: String, biasField: StudyFile.BiasField?, normaliser: IntensityNormaliser?, hash: String?) {
    self.series = series
    self.biasField = biasField
    self.normaliser = normaliser
    self.hash = hash
  }
}

/// One fit of the standard scales for each outer training set, on the landmarks of its patients alone.
///
/// Inner folds reuse the fit of their outer set, as features would else have to be taken anew in each.
package struct LandmarkFits {
  /// The fits of one training set, by series.
  package struct FittedSet: Sendable {
    package let set: TrainingSet
    package let normalisers: [String: IntensityNormaliser]
  }

  /// One for each training set that models are fitted on, in their order; empty where the patients allow no split.
  package let sets: [FittedSet]
  package let log: FitLog
  /// Of each patient, by series.
  package let landmarks: [[String: [Double]]]

  /// - Parameter landmarks: of each patient, by series.
  package init(_ study: StudyFile, _ patients: [Patient], _ landmarks: [[String: [Double]]]) {
    self.landmarks = landmarks
    let events = patients.count { $0.outcome }
    var log = FitLog()
    guard events > 0, events < patients.count else {
      (sets, self.log) = ([], log)
      return
    }
    let split = StudySplit(of: AnalysisCohort(study: study, patients: patients, columns: [], features: []))
    let attempts = split.attempts(patients: patients.count)
    guard attempts.allSatisfy({ !$0.training.isEmpty }) else {
      (sets, self.log) = ([], log)
      return
    }
    sets = attempts.map { attempt in
      var normalisers: [String: IntensityNormaliser] = [:]
      for series in study.series {
        guard let settings = series.fittedNormalisation else { continue }
        // Landmarks that vary were asked for when they were read, so a fit on one image or more cannot fail.
        guard let fitted = try? settings.fit(attempt.training.compactMap { landmarks[$0][series.name] }) else {
          continue
        }
        log.purpose = LandmarkFits.purpose(series.name, on: attempt.set)
        log.record(
          .intensityLandmarks, subjects: attempt.training.map { patients[$0].id },
          detail: settings.method, fact: .scale(sha256: ContentHash.of(fitted.canonical)))
        normalisers[series.name] = fitted
      }
      return FittedSet(set: attempt.set, normalisers: normalisers)
    }
    self.log = log
  }

  /// What the fit of a series on a training set is for.
  package static func purpose(_ series: String, on set: TrainingSet) -> FitPurpose {
    FitPurpose(.normalisation(series: series)).on(set)
  }

  /// The cohort with its features: those under the last fit stand for it, the others for their own training sets.
  /// - Parameter features: of each patient, under each of ``sets``.
  package func cohort(
    _ study: StudyFile, _ patients: [Patient], _ columns: [String], _ features: [[CaseFeatures]]
  ) -> AnalysisCohort {
    let last = sets.count - 1
    var variants: [TrainingSet: [CaseFeatures]] = [:]
    if last > 0 { for at in sets.indices { variants[sets[at].set] = features.map { $0[at] } } }
    return AnalysisCohort(
      study: study, patients: patients, columns: columns, features: features.map { $0[last] },
      imageFits: ImageFits(log: log, kept: sets[last].normalisers, variants: variants, landmarks: landmarks))
  }
}

extension AnalysisCohort {
  /// What was done to the intensities of each series, for a model that is kept.
  package var intensities: [SeriesIntensities] {
    study.series.map { series in
      let settings = series.normalisation?.settings
      let normaliser = imageFits.kept[series.name] ?? settings.flatMap { try? IntensityNormaliser($0) }
      return SeriesIntensities(
        series: series.name, biasField: series.biasField, normaliser: normaliser,
        hash: normaliser.map { ContentHash.of($0.canonical) })
    }
  }
}
